package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
)

// front stands between the tests and FerretDB and makes it answer as MongoDB does in two
// things our contract needs:
//
//   - A command on one document is atomic in MongoDB. FerretDB 1 reads and then writes, so
//     that updates get lost. front lets one command of a database through at a time.
//   - A unique index refuses an update with code 11000 in MongoDB. FerretDB 1 says "internal
//     error". front puts the right code into the answer.
type front struct {
	listener net.Listener
	socket   string // where FerretDB listens
	all      sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]bool      // nil once closed
	turns map[string]*sync.Mutex // by database: whose command it is
}

func listen(socket string) (*front, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f := &front{listener: l, socket: socket, conns: map[net.Conn]bool{}, turns: map[string]*sync.Mutex{}}
	f.all.Go(f.accept)
	return f, nil
}

func (f *front) uri() string { return "mongodb://" + f.listener.Addr().String() + "/" }

func (f *front) accept() {
	for {
		c, err := f.listener.Accept()
		if err != nil {
			return
		}
		f.all.Go(func() {
			if err := f.serve(c); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
				fmt.Fprintln(os.Stderr, "mongotest:", err)
			}
		})
	}
}

func (f *front) serve(client net.Conn) error {
	defer client.Close()
	server, err := net.Dial("unix", f.socket)
	if err != nil {
		return err
	}
	defer server.Close()
	if !f.keep(client, server) {
		return net.ErrClosed
	}
	defer f.forget(client, server)
	for {
		m, err := readMessage(client)
		if err != nil {
			return clientGone(err)
		}
		answer, err := f.ask(server, m)
		if err != nil {
			return err
		}
		if _, err := client.Write(answer); err != nil {
			return clientGone(err)
		}
	}
}

// clientGone makes nothing of a test that ended in the middle of a message.
func clientGone(err error) error {
	var op *net.OpError
	if errors.As(err, &op) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// ask passes m on and gives the answer, empty when m wants none.
func (f *front) ask(server net.Conn, m []byte) ([]byte, error) {
	turn := f.turn(databaseOf(m))
	turn.Lock()
	defer turn.Unlock()
	if _, err := server.Write(m); err != nil || !wantsAnswer(m) {
		return nil, err
	}
	answer, err := readMessage(server)
	if err != nil {
		return nil, err
	}
	return repair(answer), nil
}

// turn is what the commands of a database wait for.
func (f *front) turn(database string) *sync.Mutex {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.turns[database] == nil {
		f.turns[database] = &sync.Mutex{}
	}
	return f.turns[database]
}

// databaseOf is the database that a command names in its field $db, "" when it names none.
func databaseOf(m []byte) string {
	const lengthBytes = 4
	_, value, found := bytes.Cut(m, []byte("\x02$db\x00"))
	if !found || len(value) < lengthBytes {
		return ""
	}
	name, _, _ := bytes.Cut(value[lengthBytes:], []byte{0})
	return string(name)
}

const (
	headerBytes = 16
	opMsg       = 2013
	moreToCome  = 1 << 1
	maxMessage  = 48_000_000
)

// readMessage reads one message: its length, which counts itself, comes first.
func readMessage(r io.Reader) ([]byte, error) {
	head := make([]byte, headerBytes)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(head)
	if n < headerBytes || n > maxMessage {
		return nil, fmt.Errorf("a message of %d bytes", n)
	}
	m := append(head, make([]byte, n-headerBytes)...)
	_, err := io.ReadFull(r, m[headerBytes:])
	return m, err
}

func wantsAnswer(m []byte) bool {
	isMsg := binary.LittleEndian.Uint32(m[12:]) == opMsg && len(m) >= headerBytes+4
	return !isMsg || binary.LittleEndian.Uint32(m[headerBytes:])&moreToCome == 0
}

// repair puts MongoDB's code into an answer about a unique index.
func repair(m []byte) []byte {
	const internalError, duplicateKey = 1, 11000
	code := append([]byte("\x10code\x00"), internalError, 0, 0, 0)
	if at := bytes.Index(m, code); at >= 0 && bytes.Contains(m, []byte("UNIQUE constraint failed")) {
		binary.LittleEndian.PutUint32(m[at+len(code)-4:], duplicateKey)
	}
	return m
}

func (f *front) keep(conns ...net.Conn) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.conns == nil {
		return false
	}
	for _, c := range conns {
		f.conns[c] = true
	}
	return true
}

func (f *front) forget(conns ...net.Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range conns {
		delete(f.conns, c)
	}
}

func (f *front) close() {
	_ = f.listener.Close()
	f.mu.Lock()
	for c := range f.conns {
		_ = c.Close()
	}
	f.conns = nil
	f.mu.Unlock()
	f.all.Wait()
}
