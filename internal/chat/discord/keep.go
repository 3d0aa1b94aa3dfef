package discord

import (
	"sync"
	"time"
)

// A keep holds the newest values by key, at most so many and for so long.
type keep[V any] struct {
	mu    sync.Mutex
	most  int
	life  time.Duration
	by    map[string]kept[V]
	order []string // oldest first, a ring once it is full
	next  int
}

type kept[V any] struct {
	value V
	until time.Time
}

func newKeep[V any](most int, life time.Duration) *keep[V] {
	return &keep[V]{most: most, life: life, by: map[string]kept[V]{}}
}

// put keeps v under key from now on and reports whether the key was new.
func (k *keep[V]) put(now time.Time, key string, v V) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	old, there := k.by[key]
	k.by[key] = kept[V]{v, now.Add(k.life)}
	if there {
		return now.After(old.until)
	}
	if len(k.order) < k.most {
		k.order = append(k.order, key)
		return true
	}
	delete(k.by, k.order[k.next])
	k.order[k.next] = key
	k.next = (k.next + 1) % k.most
	return true
}

// get returns what is kept under key.
func (k *keep[V]) get(now time.Time, key string) (V, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.by[key]
	if !ok || now.After(v.until) {
		var none V
		return none, false
	}
	return v.value, true
}

// ofOne makes a key good for one person alone: what a button carries can be forged.
func ofOne(key string, who *user) string { return key + "/" + who.ID }

// forget drops everything.
func (k *keep[V]) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.by = map[string]kept[V]{}
	k.order, k.next = nil, 0
}
