// Package mongotest gives tests databases of their own in the MongoDB that scripts/mongotest starts. Tests alone import it.
package mongotest

import (
	"context"
	"errors"
	"os"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"crewcheck/models"
	"crewcheck/models/mongo"
)

// URI is the MongoDB of the tests, which scripts/mongotest names in MONGODB_TEST_URI. Without one the test is skipped, and
// fails where CI or CREWCHECK_REQUIRE_MONGO says that it must not be.
func URI(t testing.TB) string {
	t.Helper()
	uri := os.Getenv("MONGODB_TEST_URI")
	if uri == "" && os.Getenv("CI") == "" && os.Getenv("CREWCHECK_REQUIRE_MONGO") == "" {
		t.Skip("MONGODB_TEST_URI is not set: run bin/mongotest -- go test")
	}
	if uri == "" {
		t.Fatal("MONGODB_TEST_URI is not set, and this run must test MongoDB")
	}
	return uri
}

// Database names an empty database, which is dropped when the test ends.
func Database(t testing.TB) mongo.Options {
	t.Helper()
	o := mongo.Options{URI: URI(t), Database: "crewcheck_test_" + bson.NewObjectID().Hex()}
	t.Cleanup(func() {
		ctx := context.Background() // the test's own is over
		client, err := driver.Connect(options.Client().ApplyURI(o.URI))
		if err == nil {
			err = errors.Join(client.Database(o.Database).Drop(ctx), client.Disconnect(ctx))
		}
		if err != nil {
			t.Errorf("the database %s is not dropped: %v", o.Database, err)
		}
	})
	return o
}

// Open opens such a database with all collections of the service; it is closed when the test ends.
func Open(t testing.TB) models.Backend {
	t.Helper()
	b, err := mongo.Open(t.Context(), Database(t), models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("the store does not close: %v", err)
		}
	})
	return b
}
