package storetest

import (
	"os"
	"testing"
)

// MongoURI is the MongoDB of the tests, which scripts/mongotest starts and names in MONGODB_TEST_URI. Without one the test is
// skipped, and fails where CI or CREWCHECK_REQUIRE_MONGO says that it must not be.
func MongoURI(t testing.TB) string {
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
