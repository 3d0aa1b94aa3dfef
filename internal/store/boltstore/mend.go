package boltstore

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
)

// A damaged file is mended by a copy: the walker reads what is sound into a new file, which takes the place of the damaged one;
// that one is set aside. So a damaged page costs what was on it, and neither bbolt's lists nor its tree go on with it.

// mendPause is how long to wait between two tries.
const mendPause = 10 * time.Second

// walk returns a walk of the open file as of its newest state, and whether both of its headers are whole. Nothing may be written while
// it runs but in a view, which keeps the pages of its state.
func (s *Store) walk() (w *walk, both bool, err error) {
	m, both, err := readMetas(s.file)
	if err != nil {
		return nil, false, err
	}
	return &walk{file: s.file, meta: m, summed: !s.old, visit: func(_, _ []byte) error { return nil }}, both, nil
}

// mend mends the file in which damage was met, unless that was done since. What it does is logged.
func (s *Store) mend(met *bolt.DB) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed.Load() || s.db != met || time.Since(s.tried) < mendPause {
		return
	}
	s.tried = time.Now()
	if s.open != nil {
		s.end(s.open.rollback)
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	if err := s.mendNow(); err != nil {
		s.log.Error("the database is damaged, and mending it did not succeed: stop the program and put a backup in its place", "file", s.path, "err", err)
		return
	}
	s.care.noteMended()
}

func (s *Store) mendNow() error {
	w, _, err := s.walk()
	if err != nil {
		return err
	}
	kept := s.beside("damaged")
	pairs, err := s.replace(w, kept)
	if err != nil {
		return err
	}
	s.tell(w)
	s.log.Error("the database was damaged: it goes on with what is sound; if that lacks too much, put a backup in its place",
		"file", s.path, "entries", pairs, "faults", len(w.faults), "damaged", kept)
	return nil
}

// tell logs what a walk found.
func (s *Store) tell(w *walk) {
	for _, f := range w.faults[:min(len(w.faults), mostFaults)] {
		s.log.Error("a part of the database is damaged", "page", f.Page, "from", f.From, "to", f.To, "why", f.Why)
	}
	if more := len(w.faults) - mostFaults; more > 0 {
		s.log.Error("and more parts of it are", "more", more)
	}
}

// rescue is mend for a file that is being opened, and that was closed if bbolt could not open it. If a tenth or more of it is lost,
// the person who runs the program is to decide: it returns the error why.
func (s *Store) rescue(why error) error {
	if s.db == nil {
		file, err := os.Open(s.path)
		if err != nil {
			return fmt.Errorf("%w; %w", why, err)
		}
		defer file.Close()
		s.file = file
	}
	w, _, err := s.walk()
	if err != nil {
		return fmt.Errorf("%w; %w", why, err)
	}
	if err := w.run(); err != nil {
		return fmt.Errorf("%w; %w", why, err)
	}
	if lost := w.unread(); lost*10 >= w.pages+lost {
		return fmt.Errorf("%w: %d of %d pages are gone", why, lost, w.pages+lost)
	}
	if err := s.mendNow(); err != nil {
		return fmt.Errorf("%w; %w", why, err)
	}
	return nil
}

// unread estimates how many pages of what was stored could not be read.
func (w *walk) unread() int {
	if w.free == nil {
		return len(w.lost)
	}
	n := 0
	for id := 2; id < len(w.seen); id++ {
		if !w.seen[id] && !w.free[id] {
			n++
		}
	}
	return max(n, len(w.lost))
}

// replace puts a copy of what the walk finds in the place of the file, which stays under the name kept. It returns how many pairs there
// are. No view may run.
func (s *Store) replace(w *walk, kept string) (pairs int, err error) {
	part := s.path + ".part"
	db, file, pairs, err := w.copyTo(part)
	if err != nil {
		return 0, errors.Join(err, removeIfThere(part))
	}
	if err = keepCopy(s.path, kept); err == nil {
		err = os.Rename(part, s.path)
	}
	if err == nil {
		err = syncFolder(s.path)
	}
	if err != nil {
		return 0, errors.Join(err, db.Close(), removeIfThere(part))
	}
	old, stuck := s.db, s.stuck
	s.db, s.file, s.stuck, s.doubt = db, file, false, false
	if old != nil && !stuck { // else bbolt would wait for a transaction that it cannot end
		if err := closeQuietly(old); err != nil {
			s.log.Warn("close the database that was replaced", "err", err)
		}
	}
	return pairs, nil
}

// closeQuietly closes a file whose map may fault.
func closeQuietly(db *bolt.DB) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("close: %v", p)
		}
	}()
	return db.Close()
}

// copyPage is how many pairs of a copy are written at a time, and copyFill how full its pages are.
const (
	copyPage = 10_000
	copyFill = 0.8
)

// copyTo writes what the walk finds to a new file at path, which it returns open and durable.
func (w *walk) copyTo(path string) (db *bolt.DB, file *os.File, pairs int, err error) {
	if err := removeIfThere(path); err != nil {
		return nil, nil, 0, err
	}
	if db, file, err = openBolt(path); err != nil {
		return nil, nil, 0, err
	}
	db.NoSync = true
	defer func() { db.NoSync = false }()
	c := &copier{db: db}
	w.visit = c.add
	if err = w.run(); err == nil {
		err = c.flush()
	}
	if err == nil {
		err = db.Sync()
	}
	if err != nil {
		return nil, nil, 0, errors.Join(err, db.Close())
	}
	return db, file, c.pairs, nil
}

// A copier writes pairs to a new file, many at a time.
type copier struct {
	db    *bolt.DB
	page  [][2][]byte
	pairs int
}

func (c *copier) add(key, value []byte) error {
	key = append([]byte(nil), key...)
	c.page = append(c.page, [2][]byte{key, appendSealed(nil, key, value)})
	if len(c.page) < copyPage {
		return nil
	}
	return c.flush()
}

func (c *copier) flush() error {
	err := c.db.Update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketName)
		if err != nil {
			return err
		}
		b.FillPercent = copyFill
		for _, pair := range c.page {
			if err := b.Put(pair[0], pair[1]); err != nil {
				return err
			}
		}
		return nil
	})
	c.pairs += len(c.page)
	c.page = c.page[:0]
	return err
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// copyFile copies a file, durably.
func copyFile(path, to string) error {
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer from.Close()
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Sync(), file.Close())
}

// tidy removes files beside the one in use that have been there long enough.
func (s *Store) tidy(now time.Time) error {
	names, err := filepath.Glob(globQuoted(s.path) + ".*-*-*")
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		rest := strings.TrimPrefix(name, s.path+".")
		if !strings.HasPrefix(rest, "damaged-") && !strings.HasPrefix(rest, "schema-") || len(rest) < len(besideTime) {
			continue
		}
		since, err := time.Parse(besideTime, rest[len(rest)-len(besideTime):])
		if err != nil || now.Sub(since) < besideFor {
			continue
		}
		errs = append(errs, os.Remove(name))
	}
	return errors.Join(errs...)
}

// globQuoted returns the pattern that matches the path alone.
func globQuoted(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}
