package rig

import (
	"context"
	"fmt"
	"sync"
	"time"

	"crewcheck/models"
)

// How many there are, in four weeks, of what a season says nothing or little of; complaints are copies of the season's.
const (
	messages   = 320
	ideas      = 160
	complaints = 320
	others     = 80 // appeals, coaching cards, changes of cards, disputes of bottles
	writers    = 32
)

// voices are the records of lists that a season leaves empty, or short.
type voices struct {
	base  *Weeks
	store *models.Store
}

func (v *voices) put(ctx context.Context) error {
	for _, put := range []func(context.Context) error{v.messages, v.ideas, v.appeals, v.coaching, v.changes, v.disputes, v.complaints} {
		if err := put(ctx); err != nil {
			return err
		}
	}
	return nil
}

// some inserts n records, each with an id that older years change as they change those of the season.
func some[T any, P interface {
	*T
	models.Document
}](ctx context.Context, into models.Collection[T, P], n int, one func(i int) P) error {
	var all sync.WaitGroup
	failed := make(chan error, writers)
	for w := range writers {
		all.Go(func() {
			for i := w; i < n; i += writers {
				doc := one(i)
				doc.Head().ID = fmt.Sprintf("be000000-0000-4000-8000-%012x", i)
				if err := into.Insert(ctx, doc); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	close(failed)
	return <-failed
}

// at is the time of the i-th of n records, evenly over the four weeks.
func (v *voices) at(i, n int) models.Time {
	return models.At(v.base.LastDay.Time().Add(-time.Duration(i) * WindowDays * 24 * time.Hour / time.Duration(n)))
}

func (v *voices) crew(i int) string  { return v.base.Crews[i*7%len(v.base.Crews)] }
func (v *voices) venue(i int) string { return v.base.Venues[i*11%len(v.base.Venues)] }

func (v *voices) messages(ctx context.Context) error {
	states := []string{"answered", "answered", "answered", "read", "delivered"}
	return some(ctx, v.store.Messages, messages, func(i int) *models.Message {
		at := v.at(i, messages)
		return &models.Message{
			DepotID: v.base.Depot, VenueID: v.venue(i), CrewID: v.crew(i), MemberID: v.crew(i) + "-driver", Text: "下周一要两箱啤酒,请早上送",
			RecordedAt: at, ReceivedAt: at, DueAt: at.Add(24 * time.Hour), State: states[i%len(states)],
		}
	})
}

func (v *voices) ideas(ctx context.Context) error {
	states := []string{"adopted", "declined", "declined", "new"}
	return some(ctx, v.store.Ideas, ideas, func(i int) *models.Idea {
		at := v.at(i, ideas)
		return &models.Idea{DepotID: v.base.Depot, CrewID: v.crew(i), MemberID: v.crew(i) + "-driver", Text: "后门的坡道可以放一块木板", At: at, ReceivedAt: at, State: states[i%len(states)]}
	})
}

func (v *voices) appeals(ctx context.Context) error {
	states := []string{"rejected", "granted", "open"}
	return some(ctx, v.store.Appeals, others, func(i int) *models.Appeal {
		at := v.at(i, others)
		return &models.Appeal{DepotID: v.base.Depot, CrewID: v.crew(i), Date: models.DateOf(at.Time), MemberID: v.crew(i) + "-driver", VerdictAt: at, Reason: "当天路封了", FiledAt: at, Status: states[i%len(states)]}
	})
}

func (v *voices) coaching(ctx context.Context) error {
	states := []string{"measured", "measured", "acknowledged", "open"}
	return some(ctx, v.store.Coaching, others, func(i int) *models.Coaching {
		at := v.at(i, others)
		return &models.Coaching{
			DepotID: v.base.Depot, CrewID: v.crew(i), Kind: "late-twice", Text: models.Text{ZhCN: "来晚了两次", En: "late twice"}, OpenedAt: at, OpenedOn: models.DateOf(at.Time),
			MemberIDs: []string{v.crew(i) + "-driver"}, Acks: []models.CoachingAck{}, State: states[i%len(states)], DueAt: at.Add(14 * 24 * time.Hour),
		}
	})
}

func (v *voices) changes(ctx context.Context) error {
	states, guard := []string{"accepted", "declined", "proposed"}, "保安老周,先登记"
	return some(ctx, v.store.CardChanges, others, func(i int) *models.CardChange {
		return &models.CardChange{DepotID: v.base.Depot, VenueID: v.venue(i), Fields: models.CardFields{Guard: &guard}, CardVersion: 1, State: states[i%len(states)], ProposedBy: "sales", ProposedAt: v.at(i, others)}
	})
}

func (v *voices) disputes(ctx context.Context) error {
	states := []string{"accepted", "rejected", "open"}
	return some(ctx, v.store.Disputes, others, func(i int) *models.BottleDispute {
		at := v.at(i, others)
		return &models.BottleDispute{DepotID: v.base.Depot, VenueID: v.venue(i), BottleDay: models.BottleDay{Date: models.DateOf(at.Time), Type: "beer-500"}, Claimed: 24, Note: "少算了一箱", By: "sales", At: at, Status: states[i%len(states)]}
	})
}

func (v *voices) complaints(ctx context.Context) error {
	var have []models.Complaint
	if err := v.store.Complaints.All(ctx, models.Filter{Equal: map[string]any{"status": models.Closed}}, func(k *models.Complaint) error { have = append(have, *k); return nil }); err != nil {
		return err
	}
	return some(ctx, v.store.Complaints, complaints, func(i int) *models.Complaint {
		k := have[i%len(have)]
		k.FiledAt, k.VenueID, k.Link.CrewID, k.Number = v.at(i, complaints), v.venue(i), v.crew(i), fmt.Sprintf("B-%05d", i)
		return &k
	})
}
