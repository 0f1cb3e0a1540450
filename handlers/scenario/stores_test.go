package scenario

import (
	"context"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"crewcheck/models"
	"crewcheck/models/mongo"
	"crewcheck/models/sqlite"
	"crewcheck/models/storetest"
)

// openSQLite opens the embedded store in a folder of its own.
func openSQLite(t testing.TB) models.Backend {
	t.Helper()
	b, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	closeLast(t, b)
	return b
}

// openMongo opens a database of its own, dropped when the test ends; see scripts/mongotest.
func openMongo(t testing.TB) models.Backend {
	t.Helper()
	uri := storetest.MongoURI(t)
	name := "crewcheck_scenario_" + bson.NewObjectID().Hex()
	t.Cleanup(func() { dropDatabase(t, uri, name) })
	b, err := mongo.Open(t.Context(), mongo.Options{URI: uri, Database: name}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	closeLast(t, b)
	return b
}

func closeLast(t testing.TB, b models.Backend) {
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("the store does not close: %v", err)
		}
	})
}

func dropDatabase(t testing.TB, uri, name string) {
	ctx := context.Background()
	client, err := driver.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Error(err)
		return
	}
	if err := client.Database(name).Drop(ctx); err != nil {
		t.Error(err)
	}
	if err := client.Disconnect(ctx); err != nil {
		t.Error(err)
	}
}

// stores are the stores every scenario runs on.
var stores = []struct {
	name string
	open open
}{{"sqlite", openSQLite}, {"mongodb", openMongo}}

// eachStore runs a test on both stores.
func eachStore(t *testing.T, test func(t *testing.T, store open)) {
	t.Helper()
	t.Parallel()
	for _, s := range stores {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			if s.name == "mongodb" {
				storetest.MongoURI(t)
			}
			test(t, s.open)
		})
	}
}
