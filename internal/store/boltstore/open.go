package boltstore

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"spotter/internal/store"
)

// lockWait is how long Open waits for another process to let go of the file, as a predecessor that is
// just ending does.
const lockWait = time.Second

// allocate is by how many bytes the file grows: bbolt's own 16 MiB would mostly stay empty.
const allocate = 1 << 20

// Open opens the file at path, which it makes, with its folder, if there is none. It changes nothing in
// a file that it cannot use. A file of an earlier schema is brought up to date, and one of which little is damaged is mended; what
// was there before stays beside it for a week. Each error is one sentence for the person who runs the program. What it did is
// said in the log, which may be nil.
func Open(path string, log *slog.Logger) (*Store, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Store{path: path, log: log}
	if err := s.openFile(); err != nil {
		return nil, explain(path, err)
	}
	return s, nil
}

func (s *Store) openFile() error {
	made, err := makeFolder(s.path)
	if err != nil {
		return err
	}
	info, statErr := os.Stat(s.path)
	s.db, s.file, err = openBolt(s.path)
	if errors.Is(err, errDamaged) || errors.Is(err, berrors.ErrInvalid) || errors.Is(err, berrors.ErrChecksum) {
		return s.rescue(err)
	}
	if err != nil {
		return err
	}
	if statErr == nil && info.Size() == 0 {
		s.log.Warn("the database file was empty: a new database begins in it", "file", s.path)
	}
	if err = s.prepare(); err != nil {
		return errors.Join(err, s.db.Close())
	}
	if made {
		if err := syncFolder(s.path); err != nil {
			return errors.Join(err, s.db.Close())
		}
	}
	return nil
}

// prepare makes the bucket if the file is new, brings it up to date if it is old, and looks at its branches.
func (s *Store) prepare() error {
	schema, empty, err := schemaOf(s.db)
	switch {
	case err != nil:
		return err
	case empty:
		return s.db.Update(func(tx *bolt.Tx) error {
			_, err := tx.CreateBucket(bucketName)
			return err
		})
	case schema > Schema:
		return fmt.Errorf("%w: it has schema %d, and this one knows %d", errNewer, schema, Schema)
	}
	w, both, err := s.walk()
	if err != nil {
		return err
	}
	if !both {
		s.log.Warn("one of the two headers of the database is damaged: what was written last before the program ended may be gone", "file", s.path)
	}
	if info, err := s.file.Stat(); err != nil || info.Size() < int64(w.meta.pages)*pageSize {
		return s.rescue(errors.Join(err, errDamaged))
	}
	if err := affirm(s.file); err != nil {
		return err
	}
	if schema < Schema {
		return s.migrate(schema)
	}
	w.shallow = true
	if err := w.run(); err != nil || len(w.faults) > 0 {
		return s.rescue(errors.Join(err, errDamaged))
	}
	return nil
}

// What Open finds beyond what bbolt itself finds.
var (
	errDamaged = store.ErrDamaged
	errForeign = errors.New("the file belongs to another program")
	errNewer   = errors.New("the file was written by a newer version")
	errSpace   = errors.New("the disk has too little space")
)

const damaged = "the file is damaged or is no database of Spotter's; move it away, or put a backup in its place"

// leastSize is the least that any database has, in bytes: its two meta pages. bbolt's error for less has
// no value to know it by.
const leastSize = 2 * 4096

// makeFolder makes the folder of the file at path, for its owner alone, and tells whether the file is
// still to be made.
func makeFolder(path string) (made bool, err error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return false, &fs.PathError{Op: "open", Path: path, Err: syscall.EISDIR}
	case err == nil:
		return false, nil
	case !errors.Is(err, fs.ErrNotExist):
		return false, err
	}
	return true, os.MkdirAll(filepath.Dir(path), 0o700)
}

// openBolt opens the file. A damaged one can make bbolt panic, and one cut short can fault when its map is read.
func openBolt(path string) (db *bolt.DB, file *os.File, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			db, err = nil, fmt.Errorf("%w: %v", errDamaged, p)
			if file != nil {
				err = errors.Join(err, file.Close())
			}
		}
	}()
	db, err = bolt.Open(path, 0o600, &bolt.Options{
		Timeout:      lockWait,
		FreelistType: bolt.FreelistMapType, // the array's time grows with the file
		PageSize:     pageSize,             // alike on every machine
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		},
	})
	if err != nil {
		return nil, nil, err
	}
	db.AllocSize = allocate
	return db, file, nil
}

// explain says what went wrong with the file at path, and what to do.
func explain(path string, err error) error {
	say := func(what string) error {
		return fmt.Errorf("open database %s: %s (%w)", path, what, err)
	}
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return say("another process is using it; stop that one, or name another file in the configuration")
	case errors.Is(err, errForeign):
		return say("it is another program's database; name another file in the configuration")
	case errors.Is(err, errNewer):
		return say("it was written by a newer version of Spotter; run that one, or put a backup of before the upgrade in its place")
	case errors.Is(err, errSpace):
		return say("the disk has too little space to bring it up to date; free some")
	case errors.Is(err, errDamaged), errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return say(damaged)
	case errors.Is(err, syscall.EISDIR):
		return say("this is a folder; name a file in it")
	case errors.Is(err, syscall.ENOTDIR):
		return say("part of that path is a file, not a folder; name another path in the configuration")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return say("no permission to write there; change the permissions, or name another file in the configuration")
	case errors.Is(err, syscall.ENOSPC):
		return say("the disk is full; free some space")
	case errors.Is(err, syscall.EIO):
		return say("the disk reports an error; look after it before you go on")
	}
	if info, statErr := os.Stat(path); statErr == nil && info.Mode().IsRegular() && info.Size() > 0 && info.Size() < leastSize {
		return say(damaged)
	}
	return fmt.Errorf("open database %s: %w", path, err)
}

// syncFolder makes the file's name durable.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
