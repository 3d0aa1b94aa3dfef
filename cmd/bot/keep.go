package main

import (
	"context"

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
	return s.store.Update(ctx, func(tx store.Tx) error {
		if value == nil {
			return tx.Delete(s.prefix + key)
		}
		return tx.Put(s.prefix+key, value)
	})
}
