package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"crewcheck/checklists"
)

// said runs the program to its end and gives what it wrote.
func said(t *testing.T, stdin string, environ []string, args ...string) (out, errOut string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	err = run(t.Context(), args, environ, stdio{strings.NewReader(stdin), &o, &e})
	return o.String(), e.String(), err
}

// running is the program inside the test.
type running struct {
	url  string
	stop context.CancelFunc
	end  chan error
	said *lines
}

// serving starts the program with run and waits until it listens.
func serving(t *testing.T, environ []string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	r := &running{stop: cancel, end: make(chan error, 1), said: newLines()}
	go func() { r.end <- run(ctx, args, environ, stdio{strings.NewReader(""), io.Discard, r.said}) }()
	t.Cleanup(func() {
		cancel()
		r.ended(t)
	})
	if r.url = r.said.url(time.Minute); r.url == "" {
		t.Fatalf("the program did not start: %s", r.said)
	}
	return r
}

// ended waits for the end and checks that it was a clean one.
func (r *running) ended(t *testing.T) {
	t.Helper()
	select {
	case err := <-r.end:
		if err != nil {
			t.Errorf("run: %v", err)
		}
		r.end <- nil
	case <-time.After(time.Minute):
		t.Error("the program did not end")
	}
}

func TestTheProgramStartsAndAnswers(t *testing.T) {
	t.Parallel()
	r := serving(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--log-level", "warn")
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/openapi.json": 200, "/": 200, "/api/v1/me": 401, "/nothing": 404} {
		res, err := http.Get(r.url + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("GET %s: %d, want %d", path, res.StatusCode, want)
		}
	}
	_, _, err := said(t, "", nil, "healthcheck", "--addr", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		t.Errorf("healthcheck: %v", err)
	}
	r.stop()
	r.ended(t)
	if _, _, err := said(t, "", nil, "healthcheck", "--addr", strings.TrimPrefix(r.url, "http://")); err == nil {
		t.Error("healthcheck finds a server that has ended")
	}
}

func TestHelpListsEveryCommand(t *testing.T) {
	t.Parallel()
	out, _, err := said(t, "", nil, "--help")
	if err != nil {
		t.Fatal(err)
	}
	p := &program{}
	for _, c := range p.root().Commands() {
		if !regexp.MustCompile(`(?m)^  ` + c.Name() + ` +\S`).MatchString(out) {
			t.Errorf("--help does not list %s:\n%s", c.Name(), out)
		}
		if _, _, err := said(t, "", nil, c.Name(), "--help"); err != nil || c.Short == "" {
			t.Errorf("%s has no help: %v", c.Name(), err)
		}
	}
	for _, name := range []string{"serve", "demo", "seed", "user", "lint", "healthcheck", "version"} {
		if !strings.Contains(out, "\n  "+name+" ") {
			t.Errorf("--help does not list %s", name)
		}
	}
}

func TestVersionPrintsOneLine(t *testing.T) {
	t.Parallel()
	out, _, err := said(t, "", nil, "version")
	if err != nil || !regexp.MustCompile(`^\S+\n$`).MatchString(out) {
		t.Errorf("version prints %q: %v", out, err)
	}
}

func TestLint(t *testing.T) {
	t.Parallel()
	t.Run("passes the built-in standards", func(t *testing.T) {
		t.Parallel()
		if out, _, err := said(t, "", nil, "lint"); err != nil || out != "" {
			t.Errorf("%v\n%s", err, out)
		}
	})
	t.Run("names file, line and rule of what is broken", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if err := os.CopyFS(dir, checklists.Embedded()); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "fifo-stocking.yaml")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		broken := strings.Replace(string(text), "kind: lots", "kind: lott", 1)
		at := strings.Count(broken[:strings.Index(broken, "kind: lott")], "\n") + 1
		if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		out, _, err := said(t, "", nil, "lint", dir)
		if want := "fifo-stocking.yaml:" + strconv.Itoa(at); err == nil || !regexp.MustCompile(regexp.QuoteMeta(want)+`(:\d+)?: \S+`).MatchString(out) {
			t.Errorf("want %s and a rule, got %v\n%s", want, err, out)
		}
	})
}

func TestUserAddMakesAnAccountThatCanLogIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	add := []string{"user", "add", "--data", dir, "--name", "Sun", "--phone", "13900000000", "--role", "admin"}
	if out, _, err := said(t, "a good secret\n", nil, add...); err != nil || !strings.Contains(out, "Sun [admin]") {
		t.Fatalf("%v %q", err, out)
	}
	for name, args := range map[string][]string{
		"phone":      {"user", "add", "--data", dir, "--name", "Sun", "--phone", "12", "--role", "admin"},
		"roles":      {"user", "add", "--data", dir, "--name", "Sun", "--phone", "13900000001", "--role", "boss"},
		"depotIds/0": {"user", "add", "--data", dir, "--name", "Sun", "--phone", "13900000001", "--role", "driver", "--depot", "nowhere"},
	} {
		if _, _, err := said(t, "a good secret\n", nil, args...); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := said(t, "", nil, add...); err == nil || !strings.Contains(err.Error(), "standard input") {
		t.Errorf("without a secret: %v", err)
	}
	r := serving(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", dir, "--log-level", "warn")
	c := loginAs(t, r.url, "139 0000 0000", "a good secret")
	var me struct{ Name string }
	if c.must(t, "GET", "/api/v1/me", nil, &me); me.Name != "Sun" {
		t.Errorf("logged in as %q", me.Name)
	}
	if status := newClient(r.url).call(t, "POST", "/api/v1/auth/login", map[string]string{"phone": "13900000000", "secret": "a wrong secret"}, nil); status != 401 {
		t.Errorf("a wrong secret: %d", status)
	}
}

func TestEverySettingIsAFlagAndAVariable(t *testing.T) {
	t.Parallel()
	given := map[reflect.Kind]string{reflect.String: "given", reflect.Slice: "10.1.2.3", reflect.Bool: "true", reflect.Int: "77"}
	shown := map[reflect.Kind]string{reflect.String: `(default "given")`, reflect.Slice: "(default [10.1.2.3])", reflect.Bool: "(default true)", reflect.Int: "(default 77)"}
	settings := reflect.TypeFor[config]()
	for i := range settings.NumField() {
		f := settings.Field(i)
		name := f.Tag.Get("env")
		if name == "" {
			t.Errorf("%s has no variable", f.Name)
			continue
		}
		out, _, err := said(t, "", []string{name + "=" + given[f.Type.Kind()]}, "serve", "--help")
		if err != nil {
			t.Fatal(err)
		}
		line := regexp.MustCompile(`(?m)^ +--\S+.*\(` + name + `\).*$`).FindString(out)
		if line == "" {
			t.Errorf("no flag of serve names %s", name)
		} else if !strings.Contains(line, shown[f.Type.Kind()]) {
			t.Errorf("%s=%s does not change the default: %s", name, given[f.Type.Kind()], line)
		}
	}
}

// Every command that opens the store opens the folder of the variable, whatever other commands have as default.
func TestEveryCommandOfTheStoreUsesItsVariable(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"user", "add", "--name", "Sun", "--phone", "13900000000", "--role", "admin"}, {"seed", "--help"}} {
		dir := t.TempDir()
		out, _, err := said(t, "a good secret\n", []string{"CREWCHECK_DATA=" + dir}, args...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "crewcheck.db")); err != nil && !strings.Contains(out, dir) {
			t.Errorf("%v does not use CREWCHECK_DATA: %v", args, err)
		}
	}
}

func TestAVariableIsAsGoodAsAFlagAndTheFlagWins(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := serving(t, []string{"CREWCHECK_ADDR=256.0.0.1:1", "CREWCHECK_DATA=" + dir, "CREWCHECK_LOG_LEVEL=warn"}, "serve", "--addr", "127.0.0.1:0")
	if status := newClient(r.url).call(t, "GET", "/healthz", nil, nil); status != 200 {
		t.Errorf("/healthz: %d", status)
	}
	if _, err := os.Stat(filepath.Join(dir, "crewcheck.db")); err != nil {
		t.Errorf("CREWCHECK_DATA was not used: %v", err)
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	t.Parallel()
	serve := []string{"serve", "--addr", "127.0.0.1:0", "--data", t.TempDir()}
	for name, c := range map[string]struct {
		environ, args []string
		want          string
	}{
		"a variable that is no number": {[]string{"CREWCHECK_RATE_LIMIT=many"}, serve, "RateLimit"},
		"a level that is none":         {nil, append(serve[:5:5], "--log-level", "loud"), "--log-level"},
		"a format that is none":        {nil, append(serve[:5:5], "--log-format", "xml"), "--log-format"},
		"a proxy that is none":         {nil, append(serve[:5:5], "--trusted-proxies", "here"), "--trusted-proxies"},
		"an address that is none":      {nil, []string{"serve", "--data", t.TempDir(), "--addr", "256.0.0.1:1"}, "256.0.0.1:1"},
		"a flag that is none":          {nil, []string{"serve", "--port", "1"}, "--port"},
		"a command that is none":       {nil, []string{"start"}, "start"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := said(t, "", c.environ, c.args...); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want %s named, got %v", c.want, err)
			}
		})
	}
}

func TestOneFolderHasOneProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serving(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", dir, "--log-level", "warn")
	_, _, err := said(t, "a good secret\n", nil, "user", "add", "--data", dir, "--name", "Sun", "--phone", "13900000000", "--role", "admin")
	if err == nil || !strings.Contains(err.Error(), "store cannot be opened") {
		t.Errorf("a second program opened the folder: %v", err)
	}
}

// Logins take long enough to be caught in flight: their hashes wait for each other.
func TestWhatIsInFlightWhenItStopsIsAnswered(t *testing.T) {
	t.Parallel()
	const logins, caught = 8, 3
	dir := t.TempDir()
	if _, _, err := said(t, "a good secret\n", nil, "user", "add", "--data", dir, "--name", "Sun", "--phone", "13900000000", "--role", "admin"); err != nil {
		t.Fatal(err)
	}
	r := serving(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", dir, "--log-level", "warn")
	type answer struct {
		status int
		body   []byte
		err    error
	}
	answers := make([]answer, logins)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			a := &answers[i]
			a.status, a.body, a.err = newClient(r.url).send(t.Context(), "POST", "/api/v1/auth/login", map[string]string{"phone": "13900000000", "secret": "a good secret"})
		})
	}
	inFlight(t, r.url, caught)
	r.stop()
	all.Wait()
	r.ended(t)
	answered := 0
	for _, a := range answers {
		switch {
		case a.err != nil: // came too late to be accepted
		case a.status != 200 || !json.Valid(a.body):
			t.Errorf("answered with %d %s", a.status, a.body)
		default:
			answered++
		}
	}
	if answered < caught {
		t.Errorf("only %d of at least %d requests in flight were answered", answered, caught)
	}
}

// inFlight waits until the server works on n requests at once.
func inFlight(t *testing.T, url string, n int) {
	t.Helper()
	figure := regexp.MustCompile(`(?m)^crewcheck_http_requests_in_flight (\d+)`)
	c := newClient(url)
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		_, text, err := c.send(t.Context(), "GET", "/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		m := figure.FindSubmatch(text)
		if m == nil {
			t.Fatal("/metrics does not tell what is in flight")
		}
		if got, _ := strconv.Atoi(string(m[1])); got > n { // one is this request
			return
		}
	}
	t.Fatalf("never saw %d requests in flight", n)
}

func TestOpenAPICommandPrintsTheServedDocument(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"openapi"}, nil, stdio{out: &out, err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		OpenAPI string         `json:"openapi"`
		Paths   map[string]any `json:"paths"`
	}
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil || !strings.HasPrefix(doc.OpenAPI, "3.1") || doc.Paths["/api/v1/today"] == nil {
		t.Errorf("%v %q, %d paths", err, doc.OpenAPI, len(doc.Paths))
	}
}
