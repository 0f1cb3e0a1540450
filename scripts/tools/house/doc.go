// Package house checks what surrounds the program and is built or read by other tools: the
// Dockerfile, compose.yaml, the links and paths in the docs, the list of scripts, the licence.
//
// Go remembers test results without looking at files outside a module: run these with -count=1.
//
// It is a module of its own, so that the parsers it needs stay out of the product's go.mod.
package house
