package models

import "crewcheck/checklists"

// spreadOf is the variance of the drawn-in value of a part, the value taken as 0–1: how far chance alone may have moved it. A part
// is a proportion with as many observations as there are stops, pseudo-stops included, and its cases independent; but
// complaints are few and each weighs much, so that voice and recovery rest on how many there were.
func spreadOf(p Part, f, depot Figures, formula checklists.Formula) float64 {
	n, m := float64(f.Stops), float64(formula.PseudoStops)
	switch p.Part {
	case Voice:
		return voiceSpread(f, depot, formula)
	case Recovery:
		return proportionSpread(p.Value, float64(f.Upheld)+m*perStop(float64(depot.Upheld), depot))
	}
	return proportionSpread(p.Value, n+m)
}

// proportionSpread is the variance of a proportion, given in %, of so many observations.
func proportionSpread(percent, observations float64) float64 {
	q := percent / 100
	return max(0, q*(1-q)) / (observations + 1)
}

// voiceSpread takes the complaints of each severity as a Poisson count: those of the own stops and, for the pseudo-stops, as
// many as the depot has in so many stops. Ratings are a proportion of their own.
func voiceSpread(f, depot Figures, formula checklists.Formula) float64 {
	n, m := float64(f.Stops), float64(formula.PseudoStops)
	squares := 0.0
	for _, severity := range severities {
		points := formula.Penalty[severity]
		squares += points * points * (f.upheldOf(severity) + m*perStop(depot.upheldOf(severity), depot))
	}
	v := voiceOf(f, formula)
	complaints := v.share / (n + m)
	spread := complaints * complaints * squares
	if f.Ratings > 0 {
		ratings := (1 - v.share) * (1 - v.share)
		spread += ratings * proportionSpread(f.RatingSum/float64(f.Ratings), float64(f.Ratings))
	}
	return spread
}

func perStop(count float64, f Figures) float64 { return per(count, float64(f.Stops)) }
