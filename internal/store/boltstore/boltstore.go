// Package boltstore keeps a store.Store in one bbolt file: the default engine. One process at a time
// has it open; all keys are in one bucket.
package boltstore

import (
	"context"
	"errors"
	"fmt"
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
	turn   chan struct{} // full while a transaction writes
	closed atomic.Bool
}

var _ store.Store = (*Store)(nil)

// View implements store.Store. The file grows while a view lasts and others write, so keep it short.
func (s *Store) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.named(s.db.View(func(btx *bolt.Tx) error {
		return fn(newTx(btx))
	}))
}

// Update implements store.Store. Transactions wait for each other; nothing is written if ctx is done
// before fn has returned.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.turn }()
	return s.named(s.db.Update(func(btx *bolt.Tx) error {
		if err := fn(newTx(btx)); err != nil {
			return err
		}
		return ctx.Err()
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
func (s *Store) named(err error) error {
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return store.ErrClosed
	}
	return err
}
