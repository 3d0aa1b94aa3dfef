package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"spotter/internal/chat/telegram/inbox"
	"spotter/internal/store"
)

// A shelf is a part of the store where one adapter keeps its own things: what it has seen, what it
// has registered. It serves the adapters' Memory ports.
type shelf struct {
	store  store.Store
	prefix string // of all its keys
}

// Load returns the value under key, or nil if there is none.
func (s shelf) Load(ctx context.Context, key string) (value []byte, err error) {
	err = s.store.View(ctx, func(r store.Reader) (err error) {
		value, err = r.Get(s.prefix + key)
		return err
	})
	return value, err
}

// Save sets the value under key; nil removes it.
func (s shelf) Save(ctx context.Context, key string, value []byte) error {
	return s.Change(ctx, map[string][]byte{key: value})
}

// Change sets the values under keys; nil removes one. What is too much for one transaction becomes several.
func (s shelf) Change(ctx context.Context, values map[string][]byte) error {
	for keys := range slices.Chunk(slices.Sorted(maps.Keys(values)), s.store.Touch()) {
		err := s.store.Update(ctx, func(tx store.Tx) error { return s.put(tx, keys, values) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (s shelf) put(tx store.Tx, keys []string, values map[string][]byte) error {
	for _, key := range keys {
		var err error
		if values[key] == nil {
			err = tx.Delete(s.prefix + key)
		} else {
			err = tx.Put(s.prefix+key, values[key])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Scan returns up to limit values under keys with from <= key < to, in the order of keys.
func (s shelf) Scan(ctx context.Context, from, to string, limit int) (all []inbox.Value, err error) {
	err = s.store.View(ctx, func(r store.Reader) error {
		pairs, err := r.Scan(s.prefix+from, s.prefix+to, limit)
		all = make([]inbox.Value, 0, len(pairs))
		for _, p := range pairs {
			all = append(all, inbox.Value{Key: strings.TrimPrefix(p.Key, s.prefix), Data: p.Value})
		}
		return err
	})
	return all, err
}
