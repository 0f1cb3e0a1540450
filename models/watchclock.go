package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// clockEvery is how often the worker looks at what only time makes worse.
	clockEvery = 10 * time.Minute
	// overdueDays bounds how old the receipts and messages are that are looked at. All of these are counted that are still
	// open, by index: the work is that of what is open, whatever was handed over or answered before.
	overdueDays = 28
	// silentDays are the days a silence is remembered.
	silentDays = 2
)

// clockWarnings are the kinds that the clock alone raises and lapses.
var clockWarnings = []string{WarnReceipts, WarnMessages, WarnSilent, WarnNearExpiry}

// watchClockSometimes is WatchClock, every clockEvery of this server's life.
func (s *Service) watchClockSometimes(ctx context.Context) error {
	now := s.Now()
	if now.Sub(s.clockWatched.Time).Abs() < clockEvery {
		return nil
	}
	s.clockWatched = now
	return s.WatchClock(ctx)
}

// WatchClock works out what only time makes worse, for every depot: overdue receipts and messages, silent phones, goods
// near their limit. What it reads is bounded by days, not by what is stored. A depot that fails does not stop the others.
func (s *Service) WatchClock(ctx context.Context) error {
	var failed []error
	err := s.store.Depots.All(ctx, Filter{}, func(d *Depot) error {
		if err := s.watchClockOf(ctx, d); err != nil {
			failed = append(failed, fmt.Errorf("depot %s: %w", d.ID, err))
		}
		return ctx.Err()
	})
	return errors.Join(append(failed, err)...)
}

func (s *Service) watchClockOf(ctx context.Context, d *Depot) error {
	var found []finding
	have := &warnedOf{live: map[string]*Warning{}, through: map[string]Time{}}
	for _, kind := range clockWarnings {
		more, err := s.warned(ctx, map[string]any{"depotId": d.ID, "kind": kind}, decidedOfDepot, clockSlot)
		if err != nil {
			return err
		}
		for slot, w := range more.live {
			have.live[slot] = w
		}
		for slot, at := range more.through {
			have.through[slot] = at
		}
	}
	for _, look := range []func(context.Context, *Depot, *warnedOf) ([]finding, error){s.overdueReceiptsOf, s.overdueMessagesOf, s.silentPhones, s.nearExpiries} {
		more, err := look(ctx, d, have)
		if err != nil {
			return err
		}
		found = append(found, more...)
	}
	return s.settleAll(ctx, have, found)
}

func clockSlot(w *Warning) string {
	switch w.Kind {
	case WarnReceipts:
		return slotOf(w.Kind, w.DepotID, w.CrewID)
	case WarnSilent:
		return slotOf(w.Kind, w.DepotID, w.RunID)
	}
	return slotOf(w.Kind, w.DepotID, w.VenueID)
}

// overdue is what is overdue of one crew or venue: how much, since when, and the latest records.
type overdue struct {
	n           int
	first, last Evidence
	through     Time // of the last
	latest      []Evidence
}

// overdues are those of a depot by crew or venue.
type overdues map[string]*overdue

// count takes one more, in order of time; of the records only the latest are kept, so that memory does not grow with them.
func (o overdues) count(of string, e Evidence, at Time) {
	x := o[of]
	if x == nil {
		x = &overdue{first: e}
		o[of] = x
	}
	x.n, x.last, x.through = x.n+1, e, at
	if x.latest = append(x.latest, e); len(x.latest) > maxEvidence {
		x.latest = slices.Delete(x.latest, 0, 1)
	}
}

// finding begins the warning of what is overdue.
func (x *overdue) finding(kind, slot, unit string) finding {
	return finding{
		kind: kind, slot: slot, anchor: x.first.ID, through: x.through, evidence: x.latest,
		figures: WarningFigures{N: x.n, Unit: unit, From: x.first.Date, To: x.last.Date, Observed: float64(x.n)},
	}
}

// overdueReceiptsOf finds the crews that still hold receipts of before yesterday's close.
func (s *Service) overdueReceiptsOf(ctx context.Context, d *Depot, have *warnedOf) ([]finding, error) {
	now, byCrew := s.Now(), overdues{}
	f := Filter{Equal: map[string]any{"depotId": d.ID, "state": ReceiptSigned}, From: now.AddDate(0, 0, -overdueDays).UTC().Format(timeText), Ascending: true}
	f.orMissing("state", ReceiptSigned)
	if err := s.store.Receipts.All(ctx, f, func(r *Receipt) error {
		if now.After(r.DueAt.Add(d.receiptGrace()).Time) && r.SignedAt.After(have.after(slotOf(WarnReceipts, d.ID, r.CrewID)).Time) {
			byCrew.count(r.CrewID, Evidence{"receipt", r.ID, r.Date}, r.SignedAt)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	var out []finding
	grace := d.limits().ReceiptGraceHours
	for crewID, held := range byCrew {
		f := held.finding(WarnReceipts, slotOf(WarnReceipts, d.ID, crewID), "receipts")
		f.depotID, f.crewID, f.owner = d.ID, crewID, Supervisor
		f.reason = Text{
			ZhCN: fmt.Sprintf("最近 %d 天有 %d 张回单过了仓库关门 %d 小时还没交,最早的是 %s", overdueDays, held.n, grace, held.first.Date),
			En: fmt.Sprintf("%s of the last %d days not handed over %s after the depot's close, the oldest of %s",
				counted(held.n, "receipt", "receipts"), overdueDays, counted(grace, "hour", "hours"), held.first.Date),
		}
		f.suggest = Suggestion{ActCall, Text{ZhCN: "今天就找班组把这些回单收齐", En: "Collect these receipts from the crew today"}}
		out = append(out, f)
	}
	return out, nil
}

// timeText is how times are written in filters.
const timeText = "2006-01-02T15:04:05.000Z"

// overdueMessagesOf finds the venues whose messages are not answered though their time is over.
func (s *Service) overdueMessagesOf(ctx context.Context, d *Depot, have *warnedOf) ([]finding, error) {
	now, byVenue := s.Now(), overdues{}
	if err := s.store.Messages.All(ctx, Filter{
		Equal: map[string]any{"depotId": d.ID}, In: map[string][]any{"state": {MessageDelivered, MessageRead, ""}},
		From: now.AddDate(0, 0, -overdueDays).UTC().Format(timeText), Ascending: true,
	}, func(m *Message) error {
		if now.After(m.DueAt.Time) && m.RecordedAt.After(have.after(slotOf(WarnMessages, d.ID, m.VenueID)).Time) {
			byVenue.count(m.VenueID, Evidence{"message", m.ID, DateOf(m.RecordedAt.In(d.zone()))}, m.RecordedAt)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	var out []finding
	for venueID, open := range byVenue {
		f := open.finding(WarnMessages, slotOf(WarnMessages, d.ID, venueID), "messages")
		f.depotID, f.venueID, f.owner = d.ID, venueID, Sales
		f.reason = Text{
			ZhCN: fmt.Sprintf("最近 %d 天店家托转的话有 %d 句过了一个工作日还没答复,最早的是 %s", overdueDays, open.n, open.first.Date),
			En: fmt.Sprintf("%s of this venue of the last %d days not answered after a working day, the oldest of %s",
				counted(open.n, "message", "messages"), overdueDays, open.first.Date),
		}
		f.suggest = Suggestion{ActCall, Text{ZhCN: "给店家回个电话,并写下答复", En: "Call the venue back and write the answer down"}}
		out = append(out, f)
	}
	return out, nil
}

// silentPhones finds the runs of today, and of the two days before, with stops whose time is over and a phone that has
// said nothing for as long as the depot allows. A run whose warning was decided on is not warned of again.
func (s *Service) silentPhones(ctx context.Context, d *Depot, have *warnedOf) ([]finding, error) {
	today := DateOf(s.clock().In(d.zone()))
	var out []finding
	days := DateRange{today.AddDays(-silentDays), today}
	err := s.store.Runs.All(ctx, days.filter(map[string]any{"depotId": d.ID}), func(r *Run) error {
		if !have.after(slotOf(WarnSilent, d.ID, r.ID)).IsZero() {
			return nil
		}
		f, err := s.silence(ctx, d, r)
		if f != nil {
			out = append(out, *f)
		}
		return err
	})
	return out, err
}

// silence is the finding of one run, or nil.
func (s *Service) silence(ctx context.Context, d *Depot, r *Run) (*finding, error) {
	now := s.Now()
	view, err := s.runView(ctx, r)
	if err != nil {
		return nil, err
	}
	waiting := d.waiting(r.Date, view.Stops, now)
	heard := Time{}
	for _, st := range view.Stops {
		hear(&heard, st.ArrivedAt)
		hear(&heard, st.LeftAt)
	}
	if len(waiting) == 0 {
		return nil, nil
	}
	for _, last := range []func() (*Time, error){
		func() (*Time, error) { return s.lastCheck(ctx, r.ID) },
		func() (*Time, error) { return s.lastMessage(ctx, r.ID) },
		func() (*Time, error) { return s.lastSync(ctx, r) },
	} {
		at, err := last()
		if err != nil {
			return nil, err
		}
		hear(&heard, at)
	}
	if now.Sub(heard.Time) < d.silentAfter() {
		return nil, nil
	}
	f := &finding{
		slot: slotOf(WarnSilent, d.ID, r.ID), anchor: waiting[0].ID, kind: WarnSilent, depotID: d.ID, crewID: r.CrewID, runID: r.ID, owner: Supervisor, through: At(r.Date.Time()),
		figures: WarningFigures{N: len(view.Stops), Unit: "stops", From: r.Date, To: r.Date, Observed: float64(len(waiting))},
		suggest: Suggestion{ActCall, Text{ZhCN: "给班组打电话:手机没电、没信号,还是出了事?", En: "Call the crew: flat battery, no signal, or trouble?"}},
	}
	since := Text{ZhCN: "今天还没有任何消息", En: "it has said nothing yet"}
	if !heard.IsZero() {
		at := heard.In(d.zone()).Format("01-02 15:04")
		since, f.through = Text{ZhCN: at + " 之后没有消息", En: "it has said nothing since " + at}, heard
	}
	f.reason = Text{
		ZhCN: fmt.Sprintf("%d 站里有 %d 站过了时间没有动静,手机 %s", len(view.Stops), len(waiting), since.ZhCN),
		En:   fmt.Sprintf("%d stops of %d are past their time and the phone is silent: %s", len(waiting), len(view.Stops), since.En),
	}
	for _, st := range waiting {
		f.evidence = append(f.evidence, Evidence{"stop", st.ID, st.Date})
	}
	return f, nil
}

func (d *Depot) silentAfter() time.Duration {
	return time.Duration(d.limits().SilentMinutes) * time.Minute
}

func (d *Depot) receiptGrace() time.Duration {
	return time.Duration(d.limits().ReceiptGraceHours) * time.Hour
}

// waiting are the stops of a day that nobody has come to, and whose time is over for as long as a phone may be silent.
func (d *Depot) waiting(date Date, stops []Stop, now Time) []Stop {
	var out []Stop
	for _, st := range stops {
		end := d.closeOf(date)
		if st.Window != nil {
			end = st.Window.To
		}
		if st.Status == StopPlanned && now.After(end.Add(d.silentAfter()).Time) {
			out = append(out, st)
		}
	}
	return out
}

// hear moves last on to a later sign of life.
func hear(last, at *Time) {
	if at != nil && at.After(last.Time) {
		*last = *at
	}
}

func (s *Service) lastCheck(ctx context.Context, runID string) (*Time, error) {
	page, err := s.store.Checks.List(ctx, Filter{Equal: map[string]any{"runId": runID}, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return page.Items[0].ReceivedAt.Ptr(), nil
}

func (s *Service) lastMessage(ctx context.Context, runID string) (*Time, error) {
	page, err := s.store.Messages.List(ctx, Filter{Equal: map[string]any{"runId": runID}, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return page.Items[0].ReceivedAt.Ptr(), nil
}

// lastSync is when a phone of the run's people last synced.
func (s *Service) lastSync(ctx context.Context, r *Run) (*Time, error) {
	var last *Time
	for _, m := range r.Members {
		x, found, err := s.store.syncs.Find(ctx, m.UserID)
		if err != nil {
			return nil, err
		}
		if found && (last == nil || x.At.After(last.Time)) {
			last = x.At.Ptr()
		}
	}
	return last, nil
}

// nearExpiries finds the venues with goods near their limit.
func (s *Service) nearExpiries(ctx context.Context, d *Depot, have *warnedOf) ([]finding, error) {
	today := DateOf(s.clock().In(d.zone()))
	var out []finding
	f := Filter{Equal: map[string]any{"depotId": d.ID}, To: string(today.AddDays(1)), Ascending: true}
	err := s.store.watchLists.All(ctx, f, func(x *watchList) error {
		if f := x.nearExpiry(today, have.after(slotOf(WarnNearExpiry, d.ID, x.VenueID))); f != nil {
			out = append(out, *f)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b finding) int { return cmp.Compare(a.venueID, b.venueID) })
	return out, err
}

// syncSeen is when a user's phone last synced, with or without anything to hand in; id = the user's.
type syncSeen struct {
	Meta
	UserID string `json:"userId"` // the same, for lists; "" in those noted before it stood here
	At     Time   `json:"at"`
}

// syncNoted is how often a sync is noted at most: a sign of life, not a log.
const syncNoted = 10 * time.Minute

// Synced notes that a phone of the caller's gave a sign of life.
func (s *Service) Synced(ctx context.Context, c Caller) error {
	now := s.Now()
	if last, ok := s.synced.Load(c.UserID); ok && now.Sub(last.(Time).Time).Abs() < syncNoted {
		return nil
	}
	_, err := s.store.syncs.Upsert(ctx, c.UserID, func(x *syncSeen) error {
		if x.At.After(now.Time) {
			return errKeep
		}
		x.UserID, x.At = c.UserID, now
		return nil
	})
	if err == nil {
		s.synced.Store(c.UserID, now)
	}
	return err
}
