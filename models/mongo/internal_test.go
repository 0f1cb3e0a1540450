package mongo

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.uber.org/goleak"

	"crewcheck/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type place struct {
	Street string `json:"street,omitempty"`
}

type stop struct {
	models.Meta
	place
	DepotID string         `json:"depotId"`
	At      models.Time    `json:"at"`
	DoneAt  *models.Time   `json:"doneAt,omitempty"`
	SentAt  models.Time    `json:"sentAt,omitzero"`
	Lines   []line         `json:"lines"`
	Counts  map[string]int `json:"counts,omitempty"`
	Share   float64        `json:"share"`
	Empty   *place         `json:"empty"`
	Secret  string         `json:"-"`
}

type line struct {
	ID string `json:"id"`
}

var at = models.At(time.Date(2026, 3, 29, 4, 0, 0, 5e6, time.UTC))

// TestStoredShape holds the stored form to be the JSON shape, with _id for the document's own id
// only and BSON dates for times.
func TestStoredShape(t *testing.T) {
	t.Parallel()
	doc := &stop{
		Meta:  models.Meta{ID: "one", Version: 3, CreatedAt: at, UpdatedAt: at},
		place: place{"Jiefang Road"}, DepotID: "changsha", At: at, Lines: []line{{"inner"}}, Share: 2, Secret: "x",
	}
	raw, err := encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	var got bson.D
	if err := bson.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	date := bson.NewDateTimeFromTime(at.Time)
	want := bson.D{
		{Key: "_id", Value: "one"},
		{Key: "version", Value: int64(3)},
		{Key: "createdAt", Value: date},
		{Key: "updatedAt", Value: date},
		{Key: "street", Value: "Jiefang Road"},
		{Key: "depotId", Value: "changsha"},
		{Key: "at", Value: date},
		{Key: "lines", Value: bson.A{bson.D{{Key: "id", Value: "inner"}}}},
		{Key: "share", Value: 2.0},
		{Key: "empty", Value: nil},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestShapesThatWouldDiffer refuses types whose JSON is written by themselves: BSON would
// hold something else.
func TestShapesThatWouldDiffer(t *testing.T) {
	t.Parallel()
	for _, doc := range []models.Document{
		&struct {
			models.Meta
			X []*time.Time `json:"x"`
		}{},
		&struct {
			models.Meta
			X map[string]any `json:"x"`
		}{},
	} {
		if _, err := encode(doc); err == nil || !strings.Contains(err.Error(), "cannot be stored") {
			t.Errorf("%T: %v", doc, err)
		}
	}
}

func TestRefusedSpecs(t *testing.T) {
	t.Parallel()
	for _, s := range []models.Spec{
		{Name: "a.b"},
		{Name: "system-x"},
		{Name: "schema"},
		{Name: "x", Fields: []string{"$where"}},
		{Name: "x", Time: "a..b"},
		{Name: "x", Indexes: [][]string{{"unknown"}}},
	} {
		if err := check(&s); err == nil {
			t.Errorf("the spec %+v is accepted", s)
		}
	}
}
