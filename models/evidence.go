package models

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"
)

// Tolerances of the evidence; docs/evidence.md says why.
const (
	timeSlack    = 10 * time.Minute // between times that should be one, beside what the phone's clock was off
	leftSlack    = 60 * time.Minute // after leaving until a check is begun
	clockSlack   = 2 * time.Minute  // between a check's times and its monotonic span: more, and its clock was moved
	unitSlack    = 0.05             // of an order, and at least one unit
	countSlack   = 0.10             // of the cases listed lot by lot, and at least two
	bottleSlack  = 0.02             // of a count of empties, and at least two
	balanceSlack = 24               // bottles, a crate, beside what the books know
	// auditOf in auditPer checks without any doubt are asked about all the same.
	auditOf, auditPer = 1, 100
)

// doubt is something that speaks against ticks of a check.
type doubt struct {
	kind     string
	check    *Check
	items    []string // whose ticks; nil: all of the check
	reason   Text
	evidence []Evidence
}

// dayEvidence is what is not the crew's word about a day.
type dayEvidence struct {
	*dayWork
	venues   map[string]*Venue
	cases    map[string]bool // products that are counted in cases
	copies   []photoCopy
	reused   map[string][]photoUse // check → its pictures that other stops showed before
	recounts map[string]*Recount   // by run
	books    map[string][]venueBooks
	doubts   []doubt
}

// photoUse is a picture and the stop that showed it first.
type photoUse struct{ photo, checkID, stopID string }

// venueBooks is how many bottles of a type a venue had before a day, at least, by the books.
type venueBooks struct {
	kind string
	had  int
}

// doubtsOf is everything that speaks against the ticks of a day, and the checks drawn by lot. It is pure.
func (x *dayEvidence) doubtsOf() []doubt {
	for i := range x.checks {
		k := &x.checks[i]
		before := len(x.doubts)
		x.flagged(k)
		x.copied(k)
		if st := x.stopOf(k); st != nil {
			x.timed(k, st)
			x.stocked(k, st)
			x.overBalance(k, st)
		}
		x.recounted(k)
		if len(x.doubts) == before && drawn(k) {
			x.add(doubt{kind: DoubtNone, check: k, reason: Text{ZhCN: "没有疑点,按签抽到(每 100 份抽 1 份)", En: "nothing speaks against it: drawn by lot, one check in 100"}})
		}
	}
	return slices.DeleteFunc(x.doubts, func(d doubt) bool { return len(x.ticksOf(d.check, d.items)) == 0 })
}

func (x *dayEvidence) add(d doubt) { x.doubts = append(x.doubts, d) }

func (x *dayEvidence) stopOf(k *Check) *Stop {
	for i := range x.runs {
		for j := range x.runs[i].Stops {
			if st := &x.runs[i].Stops[j]; st.ID == k.StopID && st.RunID == k.RunID {
				return st
			}
		}
	}
	return nil
}

// drawn draws by the check and when the server received it, which no phone chooses.
func drawn(k *Check) bool {
	sum := sha256.Sum256([]byte(k.ID + k.ReceivedAt.String()))
	return binary.BigEndian.Uint64(sum[:])%auditPer < auditOf
}

// flagged takes up the flags that a check got when it came in.
func (x *dayEvidence) flagged(k *Check) {
	for _, flag := range k.Flags {
		switch flag {
		case FlagTooFast:
			s := float64(k.ElapsedMs) / 1000
			x.add(doubt{kind: flag, check: k, reason: Text{
				ZhCN: fmt.Sprintf("%d 项在 %.1f 秒内答完(%.0f 秒以内不可信)", len(k.Answers), s, tooFast.Seconds()),
				En:   fmt.Sprintf("%d answers in %.1f seconds (not to be believed up to %.0f)", len(k.Answers), s, tooFast.Seconds()),
			}})
		case FlagFar:
			if v := x.venues[k.VenueID]; v != nil && v.Location != nil && k.Location != nil {
				m := metres(*v.Location, *k.Location)
				x.add(doubt{kind: flag, check: k, reason: Text{
					ZhCN: fmt.Sprintf("手机离店 %.0f 米(定位误差 %.0f 米)", m, k.Location.AccuracyM),
					En:   fmt.Sprintf("the phone was %.0f m from the venue (accurate to %.0f m)", m, k.Location.AccuracyM),
				}})
			}
		case FlagPhotoReused:
			x.usedAgain(k)
		}
	}
}

func (x *dayEvidence) usedAgain(k *Check) {
	d := doubt{kind: DoubtPhotoReused, check: k, items: []string{}}
	for _, use := range x.reused[k.ID] {
		d.items = append(d.items, showing(k, use.photo)...)
		d.evidence = append(d.evidence, Evidence{Kind: "photo", ID: use.photo}, Evidence{Kind: "check", ID: use.checkID})
	}
	n := len(x.reused[k.ID])
	d.reason = Text{
		ZhCN: fmt.Sprintf("%d 张照片在别的站已用过(一字不差)", n),
		En:   fmt.Sprintf("%s shown at another stop before, byte for byte", counted(n, "photo was", "photos were")),
	}
	if n > 0 {
		x.add(d)
	}
}

// showing are the items of a check that show a picture.
func showing(k *Check, sha string) (items []string) {
	for _, a := range k.Answers {
		if slices.Contains(a.Photos, sha) || a.Signature == sha || a.Receipt != nil && a.Receipt.Signature == sha {
			items = append(items, a.ItemID)
		}
	}
	return items
}

// copied takes up pictures that look like one of another stop.
func (x *dayEvidence) copied(k *Check) {
	d := doubt{kind: DoubtPhotoCopied, check: k, items: []string{}}
	nearest, photos := photoCopy{}, map[string]bool{}
	for i := range x.copies {
		c := &x.copies[i]
		items := showing(k, c.Photo)
		if c.RunID != k.RunID || c.StopID != k.StopID || len(items) == 0 {
			continue
		}
		if len(photos) == 0 || c.Distance < nearest.Distance {
			nearest = *c
		}
		photos[c.Photo] = true
		d.items = append(d.items, items...)
		d.evidence = append(d.evidence, Evidence{Kind: "photo", ID: c.Photo}, Evidence{Kind: "photo", ID: c.Of}, Evidence{Kind: "check", ID: c.OfCheck, Date: c.OfDate})
	}
	if len(photos) == 0 {
		return
	}
	d.reason = Text{
		ZhCN: fmt.Sprintf("%d 张照片和别的站的照片很像(最像的是 %s 那张,256 点里差 %d 点)", len(photos), nearest.OfDate, nearest.Distance),
		En:   fmt.Sprintf("%s of another stop (the nearest of %s, %d of 256 points differ)", counted(len(photos), "photo looks like one", "photos look like some"), nearest.OfDate, nearest.Distance),
	}
	x.add(d)
}

// slack is how far the times of a check may be off: what always may be, and what the phone's clock was. ok is false when
// the clock was moved while the check was made, so that its times say nothing.
func slack(k *Check) (by time.Duration, ok bool) {
	span := k.CompletedAt.Sub(k.StartedAt.Time) - time.Duration(k.ElapsedMs)*time.Millisecond
	return timeSlack + (time.Duration(k.ClockSkewMs) * time.Millisecond).Abs(), span.Abs() <= clockSlack
}

// atVenue tells whether the phone was seen near the venue, by the limit of when it was handed in: then it is the status that came late.
func (x *dayEvidence) atVenue(k *Check) bool {
	v := x.venues[k.VenueID]
	return v != nil && v.Location != nil && k.Location != nil && !slices.Contains(k.Flags, FlagFar)
}

// timed compares when a check was made with when the crew was at the stop. A correction is made afterwards by its nature.
func (x *dayEvidence) timed(k *Check, st *Stop) {
	by, ok := slack(k)
	if !ok || k.Supersedes != "" {
		return
	}
	x.arrival(k, st, by)
	if x.atVenue(k) {
		return
	}
	if st.ArrivedAt != nil && st.ArrivedAt.Sub(k.CompletedAt.Time) > by {
		n := minutes(st.ArrivedAt.Sub(k.CompletedAt.Time))
		x.add(doubt{kind: DoubtBeforeArrival, check: k, evidence: []Evidence{{Kind: "stop", ID: st.ID}}, reason: Text{
			ZhCN: fmt.Sprintf("到店前 %d 分钟就填完了(容许 %d 分钟)", n, minutes(by)),
			En:   fmt.Sprintf("completed %d minutes before the crew arrived (%d pass)", n, minutes(by)),
		}})
	}
	if st.LeftAt != nil && k.StartedAt.Sub(st.LeftAt.Time) > by+leftSlack {
		n := minutes(k.StartedAt.Sub(st.LeftAt.Time))
		x.add(doubt{kind: DoubtAfterLeaving, check: k, evidence: []Evidence{{Kind: "stop", ID: st.ID}}, reason: Text{
			ZhCN: fmt.Sprintf("离店 %d 分钟后才开始填(容许 %d 分钟)", n, minutes(by+leftSlack)),
			En:   fmt.Sprintf("begun %d minutes after the crew had left (%d pass)", n, minutes(by+leftSlack)),
		}})
	}
}

func minutes(d time.Duration) int { return int(d / time.Minute) }

// arrival compares the ticked arrival with the status, where that says the crew came late, and with work at another stop.
func (x *dayEvidence) arrival(k *Check, st *Stop, by time.Duration) {
	const item = "conduct.on-time"
	for i := range k.Answers {
		a := &k.Answers[i]
		if a.ItemID != item || a.At == nil {
			continue
		}
		d := doubt{kind: DoubtArrival, check: k, items: []string{item}}
		late := st.Window != nil && st.ArrivedAt != nil && st.ArrivedAt.After(st.Window.To.Time.Add(lateMinutes*time.Minute))
		if late && st.ArrivedAt.Sub(a.At.Time) > by {
			n := minutes(st.ArrivedAt.Sub(a.At.Time))
			d.evidence = []Evidence{{Kind: "stop", ID: st.ID}}
			d.reason = Text{
				ZhCN: fmt.Sprintf("勾的到店时间比手机报到早 %d 分钟(容许 %d 分钟),而报到已过约定时间", n, minutes(by)),
				En:   fmt.Sprintf("ticked as arrived %d minutes before the phone said so (%d pass), which was after the window", n, minutes(by)),
			}
			x.add(d)
			return
		}
		if o := x.elsewhere(k, a.At.Time, by); o != nil {
			n := minutes(o.CompletedAt.Sub(a.At.Time))
			d.evidence = []Evidence{{Kind: "check", ID: o.ID}}
			d.reason = Text{
				ZhCN: fmt.Sprintf("勾的到店时间之后 %d 分钟,同一个人还在别的站填清单(容许 %d 分钟)", n, minutes(by)),
				En:   fmt.Sprintf("%d minutes after the ticked arrival the same person still worked at another stop (%d pass)", n, minutes(by)),
			}
			x.add(d)
			return
		}
	}
}

// elsewhere is a check that the same person was at another stop with when he says he was at this one.
func (x *dayEvidence) elsewhere(k *Check, at time.Time, by time.Duration) *Check {
	for i := range x.checks {
		o := &x.checks[i]
		own, ok := slack(o)
		if !ok || o.MemberID != k.MemberID || o.RunID != k.RunID || o.StopID == "" || o.StopID == k.StopID || o.Supersedes != "" || !x.atVenue(o) {
			continue
		}
		if o.StartedAt.Before(at) && o.CompletedAt.Sub(at) > max(by, own) {
			return o
		}
	}
	return nil
}
