package models

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"crewcheck/checklists"
)

// Config is what a Service stands on; the zero value of every field but Store is filled in.
type Config struct {
	Store     *Store
	Standards *checklists.Standards // default: the built-in ones
	Log       *slog.Logger          // default: discards
	Clock     func() time.Time      // default: time.Now
	Random    io.Reader             // default: crypto/rand
	NewID     func() string         // default: UUIDv7
	// Holder names this server in leases. Default: a random id.
	Holder string
	// Alone tells that no other server can be at the store: the leases of an earlier life, which may have been killed, are void.
	Alone bool
	// Post sends the messages of webhooks. Default: they wait.
	Post Poster
	// PrivateWebhooks allows webhooks to addresses that are not of the open internet, and by http.
	PrivateWebhooks bool
}

// Service is every use case of crewcheck. It is safe for many goroutines.
type Service struct {
	store     *Store
	standards *checklists.Standards
	log       *slog.Logger
	clock     func() time.Time
	random    io.Reader
	newID     func() string
	holder    string
	alone     bool

	sessionsSeen *cache[*sessionState]
	current      *cache[[]ChecklistVersion]
	versions     *cache[*ChecklistVersion]
	runs         *cache[*Run]
	stops        *cache[*Stop]
	depots       *cache[*Depot]
	venues       *cache[*Venue]
	products     *cache[map[string]checklists.Product]
	signing      *cache[[]SigningKey]
	published    *cache[[]scoreFormula]
	tokens       tokenCache
	marks        marks
	looks        looks
	feed         feed
	sender       sender
	post         Poster
	imports      chan struct{} // wakes the work on imports
	months       monthSums

	// clockWatched is when this server last looked at what time alone makes worse; synced when a user's sync was noted.
	clockWatched Time
	synced       sync.Map

	privateWebhooks bool
	hashing         chan struct{}
}

// New makes a Service and brings the store's standing data up to date.
func New(ctx context.Context, cfg Config) (*Service, error) {
	s := newService(cfg)
	if err := s.seedChecklists(ctx); err != nil {
		return nil, err
	}
	if err := s.seedFormula(ctx); err != nil {
		return nil, err
	}
	return s, s.ensureKeys(ctx)
}

// newService makes a Service that has not touched its store yet.
func newService(cfg Config) *Service {
	s := &Service{
		store: cfg.Store, standards: cfg.Standards, log: cfg.Log, clock: cfg.Clock,
		random: cfg.Random, newID: cfg.NewID, holder: cfg.Holder, alone: cfg.Alone,
		hashing: make(chan struct{}, 2), looks: newLooks(), feed: newFeed(), sender: newSender(), post: cfg.Post, imports: make(chan struct{}, 1),
		privateWebhooks: cfg.PrivateWebhooks,
	}
	if s.standards == nil {
		s.standards = checklists.Default()
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.newID == nil {
		s.newID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if s.holder == "" {
		s.holder = uuid.NewString()
	}
	s.sessionsSeen = newCache[*sessionState](s.clock)
	s.current = newCache[[]ChecklistVersion](s.clock)
	s.versions = newCache[*ChecklistVersion](s.clock)
	s.runs = newCache[*Run](s.clock)
	s.stops = newCache[*Stop](s.clock)
	s.depots = newCache[*Depot](s.clock)
	s.venues = newCache[*Venue](s.clock)
	s.products = newCache[map[string]checklists.Product](s.clock)
	s.signing = newCache[[]SigningKey](s.clock)
	s.published = newCache[[]scoreFormula](s.clock)
	s.tokens.entries = map[[32]byte]tokenEntry{}
	s.marks.seen = map[string]time.Time{}
	s.marks.wake = make(chan struct{}, 1)
	return s
}

// Now is the server's clock.
func (s *Service) Now() Time { return At(s.clock()) }

// Standards are the standards the service works by.
func (s *Service) Standards() *checklists.Standards { return s.standards }

// Store gives tests and set-up tools the collections.
func (s *Service) Store() *Store { return s.store }

// Ready tells whether the service can answer.
func (s *Service) Ready(ctx context.Context) error { return s.store.Ping(ctx) }

// secretText is n random bytes as base64url.
func (s *Service) secretText(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// digest is the SHA-256 of a text in hex.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// contentHash is the SHA-256 of the JSON of v; the order of fields is the order of the type.
func contentHash(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("models: content that is no JSON: " + err.Error()) // a type of ours, never input
	}
	return digest(string(b))
}

// namedID is the id that always belongs to these words, for records that must exist once.
func namedID(words ...string) string {
	b, _ := json.Marshal(words)
	return uuid.NewSHA1(uuid.NameSpaceOID, b).String()
}

// missing turns the store's "not there" into the caller's.
func missing(err error, field string) error {
	if IsCode(err, "store.missing") {
		return E("record.missing", field)
	}
	return err
}

// unlessMissing is err, but nil for the store's "not there".
func unlessMissing(err error) error {
	if IsCode(err, "store.missing") {
		return nil
	}
	return err
}
