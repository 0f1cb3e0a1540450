// Command mongotest gives tests a MongoDB to talk to where none is installed: FerretDB,
// which speaks MongoDB's protocol and keeps its data in SQLite, inside this process.
//
//	mongotest                 prints the URI and serves until stdin closes or a signal comes
//	mongotest -- cmd args...  runs cmd with MONGODB_TEST_URI set and ends with its exit code
//
// When MONGODB_TEST_URI is set already, the second form only runs the command, so the same
// line tests a real MongoDB. It listens on 127.0.0.1 only, and its data is gone when it ends.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const (
	variable = "MONGODB_TEST_URI"
	// startWait bounds the wait for the server to listen.
	startWait = 30 * time.Second
	// endWait bounds the wait for the server, and for the command after a signal.
	endWait = 10 * time.Second
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "mongotest:", err)
	}
	stop()
	os.Exit(code)
}

// run gives the exit code.
func run(ctx context.Context, args []string) (int, error) {
	var command []string
	switch {
	case len(args) > 1 && args[0] == "--":
		command = args[1:]
	case len(args) > 0:
		return 2, errors.New("usage: mongotest [-- command args...]")
	}
	if uri := os.Getenv(variable); uri != "" && command != nil {
		return runCommand(ctx, command, uri)
	}
	server, err := start(ctx)
	if err != nil {
		return 1, err
	}
	defer server.stop()
	if command != nil {
		return runCommand(ctx, command, server.front.uri())
	}
	fmt.Println(server.front.uri())
	select {
	case <-closed(os.Stdin):
	case <-ctx.Done():
	case <-server.ended:
		return 1, errors.New("the server ended by itself")
	}
	return 0, nil
}

// closed is closed when r ends.
func closed(r io.Reader) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(io.Discard, r)
	}()
	return done
}

// server is a running FerretDB with its data folder.
type server struct {
	front  *front
	dir    string
	cancel context.CancelFunc
	ended  chan struct{}
}

func start(ctx context.Context) (*server, error) {
	dir, err := os.MkdirTemp("", "mongotest-")
	if err != nil {
		return nil, err
	}
	socket := filepath.Join(dir, "socket")
	f, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: socket},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: "file:" + dir + "/?_pragma=synchronous(off)", // its data is gone when it ends
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx)) // a signal ends the command first
	s := &server{dir: dir, cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		if err := f.Run(inner); err != nil {
			fmt.Fprintln(os.Stderr, "mongotest:", err)
		}
	}()
	listens := make(chan string, 1)
	go func() { listens <- f.MongoDBURI() }() // waits until it listens
	select {
	case <-listens:
		if s.front, err = listen(socket); err == nil {
			return s, nil
		}
	case <-s.ended:
		err = errors.New("the server ended before it listened")
	case <-time.After(startWait):
		err = errors.New("the server does not listen")
	case <-ctx.Done():
		err = ctx.Err()
	}
	s.stop()
	return nil, err
}

func (s *server) stop() {
	if s.front != nil {
		s.front.close()
	}
	s.cancel()
	select {
	case <-s.ended:
	case <-time.After(endWait):
		fmt.Fprintln(os.Stderr, "mongotest: the server did not end in time")
	}
	if err := os.RemoveAll(s.dir); err != nil {
		fmt.Fprintln(os.Stderr, "mongotest:", err)
	}
}

// runCommand runs command in our terminal; a signal is passed on, and after endWait it is killed.
func runCommand(ctx context.Context, command []string, uri string) (int, error) {
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	c.Env = append(os.Environ(), variable+"="+uri)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = endWait
	err := c.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return exit.ExitCode(), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
