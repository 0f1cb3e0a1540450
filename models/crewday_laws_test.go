package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"crewcheck/checklists"
)

// known gives a day the built-in checklists.
func known(src *daySources) {
	src.versions = map[ChecklistRef]*checklists.Definition{}
	for i := range src.standards.Checklists {
		d := &src.standards.Checklists[i]
		src.lists = append(src.lists, ChecklistVersion{ChecklistID: d.ID, Definition: *d})
		src.versions[ChecklistRef{d.ID, d.Version}] = d
	}
}

// critical notes in every grade which critical items failed, as grading does.
func critical(src *daySources) {
	for i := range src.checks {
		k := &src.checks[i]
		k.Grade.Critical = nil
		for _, g := range k.Grade.Items {
			if it := src.versions[k.Checklist].Item(g.ItemID); it.Critical && g.Outcome == "fail" {
				k.Grade.Critical = append(k.Grade.Critical, g.ItemID)
			}
		}
	}
}

// drawDay is one crew day as it may come in: stops in every state, checks handed in or not, items of every
// outcome, complaints with and without a verdict, exemptions, praise.
func drawDay(t *rapid.T) *daySources {
	src := &daySources{standards: checklists.Default()}
	known(src)
	run := RunView{Run: Run{CrewID: "crew-1", Date: "2026-03-10", Members: drawPeople(t)}}
	run.ID = "run-1"
	for i := range rapid.IntRange(1, 6).Draw(t, "stops") {
		st := Stop{RunID: run.ID, CrewID: run.CrewID, Status: rapid.SampledFrom([]string{StopPlanned, StopArrived, StopDelivered, StopDelivered, StopFailed}).Draw(t, "status")}
		st.ID = fmt.Sprintf("stop-%d", i)
		if rapid.Bool().Draw(t, "window") {
			st.Window = &Window{From: instant(0), To: instant(60)}
		}
		if rapid.Bool().Draw(t, "arrival") {
			st.ArrivedAt = instant(rapid.IntRange(-60, 120).Draw(t, "arrived")).Ptr()
		}
		run.Stops = append(run.Stops, st)
		for _, d := range src.standards.Checklists {
			if d.Scope == checklists.PerStop && rapid.Bool().Draw(t, "handed") {
				src.checks = append(src.checks, drawCheck(t, &d, run.ID, st.ID, len(src.checks)))
			}
		}
		drawVoices(t, src, &st)
	}
	src.checks = append(src.checks, drawCheck(t, &src.standards.Checklists[0], run.ID, "", len(src.checks)))
	src.runs = []RunView{run}
	critical(src)
	return src
}

// drawPeople are driver Wang, porter Li, who may leave at some time, and porter Zhou, who may come then or be there too.
func drawPeople(t *rapid.T) []Member {
	out := []Member{{UserID: "wang", Role: Driver}, {UserID: "li", Role: Porter}}
	swap := instant(rapid.IntRange(-60, 120).Draw(t, "swap")).Ptr()
	if rapid.Bool().Draw(t, "leaves") {
		out[1].To = swap
	}
	switch rapid.IntRange(0, 2).Draw(t, "zhou") {
	case 1:
		out = append(out, Member{UserID: "zhou", Role: Porter, From: swap})
	case 2:
		out = append(out, Member{UserID: "zhou", Role: Porter})
	}
	return out
}

// drawSubject is whose figures a law is about: "" is the crew.
func drawSubject(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "wang", "li", "zhou"}).Draw(t, "subject")
}

func drawCheck(t *rapid.T, d *checklists.Definition, runID, stopID string, n int) Check {
	k := Check{}
	k.ID, k.RunID, k.StopID, k.MemberID = fmt.Sprintf("check-%d", n), runID, stopID, rapid.SampledFrom([]string{"li", "wang", "zhou"}).Draw(t, "member")
	k.Checklist = ChecklistRef{d.ID, d.Version}
	k.StartedAt = instant(rapid.IntRange(-30, 90).Draw(t, "started"))
	k.CompletedAt = k.StartedAt.Add(10 * time.Minute)
	for _, it := range d.Items {
		g := checklists.ItemGrade{ItemID: it.ID, MemberID: rapid.SampledFrom([]string{"", "", "wang", "zhou"}).Draw(t, "giver"), Outcome: rapid.SampledFrom([]checklists.Outcome{"pass", "pass", "pass", "warn", "fail", "na"}).Draw(t, "outcome")}
		switch g.Outcome {
		case "pass", "warn":
			g.Points, g.Max = float64(it.Weight), float64(it.Weight)
		case "fail":
			if !it.Rules.Optional && !it.Rules.ExtraMile {
				g.Max = float64(it.Weight)
			}
			if rapid.IntRange(0, 3).Draw(t, "unanswered") == 0 {
				g.MemberID, g.Reasons = "", []checklists.Reason{{Code: "not-answered"}}
			}
		}
		k.Grade.Items = append(k.Grade.Items, g)
	}
	return k
}

func drawVoices(t *rapid.T, src *daySources, st *Stop) {
	for range rapid.IntRange(0, 2).Draw(t, "complaints") {
		cat := rapid.SampledFrom(src.standards.Categories).Draw(t, "category")
		src.complaints = append(src.complaints, drawComplaint(t, cat, st, len(src.complaints)))
	}
	if rapid.IntRange(0, 3).Draw(t, "exempt") == 0 {
		src.exemptions = append(src.exemptions, Exemption{RunID: st.RunID, StopID: st.ID, Cause: rapid.SampledFrom(Causes()).Draw(t, "cause"), ReceivedAt: instant(rapid.IntRange(0, 200).Draw(t, "recorded"))})
	}
	if rapid.Bool().Draw(t, "feedback") {
		src.feedback = append(src.feedback, Feedback{RunID: st.RunID, StopID: st.ID, Kind: rapid.SampledFrom([]string{"rating", "praise"}).Draw(t, "kind"), Rating: rapid.IntRange(0, 5).Draw(t, "rating")})
	}
}

func drawComplaint(t *rapid.T, cat checklists.Category, st *Stop, n int) Complaint {
	k := Complaint{Category: cat.Code, Severity: cat.Severity, FiledAt: instant(100), Status: Decided}
	k.ID = fmt.Sprintf("complaint-%d", n)
	k.Link = Link{State: rapid.SampledFrom([]string{Linked, Linked, NeedsReview}).Draw(t, "link"), RunID: st.RunID, StopID: st.ID}
	for _, m := range []LinkMember{{UserID: "wang", Role: Driver}, {UserID: "li", Role: Porter}, {UserID: "zhou", Role: Porter}} {
		if rapid.Bool().Draw(t, "there") {
			k.Link.Members = append(k.Link.Members, m)
		}
	}
	k.Cycles = []Cycle{{DueResolveAt: instant(1000)}}
	if rapid.Bool().Draw(t, "resolved") {
		k.Cycles[0].ResolvedAt = instant(rapid.IntRange(100, 2000).Draw(t, "at")).Ptr()
		k.Cycles[0].ConfirmedAt = k.Cycles[0].ResolvedAt
	}
	driver := rapid.IntRange(0, 100).Draw(t, "driver")
	porter := rapid.IntRange(0, 100-driver).Draw(t, "porter")
	k.Decision = &Decision{Verdict: rapid.SampledFrom([]string{Upheld, Partly, Dismissed}).Draw(t, "verdict"), Shares: Shares{Driver: driver, Porter: porter, Depot: 100 - driver - porter}}
	return k
}

// work works a day out, the crew's or one member's.
func work(src *daySources, subject string) (Figures, []datedLoss) {
	w := newDayWork(src)
	if subject != "" {
		w = w.of(subject)
	}
	f, losses := w.figures()
	var dated []datedLoss
	for _, l := range losses {
		dated = append(dated, datedLoss{l, "2026-03-10"})
	}
	return f, dated
}

func TestCrewDayLaws(t *testing.T) {
	t.Parallel()

	t.Run("what is explained adds up to the score within 0.01", rapid.MakeCheck(func(t *rapid.T) {
		var f Figures
		var losses []datedLoss
		subject := drawSubject(t)
		for range rapid.IntRange(1, 4).Draw(t, "days") {
			day, lost := work(drawDay(t), subject)
			f.add(day)
			losses = append(losses, lost...)
		}
		depot := drawFigures(t)
		s := scoreOf(f, depot, formula, 0)
		if s.Score == nil {
			return
		}
		sum := 100.0
		for _, l := range explain(&s, f, formula, losses) {
			sum += l.Points
		}
		if !near(sum, *s.Score, 0.01) {
			t.Fatalf("the lines come to %v, the score is %v; figures %+v", sum, *s.Score, f)
		}
	}))

	t.Run("worked out twice it is the same to the last digit", rapid.MakeCheck(func(t *rapid.T) {
		src := drawDay(t)
		a, b := workOutDay(src), workOutDay(src)
		if x, y := dayText(a), dayText(b); x != y {
			t.Fatalf("%s\n%s", x, y)
		}
	}))

	t.Run("figures keep their bounds", rapid.MakeCheck(func(t *rapid.T) {
		f, _ := work(drawDay(t), drawSubject(t))
		if f.Points > f.Max || f.Points < 0 || f.HandedIn > f.Required || f.OnTime > f.Windows || f.Windows > f.Stops ||
			slices.ContainsFunc(f.Contradicted, func(c Contradiction) bool { return c.Ticks > float64(f.ticksOf(c.Items))+1e-9 }) || f.Recovered > f.Upheld || f.Confirmed > f.Praises || f.OpenCritical > f.Upheld {
			t.Fatalf("%+v", f)
		}
	}))

	t.Run("a pass that becomes a fail never raises the score", rapid.MakeCheck(func(t *rapid.T) {
		src := drawDay(t)
		// An honest fail in place of a contradicted tick may well cost less, and an exempted one costs nothing.
		src.complaints, src.exemptions = nil, nil
		subject := drawSubject(t)
		before, _ := work(src, subject)
		var passes []*checklists.ItemGrade
		for i := range src.checks {
			for j := range src.checks[i].Grade.Items {
				if g := &src.checks[i].Grade.Items[j]; g.Outcome == "pass" {
					passes = append(passes, g)
				}
			}
		}
		if before.Stops == 0 || len(passes) == 0 {
			return
		}
		g := rapid.SampledFrom(passes).Draw(t, "tick")
		g.Outcome, g.Points = "fail", 0
		if it := anyItem(src, g.ItemID); it.Rules.Optional || it.Rules.ExtraMile {
			return // counts only when it passes
		}
		critical(src)
		after, _ := work(src, subject)
		if raw(after) > raw(before)+1e-9 {
			t.Fatalf("%s failed: from %v to %v", g.ItemID, raw(before), raw(after))
		}
	}))

	t.Run("what is done beyond the standard never lowers the score", rapid.MakeCheck(func(t *rapid.T) {
		src := drawDay(t)
		src.complaints, src.exemptions = nil, nil // what a complaint contradicts was not done
		subject := drawSubject(t)
		var free []*checklists.ItemGrade
		for i := range src.checks {
			for j := range src.checks[i].Grade.Items {
				if g := &src.checks[i].Grade.Items[j]; anyItem(src, g.ItemID).Free() {
					g.Outcome, g.Points, g.Max, g.Reasons = "na", 0, 0, nil
					free = append(free, g)
				}
			}
		}
		before, _ := work(src, subject)
		if before.Stops == 0 || before.Max == 0 || len(free) == 0 {
			return
		}
		g := rapid.SampledFrom(free).Draw(t, "gift")
		g.Outcome, g.Points = "pass", float64(anyItem(src, g.ItemID).Weight)
		g.Max = g.Points
		after, _ := work(src, subject)
		if raw(after) < raw(before)-1e-9 {
			t.Fatalf("%s was done: from %v to %v", g.ItemID, raw(before), raw(after))
		}
	}))

	t.Run("a dismissed complaint, and one without a share of the crew, cost nothing", rapid.MakeCheck(func(t *rapid.T) {
		src := drawDay(t)
		without := *src
		without.complaints, without.exemptions = nil, nil
		src.exemptions = nil
		for i := range src.complaints {
			d := src.complaints[i].Decision
			if rapid.Bool().Draw(t, "dismissed") {
				d.Verdict = Dismissed
			} else {
				d.Shares = Shares{Depot: 60, Venue: 40}
			}
		}
		if x, y := dayText(workOutDay(src)), dayText(workOutDay(&without)); x != y {
			t.Fatalf("%s\n%s", x, y)
		}
	}))

	t.Run("what a complaint costs is split among those who were there, no more than the crew's part of it", rapid.MakeCheck(func(t *rapid.T) {
		src := drawDay(t)
		day := workOutDay(src)
		var parts Figures
		for _, m := range day.members {
			parts.Minor += m.figures.Minor
			parts.Major += m.figures.Major
			parts.Critical += m.figures.Critical
		}
		crew := day.crew
		if parts.Minor > crew.Minor+1e-9 || parts.Major > crew.Major+1e-9 || parts.Critical > crew.Critical+1e-9 {
			t.Fatalf("members %+v, crew %+v", parts, crew)
		}
	}))

	t.Run("a member who was on no run has nothing", rapid.MakeCheck(func(t *rapid.T) {
		if f, losses := work(drawDay(t), "qian"); contentHash(f) != contentHash(Figures{}) || len(losses) != 0 {
			t.Fatalf("%+v %+v", f, losses)
		}
	}))

	t.Run("one more fault of the crew never raises the score of anybody", rapid.MakeCheck(func(t *rapid.T) {
		src := drawDay(t)
		src.exemptions = nil // what is excused may drop out
		subject := drawSubject(t)
		before, _ := work(src, subject)
		if before.Stops == 0 {
			return
		}
		run := &src.runs[0]
		st := &run.Stops[rapid.IntRange(0, len(run.Stops)-1).Draw(t, "stop")]
		switch rapid.IntRange(0, 2).Draw(t, "fault") {
		case 0: // it comes late
			if st.Window == nil || st.ArrivedAt == nil {
				return
			}
			later := st.Window.To.Add(time.Hour)
			if later.Before(st.ArrivedAt.Time) {
				return
			}
			st.Window = &Window{From: st.ArrivedAt.Add(-2 * time.Hour), To: st.ArrivedAt.Add(-time.Hour)}
		case 1: // one more complaint is upheld
			k := drawComplaint(t, rapid.SampledFrom(src.standards.Categories).Draw(t, "category"), st, 99)
			k.Decision.Verdict, k.Cycles = Upheld, []Cycle{{DueResolveAt: instant(1000)}}
			src.complaints = append(src.complaints, k)
		case 2: // a verdict grows graver
			if len(src.complaints) == 0 {
				return
			}
			k := &src.complaints[0]
			k.Severity = graver(k.Severity)
		}
		after, _ := work(src, subject)
		if raw(after) > raw(before)+1e-9 {
			t.Fatalf("%q: from %v to %v\n%+v\n%+v", subject, raw(before), raw(after), before, after)
		}
	}))
}

func TestAFailedCriticalItemCapsItsChecklist(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		failed       string
		helped       checklists.Outcome
		points, most float64
		items        int
	}{
		{"nothing failed, and what is beyond the standard counts", "", "pass", 29, 29, 9},
		{"nothing failed, and what is beyond the standard may be left", "", "na", 24, 24, 7},
		{"a failed item costs its weight", "conduct.parking", "na", 20, 24, 7},
		{"a critical one leaves 59 %", "conduct.language", "na", 0.59 * 24, 24, 7},
		{"and what is beyond the standard changes nothing of that", "conduct.language", "pass", 0.59 * 24, 24, 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			src := &daySources{standards: checklists.Default()}
			known(src)
			def := src.standards.Checklist("conduct")
			k := Check{CheckBody: CheckBody{Checklist: ChecklistRef{def.ID, def.Version}, RunID: "run-1", StopID: "stop-1", MemberID: "wang"}}
			for _, it := range def.Items {
				g := checklists.ItemGrade{ItemID: it.ID, Outcome: checklists.OutcomePass, Points: float64(it.Weight), Max: float64(it.Weight)}
				switch {
				case it.ID == c.failed:
					g.Outcome, g.Points = checklists.OutcomeFail, 0
				case it.Free() && c.helped == checklists.OutcomeNA:
					g.Outcome, g.Points, g.Max = checklists.OutcomeNA, 0, 0
				}
				k.Grade.Items = append(k.Grade.Items, g)
			}
			run := RunView{Run: Run{Members: []Member{{UserID: "wang", Role: Driver}}}, Stops: []Stop{{RunID: "run-1", Status: StopDelivered}}}
			run.ID, run.Stops[0].ID = "run-1", "stop-1"
			src.runs, src.checks = []RunView{run}, []Check{k}
			critical(src)
			if f, _ := work(src, ""); f.Points != c.points || f.Max != c.most || f.Items != c.items {
				t.Fatalf("%v of %v points, %d items", f.Points, f.Max, f.Items)
			}
		})
	}
}

// dayText is all that a day came to.
func dayText(d dayFigures) string {
	out := []any{d.crew, d.losses}
	for _, m := range d.members {
		out = append(out, m.userID, m.figures, m.losses)
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestExemptions(t *testing.T) {
	t.Parallel()
	day := func(category, cause string, recorded int, stopID string) Figures {
		src := &daySources{standards: checklists.Default()}
		for _, d := range src.standards.Checklists {
			src.lists = append(src.lists, ChecklistVersion{ChecklistID: d.ID, Definition: d})
		}
		st := Stop{RunID: "run-1", Status: StopDelivered, Window: &Window{From: instant(0), To: instant(60)}, ArrivedAt: instant(90).Ptr()}
		st.ID = "stop-1"
		run := RunView{Stops: []Stop{st}}
		run.ID = "run-1"
		src.runs = []RunView{run}
		src.complaints = []Complaint{{
			Category: category, Severity: "major", FiledAt: instant(100), Link: Link{State: Linked, RunID: "run-1", StopID: "stop-1"},
			Cycles: []Cycle{{}}, Decision: &Decision{Verdict: Upheld, Shares: Shares{Driver: 100}},
		}}
		if cause != "" {
			src.exemptions = []Exemption{{RunID: "run-1", StopID: stopID, Cause: cause, ReceivedAt: instant(recorded)}}
		}
		f, _ := work(src, "")
		return f
	}
	for _, c := range []struct {
		name, category, cause string
		recorded              int
		stopID                string
		upheld, windows       int
	}{
		{"without an exemption the crew pays", "late", "", 0, "", 1, 1},
		{"recorded before the complaint it frees", "late", "gate-blocked", 99, "stop-1", 0, 0},
		{"recorded with the complaint it is only a claim", "late", "gate-blocked", 100, "stop-1", 1, 1},
		{"recorded after the complaint it is only a claim", "late", "gate-blocked", 101, "stop-1", 1, 1},
		{"for the whole run it frees every stop", "late", "road-closed", 99, "", 0, 0},
		{"for another stop it frees nothing", "late", "road-closed", 99, "stop-2", 1, 1},
		{"it frees no complaint of another kind", "rude", "road-closed", 99, "stop-1", 1, 0},
		{"a venue that is closed frees all items of that stop", "not-delivered", "venue-closed", 99, "stop-1", 0, 0},
		{"one that was delivered to after all excuses the delay alone", "bottles-refused", "venue-closed", 99, "stop-1", 1, 0},
		{"but not all items of the run", "rude", "venue-closed", 99, "", 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := day(c.category, c.cause, c.recorded, c.stopID)
			if f.Upheld != c.upheld || f.Windows != c.windows {
				t.Fatalf("upheld %d, windows %d", f.Upheld, f.Windows)
			}
		})
	}
}

func TestLinkLaws(t *testing.T) {
	t.Parallel()
	std := checklists.Default()
	rapid.Check(t, func(t *rapid.T) {
		cat := rapid.SampledFrom(std.Categories).Draw(t, "category")
		var found []presence
		for i := range rapid.IntRange(0, 5).Draw(t, "stops") {
			from := rapid.IntRange(-6000, 6000).Draw(t, "from")
			p := presence{from: instant(from), to: instant(from + rapid.IntRange(0, 300).Draw(t, "length"))}
			p.stop.ID = fmt.Sprintf("stop-%d", i)
			for _, role := range []Role{Driver, Porter} {
				if rapid.Bool().Draw(t, "there") {
					p.run.Members = append(p.run.Members, Member{UserID: string(role), Role: role})
				}
			}
			if rapid.Bool().Draw(t, "check") {
				p.checks = []Check{drawCheck(t, &std.Checklists[1], "run-1", p.stop.ID, i)}
			}
			found = append(found, p)
		}
		at := when{instant(0), instant(rapid.IntRange(0, 1440).Draw(t, "span"))}
		about := rapid.SliceOfN(rapid.SampledFrom([]Role{Driver, Porter}), 0, 2).Draw(t, "about")
		l := linkByTime(at, about, &cat, found)
		checkLink(t, l, len(found))
		slices.Reverse(found)
		if again := linkByTime(at, about, &cat, found); contentHash(again) != contentHash(l) {
			t.Fatalf("another order of the stops gives %+v, not %+v", again, l)
		}
	})
}

func checkLink(t *rapid.T, l Link, stops int) {
	if len(l.Candidates) > stops || l.Confidence < 0 || l.Confidence > 1 {
		t.Fatalf("%+v", l)
	}
	for i, c := range l.Candidates {
		if c.Confidence < 0 || c.Confidence >= 1 || len(c.Why) == 0 || i > 0 && c.Confidence > l.Candidates[i-1].Confidence {
			t.Fatalf("candidate %d of %+v", i, l.Candidates)
		}
	}
	clear := len(l.Candidates) > 0 && l.Candidates[0].Confidence >= 0.8 &&
		(len(l.Candidates) == 1 || l.Candidates[0].Confidence >= 2*l.Candidates[1].Confidence)
	want := NeedsReview
	switch {
	case len(l.Candidates) == 0:
		want = Unlinked
	case clear:
		want = Linked
	}
	if l.State != want || (l.StopID != "") != (want == Linked) {
		t.Fatalf("%s, want %s: %+v", l.State, want, l)
	}
}

func anyItem(src *daySources, id string) *checklists.Item {
	for i := range src.lists {
		if it := src.lists[i].Definition.Item(id); it != nil {
			return it
		}
	}
	return nil
}
