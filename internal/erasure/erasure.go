// Package erasure remembers that people had what is stored about them erased, so that it can be erased again after an older backup was
// restored. It does not remember who they are: it keeps salted hashes of their ids, for as long as there are backups that
// may have them.
//
// A restore reads the List of the file that it is about to replace (or the copy that lies beside the backups), restores, erases everybody
// of whom List.Since the backup's time says so, and writes the list back with Keep.
package erasure

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"spotter/internal/store"
)

// The keys, which nothing else writes:
//
//	erased/salt                of the hashes, 32 random bytes
//	erased/at/<seconds>/<hash> somebody was erased then; seconds in hexadecimal
const (
	saltKey = "erased/salt"
	prefix  = "erased/at/"
)

// A List is who was erased, as far as it is remembered. It may be kept as JSON.
type List struct {
	Salt    []byte
	Entries []Entry // oldest first
}

// An Entry is one erasure.
type Entry struct {
	At   time.Time
	Hash string
}

// Note remembers, in the transaction in which somebody is erased, that they were.
func Note(tx store.Tx, id string, now time.Time) error {
	salt, err := tx.Get(saltKey)
	if err != nil {
		return err
	}
	if len(salt) == 0 {
		salt = make([]byte, sha256.Size)
		rand.Read(salt)
		if err := tx.Put(saltKey, salt); err != nil {
			return err
		}
	}
	return tx.Put(key(now, hash(salt, id)), nil)
}

func key(at time.Time, hash string) string {
	return fmt.Sprintf("%s%09x/%s", prefix, max(0, at.Unix()), hash)
}

func hash(salt []byte, id string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(id))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Read returns all erasures that are remembered in the store.
func Read(ctx context.Context, s store.Store) (List, error) {
	var list List
	for from := prefix; ; {
		more := false
		err := s.View(ctx, func(r store.Reader) (err error) {
			if list.Salt, err = r.Get(saltKey); err != nil {
				return err
			}
			page, err := r.Scan(from, store.After(prefix), s.Touch()-1)
			if err != nil {
				return err
			}
			var some []Entry
			for _, p := range page {
				e, err := parse(p.Key)
				if err != nil {
					return err
				}
				some = append(some, e)
			}
			if more = len(page) == s.Touch()-1; more {
				from = page[len(page)-1].Key + "\x00"
			}
			list.Entries = append(list.Entries, some...)
			return nil
		})
		if err != nil {
			return List{}, fmt.Errorf("read who was erased: %w", err)
		}
		if !more {
			return list, nil
		}
	}
}

func parse(key string) (Entry, error) {
	at, hash, ok := strings.Cut(strings.TrimPrefix(key, prefix), "/")
	seconds, err := strconv.ParseInt(at, 16, 64)
	if !ok || err != nil {
		return Entry{}, fmt.Errorf("key %.60q is no erasure", key)
	}
	return Entry{time.Unix(seconds, 0).UTC(), hash}, nil
}

// Since returns the erasures from the time on.
func (l List) Since(t time.Time) List {
	later := List{Salt: l.Salt}
	for _, e := range l.Entries {
		if !e.At.Before(t.Truncate(time.Second)) {
			later.Entries = append(later.Entries, e)
		}
	}
	return later
}

// Has reports whether the person was erased.
func (l List) Has(id string) bool {
	if len(l.Entries) == 0 {
		return false
	}
	h := hash(l.Salt, id)
	for _, e := range l.Entries {
		if e.Hash == h {
			return true
		}
	}
	return false
}

// Repeat erases, by erase, each of the people who is on the list. It goes on after an error, and returns the first; how many it erased
// is returned too.
func (l List) Repeat(ctx context.Context, people []string, erase func(ctx context.Context, id string) error) (erased int, err error) {
	for _, id := range people {
		if !l.Has(id) {
			continue
		}
		if e := erase(ctx, id); e != nil {
			if err == nil {
				err = e
			}
			continue
		}
		erased++
	}
	return erased, err
}

// Keep writes the list into a store, in the place of what it remembers: that of a restored file is older.
func (l List) Keep(ctx context.Context, s store.Store) error {
	page := max(1, s.Touch()-1)
	for rest := l.Entries; ; {
		n := min(len(rest), page)
		err := s.Update(ctx, func(tx store.Tx) error {
			if len(l.Salt) > 0 {
				if err := tx.Put(saltKey, l.Salt); err != nil {
					return err
				}
			}
			for _, e := range rest[:n] {
				if err := tx.Put(key(e.At, e.Hash), nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("keep who was erased: %w", err)
		}
		if rest = rest[n:]; len(rest) == 0 {
			return nil
		}
	}
}

// Forget forgets the erasures before the time, of which no backup can be older.
func Forget(ctx context.Context, s store.Store, before time.Time) error {
	page := max(1, s.Touch()/2)
	for more := true; more; {
		err := s.Update(ctx, func(tx store.Tx) error {
			old, err := tx.Scan(prefix, key(before, ""), page)
			if err != nil {
				return err
			}
			more = len(old) == page
			for _, p := range old {
				if err := tx.Delete(p.Key); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("forget who was erased: %w", err)
		}
	}
	return nil
}
