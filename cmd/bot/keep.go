package main

import (
	"context"
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
	return s.Change(ctx, []inbox.Value{{Key: key, Data: value}})
}

// Change sets values in their order, and removes those without data. What is too much for one transaction becomes several.
func (s shelf) Change(ctx context.Context, values []inbox.Value) error {
	for some := range slices.Chunk(values, s.store.Touch()) {
		if err := s.store.Update(ctx, func(tx store.Tx) error { return s.put(tx, some) }); err != nil {
			return err
		}
	}
	return nil
}

func (s shelf) put(tx store.Tx, values []inbox.Value) (err error) {
	for _, v := range values {
		if v.Data == nil {
			err = tx.Delete(s.prefix + v.Key)
		} else {
			err = tx.Put(s.prefix+v.Key, v.Data)
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
