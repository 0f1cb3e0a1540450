//go:build !race

package founding_test

const raceDetector = false
