package models

import (
	"fmt"
	"slices"
	"time"

	"crewcheck/checklists"
)

// month is a crew's work, written by hand: driver Wang and porter Li, from 2 March 2026 a run a day, every stop with a
// window. It begins without a fault; what a case is about is changed before it is graded.
type month struct {
	days       []*daySources
	complained int
}

const (
	monthFrom = Date("2026-03-02")
	monthTo   = Date("2026-03-29")
)

func newMonth(days, stops int) *month {
	m := &month{}
	for i := range days {
		src := &daySources{standards: checklists.Default()}
		known(src)
		run := RunView{Run: Run{Date: monthFrom.AddDays(i), Members: []Member{{UserID: "wang", Name: "王强", Role: Driver}, {UserID: "li", Name: "李明", Role: Porter}}}}
		run.ID = fmt.Sprintf("run-%02d", i+1)
		src.runs = []RunView{run}
		m.days = append(m.days, src)
		m.check(i+1, 0, "pre-trip", "wang")
		for n := range stops {
			m.stop(i+1, n+1)
		}
		m.check(i+1, 0, "day-close", "li")
	}
	return m
}

// clock is a time of a day in Changsha.
func (m *month) clock(day, hour, minute int) Time {
	return At(m.run(day).Date.Time().Add(time.Duration(hour-8)*time.Hour + time.Duration(minute)*time.Minute))
}

func (m *month) src(day int) *daySources { return m.days[day-1] }
func (m *month) run(day int) *RunView    { return &m.days[day-1].runs[0] }

func (m *month) at(day, stop int) *Stop { return &m.run(day).Stops[stop-1] }

// stop adds a stop with an hour's window, from 9:00, 10:30, 12:00 …, reached 20 minutes into it.
func (m *month) stop(day, n int) {
	r := m.run(day)
	from := m.clock(day, 9, 90*(n-1))
	st := Stop{RunID: r.ID, Status: StopDelivered, Window: &Window{From: from, To: from.Add(time.Hour)}}
	st.ID = fmt.Sprintf("stop-%02d-%d", day, n)
	r.Stops = append(r.Stops, st)
	m.arrive(day, n, 20)
	for _, list := range []string{"fifo-stocking", "return-bottles", "delivery-receipt", "conduct"} {
		m.check(day, n, list, "li")
	}
	m.check(day, n, "conduct", "wang")
}

// arrive lets the crew come so many minutes after the window opens, and the driver say so.
func (m *month) arrive(day, n, minutes int) {
	st := m.at(day, n)
	st.ArrivedAt = st.Window.From.Add(time.Duration(minutes) * time.Minute).Ptr()
	st.LeftAt = st.ArrivedAt.Add(40 * time.Minute).Ptr()
	for i := range m.src(day).checks {
		if k := &m.src(day).checks[i]; k.StopID == st.ID && k.MemberID == "wang" {
			answerTo(k, "conduct.on-time").At = st.ArrivedAt
		}
	}
}

// check hands one in in which all is done.
func (m *month) check(day, n int, list, member string) {
	src, r := m.src(day), m.run(day)
	def := src.standards.Checklist(list)
	k := Check{CheckBody: CheckBody{Checklist: ChecklistRef{def.ID, def.Version}, RunID: r.ID, MemberID: member}}
	k.ID, k.StartedAt = fmt.Sprintf("check-%02d-%d-%s-%s", day, n, list, member), m.clock(day, 8, 0)
	if list == "day-close" {
		k.StartedAt = m.clock(day, 17, 30)
	}
	if n > 0 {
		st := m.at(day, n)
		k.StopID, k.StartedAt = st.ID, *st.ArrivedAt
	}
	k.CompletedAt = k.StartedAt.Add(10 * time.Minute)
	for _, it := range def.Items {
		giver := member
		if it.Role != checklists.RoleBoth {
			giver = map[string]string{"driver": "wang", "porter": "li"}[it.Role]
		}
		if it.Free() || list == "conduct" && giver != member {
			continue
		}
		k.Answers = append(k.Answers, allDone(&it, giver, k.StartedAt))
	}
	src.checks = append(src.checks, k)
}

func allDone(it *checklists.Item, giver string, at Time) checklists.Answer {
	a := checklists.Answer{ItemID: it.ID, MemberID: giver}
	number := func(n float64) *float64 { return &n }
	switch it.Kind {
	case checklists.KindTick:
		a.Result = checklists.Pass
	case checklists.KindCount:
		a.Value = number(0)
		if it.Rules.Graded == checklists.GradedMinPerStop {
			a.Value = number(8)
		}
	case checklists.KindTime:
		a.At = &at
	case checklists.KindLots:
		a.Lots = []checklists.Lot{{ProductID: "beer", ProducedOn: "2026-01-20", Quantity: 24, Position: 1}, {ProductID: "beer", ProducedOn: "2026-02-15", Quantity: 24, Position: 2, Delivered: true}}
	case checklists.KindBottles:
		a.Bottles = []checklists.BottleCount{{Type: "500ml", Expected: 48, Taken: 48}}
	case checklists.KindSwap:
		a.Swap = &checklists.Swap{}
	case checklists.KindReceipt:
		a.Receipt = &checklists.ReceiptAnswer{Number: "R-1", SignedBy: "陈保管", SignerRole: "保管", Signature: "ink"}
	}
	if slices.Contains(it.Rules.Evidence, "photo-always") {
		a.Photos = []string{"photo"}
	}
	return a
}

func answerTo(k *Check, itemID string) *checklists.Answer {
	i := slices.IndexFunc(k.Answers, func(a checklists.Answer) bool { return a.ItemID == itemID })
	return &k.Answers[i]
}

// of is the check of a checklist at a stop (0: of the run) in which an item is answered, and that answer.
func (m *month) of(day, n int, itemID string) (*Check, *checklists.Answer) {
	src, stopID := m.src(day), ""
	if n > 0 {
		stopID = m.at(day, n).ID
	}
	for i := range src.checks {
		k := &src.checks[i]
		if k.StopID == stopID && slices.ContainsFunc(k.Answers, func(a checklists.Answer) bool { return a.ItemID == itemID }) {
			return k, answerTo(k, itemID)
		}
	}
	panic("no answer to " + itemID)
}

// fails lets the crew say that it was not done, with the picture and why.
func (m *month) fails(day, n int, itemID string) *Check {
	k, a := m.of(day, n, itemID)
	a.Result, a.Note, a.Photos = checklists.Fail, "没做到", []string{"photo-of-" + itemID}
	return k
}

// help ticks the extra mile.
func (m *month) help(day, n int) {
	k, _ := m.of(day, n, "conduct.dress")
	k.Answers = append(k.Answers, checklists.Answer{ItemID: "conduct.helped", MemberID: k.MemberID, Result: checklists.Pass})
}

// loseCheck lets a check not be handed in.
func (m *month) loseCheck(day int, id string) {
	src := m.src(day)
	src.checks = slices.DeleteFunc(src.checks, func(k Check) bool { return k.ID == fmt.Sprintf("check-%02d-%s", day, id) })
}

func (m *month) praise(day, n int, kind string, stars int) {
	st := m.at(day, n)
	m.src(day).feedback = append(m.src(day).feedback, Feedback{RunID: st.RunID, StopID: st.ID, Kind: kind, Rating: stars})
}

// complain has a complaint filed at 15:00 and upheld, resolved in time and confirmed.
func (m *month) complain(day, n int, category string, s Shares) *Complaint {
	m.complained++
	src, st := m.src(day), m.at(day, n)
	noon := func(days, hour int) Time { return m.clock(day, 24*days+hour, 0) }
	k := Complaint{
		Number: fmt.Sprintf("T-%04d", m.complained), Category: category, Severity: src.standards.Category(category).Severity, FiledAt: noon(0, 15), Photos: []string{},
		Link:     Link{State: Linked, RunID: st.RunID, StopID: st.ID, Members: []LinkMember{{"wang", "王强", Driver}, {"li", "李明", Porter}}},
		Decision: &Decision{Verdict: Upheld, Shares: s, At: noon(1, 10)},
		Cycles:   []Cycle{{OpenedAt: noon(0, 15), DueResolveAt: noon(3, 15), ResolvedAt: noon(2, 15).Ptr(), ConfirmedAt: noon(2, 17).Ptr()}},
	}
	k.ID = fmt.Sprintf("complaint-%d", m.complained)
	src.complaints = append(src.complaints, k)
	return &src.complaints[len(src.complaints)-1]
}

// grade grades every check, as the server does; the day's close last.
func (m *month) grade() {
	for i, src := range m.days {
		facts := checklists.DayFacts{PickedUp: map[string]int{}}
		for j := range src.checks {
			k := &src.checks[j]
			for _, a := range k.Answers {
				if a.ItemID == "bottles.taken" {
					facts.PickedUp["500ml"] += a.Bottles[0].Taken
				}
			}
		}
		for j := range src.checks {
			m.gradeOne(i+1, &src.checks[j], facts)
		}
	}
}

func (m *month) gradeOne(day int, k *Check, facts checklists.DayFacts) {
	c := checklists.Context{
		Date: m.run(day).Date, Roles: []string{string(m.run(day).member(k.MemberID).Role)}, MemberRoles: map[string]string{"wang": "driver", "li": "porter"},
		Products:       map[string]checklists.Product{"beer": {ID: "beer", Name: checklists.Text{ZhCN: "青瓶啤酒", En: "Green beer"}, ShelfLifeDays: 180}},
		EarlyTolerance: earlyMinutes, LateTolerance: lateMinutes, Stops: len(m.run(day).Stops), Crew: []string{"王强", "李明"},
	}
	if k.StopID == "" {
		c.Roles, c.Day = nil, &facts
	} else {
		for _, st := range m.run(day).Stops {
			if st.ID == k.StopID {
				c.Window = &checklists.Window{From: st.Window.From, To: st.Window.To}
			}
		}
	}
	switch k.Checklist.ID {
	case "return-bottles":
		c.Expected = map[string]int{"500ml": 48}
	case "day-close":
		answerTo(k, "close.bottles-in").Bottles = []checklists.BottleCount{{Type: "500ml", Taken: facts.PickedUp["500ml"]}}
	}
	k.Grade = checklists.GradeCheck(m.src(day).standards.Checklist(k.Checklist.ID), k.Answers, c)
}

// figures are those of the month, of the crew or of a member, with what moved them; the month is graded.
func (m *month) figures(member string) (Figures, []datedLoss) {
	var sum Figures
	var losses []datedLoss
	for _, src := range m.days {
		day := workOutDay(src)
		f, lost := day.crew, day.losses
		if i := slices.IndexFunc(day.members, func(x memberFigures) bool { return x.userID == member }); i >= 0 {
			f, lost = day.members[i].figures, day.members[i].losses
		}
		sum.add(f)
		for _, l := range lost {
			losses = append(losses, datedLoss{l, src.runs[0].Date})
		}
	}
	return sum, losses
}
