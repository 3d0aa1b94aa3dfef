// Package expiring remembers for a while what may be forgotten: a map in memory, bounded, whose entries go when
// nobody has used them for long enough, and of which the one that was used longest ago makes room. It starts no
// goroutine and asks no clock.
package expiring

import (
	"container/list"
	"sync"
	"time"
)

// A Map is such a map. It is safe for concurrent use.
type Map[K comparable, V any] struct {
	keep time.Duration
	most int

	mu      sync.Mutex
	entries map[K]*list.Element
	order   *list.List // of entry[K, V], used last first
}

type entry[K comparable, V any] struct {
	key   K
	value V
	until time.Time
}

// New returns a Map that holds at most most entries, each until it was not used for keep.
func New[K comparable, V any](keep time.Duration, most int) *Map[K, V] {
	return &Map[K, V]{keep: keep, most: most, entries: map[K]*list.Element{}, order: list.New()}
}

// Get returns what is remembered under a key, and reports whether anything is. That is a use.
func (m *Map[K, V]) Get(key K, now time.Time) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.get(key, now)
	if ok {
		m.put(key, value, now)
	}
	return value, ok
}

// Update changes what is remembered under a key to what change returns, or forgets it if that returns false.
// Change gets the zero value where nothing is; it runs under the lock, and must not use the Map.
func (m *Map[K, V]) Update(key K, now time.Time, change func(V) (V, bool)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, _ := m.get(key, now)
	if value, keep := change(value); keep {
		m.put(key, value, now)
		return
	}
	m.drop(key)
}

// Delete forgets what is remembered under a key.
func (m *Map[K, V]) Delete(key K) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(key)
}

func (m *Map[K, V]) get(key K, now time.Time) (value V, ok bool) {
	at := m.entries[key]
	if at == nil {
		return value, false
	}
	if e := at.Value.(entry[K, V]); now.Before(e.until) {
		return e.value, true
	}
	m.drop(key)
	return value, false
}

func (m *Map[K, V]) put(key K, value V, now time.Time) {
	m.drop(key)
	m.entries[key] = m.order.PushFront(entry[K, V]{key, value, now.Add(m.keep)})
	for back := m.order.Back(); m.order.Len() > m.most || !now.Before(back.Value.(entry[K, V]).until); back = m.order.Back() {
		m.drop(back.Value.(entry[K, V]).key)
	}
}

func (m *Map[K, V]) drop(key K) {
	if at := m.entries[key]; at != nil {
		m.order.Remove(at)
		delete(m.entries, key)
	}
}

// DeleteFunc forgets what is remembered under the keys that gone reports true for.
func (m *Map[K, V]) DeleteFunc(gone func(K) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key := range m.entries {
		if gone(key) {
			m.drop(key)
		}
	}
}
