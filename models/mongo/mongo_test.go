package mongo_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"crewcheck/models"
	"crewcheck/models/mongo"
	"crewcheck/models/mongo/mongotest"
	"crewcheck/models/storetest"
)

// database gives the name of an empty database that is dropped when the test ends, and a
// client of the test's own.
func database(t *testing.T) (mongo.Options, *driver.Database) {
	t.Helper()
	o := mongotest.Database(t)
	client, err := driver.Connect(options.Client().ApplyURI(o.URI))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Disconnect(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return o, client.Database(o.Database)
}

func TestContract(t *testing.T) {
	mongotest.URI(t)
	storetest.Run(t, func(t *testing.T) storetest.Open {
		o, _ := database(t)
		return func(specs []*models.Spec) models.Backend {
			b, err := mongo.Open(t.Context(), o, specs)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
	})
}

var stops = &models.Spec{Name: "stops", Fields: []string{"depotId"}, Indexes: [][]string{{"depotId"}}, Unique: [][]string{{"depotId", "id"}}}

func TestOpenRefusesANewerDatabase(t *testing.T) {
	o, db := database(t)
	for range 2 { // opening twice is opening once
		b, err := mongo.Open(t.Context(), o, []*models.Spec{stops})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Collection("schema").UpdateByID(t.Context(), "step", bson.M{"$set": bson.M{"step": 999}}); err != nil {
		t.Fatal(err)
	}
	if _, err := mongo.Open(t.Context(), o, nil); err == nil || !strings.Contains(err.Error(), "newer crewcheck") {
		t.Errorf("a newer database: %v", err)
	}
}

func TestOpenWithoutAServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	uri := "mongodb://" + l.Addr().String() + "/?serverSelectionTimeoutMS=200"
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = mongo.Open(t.Context(), mongo.Options{URI: uri, Database: "x"}, nil)
	if !models.IsCode(err, "store.unavailable") {
		t.Errorf("got %v, want store.unavailable", err)
	}
	if _, err := mongo.Open(t.Context(), mongo.Options{URI: uri}, nil); err == nil {
		t.Error("a missing name of the database is accepted")
	}
}

// TestPiecesLeftBehind holds that losers and crashes leave nothing that a reader sees, and that
// losers leave nothing at all.
func TestPiecesLeftBehind(t *testing.T) {
	o, db := database(t)
	b, err := mongo.Open(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}()
	crashed := bson.M{"files_id": bson.NewObjectID(), "n": 0, "data": []byte("half")}
	if _, err := db.Collection("photos.chunks").InsertOne(t.Context(), crashed); err != nil {
		t.Fatal(err)
	}
	errs := make(chan error)
	for range 8 {
		go func() { errs <- b.PutBlob(t.Context(), "photo", []byte("whole")) }()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	for name, want := range map[string]int64{"photos.chunks": 2, "photos.files": 1} {
		if n, err := db.Collection(name).CountDocuments(t.Context(), bson.M{}); n != want || err != nil {
			t.Errorf("%s holds %d, %v, want %d", name, n, err, want)
		}
	}
}
