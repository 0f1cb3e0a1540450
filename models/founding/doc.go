// Package founding plants the founding case: a drinks distributor in Changsha with six crews, forty venues and four
// weeks of work, so that a newcomer sees scores, complaints and warnings that mean something. It works through the
// use cases of models only, each at its own instant of the past, so what it plants is what phones, venues and
// supervisors would have left behind. The names are made up and the phone numbers cannot exist.
//
// It owns the story and its numbers; it decides nothing about how work is graded or scored. The program's demo and
// its seed command import it, and so may tests.
package founding
