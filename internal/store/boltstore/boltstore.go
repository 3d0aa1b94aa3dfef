// Package boltstore keeps a store.Store in one bbolt file: the default engine. One process at a time
// has it open; all keys are in one bucket.
package boltstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"spotter/internal/store"
)

// touch bounds how many keys one transaction may read or write: such a page commits within a few
// milliseconds, so that a person's write does not wait long behind bulk work.
const touch = 1000

var bucketName = []byte("spotter")

// A Store is one open file.
type Store struct {
	db     *bolt.DB
	closed atomic.Bool

	waiting atomic.Int32 // Updates that are about to lock mu
	mu      sync.Mutex   // held by the Update whose function runs, or that commits
	open    *group       // the group that the next Update joins; nil if none. Guarded by mu.
}

var _ store.Store = (*Store)(nil)

// View implements store.Store. The file grows while a view lasts and others write, so keep it short.
func (s *Store) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return named(s.db.View(func(btx *bolt.Tx) error {
		return fn(newTx(btx))
	}))
}

// Touch implements store.Store.
func (s *Store) Touch() int { return touch }

// Close implements store.Store.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return store.ErrClosed
	}
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close database %s: %w", s.db.Path(), err)
	}
	return nil
}

// named gives bbolt's word for a closed file the port's name.
func named(err error) error {
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return store.ErrClosed
	}
	return err
}
