package models

// TrendDay is one day of a window: what that day's own figures say, and the score of the days up to it.
type TrendDay struct {
	Date    Date       `json:"date"`
	Unit    string     `json:"unit"`  // points of 100, of the parts and of the rolling score
	Stops   int        `json:"stops"` // delivered that day
	Parts   []DayPart  `json:"parts"` // raw, of that day alone
	Rolling RollingDay `json:"rolling"`
}

// DayPart is one part of one day, 0–100 points, with what it rests on.
type DayPart struct {
	Part string  `json:"part"`
	Raw  float64 `json:"raw"`
	Sample
}

// RollingDay is the score of the last days up to its TrendDay, that day included, no earlier than the window begins; drawn in
// as every score.
type RollingDay struct {
	From        Date     `json:"from"`
	Stops       int      `json:"stops"` // sample size: delivered in these days
	Score       *float64 `json:"score"` // null when nothing was delivered in these days
	Interval    *Span    `json:"interval"`
	Provisional bool     `json:"provisional"`
	Formula     int      `json:"formula"`
}

// trendDays is how many days a rolling score looks back over, its own included.
const trendDays = 7

// datedFigures are the figures of one day.
type datedFigures struct {
	date    Date
	figures Figures
}

// trendOf is the trend of a window, a day for each date with figures of its own. days and depot are in order. It is pure.
func trendOf(r DateRange, days, depot []datedFigures, formulas []scoreFormula) []TrendDay {
	var dates []Date
	for i := range days {
		if len(dates) == 0 || dates[len(dates)-1] != days[i].date {
			dates = append(dates, days[i].date)
		}
	}
	out := make([]TrendDay, 0, len(dates))
	alone, own, all := window{days: days}, window{days: days}, window{days: depot}
	for _, date := range dates {
		formula := formulaOf(formulas, date)
		today := alone.sum(date, date)
		day := TrendDay{Date: date, Unit: scoreUnit, Stops: today.Stops, Parts: []DayPart{}}
		raw := rawParts(today, formula)
		for _, p := range Parts {
			if x, ok := raw[p]; ok {
				day.Parts = append(day.Parts, DayPart{p, x, today.sample(p)})
			}
		}
		from := max(r.From, date.AddDays(1-trendDays))
		score := scoreOf(own.sum(from, date), all.sum(from, date), formula, 0)
		day.Rolling = RollingDay{From: from, Stops: score.Stops, Score: score.Score, Interval: score.Interval, Provisional: score.Provisional, Formula: score.Formula}
		out = append(out, day)
	}
	return out
}

// window walks over days whose spans only move on.
type window struct {
	days  []datedFigures
	first int // days before it are over
}

func (w *window) sum(from, to Date) Figures {
	for w.first < len(w.days) && w.days[w.first].date < from {
		w.first++
	}
	var sum Figures
	for i := w.first; i < len(w.days) && w.days[i].date <= to; i++ {
		sum.add(w.days[i].figures)
	}
	return sum
}
