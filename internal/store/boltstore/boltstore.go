// Package boltstore keeps a store.Store in one bbolt file: the default engine. One process at a time
// has it open; all keys are in one bucket.
//
// bbolt trusts what it reads, and it keeps what was deleted in pages that it will use again. So the file has a schema
// (schema.go), each value a checksum (tx.go), and a walker that reads the file without bbolt (pages.go, walk.go). By
// it a file is checked, a damaged one is mended by a copy of what is sound (mend.go), backups are written
// (backup.go), and free pages are wiped (wipe.go). Upkeep does all of this while the program runs (upkeep.go).
package boltstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"spotter/internal/store"
)

// touch bounds how many keys one transaction may read or write: such a page commits within a few
// milliseconds, so that a person's write does not wait long behind bulk work.
const touch = 1000

// A Store is one open file.
type Store struct {
	path   string
	log    *slog.Logger
	old    bool // of an earlier schema, and only read
	closed atomic.Bool
	gone   atomic.Bool  // the file was deleted, or another put in its place
	wrote  atomic.Int64 // commits
	care   care

	gate sync.RWMutex // held for reading by views, for writing by what views may not see
	db   *bolt.DB     // guarded by gate and mu: either is enough to read it
	file *os.File     // db's own
	long atomic.Int32 // views that last

	waiting atomic.Int32 // Updates that are about to lock mu
	mu      sync.Mutex   // held by the Update whose function runs, or that commits
	open    *group       // the group that the next Update joins; nil if none. Guarded by mu.
	doubt   bool         // a commit failed, and the disk may have less than is read. Guarded by mu.
	stuck   bool         // bbolt can begin no transaction any more. Guarded by mu.
	tried   time.Time    // when mending was last tried. Guarded by mu.
}

var _ store.Store = (*Store)(nil)

// View implements store.Store. The file grows while a view lasts and others write, so keep it short.
func (s *Store) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	db, err := s.view(fn)
	if errors.Is(err, errDamaged) {
		s.mend(db)
	}
	return err
}

// view is View on the file that it returns.
func (s *Store) view(fn func(store.Reader) error) (db *bolt.DB, err error) {
	s.gate.RLock()
	defer s.gate.RUnlock()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	var t *tx
	defer func() {
		if p := recover(); p != nil {
			if t != nil { // fn's own
				panic(p)
			}
			db, err = s.db, fmt.Errorf("read database: %w: %v", errDamaged, p)
		}
	}()
	err = named(s.db.View(func(btx *bolt.Tx) (err error) {
		if t, err = newTx(btx); err != nil {
			return err
		}
		return fn(t)
	}))
	if t != nil && t.broken && !errors.Is(err, errDamaged) {
		err = errors.Join(err, errDamaged)
	}
	return s.db, err
}

// Touch implements store.Store.
func (s *Store) Touch() int { return touch }

// Path returns where the file is.
func (s *Store) Path() string { return s.path }

// Close implements store.Store.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return store.ErrClosed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stuck {
		return nil
	}
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close database %s: %w", s.path, err)
	}
	return nil
}

// guard runs what may panic or fault on a damaged page, and makes an error of it.
func guard(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("use database: %w: %v", errDamaged, p)
		}
	}()
	return do()
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
func affirm(file *os.File) error {
	pages := make([]byte, 2*pageSize)
	if _, err := file.ReadAt(pages, 0); err != nil {
		return err
	}
	if _, err := file.WriteAt(pages, 0); err != nil {
		return err
	}
	return file.Sync()
}
