// Package scenario holds the tests that drive the whole service as its clients do: over HTTP, on a real listener,
// with both stores behind it. The cast is that of the founding case (see cast_test.go); every route has a table of
// rows, every role is walked over its own and foreign data, and the stories follow a delivery from the shelf to the
// score. It owns no code of the service and nothing imports it; the adapters may be imported here and nowhere else
// in handlers.
package scenario
