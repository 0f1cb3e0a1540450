package handlers

import "encoding/json"

// Decode reads the JSON body into a T.
func Decode[T any](r *Request) (T, error) {
	var v T
	err := json.Unmarshal(r.Request().Body(), &v)
	return v, err
}
