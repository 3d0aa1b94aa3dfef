// Package transfer copies all of one store to another, of whatever engines, while nobody uses either.
//
// A copy that was interrupted is started again and goes on: it reads both stores and writes where they differ. From its first
// write to its last the target has a mark, which says that it is not whole and that a copy may write to it.
package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"spotter/internal/lease"
	"spotter/internal/store"
)

// mark is the key that a target has until it is whole.
const mark = "copy/unfinished"

// Errors of Copy and Whole.
var (
	ErrNotEmpty = errors.New("the store to copy to is not empty; nothing was changed")
	ErrInUse    = errors.New("a Spotter is running on it; stop all of them first")
	ErrUnlike   = errors.New("the copy differs from what was copied: one of the stores was written to meanwhile; run the copy again")
	ErrPart     = errors.New("the store holds a part of another, whose copy was interrupted; run that spotter copy again")
)

// A Sum tells the contents of stores apart.
type Sum struct {
	Entries, Bytes int
	Hash           [sha256.Size]byte
}

// Copy copies all entries of one store to another, which must be empty or have been left by a Copy that was interrupted, and
// returns the sum of both, which it has compared. What belongs to running processes is not copied. Silence is how long a replica
// may give no sign of life; Copy waits for so long if there are traces of one.
func Copy(ctx context.Context, from, to store.Store, silence time.Duration) (Sum, error) {
	for what, s := range map[string]store.Store{"from": from, "to": to} {
		if running, err := lease.Running(ctx, s, silence); err != nil || running {
			return Sum{}, fmt.Errorf("copy %s: %w", what, errors.Join(err, when(running, ErrInUse)))
		}
	}
	if err := Whole(ctx, from); err != nil {
		return Sum{}, fmt.Errorf("copy from: %w", err)
	}
	if err := begin(ctx, to); err != nil {
		return Sum{}, err
	}
	for next, more := "", true; more; {
		var err error
		if next, more, err = copyPage(ctx, from, to, next); err != nil {
			return Sum{}, fmt.Errorf("copy the entries from %q on: %w", next, err)
		}
	}
	sum, err := compare(ctx, from, to)
	if err != nil {
		return Sum{}, err
	}
	return sum, to.Update(ctx, func(tx store.Tx) error { return tx.Delete(mark) })
}

func when(is bool, err error) error {
	if is {
		return err
	}
	return nil
}

// Whole returns ErrPart if a copy to the store was interrupted. A store that does not answer now counts as whole.
func Whole(ctx context.Context, s store.Store) error {
	var there []byte
	look := func(r store.Reader) (err error) {
		there, err = r.Get(mark)
		return err
	}
	err := s.View(ctx, look)
	if errors.Is(err, store.ErrDamaged) { // what is damaged is aside now
		err = s.View(ctx, look)
	}
	if errors.Is(err, store.ErrUnavailable) {
		return nil
	}
	return errors.Join(err, when(there != nil, ErrPart))
}

// begin sets the mark, unless the target has entries and no mark.
func begin(ctx context.Context, to store.Store) error {
	return to.Update(ctx, func(tx store.Tx) error {
		marked, err := tx.Get(mark)
		if err != nil || marked != nil {
			return err
		}
		for from := ""; ; { // past what belongs to processes that have ended
			pairs, err := tx.Scan(from, "", 1)
			if err != nil {
				return err
			}
			if len(pairs) == 0 {
				return tx.Put(mark, nil)
			}
			if !skipped(pairs[0].Key) {
				return ErrNotEmpty
			}
			from = store.After(lease.Prefix)
		}
	})
}

// skipped reports whether a key is not copied.
func skipped(key string) bool { return key == mark || strings.HasPrefix(key, lease.Prefix) }

const (
	pageEntries = 100
	pageBytes   = 1 << 20 // of one transaction: etcd takes half as much again
)

// copyPage makes the target like the source from a key on, for one page of the source. It returns where the next begins.
func copyPage(ctx context.Context, from, to store.Store, start string) (next string, more bool, err error) {
	want, err := scan(ctx, from, start, "", pageEntries)
	if err != nil {
		return start, false, err
	}
	if more = len(want) == pageEntries; more {
		next = want[len(want)-1].Key + "\x00"
	}
	there := map[string]string{}
	for at := start; ; { // the target may have more than the source in the same range
		pairs, err := scan(ctx, to, at, next, pageEntries)
		if err != nil {
			return start, false, err
		}
		for _, p := range pairs {
			there[p.Key] = string(p.Value)
		}
		if len(pairs) < pageEntries {
			break
		}
		at = pairs[len(pairs)-1].Key + "\x00"
	}
	if err := write(ctx, to, differences(want, there)); err != nil {
		return start, false, err
	}
	return next, more, nil
}

func scan(ctx context.Context, s store.Store, from, to string, limit int) (pairs []store.Pair, err error) {
	err = s.View(ctx, func(r store.Reader) (err error) {
		pairs, err = r.Scan(from, to, limit)
		return err
	})
	return pairs, err
}

// differences returns what must be written; a nil value is to be deleted.
func differences(want []store.Pair, there map[string]string) (changes []store.Pair) {
	for _, p := range want {
		if skipped(p.Key) {
			continue
		}
		if old, ok := there[p.Key]; !ok || old != string(p.Value) {
			changes = append(changes, p)
		}
		delete(there, p.Key)
	}
	for key := range there {
		if !skipped(key) {
			changes = append(changes, store.Pair{Key: key})
		}
	}
	return changes
}

// write writes the changes in transactions that every engine takes.
func write(ctx context.Context, to store.Store, changes []store.Pair) error {
	for len(changes) > 0 {
		n, size := 0, 0
		for n < len(changes) && n < to.Touch() && (n == 0 || size+len(changes[n].Key)+len(changes[n].Value) <= pageBytes) {
			size += len(changes[n].Key) + len(changes[n].Value)
			n++
		}
		part := changes[:n]
		changes = changes[n:]
		err := to.Update(ctx, func(tx store.Tx) error {
			for _, p := range part {
				if err := set(tx, p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func set(tx store.Tx, p store.Pair) error {
	if p.Value == nil {
		return tx.Delete(p.Key)
	}
	return tx.Put(p.Key, p.Value)
}

// compare reads both stores whole and returns their sum, or ErrUnlike.
func compare(ctx context.Context, from, to store.Store) (Sum, error) {
	a, err := sum(ctx, from)
	if err != nil {
		return Sum{}, err
	}
	b, err := sum(ctx, to)
	if err != nil {
		return Sum{}, err
	}
	if a != b {
		return Sum{}, fmt.Errorf("%w (%d entries, %d bytes against %d, %d)", ErrUnlike, a.Entries, a.Bytes, b.Entries, b.Bytes)
	}
	return a, nil
}

// sum reads a store whole. The hash is over the length and the bytes of each key and each value, in the order of keys.
func sum(ctx context.Context, s store.Store) (total Sum, err error) {
	hash := sha256.New()
	add := func(text []byte) {
		_, _ = hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text)))) // a hash takes everything
		_, _ = hash.Write(text)
		total.Bytes += len(text)
	}
	for at := ""; ; {
		pairs, err := scan(ctx, s, at, "", pageEntries)
		if err != nil {
			return Sum{}, err
		}
		for _, p := range pairs {
			if !skipped(p.Key) {
				add([]byte(p.Key))
				add(p.Value)
				total.Entries++
			}
		}
		if len(pairs) < pageEntries {
			hash.Sum(total.Hash[:0])
			return total, nil
		}
		at = pairs[len(pairs)-1].Key + "\x00"
	}
}
