package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"crewcheck/models"
	"crewcheck/models/founding"
)

// built is the folder of what the tests build, and of the demo they share.
var built string

func TestMain(m *testing.M) {
	var err error
	if built, err = os.MkdirTemp("", "crewcheck-test-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if demo != nil {
		demo.stop()
	}
	_ = os.RemoveAll(built)
	os.Exit(code)
}

var build = sync.OnceValues(func() (string, error) {
	file := filepath.Join(built, "crewcheck")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", file, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return file, nil
})

// process is the real program, running.
type process struct {
	cmd *exec.Cmd
	url string
	// said is what it wrote to the stream that told the address.
	said *lines
}

// serveReal starts the built program; its address is in a line of stderr, or of stdout for a demo.
func startReal(args ...string) (*process, error) {
	file, err := build()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(file, args...), said: newLines()}
	p.cmd.Stderr = p.said
	if args[0] == "demo" {
		p.cmd.Stdout, p.cmd.Stderr = p.said, nil
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	if p.url = p.said.url(3 * time.Minute); p.url == "" {
		_ = p.cmd.Process.Kill()
		return nil, fmt.Errorf("%v did not tell its address: %s", args, p.said)
	}
	return p, nil
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// lines gathers what a program says and finds an address in it.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func newLines() *lines { return &lines{more: make(chan struct{}, 1)} }

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// url waits for the first complete line with an address.
func (l *lines) url(atMost time.Duration) string {
	end := time.After(atMost)
	for {
		in := bufio.NewScanner(strings.NewReader(l.String()))
		in.Buffer(nil, 1<<20)
		for in.Scan() {
			if _, rest, ok := strings.Cut(in.Text(), "http://"); ok && strings.Contains(l.String(), in.Text()+"\n") {
				return "http://" + rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789.:"))]
			}
		}
		select {
		case <-l.more:
		case <-end:
			return ""
		}
	}
}

// demo is the demo that tests share, and its one line.
var (
	demo     *process
	demoLine demoReady
)

var startDemo = sync.OnceValue(func() error {
	p, err := startReal("demo", "--json", "--addr", "127.0.0.1:0", "--data", filepath.Join(built, "demo"),
		"--rate-limit", "-1", "--trusted-proxies", "127.0.0.1")
	if err != nil {
		return err
	}
	demo = p
	return json.Unmarshal([]byte(p.said.String()), &demoLine)
})

// theDemo starts the demo once for all tests.
func theDemo(t *testing.T) demoReady {
	t.Helper()
	if testing.Short() {
		t.Skip("plants four weeks of work")
	}
	if err := startDemo(); err != nil {
		t.Fatal(err)
	}
	return demoLine
}

// as gives the demo's first login of a role.
func (d demoReady) as(t *testing.T, role models.Role) founding.Login {
	t.Helper()
	for _, u := range d.Users {
		if u.Role == string(role) {
			return u
		}
	}
	t.Fatalf("the demo has no %s", role)
	return founding.Login{}
}

// client calls a server as somebody; each has an address of its own, so that logins are not counted together.
type client struct {
	url, token, address string
	http                *http.Client
}

var clients atomic.Int32

func newClient(url string) *client {
	n := clients.Add(1)
	return &client{url: url, address: fmt.Sprintf("10.9.%d.%d", n/250, n%250+1), http: &http.Client{Timeout: 30 * time.Second}}
}

func loginAs(t *testing.T, url, phone, secret string) *client {
	t.Helper()
	c := newClient(url)
	var l models.Login
	if status := c.call(t, "POST", "/api/v1/auth/login", map[string]string{"phone": phone, "secret": secret}, &l); status != 200 {
		t.Fatalf("%s cannot log in: %d", phone, status)
	}
	c.token = l.AccessToken
	return c
}

// send makes a request and gives status and body; an error is one of the connection.
func (c *client) send(ctx context.Context, method, path string, body any) (int, []byte, error) {
	var in io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		in = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, in)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Forwarded-For", c.address)
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	return res.StatusCode, out, err
}

// call makes a request that must be answered, and decodes a 2xx.
func (c *client) call(t *testing.T, method, path string, body, into any) int {
	t.Helper()
	status, text, err := c.send(t.Context(), method, path, body)
	if err != nil {
		t.Fatal(err)
	}
	if status >= 300 {
		t.Logf("%s %s: %d %s", method, path, status, text)
	} else if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, text)
		}
	}
	return status
}

// must is call for a request that has to succeed.
func (c *client) must(t *testing.T, method, path string, body, into any) {
	t.Helper()
	if status := c.call(t, method, path, body, into); status >= 300 {
		t.Fatalf("%s %s was answered with %d", method, path, status)
	}
}
