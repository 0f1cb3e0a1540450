package models

import "slices"

// evidenced are the items that evidence speaks of and no complaint does; their ticks are counted like those that
// complaints could touch.
var evidenced = []string{"close.bottles-in", "fifo.stock-count", "receipt.photo"}

// sampleCategory is the category under which evidence against ticks of an item is counted: each item stands for itself,
// so that evidence against one never makes little of that against another.
func sampleCategory(itemID string) string { return "sample." + itemID }

// sampled adds the ticks that a supervisor decided to be false. A tick falls once, however many samples are about it.
func (w *dayWork) sampled() {
	fallen := map[ContradictedBy]bool{}
	for i := range w.samples {
		x := &w.samples[i]
		if !x.foundFalse() {
			continue
		}
		for _, t := range x.Contradicts {
			if !fallen[t] && w.mine(t.MemberID) && w.given(t, *x.DecidedAt) {
				fallen[t] = w.fell(x, t)
			}
		}
	}
}

// given tells whether a tick stands, or was taken back only after a time.
func (w *dayWork) given(t ContradictedBy, decided Time) bool {
	for i := range w.checks {
		if k := &w.checks[i]; k.ID == t.CheckID {
			return slices.Contains(w.ticksOf(k, []string{t.ItemID}), t)
		}
	}
	if !w.correctedAfter(t.CheckID, decided) {
		return false
	}
	if !w.regiven[t] {
		w.regiven[t] = true
		w.f.tick(t.ItemID, 1)
	}
	return true
}

// fell counts a tick as contradicted, unless it is spared: by a fault of the app that was recorded before, by another
// outside cause of the item, or by an appeal since.
func (w *dayWork) fell(x *EvidenceSample, t ContradictedBy) bool {
	l := loss{
		Part: Honesty, Kind: "contradicted", Amount: 1, Category: sampleCategory(t.ItemID), SampleID: x.ID, CheckID: t.CheckID, ItemID: t.ItemID,
		StopID: x.StopID, MemberID: t.MemberID, What: w.whatOf(t), Reasons: []Reason{sampleWhy(x)}, Preventable: w.preventableBy(t.ItemID),
	}
	for _, e := range x.Evidence {
		if e.Kind == "photo" {
			l.Evidence = append(l.Evidence, e.ID)
		}
	}
	kind, why := w.sampleHeldOff(x, t)
	if kind != "" {
		l.Kind, l.Amount, l.Reasons = kind, 0, append(l.Reasons, why)
		w.lose(l)
		return false
	}
	w.f.contradict(l.Category, []string{t.ItemID}, 1)
	w.lose(l)
	return true
}

func (w *dayWork) sampleHeldOff(x *EvidenceSample, t ContradictedBy) (kind string, why Reason) {
	for i := range w.exemptions {
		e := &w.exemptions[i]
		frees := e.freesItem(x.StopID, t.ItemID) || e.Cause == "app-fault" && e.covers(x.StopID)
		if e.RunID == x.RunID && frees && e.ReceivedAt.Before(x.DecidedAt.Time) {
			return "exempt", exemptWhy(e.Cause)
		}
	}
	for i := range w.appeals {
		a := &w.appeals[i]
		// An appeal is about the tick: it covers every sample that was decided by then.
		if a.CheckID == t.CheckID && a.ItemID == t.ItemID && !a.VerdictAt.Before(x.DecidedAt.Time) && a.holdsOff(a.VerdictAt) {
			return "appealed", appealWhy(a.Status)
		}
	}
	return "", Reason{}
}

func (w *dayWork) preventableBy(itemID string) []string {
	for i := range w.lists {
		if it := w.lists[i].Definition.Item(itemID); it != nil {
			return preventable(it)
		}
	}
	return preventable(nil)
}

// ticksOf are the pass ticks of a check that evidence can speak against: of the items named, of all with nil.
func (w *dayWork) ticksOf(k *Check, items []string) []ContradictedBy {
	out := []ContradictedBy{}
	for _, g := range k.Grade.Items {
		if w.touchable[g.ItemID] && (items == nil || slices.Contains(items, g.ItemID)) && passTick(k, g) {
			t := ContradictedBy{k.ID, g.ItemID, g.MemberID}
			if t.MemberID == "" {
				t.MemberID = k.MemberID
			}
			out = append(out, t)
		}
	}
	return out
}

func sampleWhy(x *EvidenceSample) Reason {
	return Reason{"sample", Text{
		ZhCN: "打了勾,抽查认定不实:" + x.Reason.ZhCN + "(" + x.Why + ")",
		En:   "ticked as done, and found not to be true by a supervisor: " + x.Reason.En + " (" + x.Why + ")",
	}}
}
