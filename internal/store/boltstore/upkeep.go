package boltstore

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"spotter/internal/store"
)

// How Upkeep paces itself.
const (
	checkSoon  = 5 * time.Second // after the start, when what was due is under way
	checkEvery = 24 * time.Hour
	lookEvery  = 20 * time.Second // whether the file is still there
	wipeEvery  = 6 * time.Hour
	wipeWaits  = 18 * time.Hour // for a quiet minute
	quiet      = 30             // commits in a look's time: more is busy
)

// errGone says that what is written would be lost with the program's end.
var errGone = errors.New("its file was deleted or replaced while the program ran")

// care is what Upkeep knows.
type care struct {
	mu      sync.Mutex
	checked time.Time // when the last check ended
	faults  int       // that it found
	mends   int
	wiped   time.Time
	told    func() // is called after the file was mended
}

func (c *care) noteMended() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mends++
	if c.told != nil {
		c.told()
	}
}

// Stats is how a store stands.
type Stats struct {
	Schema  int
	Bytes   int64
	Pages   int // in use or free
	Free    int
	Commits int64     // since it was opened
	Checked time.Time // when the last check of the whole file ended; zero if none has
	Faults  int       // that it found
	Mends   int       // since it was opened
	Wiped   time.Time // when the free pages were last overwritten; zero if never since it was opened
	Gone    bool      // the file was deleted or replaced
}

// Stats returns how the store stands. It reads the file's header and its list of free pages.
func (s *Store) Stats() Stats {
	s.care.mu.Lock()
	st := Stats{Schema: Schema, Checked: s.care.checked, Faults: s.care.faults, Mends: s.care.mends, Wiped: s.care.wiped}
	s.care.mu.Unlock()
	st.Commits, st.Gone = s.wrote.Load(), s.gone.Load()
	s.gate.RLock()
	defer s.gate.RUnlock()
	if info, err := s.file.Stat(); err == nil {
		st.Bytes = info.Size()
	}
	m, _, err := readMetas(s.file)
	if err != nil {
		return st
	}
	st.Pages = int(m.pages)
	free, err := readFree(s.file, m) // what is written meanwhile may make it unreadable
	if err != nil {
		return st
	}
	for _, f := range free {
		if f {
			st.Free++
		}
	}
	return st
}

// Upkeep looks after the file until ctx is done: it checks the whole of it soon and then daily, and mends it; it overwrites what was
// deleted within a day, in a quiet minute if one comes; it looks whether the file is still there; it removes what was put beside it a week ago. What it
// finds is logged. Each time the file was mended, also where a transaction met the damage, mended is called, if it is not nil; it
// may not use the store.
func (s *Store) Upkeep(ctx context.Context, mended func()) {
	s.care.mu.Lock()
	s.care.told = mended
	s.care.mu.Unlock()
	started := time.Now()
	check, look := time.NewTimer(checkSoon), time.NewTicker(lookEvery)
	defer check.Stop()
	defer look.Stop()
	wrote, wiped := s.wrote.Load(), started.Add(-wipeEvery)
	for {
		select {
		case <-ctx.Done():
			return
		case <-check.C:
			s.checkNow(ctx)
			check.Reset(checkEvery)
		case <-look.C:
			s.lookNow()
			now := s.wrote.Load()
			if since := time.Since(wiped); since > wipeEvery && now-wrote < quiet || since > wipeWaits {
				s.wipeNow(ctx)
				wiped = time.Now()
			}
			wrote = s.wrote.Load()
		}
	}
}

func (s *Store) checkNow(ctx context.Context) {
	if err := s.tidy(time.Now()); err != nil {
		s.log.Warn("remove what was put beside the database", "err", err)
	}
	w, db, err := s.check(ctx)
	if ctx.Err() != nil || errors.Is(err, store.ErrClosed) {
		return
	}
	faults := 0
	if w != nil {
		faults = len(w.faults)
	}
	s.care.mu.Lock()
	s.care.checked, s.care.faults = time.Now(), faults
	s.care.mu.Unlock()
	switch {
	case err != nil:
		s.log.Error("check the database", "file", s.path, "err", err)
	case faults > 0:
		s.mend(db)
	default:
		s.log.Info("checked the database: it is sound", "file", s.path, "pages", w.pages)
	}
}

func (s *Store) wipeNow(ctx context.Context) {
	err := s.Wipe(ctx)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.log.Error("overwrite what was deleted", "err", err)
		return
	}
	s.care.mu.Lock()
	s.care.wiped = time.Now()
	s.care.mu.Unlock()
}

// lookNow looks whether the file is still the one that was opened.
func (s *Store) lookNow() {
	s.gate.RLock()
	defer s.gate.RUnlock()
	ours, err := s.file.Stat()
	if err != nil {
		return // closed
	}
	there, err := os.Stat(s.path)
	gone := errors.Is(err, os.ErrNotExist) || err == nil && !os.SameFile(ours, there)
	if gone && !s.gone.Swap(true) {
		s.log.Error("the database file was deleted or replaced while the program ran: nothing more can be kept; stop the program, put the file back and start again", "file", s.path)
	}
}
