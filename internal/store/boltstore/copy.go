package boltstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Backup writes a copy of the store as it is now to path, which appears whole or not at all and
// replaces what was there. It is compact: it has nothing of what was deleted, nor of what keys begin with that stands in skip. Every
// value is checked when it is read, and the copy once more when it is written. The store stays usable meanwhile. A
// damaged file is not backed up.
func (s *Store) Backup(ctx context.Context, path string, skip ...string) error {
	c, err := NewCopy(path)
	if err == nil {
		err = c.Finish(ctx, s.Snapshot(ctx, skip, c.Put))
	}
	if err != nil {
		return fmt.Errorf("back up database %s to %s: %w", s.path, path, err)
	}
	return nil
}

// Snapshot calls fn for all that the store holds at one moment, in order, but for keys that begin with one of skip, where a * is any one part. What fn is
// given is good until it returns. The store stays usable meanwhile. A damaged file is an error.
func (s *Store) Snapshot(ctx context.Context, skip []string, fn func(key, value []byte) error) error {
	pause := newPauses()
	err := s.snapshot(ctx, func(w *walk, _ *bolt.DB) error {
		w.visit = func(key, value []byte) error {
			if string(key) == copiedKey || slices.ContainsFunc(skip, func(prefix string) bool { return begins(string(key), prefix) }) {
				return nil
			}
			if err := pause.after(ctx); err != nil {
				return err
			}
			return fn(key, value)
		}
		if err := w.run(); err != nil {
			return err
		}
		return w.damage()
	})
	if err != nil {
		return fmt.Errorf("read database %s: %w", s.path, err)
	}
	return nil
}

// begins reports whether a key begins with a prefix, in which a * stands for one part of the key.
func begins(key, prefix string) bool {
	before, after, part := strings.Cut(prefix, "*")
	rest, ok := strings.CutPrefix(key, before)
	if !part || !ok {
		return ok
	}
	_, rest, _ = strings.Cut(rest, "/")
	return begins(rest, strings.TrimPrefix(after, "/"))
}

// damage returns what the walk found damaged, or nil.
func (w *walk) damage() error {
	var err error
	for _, f := range w.faults[:min(len(w.faults), mostFaults)] {
		err = errors.Join(err, fmt.Errorf("%w: %s", errDamaged, f))
	}
	return err
}

// Reading and writing a large file in one go would take a core, and the disk, from those who are answered meanwhile. So
// after each spell of work a pause is made, some times as long.
const (
	spell  = 2 * time.Millisecond
	longer = 5
)

type pauses struct {
	n     int
	since time.Time
}

func newPauses() *pauses { return &pauses{since: time.Now()} }

// after counts a piece of work, and pauses now and then.
func (p *pauses) after(ctx context.Context) error {
	if p.n++; p.n%64 != 0 {
		return nil
	}
	worked := time.Since(p.since)
	if worked < spell {
		return ctx.Err()
	}
	timer := time.NewTimer(longer * worked)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	p.since = time.Now()
	return ctx.Err()
}

// copiedKey says in a copy when what it holds was read, in RFC 3339.
const copiedKey = "ops/copied"

// A Copy is a database that is being written, under a name of its own until it is whole.
type Copy struct {
	path, part string
	to         *copier
	began      time.Time
}

// NewCopy begins a database at path, where there may be a file and nothing else. It must be finished.
func NewCopy(path string) (*Copy, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is a folder or a device; name a file", path)
	}
	c := &Copy{path: path, part: path + ".part-" + rand.Text()[:6], began: time.Now()} // two at once do not meet
	db, _, err := openBolt(c.part)
	if err != nil {
		return nil, err
	}
	db.NoSync = true
	c.to = &copier{db: db}
	return c, nil
}

// Put adds a pair. Pairs come in order.
func (c *Copy) Put(key, value []byte) error {
	err := c.to.add(key, value)
	if err == nil && len(c.to.page) == 0 {
		err = c.to.db.Sync() // little by little, so that nobody's write waits for all of it
	}
	return err
}

// Finish makes the copy durable, checks it and gives it its name. If what was to be copied could not be read, err says
// so, and the copy is removed, as it is after any error.
func (c *Copy) Finish(ctx context.Context, err error) error {
	if err == nil {
		err = c.to.add([]byte(copiedKey), []byte(c.began.UTC().Format(time.RFC3339)))
	}
	if err == nil {
		err = c.to.flush()
	}
	if err == nil {
		err = c.to.db.Sync()
	}
	if err = errors.Join(err, c.to.db.Close()); err == nil {
		err = c.verify(ctx)
	}
	if err == nil {
		err = os.Rename(c.part, c.path)
	}
	if err != nil {
		return errors.Join(err, removeIfThere(c.part))
	}
	return syncFolder(c.path)
}

// verify reads the copy as it is on the disk, and looks whether it is whole.
func (c *Copy) verify(ctx context.Context) error {
	report, err := Inspect(ctx, c.part)
	if err == nil && report.Keys != c.to.pairs {
		err = fmt.Errorf("%w: the copy has %d of %d keys", errDamaged, report.Keys, c.to.pairs)
	}
	return errors.Join(err, report.Damage)
}

// A Report is what Inspect found.
type Report struct {
	Schema   int
	Bytes    int64
	Keys     int
	Families map[string]int // how many keys there are of each kind: up to their first slash
	Aside    []string       // keys that could not be read once, and were set aside
	Copied   time.Time      // when the copy was begun; zero if this is none
	Damage   error          // what is damaged in the file; nil if nothing is
}

// asidePrefix begins the keys of what was set aside.
const asidePrefix = "damaged/"

// Inspect reads the whole file at path, which nobody may be using, and changes nothing. Its error means that the file
// cannot be opened, is none of ours, or of a newer version.
func Inspect(ctx context.Context, path string) (Report, error) {
	report := Report{Families: map[string]int{}}
	s, err := openToRead(path)
	if err != nil {
		return report, explain(path, err)
	}
	report.Schema = Schema
	if s.old {
		report.Schema = 1
	}
	if info, err := s.file.Stat(); err == nil {
		report.Bytes = info.Size()
	}
	pause := newPauses()
	err = s.snapshot(ctx, func(w *walk, _ *bolt.DB) error {
		w.visit = func(key, value []byte) error {
			if string(key) == copiedKey {
				report.Copied, _ = time.Parse(time.RFC3339, string(value)) // one that cannot be read is none
			}
			report.count(key)
			return pause.after(ctx)
		}
		err := w.run()
		report.Damage = w.damage()
		return err
	})
	return report, errors.Join(err, s.Close())
}

func (r *Report) count(key []byte) {
	r.Keys++
	family, _, _ := strings.Cut(string(key), "/")
	r.Families[family]++
	if strings.HasPrefix(string(key), asidePrefix) && len(r.Aside) < 100 {
		r.Aside = append(r.Aside, string(key))
	}
}

// OpenToRead opens the file at path, which nobody may be using, and changes nothing in it. A file of an earlier schema is
// read as it is.
func OpenToRead(path string) (*Store, error) {
	s, err := openToRead(path)
	if err != nil {
		return nil, explain(path, err)
	}
	return s, nil
}

func openToRead(path string) (s *Store, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("this is a folder or a device; name a file")
	}
	s = &Store{path: path, log: slog.New(slog.DiscardHandler)}
	err = guard(func() (err error) {
		s.db, err = bolt.Open(path, 0o600, &bolt.Options{Timeout: lockWait, ReadOnly: true, OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			file, err := os.OpenFile(name, flag, mode)
			s.file = file
			return file, err
		}})
		return err
	})
	if err != nil {
		return nil, err
	}
	schema, empty, err := schemaOf(s.db)
	switch {
	case err != nil:
	case empty:
		err = errForeign
	case schema > Schema:
		err = fmt.Errorf("%w: it has schema %d, and this one knows %d", errNewer, schema, Schema)
	}
	if err == nil {
		var m meta
		if m, _, err = readMetas(s.file); err == nil && info.Size() < int64(m.pages)*pageSize {
			err = fmt.Errorf("%w: it has %d of %d bytes", errDamaged, info.Size(), int64(m.pages)*pageSize)
		}
	}
	if err != nil {
		return nil, errors.Join(err, closeQuietly(s.db))
	}
	s.old = schema < Schema
	return s, nil
}

// Unreadable reports whether Open's error lies in what the file holds: it is damaged, newer, or nothing of ours. Else it may be
// whole: another process uses it, or it may not be opened.
func Unreadable(err error) bool {
	for _, other := range []error{berrors.ErrTimeout, fs.ErrPermission, syscall.EROFS, syscall.ENOSPC, syscall.EIO, syscall.EISDIR, syscall.ENOTDIR} {
		if errors.Is(err, other) {
			return false
		}
	}
	return err != nil
}

// InUse reports whether Open's error says that another process uses the file.
func InUse(err error) bool { return errors.Is(err, berrors.ErrTimeout) }

// Replace puts the database at from in the place of the one at path, which nobody may be using, and keeps that under the name
// kept. At every moment there is a whole database at path.
func Replace(path, from, kept string) error {
	if _, err := os.Stat(path); err == nil {
		if err := keepCopy(path, kept); err != nil {
			return fmt.Errorf("keep %s as %s: %w", path, kept, err)
		}
	}
	if err := os.Rename(from, path); err != nil {
		return fmt.Errorf("put %s in the place of %s: %w", from, path, err)
	}
	return syncFolder(path)
}
