package handlers

import "crewcheck/models"

// EncodeCursor and DecodeCursor.
func EncodeCursor(collection string, k models.Key) string { return "" }

// DecodeCursor reads a cursor of the collection.
func DecodeCursor(collection, text string) (models.Key, error) { return models.Key{}, nil }
