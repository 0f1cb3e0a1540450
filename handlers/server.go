package handlers

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"crewcheck/models"
)

// Authenticator finds the caller behind an access token. Its errors are
// auth.invalid and auth.expired.
type Authenticator func(ctx context.Context, bearer string) (models.Caller, error)

// Config is what a Server needs; every zero value works.
type Config struct {
	// Log gets one line per request and the causes of 5xx; nil means slog.Default().
	Log *slog.Logger
	// Service answers the use cases behind Routes.
	Service *models.Service
	// Routes is the table of the API; the server adds health, metrics and reference pages.
	Routes []Route
	// Pages is the built phone app, the folder with index.html; nil or without one leaves the page about the service.
	Pages fs.FS
	// Authenticate finds callers; nil refuses every token.
	Authenticate Authenticator
	// Ready tells whether requests can be served now; nil means always.
	Ready func(ctx context.Context) error
	// TrustedProxies are addresses or prefixes (10.0.0.0/8) whose X-Forwarded-For is believed;
	// none by default.
	TrustedProxies []string
	// Version is shown in the reference; "" means "dev".
	Version string
	// TLS says that clients reach the service by https; answers then carry HSTS.
	TLS bool
	// PublicURL is the address at which venues reach the service, for QR codes; "" takes each request's own.
	PublicURL string
	// RateLimit is calls a minute and caller over all routes without their own limit;
	// 0 means 600, a negative number none.
	RateLimit int
	// Timeout bounds the work on one request; 0 means 10 s.
	Timeout time.Duration
	// ReadTimeout bounds reading a JSON request; 0 means 60 s, for slow phones. Raw bodies have 5 minutes.
	ReadTimeout time.Duration
	// WriteTimeout bounds writing an answer; 0 means 2 minutes (5 MB for a day at 45 KB/s).
	WriteTimeout time.Duration
	// IdleTimeout closes a connection that asks nothing; 0 means 2 minutes.
	IdleTimeout time.Duration
	// Now is the clock of limits and durations; nil means time.Now.
	Now func() time.Time
	// NewID makes request ids; nil means UUIDv7.
	NewID func() string
}

// withDefaults fills the zero values of cfg.
func (cfg Config) withDefaults() Config {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.NewID == nil {
		cfg.NewID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if cfg.Authenticate == nil {
		cfg.Authenticate = func(context.Context, string) (models.Caller, error) {
			return models.Caller{}, models.E("auth.invalid", fiber.HeaderAuthorization)
		}
	}
	if cfg.Ready == nil {
		cfg.Ready = func(context.Context) error { return nil }
	}
	if cfg.RateLimit == 0 {
		cfg.RateLimit = 600
	}
	if cfg.Version == "" {
		cfg.Version = "dev"
	}
	cfg.Timeout = cmpDuration(cfg.Timeout, 10*time.Second)
	cfg.ReadTimeout = cmpDuration(cfg.ReadTimeout, time.Minute)
	cfg.WriteTimeout = cmpDuration(cfg.WriteTimeout, 2*time.Minute)
	cfg.IdleTimeout = cmpDuration(cfg.IdleTimeout, 2*time.Minute)
	return cfg
}

func cmpDuration(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// Server is the HTTP side of the service.
type Server struct {
	cfg     Config
	app     *fiber.App
	routes  []Route
	log     *slog.Logger
	trusted []netip.Prefix
	limiter *limiter
	metrics *metrics
	site    site
	uploads uploads
	exports running
	// reference is made once, by whoever first asks.
	reference func() *reference
	// streams ends when Shutdown begins, requests when it is over.
	streams, requests       context.Context
	endStreams, endRequests context.CancelFunc
}

// readBuffer is the bytes of a connection's buffer; it bounds the header block.
const readBuffer = 16 << 10

// New makes a server. It panics on a mistake in the table of routes, an address in TrustedProxies that is none
// (see ParseProxies) and pages that cannot be read: all are seen at start.
func New(cfg Config) *Server {
	s := &Server{cfg: cfg.withDefaults()}
	s.log = s.cfg.Log
	var err error
	if s.trusted, err = ParseProxies(s.cfg.TrustedProxies); err != nil {
		panic(err)
	}
	if s.site, err = newSite(s.cfg.Pages); err != nil {
		panic(fmt.Errorf("handlers: the pages: %w", err))
	}
	s.limiter = newLimiter(s.cfg.Now, maxBuckets)
	s.metrics = newMetrics()
	s.streams, s.endStreams = context.WithCancel(context.Background())
	s.requests, s.endRequests = context.WithCancel(context.Background())
	s.app = fiber.New(fiber.Config{
		Immutable:             true, // else strings change under whoever keeps them
		ErrorHandler:          s.problem,
		BodyLimit:             defaultMaxBody, // larger ones by route, see requestConfig
		ReadTimeout:           s.cfg.ReadTimeout,
		WriteTimeout:          s.cfg.WriteTimeout,
		IdleTimeout:           s.cfg.IdleTimeout,
		ReadBufferSize:        readBuffer,
		CaseSensitive:         true,
		StrictRouting:         true,
		DisableStartupMessage: true,
	})
	s.app.Server().HeaderReceived = s.requestConfig
	s.app.Server().Handler = knownMethods(s.app.Server().Handler)
	s.app.Server().ErrorHandler = readAway(s.app.Server().ErrorHandler)
	s.app.Use(s.observe, s.servePages)
	s.routes = append(s.ownRoutes(), s.cfg.Routes...)
	for i := range s.routes {
		if _, err := problemsOf(&s.routes[i]); err != nil {
			panic(fmt.Errorf("handlers: the table of routes: %w", err))
		}
		s.register(&s.routes[i])
	}
	s.reference = sync.OnceValue(s.buildReference)
	return s
}

// App is the Fiber app, for tests.
func (s *Server) App() *fiber.App { return s.app }

// Routes is the whole table: the server's own routes, then Config.Routes.
func (s *Server) Routes() []Route { return s.routes }

// Listen serves until Shutdown.
func (s *Server) Listen(ln net.Listener) error { return s.app.Listener(ln) }

// Shutdown takes no more requests, ends streams, answers what was accepted and
// returns; when ctx ends first it cancels what still runs and returns its error.
func (s *Server) Shutdown(ctx context.Context) error {
	s.endStreams()
	err := s.app.ShutdownWithContext(ctx)
	s.endRequests()
	return err
}

// register adds a route to the router, and HEAD beside GET unless the table has its own.
func (s *Server) register(rt *Route) {
	if rt.Method == "" || rt.Name == "" || rt.Handle == nil || !strings.HasPrefix(rt.Path, "/") {
		panic(fmt.Sprintf("handlers: route %q %q needs method, path, name and handler", rt.Method, rt.Path))
	}
	h := s.serve(rt)
	s.app.Add(rt.Method, rt.Path, h)
	if rt.Method == fiber.MethodGet && !s.inTable(fiber.MethodHead, rt.Path) {
		s.app.Add(fiber.MethodHead, rt.Path, h)
	}
}

func (s *Server) inTable(method, path string) bool {
	for i := range s.routes {
		if s.routes[i].Method == method && s.routes[i].Path == path {
			return true
		}
	}
	return false
}

// serve is what happens to every request of a route, in this order: size,
// deadline, caller, limit, role, parameters, handler.
func (s *Server) serve(rt *Route) fiber.Handler {
	parameters := parameterNames(rt.Query)
	return func(c *fiber.Ctx) error {
		r := &Request{Ctx: c, API: s, Route: rt}
		c.Locals(requestKey, r)
		if n := len(c.Request().Body()); n > rt.maxBody() {
			return models.E("body.too-large", "", rt.maxBody())
		}
		if rt.Stream {
			c.SetUserContext(s.streams)
		} else {
			ctx, cancel := context.WithTimeout(s.requests, cmpDuration(rt.Timeout, s.cfg.Timeout))
			defer cancel()
			c.SetUserContext(ctx)
		}
		if err := s.admit(r); err != nil {
			return err
		}
		if err := r.checkParameters(parameters); err != nil {
			return err
		}
		return rt.Handle(r)
	}
}

// admit finds the caller, counts the call and checks the role.
func (s *Server) admit(r *Request) error {
	if r.Route.Access() == Public {
		if err := s.limit(r, "@"+r.Address()); err != nil {
			return err
		}
		return s.admitNever(r)
	}
	caller, err := s.authenticate(r)
	if err != nil {
		if limited := s.limit(r, "@"+r.Address()); limited != nil {
			return limited // guessing tokens is slowed down by address
		}
		return err
	}
	r.Caller = caller
	if err := s.limit(r, caller.UserID); err != nil {
		return err
	}
	if r.Route.Access() == ByRole && !caller.Is(r.Route.Who...) {
		return models.E("auth.forbidden", "")
	}
	return nil
}

// admitNever refuses the callers whom a public route never serves, as far as they show who they are.
func (s *Server) admitNever(r *Request) error {
	if len(r.Route.Never) == 0 || r.bearer() == "" {
		return nil
	}
	caller, err := s.authenticate(r)
	if err == nil && caller.Is(r.Route.Never...) {
		return models.E("auth.forbidden", "")
	}
	return nil
}

// authenticate reads "Authorization: Bearer x" and asks for the caller behind it.
func (s *Server) authenticate(r *Request) (models.Caller, error) {
	token := r.bearer()
	if address, ticket, shown := strings.Cut(r.OriginalURL(), ticketParameter); shown && token == "" && r.Route.Ticket {
		return s.cfg.Service.RedeemTicket(r.Context(), ticket, address)
	}
	if token == "" {
		return models.Caller{}, models.E("auth.missing", fiber.HeaderAuthorization)
	}
	caller, err := s.cfg.Authenticate(r.Context(), token)
	var e *models.Error
	if errors.As(err, &e) && e.Kind() == models.Unauthenticated && e.Field == "" {
		named := *e
		named.Field = fiber.HeaderAuthorization
		return caller, &named
	}
	return caller, err
}

// bearer is the access token that the request shows; "" when there is none.
func (r *Request) bearer() string {
	scheme, token, _ := strings.Cut(r.Get(fiber.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// requestConfig lets single routes take larger bodies and longer answers than the rest;
// fasthttp asks it when the header is read, before any byte of the body.
func (s *Server) requestConfig(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	rt := s.special(string(h.Method()), string(h.RequestURI()))
	if rt == nil {
		return fasthttp.RequestConfig{}
	}
	rc := fasthttp.RequestConfig{MaxRequestBodySize: rt.maxBody()}
	if len(rt.RawBody) > 0 {
		rc.ReadTimeout = rawReadTimeout
	}
	if rt.Stream {
		rc.WriteTimeout = cmpDuration(rt.Timeout, streamTimeout)
	}
	return rc
}

// special finds the route of a request when it differs from the rest in body or duration.
func (s *Server) special(method, uri string) *Route {
	path, _, _ := strings.Cut(uri, "?")
	for i := range s.routes {
		rt := &s.routes[i]
		if rt.MaxBody == 0 && len(rt.RawBody) == 0 && !rt.Stream || rt.Method != method {
			continue
		}
		if samePath(rt.Path, path) {
			return rt
		}
	}
	return nil
}

// samePath tells whether path fits a Fiber pattern whose parameters are whole segments.
func samePath(pattern, path string) bool {
	for pattern != "" && path != "" {
		var p, q string
		p, pattern, _ = strings.Cut(pattern, "/")
		q, path, _ = strings.Cut(path, "/")
		if p != q && (!strings.HasPrefix(p, ":") || q == "") {
			return false
		}
	}
	return pattern == "" && path == ""
}

// What is read of a body that is too large before it is refused, how long each next piece of it is waited for, and
// for how long in all.
const (
	readAwayMost  = 8 << 20
	readAwayPause = time.Second
	readAwayEnd   = 10 * time.Second
)

// readAway takes in a body that is too large before the answer: a connection that is closed with bytes still on
// their way is reset, and the sender never reads why it was refused.
func readAway(next func(*fasthttp.RequestCtx, error)) func(*fasthttp.RequestCtx, error) {
	return func(ctx *fasthttp.RequestCtx, err error) {
		if left := ctx.Request.Header.ContentLength(); errors.Is(err, fasthttp.ErrBodyTooLarge) && left > 0 && left <= readAwayMost {
			conn, piece, end := ctx.Conn(), make([]byte, 32<<10), time.Now().Add(readAwayEnd)
			for left > 0 && time.Now().Before(end) {
				_ = conn.SetReadDeadline(time.Now().Add(readAwayPause))
				n, err := conn.Read(piece)
				if err != nil {
					break
				}
				left -= n
			}
		}
		next(ctx, err)
	}
}

// methodKey holds the method of a request that Fiber would not know.
const methodKey = "crewcheck.method"

// knownMethods sends a method that Fiber does not know down the path of one it
// knows and no route has, so that it gets the usual problem.
func knownMethods(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		method := string(ctx.Method())
		if !slices.Contains(fiber.DefaultMethods, method) {
			ctx.SetUserValue(methodKey, method)
			ctx.Request.Header.SetMethod(fiber.MethodTrace)
		}
		next(ctx)
	}
}
