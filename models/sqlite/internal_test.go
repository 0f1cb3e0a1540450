package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"crewcheck/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type stop struct {
	models.Meta
	DepotID string      `json:"depotId"`
	Plate   string      `json:"plate"`
	At      models.Time `json:"at"`
}

var stops = &models.Spec{
	Name: "stops", Fields: []string{"depotId", "plate"}, Time: "at",
	Indexes: [][]string{{"depotId"}, {"depotId", "plate"}}, Unique: [][]string{{"plate"}},
}

func newStop(id string, version int64, plate string) *stop {
	at := models.At(time.Date(2026, 3, 29, 4, 0, 0, 0, time.UTC))
	return &stop{Meta: models.Meta{ID: id, Version: version, CreatedAt: at, UpdatedAt: at}, DepotID: "changsha", Plate: plate, At: at}
}

func openStops(t *testing.T, dir string) *Backend {
	t.Helper()
	b, err := Open(t.Context(), Options{Dir: dir}, []*models.Spec{stops})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// hold keeps the writer busy until the function it gives is called, so that what is
// written meanwhile waits and shares one transaction.
func hold(t *testing.T, b *Backend) (release func()) {
	t.Helper()
	busy, free := make(chan struct{}), make(chan struct{})
	go func() {
		_ = b.writer.do(context.Background(), func(*batch) error {
			close(busy)
			<-free
			return nil
		})
	}()
	<-busy
	return func() { close(free) }
}

// wait returns when n writes are queued.
func wait(b *Backend, n int) {
	for len(b.writer.queue) < n {
		runtime.Gosched()
	}
}

func TestGroupCommit(t *testing.T) {
	b := openStops(t, t.TempDir())
	if err := b.Insert(t.Context(), stops, newStop("old", 1, "old")); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	writes := map[string]func() error{
		"":                func() error { return b.Insert(t.Context(), stops, newStop("new", 1, "new")) },
		"store.duplicate": func() error { return b.Insert(t.Context(), stops, newStop("old", 1, "x")) },
		"store.stale":     func() error { return b.Replace(t.Context(), stops, 7, newStop("old", 8, "y")) },
		"store.missing":   func() error { return b.Replace(t.Context(), stops, 1, newStop("none", 1, "z")) },
		"cancelled":       func() error { return b.Insert(gone, stops, newStop("gone", 1, "gone")) },
	}
	type answer struct {
		name string
		err  error
	}
	answers := make(chan answer)
	release := hold(t, b)
	for name, write := range writes {
		go func() { answers <- answer{name, write()} }()
	}
	wait(b, len(writes))
	cancel()
	release()
	for range writes {
		a := <-answers
		ok := models.IsCode(a.err, a.name)
		switch a.name {
		case "":
			ok = a.err == nil
		case "cancelled":
			ok = errors.Is(a.err, context.Canceled)
		}
		if !ok {
			t.Errorf("%q got %v", a.name, a.err)
		}
	}
	n, err := b.Count(t.Context(), stops, models.Filter{In: map[string][]any{"plate": {"old", "new"}}}, 10)
	all, err2 := b.Count(t.Context(), stops, models.Filter{}, 10)
	if n != 2 || all != 2 || err != nil || err2 != nil {
		t.Errorf("%d of %d are stored, %v, %v, want 2 of 2", n, all, err, err2)
	}
}

func TestUniqueRefusalLeavesTheOthers(t *testing.T) {
	b := openStops(t, t.TempDir())
	for _, id := range []string{"a", "b"} {
		if err := b.Insert(t.Context(), stops, newStop(id, 1, id)); err != nil {
			t.Fatal(err)
		}
	}
	release := hold(t, b)
	errs := make(chan error, 3)
	send := func(n int, id, plate string) {
		go func() {
			errs <- b.Replace(t.Context(), stops, 1, newStop(id, 2, plate))
		}()
		wait(b, n)
	}
	send(1, "b", "a") // refused: a has it
	send(2, "a", "c")
	release()
	duplicates := 0
	for range 2 {
		if err := <-errs; models.IsCode(err, "store.duplicate") {
			duplicates++
		} else if err != nil {
			t.Error(err)
		}
	}
	if duplicates != 1 {
		t.Errorf("%d were refused, want 1", duplicates)
	}
}

func TestAFailedTransactionFailsAll(t *testing.T) {
	for name, fail := range map[string]func(*batch) error{
		"that SQLite ended": func(tx *batch) error { _, err := tx.exec("ROLLBACK"); return err },
		"that is open":      func(*batch) error { return errors.New("the disk is gone") },
	} {
		t.Run(name, func(t *testing.T) {
			b := openStops(t, t.TempDir())
			errs := make(chan error, 2)
			release := hold(t, b)
			go func() { errs <- b.Insert(t.Context(), stops, newStop("a", 1, "a")) }()
			wait(b, 1)
			go func() { errs <- b.writer.do(t.Context(), fail) }()
			wait(b, 2)
			release()
			for range 2 {
				if err := <-errs; err == nil {
					t.Error("a write of a transaction that was not committed succeeded")
				}
			}
			if err := b.Get(t.Context(), stops, "a", &stop{}); !models.IsCode(err, "store.missing") {
				t.Errorf("the write is stored: %v", err)
			}
			if err := b.Insert(t.Context(), stops, newStop("a", 1, "a")); err != nil {
				t.Errorf("the next write: %v", err)
			}
		})
	}
}

func TestCloseFinishesAcceptedWrites(t *testing.T) {
	dir := t.TempDir()
	b := openStops(t, dir)
	release := hold(t, b)
	errs := make(chan error, 20)
	for i := range cap(errs) {
		go func() {
			errs <- b.Insert(t.Context(), stops, newStop(fmt.Sprint(i), 1, fmt.Sprint(i)))
		}()
	}
	wait(b, cap(errs))
	closed := make(chan error)
	go func() { closed <- b.Close() }()
	release()
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	n, err := openStops(t, dir).Count(t.Context(), stops, models.Filter{}, 100)
	if n != cap(errs) || err != nil {
		t.Errorf("%d are stored, %v, want %d", n, err, cap(errs))
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	b := openStops(t, dir)
	_, err := Open(t.Context(), Options{Dir: dir}, nil)
	if err == nil || !strings.Contains(err.Error(), "in use by another crewcheck") {
		t.Errorf("a second opening: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", fileURI(filepath.Join(dir, fileName)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("INSERT INTO schema (step) VALUES (999)")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the first refusal let go of the folder
		_, err = Open(t.Context(), Options{Dir: dir}, nil)
		if err == nil || !strings.Contains(err.Error(), "newer crewcheck") {
			t.Errorf("a newer file: %v", err)
		}
	}
	for _, spec := range []models.Spec{
		{Name: `x" (id); --`},
		{Name: "schema"},
		{Name: "x", Fields: []string{`a"b`}},
		{Name: "x", Fields: []string{"doc"}},
		{Name: "x", Indexes: [][]string{{"unknown"}}},
	} {
		if _, err := Open(t.Context(), Options{Dir: t.TempDir()}, []*models.Spec{&spec}); err == nil {
			t.Errorf("the spec %+v is accepted", spec)
		}
	}
}

func TestOpenInAFolderWithAnOddName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b?c=1#%41&长沙")
	openStops(t, dir)
	if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
		t.Error(err)
	}
}

func TestFileSettings(t *testing.T) {
	b := openStops(t, t.TempDir())
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "page_size": fmt.Sprint(pageSize), "busy_timeout": fmt.Sprint(busyMillis),
	} {
		var got string
		if err := b.writer.conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v, want %s", pragma, got, err, want)
		}
	}
	var mapped int
	if err := b.reader.QueryRowContext(t.Context(), "PRAGMA mmap_size").Scan(&mapped); err != nil || mapped != readMapBytes {
		t.Errorf("reads map %d bytes, %v, want %d", mapped, err, readMapBytes)
	}
	if _, err := b.reader.ExecContext(t.Context(), "DELETE FROM stops"); err == nil {
		t.Error("a read connection can write")
	}
}

// TestPlans holds every kind of list to be read from an index in its order: sorting would cost
// more the more is stored.
func TestPlans(t *testing.T) {
	b := openStops(t, t.TempDir())
	one, two := map[string]any{"depotId": "x"}, map[string]any{"depotId": "x", "plate": "y"}
	after := models.Key{Time: "2026-03-29T04:00:00.000Z", ID: "a"}
	for _, f := range []models.Filter{
		{},
		{After: after},
		{Ascending: true, After: after},
		{From: after.Time, To: after.Time},
		{Equal: one},
		{Equal: one, After: after},
		{Equal: two, After: after, From: after.Time},
		{Equal: two, Ascending: true},
		{In: map[string][]any{"depotId": {"x", "y", "z"}}, After: after},
		{In: map[string][]any{"depotId": {"x", "y"}}, Equal: map[string]any{"plate": "y"}},
		{In: map[string][]any{"depotId": {"x"}, "plate": {"y"}}},
		{In: map[string][]any{"depotId": {"x"}, "plate": {"y", "z"}}, After: after},
		{In: map[string][]any{"plate": {"y", "z"}}, Equal: one, From: after.Time},
	} {
		query, args, err := b.tables["stops"].list(f)
		if err != nil {
			t.Fatal(err)
		}
		plan := explain(t, b, query, args)
		if strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN stops\n") || !strings.Contains(plan, "USING INDEX stops:") {
			t.Errorf("%+v:\n%s\n%s", f, query, plan)
		}
	}
}

// TestPlansOfPages holds the later pages of a window to be sought from where the page before ended: a bound that was passed would
// be sought instead, and the last page of a year would step over the year.
func TestPlansOfPages(t *testing.T) {
	b := openStops(t, t.TempDir())
	const from, to = "2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"
	after := models.Key{Time: "2026-03-29T04:00:00.000Z", ID: "a"}
	early, late := models.Key{Time: "2025-03-29T04:00:00.000Z", ID: "a"}, models.Key{Time: "2027-03-29T04:00:00.000Z", ID: "a"}
	for _, c := range []struct {
		f    models.Filter
		want string
	}{
		{models.Filter{From: from, To: to, After: after, Ascending: true}, "(depotId=? AND (at,id)>(?,?) AND at<?)"},
		{models.Filter{From: from, To: to, After: after}, "(depotId=? AND at>? AND (at,id)<(?,?))"},
		// A place before the window says nothing of its bound.
		{models.Filter{From: from, To: to, After: early, Ascending: true}, "(depotId=? AND at>? AND at<?)"},
		{models.Filter{From: from, To: to, After: late}, "(depotId=? AND at>? AND at<?)"},
	} {
		c.f.Equal = map[string]any{"depotId": "x"}
		query, args, err := b.tables["stops"].list(c.f)
		if err != nil {
			t.Fatal(err)
		}
		if plan := explain(t, b, query, args); !strings.Contains(plan, c.want) {
			t.Errorf("%+v is not sought by %s:\n%s", c.f, c.want, plan)
		}
	}
}

// TestPlansOfChecks holds the lists of one person, run and stop to be read from the index that begins with what they ask
// for: the cost must not be that of the depot.
func TestPlansOfChecks(t *testing.T) {
	b, err := Open(t.Context(), Options{Dir: t.TempDir()}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	depots := map[string][]any{"depotId": {"x", "y"}}
	for _, c := range []struct {
		index string
		f     models.Filter
	}{
		{"depotId+memberId", models.Filter{Equal: map[string]any{"memberId": "m", "depotId": "x"}}},
		{"depotId+memberId", models.Filter{Equal: map[string]any{"memberId": "m"}, In: depots}},
		{"depotId+memberId", models.Filter{Equal: map[string]any{"memberId": "m", "checklist.id": "c"}, In: depots}},
		{"depotId+checklist.id", models.Filter{Equal: map[string]any{"checklist.id": "c", "depotId": "x"}}},
		{"depotId+checklist.id", models.Filter{Equal: map[string]any{"checklist.id": "c"}, In: depots}},
		{"depotId+crewId", models.Filter{Equal: map[string]any{"checklist.id": "c", "crewId": "k", "depotId": "x"}}},
		{"depotId+venueId", models.Filter{Equal: map[string]any{"checklist.id": "c", "venueId": "v", "depotId": "x"}}},
		{"depotId+flagged", models.Filter{Equal: map[string]any{"flagged": true, "depotId": "x"}}},
		{"depotId+flagged", models.Filter{Equal: map[string]any{"flagged": true}, In: depots}},
		{"runId", models.Filter{Equal: map[string]any{"runId": "r"}}},
		{"runId", models.Filter{Equal: map[string]any{"runId": "r", "stopId": "s"}}},
		{"runId", models.Filter{Equal: map[string]any{"runId": "r"}, In: map[string][]any{"venueId": {"v", "w"}}}},
	} {
		query, args, err := b.tables["checks"].list(c.f)
		if err != nil {
			t.Fatal(err)
		}
		plan := explain(t, b, query, args)
		if strings.Contains(plan, "TEMP B-TREE") || !strings.Contains(plan, "USING INDEX checks:"+c.index+"+completedAt") {
			t.Errorf("%+v is not read from %s:\n%s", c.f, c.index, plan)
		}
	}
}

// TestPlansOfComplaints holds complaints of one number, category, severity or link to be read from an index of it.
func TestPlansOfComplaints(t *testing.T) {
	b, err := Open(t.Context(), Options{Dir: t.TempDir()}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	for _, field := range []string{"number", "status", "venueId", "category", "severity", "link.crewId", "link.state", "recurring", "callOwed"} {
		for _, f := range []models.Filter{
			{Equal: map[string]any{field: "v", "depotId": "x"}},
			{Equal: map[string]any{field: "v"}, In: map[string][]any{"depotId": {"x", "y"}}},
		} {
			query, args, err := b.tables["complaints"].list(f)
			if err != nil {
				t.Fatal(err)
			}
			plan := explain(t, b, query, args)
			if strings.Contains(plan, "TEMP B-TREE") || !strings.Contains(plan, "USING INDEX complaints:depotId+"+field+"+filedAt") {
				t.Errorf("%+v is not read from its index:\n%s", f, plan)
			}
		}
	}
}

// TestPlansOfSweeps holds what is past to be found by its time, not by looking through what is kept.
func TestPlansOfSweeps(t *testing.T) {
	b, err := Open(t.Context(), Options{Dir: t.TempDir()}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	const past = "2026-03-29T04:00:00.000Z"
	done := map[string]any{"state": "done"}
	for collection, f := range map[string]models.Filter{
		"sessions": {To: past, Ascending: true}, "receiptTokens": {To: past, Ascending: true}, "photoGrants": {To: past, Ascending: true},
		"looks": {Equal: done, To: past, Ascending: true}, "pendingDays": {Equal: done, To: past, Ascending: true}, "alarms": {From: past, Ascending: true},
	} {
		query, args, err := b.tables[collection].sweep(f)
		if err != nil {
			t.Fatal(err)
		}
		plan := explain(t, b, query, args)
		if strings.Contains(plan, "SCAN") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s:\n%s", collection, plan)
		}
	}
}

// TestPlansOfIDs holds records that are named one by one to be looked up, not to be met in the order of their time.
func TestPlansOfIDs(t *testing.T) {
	b := openStops(t, t.TempDir())
	query, args, err := b.tables["stops"].list(models.Filter{In: map[string][]any{"id": {"a", "b", "c"}}})
	if err != nil {
		t.Fatal(err)
	}
	if plan := explain(t, b, query, args); !strings.Contains(plan, "(id=?)") {
		t.Errorf("%s\n%s", query, plan)
	}
}

func explain(t *testing.T, b *Backend, query string, args []any) string {
	t.Helper()
	rows, err := b.reader.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(detail + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}
