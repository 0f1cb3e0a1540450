package main

import (
	"encoding/json"
	"strings"
	"testing"

	"crewcheck/models/season"
)

func TestSimulateSaysTheSameTwice(t *testing.T) {
	t.Parallel()
	args := []string{"simulate", "--seeds", "2", "--crews", "2", "--days", "4", "--stops-per-run", "2", "--last-day", "2026-06-14", "--json"}
	first, _, err := said(t, "", nil, args...)
	if err != nil {
		t.Fatal(err)
	}
	if again, _, err := said(t, "", nil, args...); err != nil || again != first {
		t.Errorf("the same flags give other figures (%v)", err)
	}
	var got struct {
		Pooled  season.Pooled
		Seasons []season.Summary
	}
	if err := json.Unmarshal([]byte(first), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Seasons) != 2 || got.Seasons[1].Options.Seed != 2 || got.Pooled.Counts.Checks == 0 {
		t.Errorf("not two seasons with work: %+v", got.Pooled)
	}
}

func TestASimulatedSeasonCanBeLookedAt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out, errOut, err := said(t, "", nil, "simulate", "--crews", "2", "--days", "3", "--stops-per-run", "2", "--data", dir)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "Does the ranking find the hidden quality?") {
		t.Errorf("it says %s", out)
	}
	r := serving(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", dir, "--log-level", "warn")
	line, secret := "", "manager-1234"
	for l := range strings.Lines(errOut) {
		if strings.Contains(l, secret) {
			line = l
		}
	}
	fields := strings.Fields(line)
	if len(fields) < 3 {
		t.Fatalf("no manager can log in: %s", errOut)
	}
	var list struct{ Items []json.RawMessage }
	if status := loginAs(t, r.url, fields[1], secret).call(t, "GET", "/api/v1/checks?limit=5", nil, &list); status != 200 || len(list.Items) != 5 {
		t.Errorf("the manager sees %d checks (%d)", len(list.Items), status)
	}
	if _, _, err := said(t, "", nil, "simulate", "--data", dir, "--seeds", "2"); err == nil {
		t.Error("two seasons went into one folder")
	}
}
