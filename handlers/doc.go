// Package handlers owns HTTP: the table of routes and who may call them,
// decoding, encoding, problems, limits, metrics and the reference pages. It is
// the only package that knows Fiber and tokens.
//
// A handler decodes, calls one use case of models and encodes; it decides
// nothing about crews or complaints and never touches a store. The package is
// imported by cmd/crewcheck and imports models and checklists.
package handlers
