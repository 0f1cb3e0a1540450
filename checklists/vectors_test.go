package checklists_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	c "crewcheck/checklists"
)

// vectorFile is what the phone app's grading is held to: testdata/vectors.json, read by web/src/grading as well.
// A definition is the name of one of Definitions or stands in the vector itself; the context of every vector has Products.
type vectorFile struct {
	Products    map[string]c.Product
	Definitions map[string]*c.Definition
	Vectors     []vector
}

// vector is one check and its grade. The answers are kept as they were sent, so that the reading of times and
// numbers is held too.
type vector struct {
	Name       string          `json:"name"`
	Definition json.RawMessage `json:"definition"`
	Context    c.Context       `json:"context"`
	Answers    json.RawMessage `json:"answers"`
	Grade      c.Grade         `json:"grade"`
}

func (f *vectorFile) add(name string, d *c.Definition, ctx c.Context, answers []c.Answer) {
	f.addRaw(name, d, ctx, marshal(append([]c.Answer{}, answers...)))
}

func (f *vectorFile) addRaw(name string, d *c.Definition, ctx c.Context, raw []byte) {
	var answers []c.Answer
	if err := json.Unmarshal(raw, &answers); err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	ctx.Products = f.Products
	v := vector{Name: name, Definition: f.name(d), Answers: raw, Grade: c.GradeCheck(d, answers, ctx)}
	ctx.Products = nil
	v.Context = ctx
	f.Vectors = append(f.Vectors, v)
}

func (f *vectorFile) name(d *c.Definition) []byte {
	name := fmt.Sprintf("%s@%d", d.ID, d.Version)
	if f.Definitions[name] != d {
		return marshal(d)
	}
	return marshal(name)
}

func marshal(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// bytes is the file with one line a vector, for people who read what changed.
func (f *vectorFile) bytes() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n\"products\": %s,\n\"definitions\": %s,\n\"vectors\": [", marshal(f.Products), marshal(f.Definitions))
	for i := range f.Vectors {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "\n%s", marshal(f.Vectors[i]))
	}
	b.WriteString("\n]\n}\n")
	return b.Bytes()
}

func makeVectors() *vectorFile {
	f := &vectorFile{Products: catalogue(), Definitions: map[string]*c.Definition{}}
	all := c.Default().Checklists
	for i := range all {
		f.Definitions[fmt.Sprintf("%s@%d", all[i].ID, all[i].Version)] = &all[i]
	}
	f.byHand()
	f.byChance()
	return f
}

// TestVectorsAreGradedAsTheyWere fails when grading changes: the phone's grading then has to change with it.
func TestVectorsAreGradedAsTheyWere(t *testing.T) {
	t.Parallel()
	f := makeVectors()
	if len(f.Vectors) < 600 {
		t.Errorf("only %d vectors", len(f.Vectors))
	}
	have := f.bytes()
	if len(have) > 1_500_000 {
		t.Errorf("%d bytes are too many for a file that is read in a diff", len(have))
	}
	if *update {
		golden(t, "vectors.json", have)
		return
	}
	sameLines(t, filepath.Join("testdata", "vectors.json"), have)
}

// sameLines says which lines of a long golden file differ, the first few of them.
func sameLines(t *testing.T, path string, have []byte) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	haveLines, wantLines := bytes.Split(have, []byte("\n")), bytes.Split(want, []byte("\n"))
	if len(haveLines) != len(wantLines) {
		t.Errorf("%s has %d lines, want %d; if that is meant, run go test ./checklists -update", path, len(wantLines), len(haveLines))
	}
	shown := 0
	for i := 0; i < min(len(haveLines), len(wantLines)) && shown < 3; i++ {
		if !bytes.Equal(haveLines[i], wantLines[i]) {
			shown++
			t.Errorf("%s:%d differs; if that is meant, run go test ./checklists -update\n%s", path, i+1, haveLines[i])
		}
	}
}

func TestVectorsHoldEveryReasonAndOutcome(t *testing.T) {
	t.Parallel()
	reasons, outcomes, kinds := map[string]int{}, map[c.Outcome]int{}, map[string]int{}
	capped, own := 0, 0
	for _, v := range makeVectors().Vectors {
		var answers []c.Answer
		if err := json.Unmarshal(v.Answers, &answers); err != nil {
			t.Fatal(err)
		}
		for _, ig := range v.Grade.Items {
			outcomes[ig.Outcome]++
			for _, r := range ig.Reasons {
				reasons[r.Code]++
			}
		}
		if len(v.Grade.Critical) > 0 && v.Grade.Score == c.CriticalCap {
			capped++
		}
		if len(v.Context.Overlay) > 0 {
			own++
		}
		kinds[string(v.Definition)]++
	}
	for _, code := range c.ReasonCodes() {
		if reasons[code] < 2 {
			t.Errorf("the reason %s is given %d times", code, reasons[code])
		}
	}
	for _, o := range []c.Outcome{c.OutcomePass, c.OutcomeWarn, c.OutcomeFail, c.OutcomeNA} {
		if outcomes[o] < 25 {
			t.Errorf("%s comes %d times", o, outcomes[o])
		}
	}
	for _, d := range c.Default().Checklists {
		if n := kinds[fmt.Sprintf("%q", fmt.Sprintf("%s@%d", d.ID, d.Version))]; n < 40 {
			t.Errorf("%s has %d vectors", d.ID, n)
		}
	}
	if capped < 20 || own < 40 {
		t.Errorf("%d capped, %d with the venue's own items", capped, own)
	}
}

func TestVectorsHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	var names []string
	for _, v := range makeVectors().Vectors {
		names = append(names, v.Name)
	}
	slices.Sort(names)
	for i := 1; i < len(names); i++ {
		if names[i] == names[i-1] {
			t.Errorf("two vectors are called %q", names[i])
		}
	}
}
