package scenario

// custodyRows are of receipts, messages and empties.
func custodyRows() []row { return nil }
