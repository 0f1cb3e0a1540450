package models

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"crewcheck/checklists"
	"crewcheck/models/likeness"
)

// printMark says that a picture must be looked at; id = that of the picture. It is written before the picture, and by the
// working-out of a day that shows a picture nobody has looked at.
type printMark struct {
	Meta
	MarkedAt Time   `json:"markedAt"`
	State    string `json:"state"` // pending, done
}

// photoPrint is what was seen of a picture that a check shows; id = that of the picture. The stop is the first that showed it.
type photoPrint struct {
	Meta
	Shown
	State    string `json:"state"`              // seen, plain, paper, unreadable, too-large: only seen ones are compared
	Likeness string `json:"likeness,omitempty"` // hex
}

// Shown is where a picture was shown first, and when the server knew of it.
type Shown struct {
	DepotID string `json:"depotId"`
	RunID   string `json:"runId"`
	StopID  string `json:"stopId"`
	CheckID string `json:"checkId"`
	At      Time   `json:"at"`
}

// photoBand is a part of a picture's likeness, by which those that share it are found; id = picture ":" band.
type photoBand struct {
	Meta
	Shown
	Band     string `json:"band"`
	Photo    string `json:"photo"`
	Likeness string `json:"likeness"`
}

// photoCopy says that a picture looks like one that another stop showed before; id follows from the two.
type photoCopy struct {
	Meta
	Shown
	Photo    string `json:"photo"`
	Of       string `json:"of"` // the earlier picture
	OfCheck  string `json:"ofCheck"`
	OfStop   string `json:"ofStop"`
	OfDate   Date   `json:"ofDate"`
	Distance int    `json:"distance"` // bits of likeness.Bits
}

const (
	// evidenceDays is how long what is not the crew's word is looked for, after a check came in, and how far apart two
	// pictures are still compared.
	evidenceDays = 90
	// maxCandidates bounds the pictures that one is compared with, maxCopies those it is said to look like.
	maxCandidates = 500
	maxCopies     = 5
)

// papers are the items whose pictures show a printed form: two of one print look alike whatever is written on them, so
// that only the bytes of such pictures are compared. See docs/evidence.md.
var papers = []string{"receipt.photo", "bottles.slip"}

// markPrint notes durably that a picture must be looked at.
func (s *Service) markPrint(ctx context.Context, sha string) error {
	_, err := s.store.printMarks.Upsert(ctx, sha, func(m *printMark) error {
		m.MarkedAt, m.State = s.Now(), "pending"
		return nil
	})
	return err
}

// printAlways looks at pictures until ctx ends, one at a time and one server at a time, so that no more than one is
// unpacked in memory.
func (s *Service) printAlways(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		mine, err := s.hold(ctx, "pictures")
		if err == nil && mine {
			err = s.PrintPending(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Error("pictures could not be looked at", "error", err)
		}
	}
}

// PrintPending looks at the pictures that wait, the 200 marked first; one that cannot be looked at keeps its mark and does
// not stop the others.
func (s *Service) PrintPending(ctx context.Context) error {
	page, err := s.store.printMarks.List(ctx, Filter{Equal: map[string]any{"state": "pending"}, Ascending: true, Limit: 200})
	if err != nil {
		return err
	}
	var failed []error
	for i := range page.Items {
		if err := s.printMarked(ctx, &page.Items[i]); err != nil {
			failed = append(failed, fmt.Errorf("picture %s: %w", page.Items[i].ID, err))
		}
		if i%10 == 9 {
			if _, err := s.hold(ctx, "pictures"); err != nil {
				return err
			}
		}
	}
	return errors.Join(failed...)
}

// printMarked looks at one picture and puts its mark away. Until the mark has settled the picture, or the check that shows
// it, may be still on its way; a check that comes later marks the picture again.
func (s *Service) printMarked(ctx context.Context, m *printMark) error {
	ready, err := s.print(ctx, m.ID)
	if err != nil || !ready && s.Now().Sub(m.MarkedAt.Time) < markSettles {
		return err
	}
	_, err = s.store.printMarks.Update(ctx, m.ID, func(x *printMark) error {
		if x.Version != m.Version {
			return errKeep
		}
		x.State = "done"
		return nil
	})
	return err
}

// print looks at a picture that a check shows and notes which others it looks like. Everything is repeated harmlessly; the
// print itself is written last. ready is false while the picture or its check is not there.
func (s *Service) print(ctx context.Context, sha string) (ready bool, err error) {
	if _, known, err := s.store.prints.Find(ctx, sha); err != nil || known {
		return known, err
	}
	photo, found, err := s.store.Photos.Find(ctx, sha)
	if err != nil || !found {
		return false, err
	}
	held, found, err := s.store.claims.Find(ctx, "photo:"+sha)
	if err != nil || !found {
		return false, err
	}
	check, found, err := s.store.Checks.Find(ctx, held.CheckID)
	if err != nil || !found {
		return false, err
	}
	p := &photoPrint{Shown: Shown{check.DepotID, held.RunID, held.StopID, held.CheckID, held.CreatedAt}}
	p.ID = sha
	if err := s.look(ctx, p, photo, check); err != nil {
		return false, err
	}
	err = s.store.prints.Insert(ctx, p)
	if IsCode(err, "store.duplicate") {
		err = nil
	}
	return err == nil, err
}

func (s *Service) look(ctx context.Context, p *photoPrint, photo *Photo, check *Check) error {
	if p.State = "paper"; !lookable(check, photo.ID) {
		return nil
	}
	r, _, err := s.store.GetBlob(ctx, photo.ID)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxPhoto+1))
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	l, err := likeness.Of(photo.Type, bytes.NewReader(data))
	switch {
	case errors.Is(err, likeness.ErrPlain):
		p.State = "plain"
	case errors.Is(err, likeness.ErrTooLarge):
		p.State = "too-large"
	case err != nil:
		p.State = "unreadable"
	default:
		p.State, p.Likeness = "seen", l.String()
		return s.compare(ctx, p, l)
	}
	return nil
}

// lookable tells whether a check shows a picture for an item that is no paper; the ink of signatures is paper, too.
func lookable(k *Check, sha string) bool {
	return slices.ContainsFunc(k.Answers, func(a checklists.Answer) bool {
		return slices.Contains(a.Photos, sha) && !slices.Contains(papers, a.ItemID)
	})
}

// compare puts the bands of a picture down, then looks for others that share one: of two at once, one sees the other.
func (s *Service) compare(ctx context.Context, p *photoPrint, l likeness.Likeness) error {
	bands := []any{}
	for _, band := range l.Bands() {
		b := &photoBand{Shown: p.Shown, Band: band, Photo: p.ID, Likeness: p.Likeness}
		b.ID = p.ID + ":" + band
		if err := s.store.bands.Insert(ctx, b); err != nil && !IsCode(err, "store.duplicate") {
			return err
		}
		bands = append(bands, band)
	}
	span := evidenceDays * 24 * time.Hour
	page, err := s.store.bands.List(ctx, Filter{
		Equal: map[string]any{"depotId": p.DepotID}, In: map[string][]any{"band": bands},
		From: p.At.Add(-span).String(), To: p.At.Add(span).String(), Limit: maxCandidates,
	})
	if err != nil {
		return err
	}
	alike := []photoCopy{}
	for i := range page.Items {
		if c, ok := copyOf(p, l, &page.Items[i]); ok && !slices.ContainsFunc(alike, func(x photoCopy) bool { return x.ID == c.ID }) {
			alike = append(alike, c)
		}
	}
	slices.SortFunc(alike, func(x, y photoCopy) int { return cmp.Or(cmp.Compare(x.Distance, y.Distance), cmp.Compare(x.ID, y.ID)) })
	for i := range alike[:min(maxCopies, len(alike))] {
		if err := s.keepCopy(ctx, &alike[i]); err != nil {
			return err
		}
	}
	return nil
}

// copyOf tells whether two pictures of different stops look alike; the later one is the copy.
func copyOf(p *photoPrint, l likeness.Likeness, b *photoBand) (c photoCopy, ok bool) {
	other, err := likeness.Parse(b.Likeness)
	if err != nil || b.Photo == p.ID || b.RunID == p.RunID && b.StopID == p.StopID || l.Distance(other) > likeness.Near {
		return c, false
	}
	c = photoCopy{Shown: p.Shown, Photo: p.ID, Of: b.Photo, OfCheck: b.CheckID, OfStop: b.StopID, Distance: l.Distance(other)}
	if p.At.Before(b.At.Time) || p.At.Equal(b.At.Time) && p.ID < b.Photo {
		c = photoCopy{Shown: b.Shown, Photo: b.Photo, Of: p.ID, OfCheck: p.CheckID, OfStop: p.StopID, Distance: c.Distance}
	}
	c.ID = namedID("photo-copy", c.Photo, c.Of)
	return c, true
}

// keepCopy stores a copy, and has the day of the check that shows it worked out again.
func (s *Service) keepCopy(ctx context.Context, c *photoCopy) error {
	run, err := s.run(ctx, c.RunID)
	if err != nil {
		return err
	}
	of, err := s.store.Checks.Get(ctx, c.OfCheck)
	if err != nil {
		return err
	}
	c.OfDate = of.Date
	poke, err := s.markDay(ctx, dayOf(run))
	if err != nil {
		return err
	}
	defer poke()
	if err := s.store.copies.Insert(ctx, c); !IsCode(err, "store.duplicate") {
		return err
	}
	return nil
}

// copiesOf are the pictures of a run that look like those of other stops. Pictures that are here and that nobody has
// looked at are marked: they came before their check.
func (s *Service) copiesOf(ctx context.Context, runID string, checks []Check) ([]photoCopy, error) {
	ofRun := Filter{Equal: map[string]any{"runId": runID}, Ascending: true}
	seen := map[string]bool{}
	if err := s.store.prints.All(ctx, ofRun, func(p *photoPrint) error { seen[p.ID] = true; return nil }); err != nil {
		return nil, err
	}
	for i := range checks {
		if checks[i].RunID != runID || s.tooOld(&checks[i]) {
			continue
		}
		for _, a := range checks[i].Answers {
			for _, sha := range a.Photos {
				if err := s.markUnseen(ctx, sha, seen); err != nil {
					return nil, err
				}
			}
		}
	}
	var out []photoCopy
	err := s.store.copies.All(ctx, ofRun, func(c *photoCopy) error { out = append(out, *c); return nil })
	return out, err
}

func (s *Service) markUnseen(ctx context.Context, sha string, seen map[string]bool) error {
	if seen[sha] {
		return nil
	}
	seen[sha] = true
	if _, known, err := s.store.prints.Find(ctx, sha); err != nil || known { // of another run
		return err
	}
	if _, here, err := s.store.Photos.Find(ctx, sha); err != nil || !here {
		return err
	}
	return s.markPrint(ctx, sha)
}

// tooOld tells whether a check came in so long ago that nothing is looked for any more.
func (s *Service) tooOld(k *Check) bool {
	return s.Now().Sub(k.ReceivedAt.Time) > evidenceDays*24*time.Hour
}
