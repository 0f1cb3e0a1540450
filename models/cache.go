package models

import (
	"context"
	"sync"
	"time"
)

// cacheTTL bounds how old planning data may be on a server other than the one that changed it.
const cacheTTL = time.Second

// cacheSize bounds the entries of one cache; a full one is emptied.
const cacheSize = 10_000

// cache keeps what was read a moment ago; its values are shared and never changed.
type cache[V any] struct {
	mu      sync.Mutex
	entries map[string]cached[V]
	now     func() time.Time
}

type cached[V any] struct {
	value V
	until time.Time
}

func newCache[V any](now func() time.Time) *cache[V] {
	return &cache[V]{entries: map[string]cached[V]{}, now: now}
}

// get returns the entry, or loads it; a failed load is not kept.
func (c *cache[V]) get(ctx context.Context, key string, load func(context.Context) (V, error)) (V, error) {
	c.mu.Lock()
	e, ok := c.entries[key]
	c.mu.Unlock()
	if ok && c.now().Before(e.until) {
		return e.value, nil
	}
	v, err := load(ctx)
	if err != nil {
		return v, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.entries) >= cacheSize {
		clear(c.entries)
	}
	c.entries[key] = cached[V]{v, c.now().Add(cacheTTL)}
	return v, nil
}

// drop forgets one entry, after this server changed it.
func (c *cache[V]) drop(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
}
