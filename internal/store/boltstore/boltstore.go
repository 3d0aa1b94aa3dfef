// Package boltstore keeps a store.Store in one bbolt file: the default engine. One process at a time
// has it open; all keys are in one bucket.
package boltstore

import (
	"context"
	"errors"
	"fmt"
	"os"
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
	file   *os.File // db's own
	closed atomic.Bool

	commits atomic.Uint64

	waiting atomic.Int32 // Updates that are about to lock mu
	mu      sync.Mutex   // held by the Update whose function runs, or that commits
	open    *group       // the group that the next Update joins; nil if none. Guarded by mu.
	doubt   bool         // a commit failed, and the disk may have less than is read. Guarded by mu.
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

// affirm writes the pages that name the newest state once more, as they are read, and waits for the disk.
//
// A commit that fails at its last wait for the disk has written such a page, and is seen by all who read from now on,
// while the disk may keep the page before it for ever: the kernel does not try a second time. A later
// transaction would take pages for free that the state on the disk is made of, and a power cut would leave a
// torn file. So nothing is written after a failure, also of a process before this one, until this has succeeded.
func affirm(db *bolt.DB, file *os.File) error {
	pages := make([]byte, 2*db.Info().PageSize)
	if _, err := file.ReadAt(pages, 0); err != nil {
		return err
	}
	if _, err := file.WriteAt(pages, 0); err != nil {
		return err
	}
	return file.Sync()
}
