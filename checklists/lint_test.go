package checklists_test

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	c "crewcheck/checklists"
)

// broken is the embedded data with one piece of one file replaced.
func broken(t testing.TB, file, old, fresh string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(c.Embedded(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(c.Embedded(), name)
		if err != nil {
			t.Fatal(err)
		}
		if name == file {
			if !bytes.Contains(raw, []byte(old)) {
				t.Fatalf("%s does not hold %q", file, old)
			}
			raw = bytes.Replace(raw, []byte(old), []byte(fresh), 1)
		}
		out[name] = &fstest.MapFile{Data: raw}
	}
	return out
}

// line is the line of the first piece in an embedded file, counted from 1.
func line(t testing.TB, file, piece string) int {
	t.Helper()
	raw, err := fs.ReadFile(c.Embedded(), file)
	if err != nil {
		t.Fatal(err)
	}
	before, _, ok := strings.Cut(string(raw), piece)
	if !ok {
		t.Fatalf("%s does not hold %q", file, piece)
	}
	return strings.Count(before, "\n") + 1
}

func TestLintNamesFileLineAndRule(t *testing.T) {
	t.Parallel()
	const fifo, cats, clocks, score = "fifo-stocking.yaml", "categories.yaml", "clocks.yaml", "score.yaml"
	for _, row := range []struct{ name, file, old, fresh, rule string }{
		{"an unknown key", fifo, "    phase: during", "    fase: during", "unknown-key"},
		{"a key there twice", fifo, "    phase: during", "    role: porter", "key-duplicate"},
		{"a text where a number belongs", fifo, "    weight: 2", "    weight: two", "type"},
		{"a list where a text belongs", fifo, "    role: porter", "    role: [porter]", "type"},
		{"an alias", fifo, "    text: {zh-CN: \"先和", "    text: &a {zh-CN: \"先和", "anchor-used"},
		{"no YAML", fifo, "scope: stop", "scope: {stop", "syntax"},
		{"a file named by another id", fifo, "id: fifo-stocking", "id: fifo-stock", "file-name"},
		{"a version below 1", fifo, "version: 1", "version: 0", "version-range"},
		{"an unknown scope", fifo, "scope: stop", "scope: week", "scope-unknown"},
		{"an item id of another group", fifo, "fifo.stock-count", "bottles.stock-count", "item-id-prefix"},
		{"an item id with capitals", fifo, "fifo.stock-count", "fifo.Stock", "item-id-form"},
		{"an item id there twice", fifo, "fifo.stock-count", "fifo.keeper-met", "item-id-duplicate"},
		{"an unknown role", fifo, "role: porter", "role: cook", "role-unknown"},
		{"an unknown phase", fifo, "phase: during", "phase: later", "phase-unknown"},
		{"an unknown dimension", fifo, "dimension: EMP", "dimension: FUN", "dimension-unknown"},
		{"a weight of 6", fifo, "weight: 2", "weight: 6", "weight-range"},
		{"an unknown kind", fifo, "kind: count", "kind: counts", "kind-unknown"},
		{"an unknown evidence rule", fifo, "note-on-fail", "note-on-Monday", "evidence-unknown"},
		{"an unknown graded rule", fifo, "graded: over-age-found", "graded: by-taste", "graded-unknown"},
		{"a rule of another kind", fifo, "rules: {evidence: [note-on-fail]}", "rules: {min: 1}", "rule-kind"},
		{"a max below min", fifo, "min: 0, max: 100000", "min: 9, max: 3", "bounds-order"},
		{"a missing text", fifo, "en: \"Met the storekeeper first\"", "en: \" \"", "text-missing"},
		{"a text too long for the phone", fifo, "Met the storekeeper first", strings.Repeat("long ", 20), "text-too-long"},
		{"a critical item that is optional", fifo, "    kind: lots", "    kind: lots\n    rules: {optional: true}", "critical-optional"},
		{"no number per stop", "pre-trip.yaml", ", perStop: 2", "", "per-stop-range"},
		{"an unknown list to open", "pre-trip.yaml", "mustOpen: venue-notes", "mustOpen: news", "must-open-unknown"},
		{"an unknown record", "conduct.yaml", "becomes: message", "becomes: poem", "becomes-unknown"},
		{"an item that two checklists use", fifo, "id: fifo.lots", "id: conduct.guard", "item-id-duplicate"},
		{"a complaint against an unknown item", cats, "[conduct.on-time]", "[conduct.punctual]", "contradicts-unknown"},
		{"an unknown severity", cats, "severity: major", "severity: awful", "severity-unknown"},
		{"an unknown owner", cats, "owner: [crew]", "owner: [nobody]", "owner-unknown"},
		{"a category there twice", cats, "code: not-delivered", "code: late", "code-duplicate"},
		{"a category code with capitals", cats, "code: late", "code: Late", "code-form"},
		{"a limit below zero", cats, "swapBottles: 6", "swapBottles: -6", "frontline-range"},
		{"a clock that is missing", clocks, "    small: {ack: 2, resolve: 24}\n", "", "hours-missing"},
		{"a clock that resolves before it is heard", clocks, "{ack: 0.5, resolve: 4}", "{ack: 5, resolve: 4}", "hours-range"},
		{"an escalation that falls", clocks, "[50, 100, 200]", "[100, 50, 200]", "escalation-order"},
		{"no days", clocks, "followUpDays: 3", "followUpDays: 0", "days-range"},
		{"weights of 99", score, "compliance: 35", "compliance: 34", "weights-sum"},
		{"an unknown part", score, "compliance: 35", "obedience: 35", "weights-unknown"},
		{"a light critical", score, "critical: 40", "critical: 4", "penalty-order"},
		{"an unknown penalty", score, "minor: 5", "mild: 5", "penalty-unknown"},
		{"another cap", score, "criticalCap: 59", "criticalCap: 60", "score-range"},
		{"levels out of order", score, "satisfied: 85", "satisfied: 95", "levels-order"},
	} {
		t.Run("finds "+row.name, func(t *testing.T) {
			t.Parallel()
			fsys := broken(t, row.file, row.old, row.fresh)
			found := c.Lint(fsys)
			at := slices.IndexFunc(found, func(f c.Finding) bool { return f.Rule == row.rule && f.File == row.file })
			if at < 0 {
				t.Fatalf("%s is not among %v", row.rule, found)
			}
			if have, want := found[at].Line, line(t, row.file, row.old); have < want-3 || have > want+3 {
				t.Errorf("line %d, want about %d", have, want)
			}
			if _, err := c.Load(fsys); err == nil || !strings.Contains(err.Error(), row.rule) {
				t.Errorf("Load says %v", err)
			}
		})
	}
}

func TestLintNamesTheExactLine(t *testing.T) {
	t.Parallel()
	want := line(t, "fifo-stocking.yaml", "kind: count")
	found := c.Lint(broken(t, "fifo-stocking.yaml", "kind: count", "kind: counts"))
	if len(found) == 0 || found[0].Line != want || !strings.HasPrefix(found[0].String(), "fifo-stocking.yaml:") {
		t.Errorf("have %v, want line %d", found, want)
	}
}

func TestLintMissesFilesAndContent(t *testing.T) {
	t.Parallel()
	rules := func(fsys fs.FS) string {
		var out []string
		for _, f := range c.Lint(fsys) {
			out = append(out, f.File+" "+f.Rule)
		}
		return strings.Join(out, "; ")
	}
	if have := rules(fstest.MapFS{}); have != "categories.yaml file-missing; clocks.yaml file-missing; score.yaml file-missing" {
		t.Error(have)
	}
	whole := broken(t, "", "", "")
	whole["clocks.yaml"] = &fstest.MapFile{}
	whole["score.yaml"] = &fstest.MapFile{Data: append(slices.Clone(whole["score.yaml"].Data), "---\nversion: 2\n"...)}
	whole["late.yml"] = &fstest.MapFile{}
	if have := rules(whole); have != "clocks.yaml syntax; late.yml file-name; score.yaml syntax" {
		t.Error(have)
	}
}

func FuzzLint(f *testing.F) {
	names, _ := fs.Glob(c.Embedded(), "*.yaml")
	for _, name := range names {
		raw, _ := fs.ReadFile(c.Embedded(), name)
		f.Add(name, raw)
	}
	f.Add("x.yaml", []byte("items: [{rules: {min: .nan}}]"))
	f.Add("score.yaml", []byte("weights: {compliance: .inf, voice: -.inf}"))
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		if !fs.ValidPath(name) || strings.ContainsAny(name, "/") {
			return
		}
		for _, finding := range c.Lint(fstest.MapFS{name: &fstest.MapFile{Data: raw}}) {
			if finding.Line < 1 || finding.Rule == "" || finding.Message == "" {
				t.Errorf("a finding without place or words: %+v", finding)
			}
		}
	})
}
