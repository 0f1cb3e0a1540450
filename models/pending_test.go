package models

import (
	"slices"
	"testing"
)

func TestDaysWaitOnceAndInOrder(t *testing.T) {
	t.Parallel()
	m := &marks{wake: make(chan struct{}, 1)}
	a, b, c := day{CrewID: "a"}, day{CrewID: "b"}, day{CrewID: "c"}
	for _, d := range []day{c, a, c, b, a} {
		m.poke(d)
	}
	if got := m.take(); !slices.Equal(got, []day{c, a, b}) {
		t.Errorf("taken in the order %v", got)
	}
	m.poke(b)
	m.poke(c)
	if got := m.take(); !slices.Equal(got, []day{b, c}) {
		t.Errorf("what was taken waits again at the end, not %v", got)
	}
	if got := m.take(); len(got) > 0 {
		t.Errorf("%v wait and nobody poked", got)
	}
}
