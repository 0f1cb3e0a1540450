package season

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
)

// dice are the luck of one part of a season. Streams do not touch each other, so the order of work does not matter.
type dice struct{ *rand.Rand }

// Streams of luck.
const (
	ofTruth = iota + 1
	ofVenues
	ofRoster
	ofShifts
	ofBootstrap
)

// luck gives the dice of a stream; depot, crew and day tell its parts apart.
func luck(seed uint64, stream, depot, crew, day int) dice {
	return dice{rand.New(rand.NewPCG(seed<<8|uint64(stream), uint64(depot)<<48|uint64(crew)<<24|uint64(day)))}
}

func (d dice) chance(share float64) bool { return d.Float64() < share }

// between is a whole number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// within is a number from low to high.
func (d dice) within(low, high float64) float64 { return low + (high-low)*d.Float64() }

func (d dice) minutes(low, high float64) time.Duration {
	return time.Duration(d.within(low, high) * float64(time.Minute)).Truncate(time.Second)
}

// spread multiplies by e to a normal number: 1 in the middle, sigma its deviation in logarithms.
func (d dice) spread(sigma float64) float64 { return math.Exp(sigma * d.NormFloat64()) }

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

// idAt is a UUIDv7 of an instant, its random part from the dice.
func (d dice) idAt(at time.Time) string {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|d.Uint64()>>48)
	binary.BigEndian.PutUint64(id[8:], d.Uint64())
	id[6] = id[6]&0x0F | 0x70
	id[8] = id[8]&0x3F | 0x80
	return id.String()
}
