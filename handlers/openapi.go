package handlers

// buildReference makes /openapi.json and /docs from the table.
func (s *Server) buildReference() {}
