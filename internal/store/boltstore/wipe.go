package boltstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// bbolt leaves what was deleted where it was, in pages that it counts as free and writes to again some day; and a write never
// lands on the page that it takes the place of. So free pages are overwritten by themselves.

const (
	wipePages = 256 // at a time: so long do others wait
	wipePause = 20 * time.Millisecond
)

// Wipe overwrites what was deleted before it was called. Others read and write meanwhile.
func (s *Store) Wipe(ctx context.Context) error {
	for next := uint64(2); next != 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if s.long.Load() == 0 { // who reads long would keep all others waiting
			if err := s.wipeSome(&next); err != nil {
				return fmt.Errorf("wipe free pages of database %s: %w", s.path, err)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(wipePause):
		}
	}
	return nil
}

// wipeSome overwrites some free pages from next on, and moves next on, to 0 at the end.
//
// A page that the last commit has freed belongs to the state before, to which bbolt goes back if the newest header is torn. So a commit
// lies between finding a page free and overwriting it, after which neither header leads to it; and no view may run.
func (s *Store) wipeSome(next *uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != nil {
		s.end(s.open.commit)
	}
	before, err := s.freeNow()
	if err != nil {
		return err
	}
	from := *next
	found, to, err := s.unwiped(before, from)
	if *next = to; err != nil || len(found) == 0 {
		return err
	}
	if err := guard(func() error { return s.db.Update(stir) }); err != nil {
		s.doubt = true
		return err
	}
	after, err := s.freeNow()
	if err != nil {
		return err
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	zero := make([]byte, pageSize)
	for _, id := range found {
		if id >= uint64(len(after)) || !after[id] {
			continue
		}
		if _, err := s.file.WriteAt(zero, int64(id)*pageSize); err != nil {
			return err
		}
	}
	return s.file.Sync()
}

// stir makes a commit of its own.
func stir(tx *bolt.Tx) error {
	b := tx.Bucket(bucketName)
	return b.SetSequence(b.Sequence() + 1)
}

// freeNow returns which pages the newest state does not need.
func (s *Store) freeNow() ([]bool, error) {
	switch {
	case s.closed.Load():
		return nil, errors.New("store is closed")
	case s.stuck, s.doubt:
		return nil, errors.New("the last write did not succeed")
	}
	m, both, err := readMetas(s.file)
	if err == nil && !both {
		err = errDamaged
	}
	if err != nil {
		return nil, err
	}
	return readFree(s.file, m)
}

// unwiped returns some free pages from the given one on that are not empty, and where to go on; 0 at the end.
func (s *Store) unwiped(free []bool, from uint64) (found []uint64, next uint64, err error) {
	const looked = 64 * wipePages
	page := make([]byte, pageSize)
	for id := from; id < uint64(len(free)); id++ {
		if len(found) == wipePages || id-from == looked {
			return found, id, nil
		}
		if !free[id] {
			continue
		}
		if _, err := s.file.ReadAt(page, int64(id)*pageSize); err != nil {
			return nil, 0, err
		}
		for _, b := range page {
			if b != 0 {
				found = append(found, id)
				break
			}
		}
	}
	return found, 0, nil
}
