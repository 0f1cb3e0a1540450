// Package rig is what the benchmarks share: it builds and starts the program as a process of its own, and drives servers by a
// closed loop over loopback. It measures nothing by itself. The programs beside it import it.
package rig

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Build builds crewcheck without cgo, as it is shipped, into a folder, and gives the file.
func Build(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "crewcheck")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-o", program, "crewcheck/cmd/crewcheck")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return program, cmd.Run()
}

// Server is a process that serves.
type Server struct {
	Name string
	Addr string // host:port
	cmd  *exec.Cmd
	said *tail
}

// StartProgram starts crewcheck on a data folder, with more flags if there are any.
func StartProgram(ctx context.Context, program, dir string, more ...string) (*Server, error) {
	flags := append([]string{"serve", "--addr", "127.0.0.1:0", "--data", dir, "--rate-limit", "-1", "--log-level", "warn"}, more...)
	return Start(ctx, "crewcheck", exec.CommandContext(ctx, program, flags...))
}

// Start starts a server and waits for the line that tells its address.
func Start(ctx context.Context, name string, cmd *exec.Cmd) (*Server, error) {
	s := &Server{Name: name, cmd: cmd, said: &tail{}}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	out, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		in := bufio.NewReader(io.TeeReader(out, s.said))
		for {
			line, err := in.ReadString('\n')
			if _, addr, ok := strings.Cut(line, "http://"); ok {
				select {
				case found <- strings.TrimSpace(addr):
				default:
				}
			}
			if err != nil {
				close(found)
				return
			}
		}
	}()
	select {
	case s.Addr = <-found:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.Addr == "" {
		return nil, fmt.Errorf("%s did not start: %s", name, s.said)
	}
	return s, nil
}

// Stop ends the server and waits for it.
func (s *Server) Stop() error {
	if s == nil {
		return nil
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := s.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("%s: %w: %s", s.Name, err, s.said)
	}
	return err
}

// CPU is the processor time the server has used so far; zero where /proc does not tell.
func (s *Server) CPU() time.Duration {
	const tick = time.Second / 100 // USER_HZ, the same on every Linux that Go runs on
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	// Behind the name in brackets: state is field 3, utime 14, stime 15.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick
}

// tail keeps the end of what a server said.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if n := len(t.text) - 4096; n > 0 {
		t.text = t.text[n:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
