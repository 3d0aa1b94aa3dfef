package boltstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Check reads the whole file and returns what is damaged in it. The store stays usable meanwhile.
func (s *Store) Check(ctx context.Context) error {
	if err := check(ctx, s.db); err != nil {
		return fmt.Errorf("check database %s: %w", s.db.Path(), named(err))
	}
	return nil
}

// check returns up to ten things that are damaged in a file.
func check(ctx context.Context, db *bolt.DB) error {
	var faults []error
	err := guarded(func() error {
		return db.View(func(btx *bolt.Tx) error {
			for fault := range btx.Check() { // to its end: what fills the channel must not be left waiting
				if len(faults) < 10 {
					faults = append(faults, fault)
				}
			}
			return ctx.Err()
		})
	})
	return errors.Join(append(faults, err)...)
}

// guarded runs fn and turns what a damaged page does to it, a panic or a fault in the memory map, into an error.
func guarded(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errDamaged, p)
		}
	}()
	return fn()
}

// Snapshot calls fn for all that the store holds at one moment, in order, but for keys that begin with one of skip. What fn is
// given is good until it returns. The store stays usable meanwhile; it grows while others write, so fn should not take
// long.
func (s *Store) Snapshot(ctx context.Context, skip []string, fn func(bucket, key, value []byte) error) error {
	if err := snapshot(ctx, s.db, skip, fn); err != nil {
		return fmt.Errorf("read database %s: %w", s.db.Path(), named(err))
	}
	return nil
}

func snapshot(ctx context.Context, db *bolt.DB, skip []string, fn func(bucket, key, value []byte) error) error {
	pause := newPauses()
	return guarded(func() error {
		return db.View(func(btx *bolt.Tx) error {
			return btx.ForEach(func(name []byte, b *bolt.Bucket) error {
				return b.ForEach(func(k, v []byte) error {
					if slices.ContainsFunc(skip, func(prefix string) bool { return strings.HasPrefix(string(k), prefix) }) {
						return nil
					}
					if err := pause.after(ctx); err != nil {
						return err
					}
					return fn(name, k, v)
				})
			})
		})
	})
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

// Backup writes a copy of the store as it is now to path, which appears whole or not at all and
// replaces what was there. The copy is compact: it holds nothing that was deleted, nor what keys begin with that stands in skip. It
// is opened and checked before it gets its name. The store stays usable meanwhile.
func (s *Store) Backup(ctx context.Context, path string, skip ...string) error {
	c, err := NewCopy(path)
	if err == nil {
		err = errors.Join(s.Snapshot(ctx, skip, c.Put), ctx.Err())
		err = c.Finish(ctx, err)
	}
	if err != nil {
		return fmt.Errorf("back up database %s to %s: %w", s.db.Path(), path, named(err))
	}
	return nil
}

// A Copy is a database that is being written, under a name of its own until it is whole.
type Copy struct {
	path, part string
	db         *bolt.DB
	tx         *bolt.Tx
	bucket     *bolt.Bucket
	name       string // of bucket
	size, keys int
}

// atOnce is how many bytes a copy writes in one transaction: what is not written yet is in memory.
const atOnce = 1 << 20

// NewCopy begins a database at path, where there may be a file and nothing else. It must be finished.
func NewCopy(path string) (*Copy, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is a folder or a device; name a file", path)
	}
	c := &Copy{path: path, part: path + ".part-" + rand.Text()[:6]} // two at once do not meet
	var err error
	c.db, err = bolt.Open(c.part, 0o600, &bolt.Options{Timeout: lockWait, FreelistType: bolt.FreelistMapType, PageSize: 4096, NoSync: true, NoGrowSync: true})
	if err != nil {
		return nil, err
	}
	c.db.AllocSize = allocate
	return c, nil
}

// Put adds a key. Keys come in order, bucket by bucket.
func (c *Copy) Put(bucket, key, value []byte) (err error) {
	if c.size > atOnce {
		if err := c.commit(); err != nil {
			return err
		}
	}
	if c.tx == nil {
		if c.tx, err = c.db.Begin(true); err != nil {
			return err
		}
	}
	if c.bucket == nil || c.name != string(bucket) {
		if c.bucket, err = c.tx.CreateBucketIfNotExists(bucket); err != nil {
			return err
		}
		c.bucket.FillPercent, c.name = 0.9, string(bucket)
	}
	c.size += len(key) + len(value)
	c.keys++
	return c.bucket.Put(slices.Clone(key), slices.Clone(value))
}

func (c *Copy) commit() error {
	tx := c.tx
	c.tx, c.bucket, c.size = nil, nil, 0
	if tx == nil {
		return nil
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return c.db.Sync() // little by little, so that nobody's write waits for all of it
}

// Finish makes the copy durable, checks it and gives it its name. If what was to be copied could not be read, err says
// so, and the copy is removed, as it is after any error.
func (c *Copy) Finish(ctx context.Context, err error) error {
	if err == nil {
		err = c.commit()
	}
	if err == nil {
		err = c.db.Update(func(tx *bolt.Tx) error { // an empty store is one, too
			_, err := tx.CreateBucketIfNotExists(bucketName)
			return err
		})
	}
	if c.tx != nil {
		err = errors.Join(err, c.tx.Rollback())
	}
	if err == nil {
		err = c.db.Sync()
	}
	if err = errors.Join(err, c.db.Close()); err == nil {
		err = c.verify(ctx)
	}
	if err == nil {
		err = os.Rename(c.part, c.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(c.part))
	}
	return syncFolder(c.path)
}

// verify opens the copy as it is on the disk, and looks whether it is whole.
func (c *Copy) verify(ctx context.Context) error {
	report, err := Inspect(ctx, c.part)
	if err == nil && report.Keys != c.keys {
		err = fmt.Errorf("%w: the copy has %d of %d keys", errDamaged, report.Keys, c.keys)
	}
	return errors.Join(err, report.Damage)
}

// A Report is what Inspect found.
type Report struct {
	Bytes    int64
	Keys     int
	Families map[string]int // how many keys there are of each kind: up to their first slash
	Aside    []string       // keys that could not be read once, and were set aside
	Damage   error          // what is damaged in the file; nil if nothing is
}

// asidePrefix begins the keys of what was set aside.
const asidePrefix = "damaged/"

// Inspect reads the whole file at path, which nobody may be using, and changes nothing. Its error means that the file
// cannot be opened or is not a database of ours.
func Inspect(ctx context.Context, path string) (Report, error) {
	report := Report{Families: map[string]int{}}
	info, err := os.Stat(path)
	if err != nil {
		return report, explain(path, err)
	}
	if info.IsDir() {
		return report, fmt.Errorf("open database %s: this is a folder", path)
	}
	report.Bytes = info.Size()
	db, err := openToRead(path)
	if err != nil {
		return report, explain(path, err)
	}
	report.Damage = snapshot(ctx, db, nil, report.count)
	if report.Damage == nil { // it has read each page that bbolt's own check reads in a goroutine where no fault can be caught
		report.Damage = check(ctx, db)
	}
	return report, errors.Join(ctx.Err(), db.Close())
}

func (r *Report) count(_, key, _ []byte) error {
	r.Keys++
	family, _, _ := strings.Cut(string(key), "/")
	r.Families[family]++
	if strings.HasPrefix(string(key), asidePrefix) && len(r.Aside) < 100 {
		r.Aside = append(r.Aside, string(key))
	}
	return nil
}

// OpenToRead opens the file at path, which nobody may be using, and lets nobody change it.
func OpenToRead(path string) (*Store, error) {
	db, err := openToRead(path)
	if err != nil {
		return nil, explain(path, err)
	}
	return &Store{db: db}, nil
}

// Unreadable reports whether Open's error lies in what the file holds: it is damaged, or nothing of ours. Else it may be
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

// openToRead opens a file of ours for reading alone.
func openToRead(path string) (db *bolt.DB, err error) {
	err = guarded(func() (err error) {
		db, err = bolt.Open(path, 0o600, &bolt.Options{Timeout: lockWait, ReadOnly: true})
		return err
	})
	if err != nil {
		return nil, err
	}
	err = guarded(func() error {
		return db.View(func(tx *bolt.Tx) error {
			info, err := os.Stat(path)
			switch {
			case err != nil:
				return err
			case info.Size() < tx.Size():
				return fmt.Errorf("%w: it has %d of %d bytes", errDamaged, info.Size(), tx.Size())
			case tx.Bucket(bucketName) == nil:
				return errForeign
			}
			return nil
		})
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Replace puts the database at from in the place of the one at path, which nobody may be using, and keeps that under the name
// kept. At every moment there is a whole database at path.
func Replace(path, from, kept string) error {
	if _, err := os.Stat(path); err == nil {
		if err := os.Link(path, kept); err != nil {
			return fmt.Errorf("keep %s as %s: %w", path, kept, err)
		}
	}
	if err := os.Rename(from, path); err != nil {
		return fmt.Errorf("put %s in the place of %s: %w", from, path, err)
	}
	return syncFolder(path)
}
