package handlers

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"crewcheck/models"
)

var update = flag.Bool("update", false, "write generated documents instead of comparing them")

// TestErrorsDocument compares docs/errors.md with the list of codes. After a change of the list:
//
//	go test ./handlers -run TestErrorsDocument -update
func TestErrorsDocument(t *testing.T) {
	const file = "../docs/errors.md"
	want := errorsDocument()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/errors.md is not what the list of codes says: go test ./handlers -run TestErrorsDocument -update")
	}
}

func errorsDocument() string {
	var b strings.Builder
	b.WriteString(`# Problem codes

Every error is an ` + "`application/problem+json`" + ` (RFC 9457) with a ` + "`code`" + ` of this list. Programs decide by the code:
it is never renamed, and a retired one is never used again. People read ` + "`title`" + `, ` + "`detail`" + ` and the ` + "`detail`" + ` of each entry of
` + "`errors`" + `, in Chinese or English by ` + "`Accept-Language`" + `; %-words stand for what is filled in. An entry's ` + "`pointer`" + ` is a JSON pointer
into the body, or the name of a parameter or header. ` + "`requestId`" + ` names the request in the server's log.

What to do: 401 log in again; 409 and 412 read the record again; 429 and 503 wait for ` + "`Retry-After`" + ` and send the same
again; every other 4xx will be refused again, so do not repeat it. A phone keeps what it could not send.

This page is made from ` + "`models.Codes()`" + ` by ` + "`go test ./handlers -run TestErrorsDocument -update`" + `.

| code | status | 中文 | English |
|---|---|---|---|
`)
	for _, c := range models.Codes() {
		fmt.Fprintf(&b, "| `%s` | %d %s | %s | %s |\n", c.Code, c.Kind, http.StatusText(int(c.Kind)), cell(c.Text.ZhCN), cell(c.Text.En))
	}
	return b.String()
}

// cell keeps a text inside its cell of the table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
