package models

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"crewcheck/models/sheet"
)

// stopRows are the rows that a stop of a run came from.
type stopRows struct {
	first          int
	lines, bottles []int
}

// runKey keeps the rows of one run together: its code, or date and crew.
func runKey(cell func(string) sheet.Cell) string {
	if code := sheet.Plain(cell("code").Text); code != "" {
		return code
	}
	date, _, ok := cell("date").ReadDate(false)
	if !ok {
		date = sheet.Plain(cell("date").Text)
	}
	return strings.TrimSpace(date + " " + sheet.Plain(cell("crew").Text))
}

// putRunRows writes a run from its rows, which are all of it: a stop that has no row is taken off, as PUT does.
func putRunRows(ctx context.Context, in *importer, f *form) (done putResult, err error) {
	l := f.line(0)
	b := RunBody{Members: []Member{}, Stops: []StopBody{}}
	l.depot("depot", &b.DepotID)
	l.date("date", &b.Date)
	l.reference("crew", "crews", b.DepotID, &b.CrewID)
	l.required("depot", b.DepotID)
	l.required("date", string(b.Date))
	l.required("crew", b.CrewID)
	id, old, err := f.runOf(&b)
	if err != nil {
		return done, err
	}
	if f.fine() {
		if first, twice := in.written.LoadOrStore(id, f.unit.Rows[0].Number); twice { // under another name of its crew; these rows would take the others' stops off
			f.wrong(0, "crew", "cell.differs", first)
		}
	}
	if old != nil {
		b.Vehicle, b.Members = old.Vehicle, old.Members
	}
	f.sameInAll(&b)
	f.members(&b)
	stored := map[string][]string{} // venue → its stops on the run, in order
	if old != nil {
		if stored, err = in.storedStops(ctx, id); err != nil {
			return done, err
		}
	}
	for row := range f.unit.Rows {
		f.stop(row, id, &b, stored)
	}
	f.sortStops(&b)
	before, err := in.planOf(ctx, id)
	if err != nil {
		return done, err
	}
	run, created, err := f.puts().PutRun(ctx, in.c, id, Match{}, b)
	if err != nil || !f.fine() {
		return done, err
	}
	if !created && versionOf(old) == run.Version {
		after, err := in.planOf(ctx, id)
		if err != nil {
			return done, err
		}
		if !slices.Equal(before, after) { // a killed import had written the run, and not all of its stops
			return putResult{id, RowUpdated}, nil
		}
	}
	return putResult{id, outcomeOf(created, versionOf(old), run.Version)}, nil
}

func versionOf(r *Run) int64 {
	if r == nil {
		return 0
	}
	return r.Version
}

// planOf are the stops of a run with their versions.
func (in *importer) planOf(ctx context.Context, runID string) (out []string, err error) {
	err = in.s.store.Stops.All(ctx, Filter{Equal: map[string]any{"runId": runID}, Ascending: true}, func(st *Stop) error {
		out = append(out, st.ID+":"+strconv.FormatInt(st.Version, 10))
		return nil
	})
	return out, err
}

// runOf is the run that the rows mean: the one with their code, or that of the crew on that day; old is nil for a new one.
func (f *form) runOf(b *RunBody) (id string, old *Run, err error) {
	l := f.line(0)
	if l.plain("code", &id); id != "" {
		id = f.validCode(id)
		old, found, err := f.in.s.store.Runs.Find(f.ctx, id)
		if !found {
			old = nil
		}
		return id, old, err
	}
	if !f.fine() {
		return f.nobody(), nil, nil
	}
	page, err := f.in.s.store.Runs.List(f.ctx, Filter{
		Equal: map[string]any{"depotId": b.DepotID, "crewId": b.CrewID}, From: string(b.Date), To: string(b.Date.AddDays(1)), Limit: 2,
	})
	switch {
	case err != nil:
		return "", nil, err
	case len(page.Items) > 1:
		l.wrong(0, "crew", "cell.ambiguous", string(b.Date))
		return f.nobody(), nil, nil
	case len(page.Items) == 1:
		return page.Items[0].ID, &page.Items[0], nil
	}
	return namedID("run", b.DepotID, b.CrewID, string(b.Date)), nil, nil
}

// sameInAll reads what all rows of a run must agree on; only one of them has to say it.
func (f *form) sameInAll(b *RunBody) {
	for _, field := range []string{"vehicle", "depot", "crew", "date", "drivers", "porters"} {
		said, at := "", -1
		for row := range f.unit.Rows {
			cell, clear, ok := f.line(row).said(field)
			if !ok || clear {
				continue
			}
			text := sheet.Plain(cell.Text)
			if field == "date" {
				date, _, ok := cell.ReadDate(false)
				if !ok {
					continue // noted where it is read
				}
				text = date
			}
			if at < 0 {
				said, at = text, row
			} else if text != said {
				f.wrong(row, field, "cell.differs", f.unit.Rows[at].Number)
			}
		}
		if field == "vehicle" && at >= 0 {
			b.Vehicle = said
		}
	}
}

// members reads who is on the run, when a row says it; else a new run has its crew's, whose roles tell what each does.
func (f *form) members(b *RunBody) {
	var all []Member
	said := false
	for _, as := range []struct {
		field string
		role  Role
	}{{"drivers", Driver}, {"porters", Porter}} {
		for row := range f.unit.Rows {
			var ids []string
			if f.line(row).references(as.field, "users", b.DepotID, &ids); ids == nil {
				continue
			}
			said = true
			for _, id := range ids {
				m := Member{UserID: id, Role: as.role}
				if i := slices.IndexFunc(b.Members, func(x Member) bool { return x.UserID == id && x.Role == as.role }); i >= 0 {
					m.From, m.To = b.Members[i].From, b.Members[i].To
				}
				all = append(all, m)
			}
			break
		}
	}
	if said {
		b.Members = all
		return
	}
	if len(b.Members) == 0 {
		f.crewMembers(b)
	}
}

func (f *form) crewMembers(b *RunBody) {
	crew, found, err := f.in.s.store.Crews.Find(f.ctx, b.CrewID)
	if err != nil {
		f.failed = err
	}
	if err != nil || !found {
		return
	}
	for _, id := range crew.MemberIDs {
		u, found, err := f.in.s.store.Users.Find(f.ctx, id)
		if err != nil {
			f.failed = err
			return
		}
		if !found || u.Disabled {
			continue
		}
		for _, role := range []Role{Driver, Porter} {
			if slices.Contains(u.Roles, role) {
				b.Members = append(b.Members, Member{UserID: id, Role: role})
				break
			}
		}
	}
}

// storedStops are the stops of a run that is planned already, so that a stop keeps its id when its row moves.
func (in *importer) storedStops(ctx context.Context, runID string) (map[string][]string, error) {
	out := map[string][]string{}
	var all []Stop
	err := in.s.store.Stops.All(ctx, Filter{Equal: map[string]any{"runId": runID}}, func(st *Stop) error { all = append(all, *st); return nil })
	slices.SortFunc(all, func(x, y Stop) int { return cmp.Or(cmp.Compare(x.Sequence, y.Sequence), cmp.Compare(x.ID, y.ID)) })
	for _, st := range all {
		out[st.VenueID] = append(out[st.VenueID], st.ID)
	}
	return out, err
}

// stop lays a row over the stop it belongs to: that of the same venue and sequence, else a new one.
func (f *form) stop(row int, runID string, b *RunBody, stored map[string][]string) {
	l := f.line(row)
	st := StopBody{Lines: []Line{}, Bottles: []BottlePlan{}}
	l.reference("venue", "venues", b.DepotID, &st.VenueID)
	l.required("venue", st.VenueID)
	l.whole("sequence", &st.Sequence)
	i := slices.IndexFunc(b.Stops, func(x StopBody) bool {
		return st.VenueID != "" && x.VenueID == st.VenueID && (st.Sequence == 0 || x.Sequence == st.Sequence)
	})
	if i < 0 {
		if st.Sequence == 0 {
			for _, x := range b.Stops {
				st.Sequence = max(st.Sequence, x.Sequence)
			}
			st.Sequence++
		}
		nth := 0
		for _, x := range b.Stops {
			if x.VenueID == st.VenueID {
				nth++
			}
		}
		if st.ID = namedID("stop", runID, st.VenueID, strconv.Itoa(nth)); nth < len(stored[st.VenueID]) {
			st.ID = stored[st.VenueID][nth]
		}
		i = len(b.Stops)
		b.Stops, f.stops = append(b.Stops, st), append(f.stops, stopRows{first: row})
	}
	f.load(l, &b.Stops[i], &f.stops[i])
}

// load reads window, line and bottles of a row into its stop.
func (f *form) load(l line, st *StopBody, rows *stopRows) {
	var w StopWindow
	if st.Window != nil {
		w = *st.Window
	}
	l.clock("windowFrom", &w.From)
	l.clock("windowTo", &w.To)
	if w != (StopWindow{}) {
		st.Window = &w
	}
	p := Line{}
	if cell, _, said := l.said("product"); said {
		depot := ""
		l.form.line(0).depot("depot", &depot)
		p.ProductID = l.resolve("product", "products", depot, cell.Text)
		if _, _, said := l.said("quantity"); !said {
			l.wrong(l.row, "quantity", "field.required")
		}
		l.whole("quantity", &p.Quantity)
		st.Lines, rows.lines = append(st.Lines, p), append(rows.lines, l.row)
	}
	empties := BottlePlan{}
	if l.plain("bottleType", &empties.Type); empties.Type != "" {
		l.whole("bottles", &empties.Expected)
		st.Bottles, rows.bottles = append(st.Bottles, empties), append(rows.bottles, l.row)
	}
}

// runCell finds the cell behind a pointer of PUT /runs, which names stops in the order that they were put in.
func runCell(f *form, pointer string) (int, string) {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	at := func(i int) int {
		if i >= len(parts) {
			return 0
		}
		n, _ := strconv.Atoi(parts[i])
		return n
	}
	switch parts[0] {
	case "date", "vehicle":
		return 0, parts[0]
	case "depotId":
		return 0, "depot"
	case "crewId":
		return 0, "crew"
	case "members":
		return 0, "porters"
	case "stops":
		if len(parts) < 3 || at(1) >= len(f.stops) {
			return 0, "venue"
		}
		rows := f.stops[at(1)]
		switch field := parts[2]; {
		case field == "lines" && at(3) < len(rows.lines):
			return rows.lines[at(3)], map[bool]string{true: "product", false: "quantity"}[strings.HasSuffix(pointer, "productId")]
		case field == "bottles" && at(3) < len(rows.bottles):
			return rows.bottles[at(3)], map[bool]string{true: "bottleType", false: "bottles"}[strings.HasSuffix(pointer, "type")]
		case field == "window":
			return rows.first, map[bool]string{true: "windowTo", false: "windowFrom"}[strings.HasSuffix(pointer, "to")]
		case field == "sequence":
			return rows.first, "sequence"
		default:
			return rows.first, "venue"
		}
	}
	return 0, f.in.noun.columns[0].field
}

// sortStops puts the stops, and the rows they came from, in the order of their sequence; those without one come first.
func (f *form) sortStops(b *RunBody) {
	order := make([]int, len(b.Stops))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(b.Stops[i].Sequence, b.Stops[j].Sequence) })
	stops, rows := make([]StopBody, len(order)), make([]stopRows, len(order))
	for to, from := range order {
		stops[to], rows[to] = b.Stops[from], f.stops[from]
	}
	b.Stops, f.stops = stops, rows
}
