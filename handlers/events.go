package handlers

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/gofiber/fiber/v2"

	"crewcheck/models"
)

// heartbeat is how often a feed without news shows that it lives, and its token is looked at again.
const heartbeat = 5 * time.Second

// EventQuery says how to read the feed.
type EventQuery struct {
	Follow *bool `query:"follow" description:"false: what came after Last-Event-ID, then the end; otherwise it goes on"`
}

// events is the feed as server-sent events. It ends at shutdown, when the token has expired, and when its reader is too
// slow; the reader comes again with Last-Event-ID.
func events(r *Request) error {
	q, err := DecodeQuery[EventQuery](r)
	if err != nil {
		return err
	}
	last := r.Get("Last-Event-ID")
	if last != "" && !models.ValidID(last) {
		return models.E("header.invalid", "Last-Event-ID", "id")
	}
	l, err := r.API.cfg.Service.Listen(r.Context(), r.Caller, last)
	if err != nil {
		return err
	}
	r.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
	r.Set(fiber.HeaderCacheControl, "no-store")
	r.Set("X-Accel-Buffering", "no") // nginx would hold events back
	r.Status(fiber.StatusOK)
	if r.Method() == fiber.MethodHead {
		l.Close()
		return nil
	}
	s := &stream{server: r.API, listener: l, caller: r.Caller, token: r.bearer(), follow: q.Follow == nil || *q.Follow}
	ctx := r.Context()
	r.Ctx.Context().SetBodyStreamWriter(func(w *bufio.Writer) { s.run(ctx, w) })
	return nil
}

// stream is one reader of the feed, after the handler has returned.
type stream struct {
	server   *Server
	listener *models.Listener
	caller   models.Caller
	token    string
	follow   bool
}

func (s *stream) run(ctx context.Context, w *bufio.Writer) {
	defer s.listener.Close()
	tell := func(n *models.Notice) error {
		data, err := json.Marshal(n)
		if err != nil {
			return err
		}
		if n.ID != "" { // without one it cannot be gone on after
			fmt.Fprintf(w, "id: %s\n", n.ID)
		}
		fmt.Fprintf(w, "data: %s\n\n", data)
		return w.Flush()
	}
	if _, err := io.WriteString(w, "retry: 3000\n\n"); err != nil || w.Flush() != nil {
		return
	}
	var err error
	if s.follow {
		err = s.listener.Follow(ctx, heartbeat, func() error { return s.beat(ctx, w) }, tell)
	} else {
		err = s.listener.CatchUp(ctx, tell)
	}
	if err != nil && ctx.Err() == nil {
		s.server.log.Debug("a feed ended", "userId", s.caller.UserID, "error", err)
	}
}

// beat shows a reader that the feed lives, and ends it when the caller is no longer who it was.
func (s *stream) beat(ctx context.Context, w *bufio.Writer) error {
	now, err := s.server.cfg.Authenticate(ctx, s.token)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(now, s.caller) {
		return models.E("auth.expired", "")
	}
	if _, err := io.WriteString(w, ": lives\n\n"); err != nil {
		return err
	}
	return w.Flush()
}
