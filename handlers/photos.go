package handlers

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"crewcheck/models"
)

// Bounds of uploads that come in pieces. They live in the memory of one server: after a restart, or on
// another server, the phone is told to start over.
const (
	uploadsKept = 32 << 20 // bytes, of all unfinished uploads together
	uploadLife  = 15 * time.Minute
)

// PhotoPart tells how much of a picture has arrived.
type PhotoPart struct {
	Received int64 `json:"received"` // bytes; the next piece starts here
	Total    int64 `json:"total"`
}

// uploads are the pictures that are arriving in pieces.
type uploads struct {
	mu   sync.Mutex
	open map[string]*upload
	size int
}

type upload struct {
	total int64
	data  []byte
	seen  time.Time
}

// add appends a piece that starts at from. It answers the whole when it is complete; otherwise how much is
// there. A piece that was had already is taken again without harm. Errors: photo.range with the byte to go on from.
func (u *uploads) add(key string, from, total int64, piece []byte, now time.Time) (whole []byte, received int64, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.expire(now)
	up := u.open[key]
	if up == nil || up.total != total {
		u.drop(key)
		up = &upload{total: total}
		if u.open == nil {
			u.open = map[string]*upload{}
		}
		u.open[key] = up
	}
	up.seen = now
	have := int64(len(up.data))
	if from > have {
		return nil, have, models.E("photo.range", "Content-Range", have)
	}
	if fresh := piece[min(int64(len(piece)), have-from):]; len(fresh) > 0 {
		if u.size+len(fresh) > uploadsKept {
			u.evict(key)
		}
		up.data = append(up.data, fresh...)
		u.size += len(fresh)
	}
	if int64(len(up.data)) < total {
		return nil, int64(len(up.data)), nil
	}
	whole = up.data
	u.drop(key)
	return whole, total, nil
}

func (u *uploads) drop(key string) {
	if up := u.open[key]; up != nil {
		u.size -= len(up.data)
		delete(u.open, key)
	}
}

func (u *uploads) expire(now time.Time) {
	for key, up := range u.open {
		if now.Sub(up.seen) > uploadLife {
			u.drop(key)
		}
	}
}

// evict makes room by forgetting the uploads that were touched longest ago, but not this one.
func (u *uploads) evict(but string) {
	for u.size > uploadsKept/2 {
		oldest := ""
		for key, up := range u.open {
			if key != but && (oldest == "" || up.seen.Before(u.open[oldest].seen)) {
				oldest = key
			}
		}
		if oldest == "" {
			return
		}
		u.drop(oldest)
	}
}

// contentRange reads "bytes a-b/total" of a piece of n bytes.
func contentRange(text string, n int) (from, total int64, err error) {
	wrong := models.E("header.invalid", "Content-Range", "bytes 0-65535/300000")
	var to int64
	if _, err := fmt.Sscanf(text, "bytes %d-%d/%d", &from, &to, &total); err != nil {
		return 0, 0, wrong
	}
	if from < 0 || to < from || total <= to || to-from+1 != int64(n) {
		return 0, 0, wrong
	}
	if total > models.MaxPhoto {
		return 0, 0, models.E("body.too-large", "Content-Range", models.MaxPhoto)
	}
	return from, total, nil
}

func putPhoto(r *Request) error {
	sha := r.Params("sha256")
	data, err := r.Raw()
	if err != nil {
		return err
	}
	if text := r.Get("Content-Range"); text != "" {
		from, total, err := contentRange(text, len(data))
		if err != nil {
			return err
		}
		whole, received, err := r.API.uploads.add(r.Caller.UserID+"/"+sha, from, total, data, r.API.cfg.Now())
		if err != nil {
			return err
		}
		if whole == nil {
			return r.Send(http.StatusAccepted, PhotoPart{Received: received, Total: total})
		}
		data = whole
	}
	p, isNew, err := r.API.cfg.Service.PutPhoto(r.Context(), r.Caller, sha, bytes.Clone(data))
	if err != nil {
		return err
	}
	p.Grants = nil // who else may see the picture is nobody's business
	return r.Send(status(isNew), p)
}

// getPhoto sends the picture; its address is its digest, so it never changes.
func getPhoto(r *Request) error {
	sha := r.Params("sha256")
	p, body, err := r.API.cfg.Service.Photo(r.Context(), r.Caller, sha)
	if err != nil {
		return err
	}
	defer body.Close()
	tag := strconv.Quote(sha)
	r.Set("Cache-Control", "private, max-age=31536000, immutable")
	if r.has(tag) {
		return r.notModified(tag)
	}
	data, err := io.ReadAll(io.LimitReader(body, models.MaxPhoto+1))
	if err != nil {
		return err
	}
	r.Set("ETag", tag)
	r.Set("Content-Type", p.Type)
	return r.Ctx.Send(data)
}
