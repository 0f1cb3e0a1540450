// Package season plays seasons of a depot whose truth it knows, and judges what crewcheck makes of them: crews with
// hidden qualities, some of which get worse on a hidden day; venues that mind one fault and not another; weeks of
// different volume; phones that are late, offline or wrong; complaints that follow from bad service days later; a
// supervisor who is mostly right.
//
// It works through the use cases of models only, each at its own instant by a clock that it moves, and runs the worker as
// the days pass. The same options give the same season and the same summary to the byte. It never tells the service
// what it knows. The program's simulate command imports it; it decides nothing about how work is graded or scored.
package season
