package season

import (
	"context"

	"crewcheck/models"
)

// history is which days each crew worked, with how many stops: what the truth of a window is weighed by.
type history map[*crew][]worked

type worked struct {
	day, stops int
	shift      *shift
}

func (h history) note(s *shift) {
	h[s.crew] = append(h[s.crew], worked{s.day, len(s.stops), s})
}

// Judged is one crew: what it was like and what the service made of it, in one window.
type Judged struct {
	CrewID    string             `json:"crewId"`
	Stops     int                `json:"stops"`
	Score     float64            `json:"score"`
	Raw       float64            `json:"raw"`
	Low       float64            `json:"low"` // the score's 90 % interval
	High      float64            `json:"high"`
	Parts     map[string]float64 `json:"parts"`
	Qualities map[string]float64 `json:"qualities"` // hidden, 0–1
	Overall   float64            `json:"overall"`   // hidden: the mean of the six, each in deviations from the depot's mean
	Harm      float64            `json:"harm"`      // hidden: penalty points a stop that its faults deserve, whoever complains
	Worth     float64            `json:"worth"`     // hidden: the score that endless stops like these would come to, were everything seen, 0–100
	Drift     string             `json:"drift,omitempty"`
	DriftDay  int                `json:"driftDay,omitempty"`
}

// windowDays is the window of a score unless asked otherwise.
const windowDays = 28

// window is some days of the season, both ends included, from 0.
type window struct{ from, to int }

// last is the window of the last n days.
func (w *world) last(n int) window { return window{w.opts.Days - n, w.opts.Days - 1} }

// judgeCrews reads the ranking of a depot over a window and lays the truth beside it.
func (w *world) judgeCrews(ctx context.Context, d *depot, in window) ([]Judged, error) {
	r, err := w.desks.svc.Scores(ctx, asManager, d.id, models.DateRange{From: w.date(in.from), To: w.date(in.to)})
	if err != nil {
		return nil, err
	}
	byID := map[string]*models.Score{}
	for i := range r.Items {
		byID[r.Items[i].CrewID] = &r.Items[i]
	}
	var out []Judged
	for _, c := range d.crews {
		if s := byID[c.id]; s != nil && s.Score != nil {
			out = append(out, w.judged(c, s, in))
		}
	}
	placeOverall(out)
	return out, nil
}

func (w *world) judged(c *crew, s *models.Score, in window) Judged {
	j := Judged{
		CrewID: c.id, Stops: s.Stops, Score: *s.Score, Raw: *s.Raw, Low: s.Interval.Low, High: s.Interval.High,
		Parts: map[string]float64{}, Qualities: map[string]float64{},
	}
	for _, p := range s.Parts {
		j.Parts[p.Part] = round4(p.Value)
	}
	stops := 0.0
	for _, x := range w.history[c] {
		if x.day < in.from || x.day > in.to {
			continue
		}
		n := float64(x.stops)
		stops += n
		for _, q := range Qualities {
			j.Qualities[q] += n * c.truth.quality(q, x.day)
		}
		j.Harm += n * c.truth.harm(x.day, w.penalty)
		j.Worth += n * w.eye.worth(&c.truth, x.day)
	}
	for _, q := range Qualities {
		j.Qualities[q] = round4(j.Qualities[q] / max(1, stops))
	}
	j.Harm, j.Worth = round4(j.Harm/max(1, stops)), round4(j.Worth/max(1, stops))
	if dr := c.truth.drift; dr != nil {
		j.Drift, j.DriftDay = matters[dr.matter].item, dr.day
	}
	return j
}

// penalty is what the standard takes for an upheld complaint of a category.
func (w *world) penalty(category string) float64 {
	st := w.desks.svc.Standards()
	return st.Score.Penalty[st.Category(category).Severity]
}

// placeOverall gives each crew the mean of its six qualities, each counted in deviations from the mean of the depot's
// crews, so that no quality weighs more because crews differ more in it.
func placeOverall(crews []Judged) {
	for _, q := range Qualities {
		values := make([]float64, len(crews))
		for i := range crews {
			values[i] = crews[i].Qualities[q]
		}
		m, sd := mean(values), deviation(values)
		for i := range crews {
			if sd > 0 {
				crews[i].Overall += (values[i] - m) / sd / float64(len(Qualities))
			}
		}
	}
	for i := range crews {
		crews[i].Overall = round4(crews[i].Overall)
	}
}
