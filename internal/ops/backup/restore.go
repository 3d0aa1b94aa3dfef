package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"spotter/internal/store/boltstore"
)

// Restore puts the copy at from in the place of the database at path, which no process may be using, and returns under which name
// it kept the old one, "" if there was none. The copy is checked before anything changes, and stays where it is.
// Prepare, if not nil, is given the new database, the old one, which is nil if that cannot be opened, and when the copy was
// made, before the new one takes its place.
func Restore(ctx context.Context, path, from string, now time.Time, prepare func(ctx context.Context, restored, old *boltstore.Store, copied time.Time) error) (kept string, err error) {
	if Same(path, from) {
		return "", fmt.Errorf("%s is the database itself", from)
	}
	report, err := boltstore.Inspect(ctx, from)
	if err != nil {
		return "", err
	}
	if report.Damage != nil {
		return "", fmt.Errorf("%s is damaged, and nothing was changed: %w", from, report.Damage)
	}
	old, err := openOld(path)
	if err != nil {
		return "", err
	}
	next := path + ".restored"
	err = copyFile(ctx, from, next)
	if err == nil && prepare != nil {
		err = prepared(ctx, next, old, report.Copied, prepare)
	}
	if err == nil {
		err = likeOwner(next, path)
	}
	if err != nil {
		return "", errors.Join(err, remove(next), closeOld(old))
	}
	kept = unused(path + ".before-" + now.UTC().Format(form))
	if old == nil {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			kept = ""
		}
	}
	return kept, swap(old, func() error { return boltstore.Replace(path, next, kept) })
}

// Compact writes the database at path anew, which no process may be using, and returns how many bytes it had and has.
func Compact(ctx context.Context, path string) (before, after int64, err error) {
	if _, err := os.Stat(path); err != nil {
		return 0, 0, err
	}
	old, err := boltstore.Open(path, nil)
	if err != nil {
		return 0, 0, err
	}
	before = old.Stats().Bytes
	next := path + ".compact"
	if err := old.Backup(ctx, next); err != nil {
		return before, before, errors.Join(err, old.Close())
	}
	info, err := os.Stat(next)
	if err == nil {
		err = likeOwner(next, path)
	}
	if err != nil {
		return before, before, errors.Join(err, old.Close())
	}
	return before, info.Size(), swap(old, func() error { return os.Rename(next, path) })
}

// openOld opens the database that is to be replaced, to be sure that nobody uses it. One that is damaged is nil.
func openOld(path string) (*boltstore.Store, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	old, err := boltstore.Open(path, nil)
	if err != nil && boltstore.Unreadable(err) {
		return nil, nil
	}
	return old, err
}

// unused returns a name, or that with a number behind it, that no file has.
func unused(name string) string {
	for n := 1; ; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s-%d", name, n)
		}
		if _, err := os.Lstat(try); errors.Is(err, os.ErrNotExist) {
			return try
		}
	}
}

// swap lets replace put another file in the place of old's, whose lock keeps others away until then. Windows moves no file
// that is open.
func swap(old *boltstore.Store, replace func() error) error {
	if runtime.GOOS == "windows" {
		return errors.Join(closeOld(old), replace())
	}
	return errors.Join(replace(), closeOld(old))
}

func closeOld(old *boltstore.Store) error {
	if old == nil {
		return nil
	}
	return old.Close()
}

// copyFile copies a database that nobody uses.
func copyFile(ctx context.Context, from, to string) error {
	source, err := boltstore.OpenToRead(from)
	if err != nil {
		return err
	}
	return errors.Join(source.Backup(ctx, to), source.Close())
}

func prepared(ctx context.Context, next string, old *boltstore.Store, copied time.Time, prepare func(context.Context, *boltstore.Store, *boltstore.Store, time.Time) error) error {
	restored, err := boltstore.Open(next, nil)
	if err != nil {
		return err
	}
	return errors.Join(prepare(ctx, restored, old, copied), restored.Close())
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Same reports whether two names are of one file that is there.
func Same(a, b string) bool {
	one, err := os.Stat(a)
	other, otherErr := os.Stat(b)
	return err == nil && otherErr == nil && os.SameFile(one, other)
}
