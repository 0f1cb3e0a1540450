package handlers

import (
	"fmt"
	"math"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"crewcheck/models"
)

// maxBuckets bounds the memory of the limits: about 10 MB when every bucket is used.
const maxBuckets = 100_000

// limiter holds a token bucket for each caller. A bucket holds a minute's worth
// of calls and refills evenly; a bucket that is full again is forgotten.
type limiter struct {
	mu      sync.Mutex
	now     func() time.Time
	max     int
	buckets map[string]bucket
}

// bucket is what a caller has left at a moment.
type bucket struct {
	tokens float64
	rate   float64 // tokens a second
	at     time.Time
}

func newLimiter(now func() time.Time, most int) *limiter {
	return &limiter{now: now, max: most, buckets: map[string]bucket{}}
}

// take takes one of perMinute calls of key, or tells how long to wait for the next.
func (l *limiter) take(key string, perMinute int) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, full := l.now(), float64(perMinute)
	rate := full / 60
	b, ok := l.buckets[key]
	if !ok {
		l.makeRoom(now)
		b = bucket{tokens: full, at: now}
	}
	b.tokens = min(full, b.tokens+max(0, now.Sub(b.at).Seconds())*rate)
	b.at, b.rate = now, rate
	if b.tokens < 1 {
		wait = time.Duration((1 - b.tokens) / rate * float64(time.Second))
	} else {
		b.tokens--
	}
	l.buckets[key] = b
	return wait
}

// makeRoom forgets buckets that are full again when there are too many, and if that
// frees too little also others: a wrong guess in a caller's favour beats running
// out of memory.
func (l *limiter) makeRoom(now time.Time) {
	if len(l.buckets) < l.max {
		return
	}
	for k, b := range l.buckets {
		if b.tokens+now.Sub(b.at).Seconds()*b.rate >= b.rate*60 {
			delete(l.buckets, k)
		}
	}
	for k := range l.buckets {
		if len(l.buckets) <= l.max*9/10 {
			return
		}
		delete(l.buckets, k)
	}
}

// limit counts a call of key (a user id, or @ and an address) on the route.
func (s *Server) limit(r *Request, key string) error {
	perMinute := s.cfg.RateLimit
	if r.Route.Limit != 0 {
		perMinute, key = r.Route.Limit, r.Route.Name+" "+key
	}
	if perMinute < 0 {
		return nil
	}
	wait := s.limiter.take(key, perMinute)
	if wait <= 0 {
		return nil
	}
	seconds := int(math.Ceil(wait.Seconds()))
	e := models.E("rate.limited", "", seconds)
	e.RetryAfter = seconds
	return e
}

// ParseProxies reads addresses and prefixes of trusted proxies.
func ParseProxies(list []string) ([]netip.Prefix, error) {
	out := make([]netip.Prefix, 0, len(list))
	for _, text := range list {
		p, err := netip.ParsePrefix(text)
		if a, aerr := netip.ParseAddr(text); aerr == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q is no address and no prefix", text)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// address is where a request comes from. X-Forwarded-For is read from its right
// end, where our proxies write, and only as far as they are trusted: whatever a
// client wrote itself stands further left.
func (s *Server) address(c *fiber.Ctx) string {
	at, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return ""
	}
	at = at.Unmap()
	hops := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(hops) - 1; i >= 0 && s.trusts(at); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = next.Unmap()
	}
	return at.String()
}

func (s *Server) trusts(a netip.Addr) bool {
	for _, p := range s.trusted {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
