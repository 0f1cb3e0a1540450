package models

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// BottleCounted is how many empties of a type were counted.
type BottleCounted struct {
	Type    string `json:"type"`
	Counted int    `json:"counted"`
}

// Recount is what the depot counted of the empties that a run brought in; id = the run's id.
type Recount struct {
	Meta
	DepotID string          `json:"depotId"`
	CrewID  string          `json:"crewId"`
	RunID   string          `json:"runId"`
	Date    Date            `json:"date"`
	Counts  []BottleCounted `json:"counts"`
	Note    string          `json:"note,omitempty"`
	By      string          `json:"by"`
	At      Time            `json:"at"`
}

// RecountBody is a count at the depot; a type that is left out was not there.
type RecountBody struct {
	Counts []BottleCounted `json:"counts"`
	Note   string          `json:"note,omitempty"`
}

// maxRecounted is how many types a vehicle brings at most.
const maxRecounted = 50

func (b *RecountBody) validate() error {
	var bad invalid
	bad.check(len(b.Counts) > 0, "/counts", "field.required")
	bad.check(len(b.Counts) <= maxRecounted, "/counts", "field.too-many", maxRecounted)
	seen := map[string]bool{}
	for i, n := range b.Counts {
		at := fmt.Sprintf("/counts/%d", i)
		bad.text(at+"/type", n.Type, 1, 40)
		bad.check(!seen[n.Type], at+"/type", "field.duplicate", n.Type)
		bad.number(at+"/counted", n.Counted, 0, 100_000)
		seen[n.Type] = true
	}
	bad.text("/note", b.Note, 0, maxText)
	return bad.err()
}

// PutRecount notes what the depot counted of a run's empties: a supervisor who was not on the run counts. Another
// count replaces it; the same again changes nothing. Errors: record.missing, body.invalid, recount.crew.
func (s *Service) PutRecount(ctx context.Context, c Caller, runID string, b RecountBody) (*Recount, bool, error) {
	run, err := s.run(ctx, runID)
	if err == nil && !c.Supervises(run.DepotID) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return nil, false, missing(err, "id")
	}
	if err := b.validate(); err != nil {
		return nil, false, err
	}
	if c.worksOn(run) {
		return nil, false, E("recount.crew", "")
	}
	poke, err := s.markDay(ctx, dayOf(run))
	if err != nil {
		return nil, false, err
	}
	defer poke()
	created := false
	r, err := s.store.Recounts.Upsert(ctx, runID, func(r *Recount) error {
		created = r.Version == 0
		if slices.Equal(r.Counts, b.Counts) && r.Note == b.Note {
			return errKeep
		}
		r.DepotID, r.CrewID, r.RunID, r.Date = run.DepotID, run.CrewID, run.ID, run.Date
		r.Counts, r.Note, r.By, r.At = b.Counts, b.Note, c.UserID, s.Now()
		return nil
	})
	return r, created, err
}

// BottleCounts are the three counts of the empties of one type that a run brought in.
type BottleCounts struct {
	Type string `json:"type"`
	// Crew is what the crew counted at its stops; Venue the same with the venues' own counts where they filed some
	// that were not rejected: what they signed for otherwise.
	Crew  int `json:"crew"`
	Venue int `json:"venue"`
	// Depot is what was counted in; nil: nobody has counted yet.
	Depot   *int   `json:"depot,omitempty"`
	DepotBy string `json:"depotBy,omitempty"` // recount, or day-close: the crew itself
}

// Whose count the depot's is.
const (
	byRecount  = "recount"
	byDayClose = "day-close"
)

// agree tells whether the three are one; without the depot's there is nothing to compare.
func (x *BottleCounts) agree() bool {
	return x.Depot == nil || x.Crew == x.Venue && x.Crew == *x.Depot
}

func (x *BottleCounts) same(o *BottleCounts) bool { return contentHash(x) == contentHash(o) }

// RunBottles are the counts of a run's empties, by type.
type RunBottles struct {
	RunID  string         `json:"runId"`
	Counts []BottleCounts `json:"counts"`
}

// RunBottlesOf shows the counts of a run, for its crew and its supervisors. Errors: record.missing.
func (s *Service) RunBottlesOf(ctx context.Context, c Caller, runID string) (*RunBottles, error) {
	run, err := s.Run(ctx, c, runID)
	if err != nil {
		return nil, err
	}
	checks, err := s.checksOfRun(ctx, runID)
	if err != nil {
		return nil, err
	}
	stops, err := s.bottlesOfRun(ctx, run, checks)
	if err != nil {
		return nil, err
	}
	claims, err := s.claimsOn(ctx, run, stops)
	if err != nil {
		return nil, err
	}
	counts, err := s.threeCounts(ctx, run, stops, claims, checks)
	return &RunBottles{RunID: run.ID, Counts: counts.counts}, err
}

// compared is what crew, venues and depot counted of a run.
type compared struct {
	counts []BottleCounts // by type
	by     string         // who counted for the depot; "" nobody yet
}

// threeCounts compares what was counted of a run. A venue to which two runs came on a day shows the difference in both.
func (s *Service) threeCounts(ctx context.Context, run *RunView, stops []bottleStop, claims []BottleDispute, checks []Check) (out compared, err error) {
	crew, venue := map[string]int{}, map[string]int{}
	for i := range stops {
		for _, t := range stops[i].Types {
			crew[t.Type] += t.Taken
			venue[t.Type] += t.Taken
		}
	}
	for i := range claims { // in the place of the crew's count
		if claims[i].Status == DisputeRejected {
			continue
		}
		taken, err := s.takenOn(ctx, &claims[i], stops)
		if err != nil {
			return out, err
		}
		venue[claims[i].Type] += claims[i].Claimed - taken
	}
	depot, by, err := s.countedIn(ctx, run.ID, checks)
	if err != nil {
		return out, err
	}
	types := map[string]bool{}
	for _, counts := range []map[string]int{crew, venue, depot} {
		for kind := range counts {
			types[kind] = true
		}
	}
	out.counts, out.by = []BottleCounts{}, by
	for _, kind := range slices.Sorted(maps.Keys(types)) {
		x := BottleCounts{Type: kind, Crew: crew[kind], Venue: venue[kind], DepotBy: by}
		if by != "" {
			n := depot[kind]
			x.Depot = &n
		}
		out.counts = append(out.counts, x)
	}
	return out, nil
}

// claimsOn are the counts that the venues of a run filed for its day. The depot's are read: of a day there are few.
func (s *Service) claimsOn(ctx context.Context, run *RunView, stops []bottleStop) (claims []BottleDispute, err error) {
	f := Filter{Equal: map[string]any{"depotId": run.DepotID}, From: string(run.Date), To: string(run.Date.AddDays(1))}
	err = s.store.Disputes.All(ctx, f, func(d *BottleDispute) error {
		if slices.ContainsFunc(stops, func(x bottleStop) bool { return x.VenueID == d.VenueID }) {
			claims = append(claims, *d)
		}
		return nil
	})
	return claims, err
}

// takenOn is what all crews took at a venue on the day of its claim, from their checks: the days of the others may
// not be worked out yet. own are the stops of the run that asks.
func (s *Service) takenOn(ctx context.Context, d *BottleDispute, own []bottleStop) (int, error) {
	n, seen := 0, map[string]bool{}
	for i := range own {
		seen[own[i].ID] = true
		if own[i].VenueID == d.VenueID {
			n += own[i].taken(d.Type)
		}
	}
	f := Filter{Equal: map[string]any{"depotId": d.DepotID, "venueId": d.VenueID}, From: string(d.Date), To: string(d.Date.AddDays(1))}
	err := s.store.Stops.All(ctx, f, func(st *Stop) error {
		if seen[st.ID] || st.Status == StopRemoved {
			return nil
		}
		checks, err := s.checksOfRun(ctx, st.RunID)
		if err != nil {
			return err
		}
		x, err := s.bottlesOf(ctx, st, checks)
		if err == nil {
			n += x.taken(d.Type)
		}
		return err
	})
	return n, err
}

// countedIn is the depot's count of a run: its own, else what the crew says at the close of its day.
func (s *Service) countedIn(ctx context.Context, runID string, checks []Check) (counts map[string]int, by string, err error) {
	counts = map[string]int{}
	r, found, err := s.store.Recounts.Find(ctx, runID)
	if err != nil {
		return nil, "", err
	}
	if found {
		for _, x := range r.Counts {
			counts[x.Type] = x.Counted
		}
		return counts, byRecount, nil
	}
	for i := range checks {
		for _, a := range checks[i].Answers {
			if checks[i].RunID != runID || checks[i].Checklist.ID != dayClose || len(a.Bottles) == 0 {
				continue
			}
			by = byDayClose
			clear(counts)
			for _, b := range a.Bottles {
				counts[b.Type] += b.Taken
			}
		}
	}
	return counts, by, nil
}
