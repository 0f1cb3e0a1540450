package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

// receiptCheck is a delivery-receipt check with the delivery's number.
func (b *bench) receiptCheck(ctx context.Context, d *delivery) (models.CheckBody, error) {
	v, err := b.Checklist(ctx, "delivery-receipt")
	if err != nil {
		return models.CheckBody{}, err
	}
	member := d.user(0)
	body := models.CheckBody{
		Checklist: models.ChecklistRef{ID: v.ChecklistID, Version: v.Definition.Version}, RunID: d.run, StopID: d.stop, MemberID: member,
		ElapsedMs: d.to.Sub(d.from).Milliseconds(), Device: models.Device{ID: "phone"},
	}
	for _, it := range v.Definition.Items {
		a := checklists.Answer{ItemID: it.ID, MemberID: member}
		switch it.Kind {
		case checklists.KindTick:
			a.Result = checklists.Pass
		case checklists.KindReceipt:
			a.Receipt = &checklists.ReceiptAnswer{Number: d.number, SignedBy: "Chen", SignerRole: "storekeeper"}
		default:
			continue
		}
		body.Answers = append(body.Answers, a)
	}
	return body, nil
}

// uuidOf is a version-4 UUID made of a number and a name.
func uuidOf(n int, name string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return fmt.Sprintf("%08x-0000-4000-8000-%012x", n, h.Sum64()&0xffffffffffff)
}

// complain files what the venue remembers: the moment, roughly the moment, an hour later, the day, or nothing.
func (b *bench) complain(ctx context.Context, venue string, d *delivery) (*models.Complaint, error) {
	during := d.from.Add(time.Duration(b.rng.Int64N(int64(d.to.Sub(d.from)))))
	body := models.ComplaintCreate{VenueID: venue, Category: "placed-wrong", Source: "phone"}
	filed := d.to.Add(b.minutes(20, 8*60))
	switch p := b.rng.Float64(); {
	case p < 0.4:
		body.OccurredAt = models.At(during).Ptr()
	case p < 0.6:
		body.OccurredAt = models.At(during.Add(b.minutes(-30, 30))).Ptr()
	case p < 0.75:
		body.OccurredAt = models.At(d.to.Add(b.minutes(30, 90))).Ptr()
	case p < 0.85:
		body.OccurredOn = models.DateOf(d.from.Add(8 * time.Hour))
	}
	switch p := b.rng.Float64(); {
	case p < 0.25:
		body.ReceiptNumber = d.number
	case p < 0.30:
		body.ReceiptNumber = "R-" + d.number[2:] + "7" // misread
	}
	if b.now.Before(filed) {
		b.now = filed
	}
	k, _, err := b.FileComplaint(ctx, root, "", body)
	return k, err
}

// judge compares how a complaint was tied with what really happened.
func (r *result) judge(k *models.Complaint, d *delivery) {
	r.total++
	switch k.Link.State {
	case models.Unlinked:
		r.unlinked++
	case models.NeedsReview:
		r.review++
		if slices.ContainsFunc(k.Link.Candidates, func(c models.Candidate) bool { return c.StopID == d.stop }) {
			r.reviewHasIt++
		}
	default:
		r.linked++
		r.byMethod[k.Link.Method]++
		people := []string{}
		for _, m := range k.Link.Members {
			people = append(people, m.UserID)
		}
		slices.Sort(people)
		switch {
		case k.Link.CrewID != d.crew:
			r.wrongCrew++
			r.note(k, d, people)
		case !slices.Equal(people, d.people(k.OccurredFrom.Time, k.OccurredTo.Time)):
			r.wrongPeople++
			r.note(k, d, people)
		default:
			r.right++
		}
	}
}

func (r *result) note(k *models.Complaint, d *delivery, people []string) {
	if len(r.wrong) < 10 {
		r.wrong = append(r.wrong, fmt.Sprintf("%s at %s–%s tied to %s %v, was %s %v there %s–%s (%s %.2f)",
			k.ID, k.OccurredFrom, k.OccurredTo, k.Link.CrewID, people, d.crew, d.people(k.OccurredFrom.Time, k.OccurredTo.Time), models.At(d.from), models.At(d.to), k.Link.Method, k.Link.Confidence))
	}
}
