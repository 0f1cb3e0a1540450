package handlers

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/gofiber/fiber/v2"
)

// sitePolicy lets the app load what the program carries, and show and read pictures that the phone made. There
// is no inline script or style, and no other host.
const sitePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; " +
	"media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// sitePermissions leaves the app camera and position, and everybody else nothing.
const sitePermissions = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), serial=(), bluetooth=(), midi=()"

// appRoots are the first steps of the addresses that the phone app shows by itself (web/src/router.ts).
var appRoots = []string{
	"login", "pair", "stops", "run", "sync", "score", "complaints", "coaching", "messages", "ideas", "settings",
}

// siteTypes are the kinds of files that a build of the pages holds.
var siteTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".json": "application/json", ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml", ".png": "image/png",
}

// site is a build of the pages, by address ("/assets/x.js"). An empty one has nothing to show.
type site map[string]*siteFile

// siteFile is one file, and what compressing made of it once somebody asked for that.
type siteFile struct {
	body        []byte
	contentType string
	cache       string
	tag         string // the content's hash without quotes
	brotli      func() []byte
	gzip        func() []byte
}

// newSite reads a build of the pages: the folder that holds index.html. Hidden files are no part of it.
func newSite(dist fs.FS) (site, error) {
	out := site{}
	if dist == nil {
		return out, nil
	}
	if _, err := fs.Stat(dist, "index.html"); errors.Is(err, fs.ErrNotExist) {
		return out, nil // the program was built without pages
	}
	err := fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && name != "." {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return nil
		}
		body, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		out["/"+name] = newSiteFile(name, body)
		return nil
	})
	return out, err
}

func newSiteFile(name string, body []byte) *siteFile {
	f := &siteFile{body: body, contentType: siteTypes[path.Ext(name)], cache: "no-cache", tag: strings.Trim(ContentTag(body), `"`)}
	if f.contentType == "" {
		f.contentType = fiber.MIMEOctetStream
	}
	if strings.HasPrefix(name, "assets/") {
		f.cache = "public, max-age=31536000, immutable" // the name holds the content's hash
	}
	f.brotli = sync.OnceValue(func() []byte {
		return packed(body, func(b *bytes.Buffer) packer { return brotli.NewWriterLevel(b, 5) })
	})
	f.gzip = sync.OnceValue(func() []byte {
		return packed(body, func(b *bytes.Buffer) packer {
			w, err := gzip.NewWriterLevel(b, gzip.BestCompression)
			if err != nil {
				panic(err) // the level is a constant
			}
			return w
		})
	})
	return f
}

type packer interface {
	Write(p []byte) (int, error)
	Close() error
}

// packed is body compressed; nil when that does not make it smaller.
func packed(body []byte, with func(*bytes.Buffer) packer) []byte {
	var b bytes.Buffer
	w := with(&b)
	_, err := w.Write(body)
	if err = errors.Join(err, w.Close()); err != nil {
		panic(fmt.Errorf("handlers: compressing to memory: %w", err))
	}
	if b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// at is the file that an address shows, or nil: a file by its name, the app and the desk at their own addresses.
func (s site) at(address string) *siteFile {
	if f := s[address]; f != nil {
		return f
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(address, "/"), "/")
	if slices.Contains(appRoots, first) && path.Ext(address) == "" {
		return s["/index.html"]
	}
	if first == "desk" && path.Ext(address) == "" {
		return s["/desk.html"]
	}
	return nil
}

// servePages answers what no route of the table answers and the pages do; routes are never shadowed.
func (s *Server) servePages(c *fiber.Ctx) error {
	err := c.Next()
	var fe *fiber.Error
	if !errors.As(err, &fe) || fe.Code != fiber.StatusNotFound {
		return err
	}
	if m := c.Method(); m != fiber.MethodGet && m != fiber.MethodHead {
		return err
	}
	f := s.site.at(c.Path())
	if f == nil {
		return err
	}
	return f.send(c)
}

// send answers with the file in the best encoding that the caller names, or 304 when that is what they have.
func (f *siteFile) send(c *fiber.Ctx) error {
	c.Status(fiber.StatusOK)
	body, encoding := f.encoded(c.Get(fiber.HeaderAcceptEncoding))
	tag := `"` + f.tag + `"`
	if encoding != "" {
		tag = `"` + f.tag + "-" + encoding + `"`
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, f.cache)
	c.Set(fiber.HeaderContentSecurityPolicy, sitePolicy)
	c.Set("Permissions-Policy", sitePermissions)
	if namesTag(c.Get(fiber.HeaderIfNoneMatch), tag) {
		c.Response().Header.Del(fiber.HeaderContentEncoding)
		c.Status(fiber.StatusNotModified)
		return nil
	}
	c.Set(fiber.HeaderContentType, f.contentType)
	return c.Send(body)
}

// encoded picks brotli, then gzip, of those that the header names; a missing header names none.
func (f *siteFile) encoded(accept string) (body []byte, encoding string) {
	if f.contentType == "image/png" || len(f.body) < compressFrom {
		return f.body, ""
	}
	if quality(accept, "br") > 0 {
		if b := f.brotli(); b != nil {
			return b, "br"
		}
	}
	if quality(accept, "gzip") > 0 {
		if b := f.gzip(); b != nil {
			return b, "gzip"
		}
	}
	return f.body, ""
}
