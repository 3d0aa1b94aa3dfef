package boltstore

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// lockWait is how long Open waits for another process to let go of the file, as a predecessor that is
// just ending does.
const lockWait = time.Second

// allocate is by how many bytes the file grows: bbolt's own 16 MiB would mostly stay empty.
const allocate = 1 << 20

// Open opens the file at path, which it makes, with its folder, if there is none. It changes nothing in
// a file that it cannot use. Each error is one sentence for the person who runs the program.
func Open(path string) (*Store, error) {
	made, err := makeFolder(path)
	if err != nil {
		return nil, explain(path, err)
	}
	db, file, err := openFile(path)
	if err != nil {
		return nil, explain(path, err)
	}
	if made {
		if err := syncFolder(path); err != nil {
			return nil, errors.Join(explain(path, err), db.Close())
		}
	}
	return &Store{db: db, file: file}, nil
}

// errDamaged and errForeign are what Open finds beyond what bbolt itself finds.
var (
	errDamaged = errors.New("the file is damaged")
	errForeign = errors.New("the file belongs to another program")
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

// openFile opens the file and makes sure that it is whole as far as that is cheap to see. A damaged
// file can make bbolt panic, and one cut short can fault when its map is read.
func openFile(path string) (db *bolt.DB, file *os.File, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			db, err = nil, errors.Join(fmt.Errorf("%w: %v", errDamaged, p), file.Close())
		}
	}()
	db, err = bolt.Open(path, 0o600, &bolt.Options{
		Timeout:      lockWait,
		FreelistType: bolt.FreelistMapType, // the array's time grows with the file
		PageSize:     4096,                 // alike on every machine
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
	if err := prepare(db, file); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, file, nil
}

// prepare checks that the file is as long as it says and makes the bucket if the file is new.
func prepare(db *bolt.DB, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	ours := false
	err = db.View(func(tx *bolt.Tx) error {
		if info.Size() < tx.Size() {
			return fmt.Errorf("%w: it has %d of %d bytes", errDamaged, info.Size(), tx.Size())
		}
		ours = tx.Bucket(bucketName) != nil
		if name, _ := tx.Cursor().First(); name != nil && !ours {
			return errForeign
		}
		return nil
	})
	if err == nil {
		err = affirm(db, file)
	}
	if err != nil || ours {
		return err
	}
	return db.Update(func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket(bucketName)
		return err
	})
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
