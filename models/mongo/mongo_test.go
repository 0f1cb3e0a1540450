package mongo_test

import (
	"context"
	"os"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"crewcheck/models"
	"crewcheck/models/mongo"
	"crewcheck/models/storetest"
)

// testURI is the database of the tests; see scripts/mongotest.
func testURI(t *testing.T) string {
	t.Helper()
	uri := os.Getenv("MONGODB_TEST_URI")
	if uri == "" && os.Getenv("CI") == "" && os.Getenv("CREWCHECK_REQUIRE_MONGO") == "" {
		t.Skip("MONGODB_TEST_URI is not set: run scripts/mongotest -- go test ./models/mongo")
	}
	if uri == "" {
		t.Fatal("MONGODB_TEST_URI is not set, and this run must test MongoDB")
	}
	return uri
}

// database gives the name of an empty database that is dropped when the test ends, and a
// client of the test's own.
func database(t *testing.T) (mongo.Options, *driver.Database) {
	t.Helper()
	o := mongo.Options{URI: testURI(t), Database: "crewcheck_test_" + bson.NewObjectID().Hex()}
	client, err := driver.Connect(options.Client().ApplyURI(o.URI))
	if err != nil {
		t.Fatal(err)
	}
	db := client.Database(o.Database)
	t.Cleanup(func() {
		if err := db.Drop(context.Background()); err != nil {
			t.Error(err)
		}
		if err := client.Disconnect(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return o, db
}

func TestContract(t *testing.T) {
	testURI(t)
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
