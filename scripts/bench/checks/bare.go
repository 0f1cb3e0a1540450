package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/gofiber/fiber/v2"
	_ "modernc.org/sqlite" // the driver named "sqlite"

	"crewcheck/models"
	"crewcheck/scripts/bench/rig"
)

// maxBatch is how many waiting inserts the bare handler commits at once, as the product does.
const maxBatch = 256

// bareCheck is what the bare handler stores.
type bareCheck struct {
	ID         string      `json:"id"`
	ReceivedAt models.Time `json:"receivedAt"`
	models.CheckBody
}

// insert is one row that waits for its commit.
type insert struct {
	args []any
	done chan error
}

// serveBare serves PUT /api/v1/checks/:id without any thought: decode, insert with three indexed columns, answer
// what was stored. Its inserts are committed in groups with synchronous=FULL, as the product's.
func serveBare(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.Join(dir, "bare.db")}).EscapedPath())
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	for _, q := range []string{
		"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
		"CREATE TABLE checks (id TEXT NOT NULL PRIMARY KEY, runId TEXT NOT NULL, memberId TEXT NOT NULL, completedAt TEXT NOT NULL, doc BLOB NOT NULL)",
		"CREATE INDEX byRun ON checks (runId, memberId, completedAt)",
	} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	queue := make(chan insert, maxBatch)
	go commit(conn, queue)
	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true})
	app.Put("/api/v1/checks/:id", bareHandler(queue))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "serves on http://"+ln.Addr().String())
	go func() {
		<-ctx.Done()
		_ = app.Shutdown()
	}()
	return app.Listener(ln)
}

func bareHandler(queue chan<- insert) fiber.Handler {
	return func(c *fiber.Ctx) error {
		check := bareCheck{ID: c.Params("id"), ReceivedAt: models.At(time.Now())}
		if err := json.Unmarshal(c.Body(), &check.CheckBody); err != nil {
			return err
		}
		doc, err := json.Marshal(check)
		if err != nil {
			return err
		}
		row := insert{[]any{check.ID, check.RunID, check.MemberID, check.CompletedAt.String(), doc}, make(chan error, 1)}
		queue <- row
		if err := <-row.done; err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
		return c.Status(fiber.StatusCreated).Send(doc)
	}
}

// commit writes what waits in one transaction.
func commit(conn *sql.Conn, queue <-chan insert) {
	ctx := context.Background()
	stmt, err := conn.PrepareContext(ctx, "INSERT INTO checks (id, runId, memberId, completedAt, doc) VALUES (?, ?, ?, ?, ?)")
	for first := range queue {
		rows := []insert{first}
		for len(rows) < maxBatch && len(queue) > 0 {
			rows = append(rows, <-queue)
		}
		if err == nil {
			err = inOne(ctx, conn, stmt, rows)
		}
		for _, r := range rows {
			r.done <- err
		}
	}
}

func inOne(ctx context.Context, conn *sql.Conn, stmt *sql.Stmt, rows []insert) error {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := stmt.Exec(r.args...); err != nil {
			return err
		}
	}
	_, err := conn.ExecContext(ctx, "COMMIT")
	return err
}

// startBare starts this program as the bare handler.
func startBare(ctx context.Context, dir string) (*rig.Server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return rig.Start(ctx, "bare", exec.CommandContext(ctx, self, "-serve-bare", dir))
}
