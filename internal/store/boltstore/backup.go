package boltstore

import (
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Check reads the whole file, without trusting any of it, and returns what is damaged in it. The store stays usable meanwhile, and
// is not changed.
func (s *Store) Check(ctx context.Context) error {
	w, _, err := s.check(ctx)
	if err == nil {
		for _, f := range w.faults[:min(len(w.faults), mostFaults)] {
			err = errors.Join(err, errors.New(f.String()))
		}
	}
	if err != nil {
		return fmt.Errorf("check database %s: %w", s.path, err)
	}
	return nil
}

// check walks the file, and returns the walk and which file it was.
func (s *Store) check(ctx context.Context) (w *walk, db *bolt.DB, err error) {
	err = s.snapshot(ctx, func(on *walk, of *bolt.DB) error {
		w, db = on, of
		return w.run()
	})
	return w, db, err
}

// snapshot runs fn with a walk of the file as it is now, which others may write to meanwhile. The walk ends when ctx does.
func (s *Store) snapshot(ctx context.Context, fn func(*walk, *bolt.DB) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	btx, w, err := s.begun()
	if err != nil {
		return named(err)
	}
	defer s.long.Add(-1)
	defer s.gate.RUnlock()
	defer btx.Rollback()
	w.file = until{ctx, w.file}
	return errors.Join(fn(w, s.db), ctx.Err())
}

// begun begins a view, and a walk of the same state: no commit comes between. Unless it fails it holds the gate for reading, and counts
// as long.
func (s *Store) begun() (btx *bolt.Tx, w *walk, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != nil {
		s.end(s.open.commit)
	}
	if err = guard(func() (err error) { btx, err = s.db.Begin(false); return err }); err != nil {
		return nil, nil, err
	}
	if w, _, err = s.walk(); err != nil {
		return nil, nil, errors.Join(err, btx.Rollback())
	}
	s.gate.RLock()
	s.long.Add(1)
	return btx, w, nil
}

// until is a file that can be read until ctx is done.
type until struct {
	ctx  context.Context
	file interface {
		ReadAt(b []byte, off int64) (int, error)
	}
}

func (u until) ReadAt(b []byte, off int64) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.file.ReadAt(b, off)
}
