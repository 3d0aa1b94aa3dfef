// Package backup copies the database while the program runs: by the clock into a folder (Schedule), or for whoever asks
// (Write, Read), and puts a copy back (Restore, Compact).
package backup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Source is a store that can be copied.
type Source interface {
	// Backup writes a compact copy that was checked to path, whole or not at all, without the keys that begin with one of
	// skip.
	Backup(ctx context.Context, path string, skip ...string) error
}

// A Schedule makes copies by the clock.
type Schedule struct {
	Source Source
	Skip   []string // keys that begin so are not copied: what people wrote and what is worth nothing tomorrow
	Folder string   // where copies go; it is made
	Every  time.Duration
	Keep   int // so many copies
	Log    *slog.Logger
	// Beside, if not nil, is called after a copy was made, and puts beside it what a restore needs.
	Beside func(ctx context.Context) error

	mu   sync.Mutex
	last time.Time // the newest copy's
	err  error     // of the last try
}

// Names of copies begin and end so; between stands the time, so that they sort by age.
const (
	begins = "spotter-"
	ends   = ".db"
	form   = "20060102-150405"
)

// afterFailure is how long to wait after a copy that could not be made.
const afterFailure = 10 * time.Minute

// Run makes a copy whenever the newest in the folder is older than Every, until ctx is done.
func (s *Schedule) Run(ctx context.Context) {
	for ctx.Err() == nil {
		wait := s.turn(ctx, time.Now())
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}
}

// turn makes a copy if it is time, and returns how long to wait for the next turn.
func (s *Schedule) turn(ctx context.Context, now time.Time) time.Duration {
	newest, err := s.newest()
	if err == nil {
		if left := s.Every - now.Sub(newest); left > 0 && !newest.After(now) {
			s.note(newest, nil)
			return left
		}
		err = s.copy(ctx, now)
	}
	switch {
	case ctx.Err() != nil:
	case err != nil:
		s.Log.Error("backup not made", "again_in", min(afterFailure, s.Every), "err", err)
		s.note(newest, err)
		return min(afterFailure, s.Every)
	default:
		s.note(now, nil)
	}
	return s.Every
}

// copy makes a copy and removes those that are too many.
func (s *Schedule) copy(ctx context.Context, now time.Time) error {
	if err := os.MkdirAll(s.Folder, 0o700); err != nil {
		return err
	}
	if err := s.sweep(); err != nil {
		return err
	}
	path := filepath.Join(s.Folder, begins+now.UTC().Format(form)+ends)
	if err := s.Source.Backup(ctx, path, s.Skip...); err != nil {
		return err
	}
	s.Log.Info("backup made", "file", path)
	if s.Beside != nil {
		if err := s.Beside(ctx); err != nil {
			return err
		}
	}
	copies, err := s.copies()
	for _, old := range copies[:max(0, len(copies)-s.Keep)] {
		err = errors.Join(err, os.Remove(filepath.Join(s.Folder, old)))
	}
	return err
}

// sweep removes what a process that ended amid a copy has left.
func (s *Schedule) sweep() error {
	left, err := filepath.Glob(filepath.Join(s.Folder, begins+"*"+ends+".part-*"))
	for _, name := range left {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// copies returns the names of the copies in the folder, oldest first. Other files are not ours to count or remove.
func (s *Schedule) copies() ([]string, error) {
	entries, err := os.ReadDir(s.Folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if _, err := madeAt(e.Name()); err == nil {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, err
}

func madeAt(name string) (time.Time, error) {
	middle, ok := strings.CutPrefix(name, begins)
	middle, also := strings.CutSuffix(middle, ends)
	if !ok || !also {
		return time.Time{}, fmt.Errorf("%s is no backup of ours", name)
	}
	return time.Parse(form, middle)
}

// newest returns when the newest copy was made; zero if there is none.
func (s *Schedule) newest() (time.Time, error) {
	names, err := s.copies()
	if err != nil || len(names) == 0 {
		return time.Time{}, err
	}
	return madeAt(names[len(names)-1])
}

// Newest returns when the newest copy in a folder was made; zero if there is none.
func Newest(folder string) (time.Time, error) { return (&Schedule{Folder: folder}).newest() }

func (s *Schedule) note(last time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.err = last, err
}

// Last returns when the newest copy was made, zero if never, and why the last try made none.
func (s *Schedule) Last() (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, s.err
}
