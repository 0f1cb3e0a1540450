package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"crewcheck/checklists"
)

// dayClose is the checklist that is graded against the server's own knowledge of the day.
const dayClose = "day-close"

func pointer(under string, i int, field string) string {
	return fmt.Sprintf("%s/%d/%s", under, i, field)
}

// afterCheck writes what follows from a stored check. Every step is repeated harmlessly: it runs
// again when the phone sends again, so that a crash in between loses nothing.
func (s *Service) afterCheck(ctx context.Context, check *Check) error {
	for _, a := range check.Answers {
		if a.Receipt != nil && a.Receipt.Number != "" && check.StopID != "" {
			if err := s.keepReceipt(ctx, check, a.Receipt); err != nil {
				return err
			}
		}
	}
	if err := s.keepTexts(ctx, check); err != nil {
		return err
	}
	if err := s.keepPromises(ctx, check); err != nil {
		return err
	}
	return s.grantPhotos(ctx, photosOf(check), workGrants(check.CrewID, check.DepotID, check.VenueID)...)
}

func (s *Service) keepReceipt(ctx context.Context, check *Check, r *checklists.ReceiptAnswer) error {
	_, err := s.store.Receipts.Upsert(ctx, check.StopID, func(x *Receipt) error {
		if x.Version > 0 && x.CheckID != check.Supersedes {
			return errKeep
		}
		if x.Version == 0 {
			if err := s.signed(ctx, x, check); err != nil {
				return err
			}
		}
		x.DepotID, x.Number, x.StopID, x.RunID = check.DepotID, normalNumber(r.Number), check.StopID, check.RunID
		x.CrewID, x.VenueID, x.CheckID = check.CrewID, check.VenueID, check.ID
		x.SignedBy, x.SignedAt = r.SignedBy, check.CompletedAt
		return nil
	})
	return err
}

// keepTexts makes a record of its own of every answer that its item turns into one: a message or an idea.
func (s *Service) keepTexts(ctx context.Context, check *Check) error {
	for _, a := range check.Answers {
		if strings.TrimSpace(a.Text) == "" {
			continue
		}
		v, err := s.ChecklistVersionOf(ctx, check.Checklist.ID, check.Checklist.Version)
		if err != nil {
			return err
		}
		item := v.Definition.Item(a.ItemID)
		if item == nil {
			continue
		}
		member := cmp.Or(a.MemberID, check.MemberID)
		switch item.Rules.Becomes {
		case checklists.BecomesMessage:
			err = s.keepMessage(ctx, check, a.ItemID, member, a.Text)
		case checklists.BecomesIdea:
			err = s.keepIdea(ctx, check, a.ItemID, member, a.Text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keepMessage makes a message of an answer given at a stop.
func (s *Service) keepMessage(ctx context.Context, check *Check, itemID, memberID, text string) error {
	if check.StopID == "" {
		return nil
	}
	m := &Message{
		DepotID: check.DepotID, VenueID: check.VenueID, StopID: check.StopID, RunID: check.RunID, CrewID: check.CrewID,
		MemberID: memberID, Text: text, RecordedAt: check.CompletedAt, ReceivedAt: check.ReceivedAt,
	}
	if err := s.delivered(ctx, m); err != nil {
		return err
	}
	m.ID = messageID(check, itemID, memberID, text)
	if err := s.store.Messages.Insert(ctx, m); !IsCode(err, "store.duplicate") {
		return err
	}
	return nil
}

// messageID names a message by its words: a correction of the check says the same again.
func messageID(check *Check, itemID, memberID, text string) string {
	return namedID("message", check.StopID, itemID, memberID, digest(text))
}

// messagesPending counts what venues asked to pass on in checks that are here, of which there is no message yet: their
// server died in between, and their phone has to send them again. What has not left a phone the phone alone knows.
func (s *Service) messagesPending(ctx context.Context, runID string, checks []Check) (int, error) {
	made, n := map[string]bool{}, 0
	err := s.store.Messages.All(ctx, Filter{Equal: map[string]any{"runId": runID}}, func(m *Message) error { made[m.ID] = true; return nil })
	if err != nil {
		return 0, err
	}
	for i := range checks {
		k := &checks[i]
		if k.StopID == "" {
			continue
		}
		v, err := s.ChecklistVersionOf(ctx, k.Checklist.ID, k.Checklist.Version)
		if err != nil {
			return 0, err
		}
		for _, a := range k.Answers {
			item := v.Definition.Item(a.ItemID)
			relays := item != nil && item.Rules.Becomes == checklists.BecomesMessage && strings.TrimSpace(a.Text) != ""
			if relays && !made[messageID(k, a.ItemID, cmp.Or(a.MemberID, k.MemberID), a.Text)] {
				n++
			}
		}
	}
	return n, nil
}

// dayFacts is what the server knows of a run when its crew closes the day at a time. A stop misses its receipt when
// none was signed; one that was signed and not handed over is missing once the depot has closed, for until then it
// may still come. What is handed over after the check was graded is late all the same: see overdueReceipts.
func (s *Service) dayFacts(ctx context.Context, run *Run, at Time) (*checklists.DayFacts, error) {
	facts := &checklists.DayFacts{PickedUp: map[string]int{}}
	view, err := s.runView(ctx, run)
	if err != nil {
		return nil, err
	}
	for i := range view.Stops {
		if err := s.stopFacts(ctx, &view.Stops[i], facts, at); err != nil {
			return nil, err
		}
	}
	checks, err := s.checksOfRun(ctx, run.ID)
	if err != nil {
		return nil, err
	}
	if facts.MessagesPending, err = s.messagesPending(ctx, run.ID, checks); err != nil {
		return nil, err
	}
	countGoods(facts, checks)
	return facts, nil
}

// countGoods adds up what checks of stops say was taken and swapped. Of several answers to one item of a stop the last counts.
func countGoods(facts *checklists.DayFacts, checks []Check) {
	type place struct{ stopID, itemID string }
	taken, swapped := map[place][]checklists.BottleCount{}, map[place]int{}
	for i := range checks {
		if checks[i].StopID == "" {
			continue
		}
		for _, a := range checks[i].Answers {
			at := place{checks[i].StopID, a.ItemID}
			if len(a.Bottles) > 0 {
				taken[at] = a.Bottles
			}
			if a.Swap != nil && a.ItemID == damagedSwap {
				swapped[at] = a.Swap.Swapped
			}
		}
	}
	for _, counts := range taken {
		for _, b := range counts {
			facts.PickedUp[b.Type] += b.Taken
		}
	}
	for _, n := range swapped {
		facts.Swapped += n
	}
}

func (s *Service) stopFacts(ctx context.Context, st *Stop, facts *checklists.DayFacts, at Time) error {
	venue, err := s.venue(ctx, st.VenueID)
	if err != nil {
		return err
	}
	switch st.Status {
	case StopPlanned, StopArrived:
		facts.OpenStops = append(facts.OpenStops, venue.Name)
	case StopDelivered:
		r, found, err := s.store.Receipts.Find(ctx, st.ID)
		if err != nil {
			return err
		}
		if !found || !r.handedOver() && !r.DueAt.IsZero() && !at.Before(r.DueAt.Time) {
			facts.ReceiptsMissing = append(facts.ReceiptsMissing, venue.Name)
		}
	}
	return nil
}

// checksOfRun are the checks of a run that no correction replaced, by the time they were received.
func (s *Service) checksOfRun(ctx context.Context, runID string) ([]Check, error) {
	var all []Check
	err := s.store.Checks.All(ctx, Filter{Equal: map[string]any{"runId": runID}}, func(k *Check) error {
		all = append(all, *k)
		return nil
	})
	return standing(all), err
}

// standing drops the checks that a correction replaced; of several corrections of one check the
// last received stands.
func standing(all []Check) []Check {
	slices.SortFunc(all, func(x, y Check) int {
		if d := x.ReceivedAt.Compare(y.ReceivedAt.Time); d != 0 {
			return d
		}
		return compareText(x.ID, y.ID)
	})
	corrects := map[string]string{} // correction → the check it names
	replaced := map[string]bool{}
	for _, k := range all {
		if k.Supersedes != "" {
			corrects[k.ID], replaced[k.Supersedes] = k.Supersedes, true
		}
	}
	// A correction names a check that was there before, so this comes to an end.
	first := func(id string) string {
		for corrects[id] != "" {
			id = corrects[id]
		}
		return id
	}
	last := map[string]string{} // first check → the correction that stands
	for _, k := range all {
		if !replaced[k.ID] {
			last[first(k.ID)] = k.ID
		}
	}
	return slices.DeleteFunc(all, func(k Check) bool { return last[first(k.ID)] != k.ID })
}

func compareText(x, y string) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// Check is one check as the caller may see it: the crew's own and those of runs they were on, the depot's for
// supervisors, their venues' for sales. Errors: record.missing.
func (s *Service) Check(ctx context.Context, c Caller, id string) (*Check, error) {
	k, err := s.store.Checks.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	own := k.MemberID == c.UserID || k.SentBy == c.UserID
	if !c.seesCrew(k.DepotID, k.CrewID) && !own && !(c.Is(Sales) && c.AnswersFor(k.VenueID)) {
		run, err := s.run(ctx, k.RunID)
		if err != nil || !c.worksOn(run) {
			return nil, cmp.Or[error](unlessMissing(err), E("record.missing", "id"))
		}
	}
	return k, s.refreshMissing(ctx, k)
}
