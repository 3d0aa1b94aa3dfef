package reminders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	bolt "go.etcd.io/bbolt"

	"spotter/internal/erasure"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
	"spotter/internal/store/storetest"
)

// logged is what was logged.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// TestKeysThatCannotBe: what stands among the due entries and is none costs nobody a card, whenever it would be due. It is set
// aside once, and named.
func TestKeysThatCannotBe(t *testing.T) {
	const seconds = "386d4ba0" // 2000-01-01 00:35 and before all cards
	for name, key := range map[string]string{
		"short":               "due/a/0386d",
		"no digits":           "due/a/0zzzzzzzz00000000pa",
		"to come, no digits":  "due/a/0386f0zzz00000000p1",
		"far, no digits":      "due/a/7gggggggg00000000p1",
		"no id":               "due/a/0" + seconds + "00000000p",
		"no kind":             "due/a/0" + seconds + "00000000x1",
		"long":                "due/a/0" + seconds + "0000000zp" + strings.Repeat("9", 480),
		"beyond all":          "due/a/zzzzzzzzzzzzzzzzzzzzzzzzzzzz",
		"only the lane":       "due/a/",
		"of another's letter": "due/a/0" + seconds + "00000000p1\xff",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := openDesk(t)
				var log logged
				d.stop()
				d.Log = slog.New(slog.NewTextHandler(&log, nil))
				for n := range 4 {
					d.on(fmt.Sprintf("a:%d", n), "UTC")
				}
				if err := d.Store.Update(t.Context(), func(tx store.Tx) error { return tx.Put(key, []byte("?")) }); err != nil {
					t.Fatal(err)
				}
				d.start()
				time.Sleep(time.Minute)
				st, err := d.Status(t.Context(), "a:1")
				if err != nil || len(st.Next) == 0 || time.Until(st.When) < 7*time.Hour {
					t.Errorf("status: next %v, %v, want eight o'clock", st.When, err)
				}
				time.Sleep(8 * time.Hour)
				if got := d.take(); len(got) != 4 {
					t.Errorf("sent %q, want 4", got)
				}
				if n := strings.Count(log.String(), "set a damaged entry aside"); n > 1 {
					t.Errorf("%d times set aside", n)
				}
			})
		})
	}
}

// TestDamagedEntryRings: an entry whose value cannot be read rings all the same, at its time, and again.
func TestDamagedEntryRings(t *testing.T) {
	for _, value := range []string{"", "\x07", "\x01\xff\xff", "\x01", strings.Repeat("\x80", 60)} {
		synctest.Test(t, func(t *testing.T) {
			d := openDesk(t)
			d.stop()
			d.on("a:1", "UTC")
			d.on("a:2", "UTC")
			damageDue(t, d.Store, "a:1", []byte(value))
			d.start()
			if _, err := d.Status(t.Context(), "a:1"); err != nil {
				t.Errorf("status with %q: %v", value, err)
			}
			time.Sleep(8*time.Hour + time.Minute)
			d.want("a:1 2000-01-01 0 08:00:00", "a:2 2000-01-01 0 08:00:00")
			time.Sleep(12 * time.Hour)
			d.want("a:1 2000-01-01 1 20:00:00", "a:2 2000-01-01 1 20:00:00")
		})
	}
}

// damageDue sets the value of the owner's due entry.
func damageDue(t *testing.T, s store.Store, owner string, value []byte) {
	t.Helper()
	err := s.Update(t.Context(), func(tx store.Tx) error {
		p, err := loadPlan(tx, owner)
		if err != nil {
			return err
		}
		return tx.Put(dueKey(owner, p.due, p.Created, kindPlan), value)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestLostEntriesAreRebuilt: plans whose due entries are gone ring again: those lost before the start, also when they were due while nothing
// ran, and those lost meanwhile.
func TestLostEntriesAreRebuilt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		var log logged
		d.stop()
		d.Log = slog.New(slog.NewTextHandler(&log, nil))
		var want []string
		for n := range 250 { // more than a page
			owner := fmt.Sprintf("a:%d", n)
			d.on(owner, "UTC")
			want = append(want, owner+" 2000-01-01 0 09:00:00 late")
		}
		d.start()
		time.Sleep(time.Minute)
		d.stop()
		loseDue(t, d.Store, 100)
		time.Sleep(9*time.Hour - time.Minute)
		d.start()
		time.Sleep(10 * time.Second)
		got := d.take()
		if len(got) != len(want) {
			t.Errorf("%d people got what came due while nothing ran, want %d", len(got), len(want))
		}
		loseDue(t, d.Store, 100)
		d.Sweep()
		time.Sleep(11*time.Hour + time.Minute)
		if got := d.take(); len(got) != len(want) {
			t.Errorf("%d people got the card of the evening, want %d", len(got), len(want))
		}
		if n := strings.Count(log.String(), "plans=100"); n != 2 {
			t.Errorf("what was rebuilt is logged %d times, want 2: %s", n, log.String())
		}
		time.Sleep(12 * time.Hour)
		if got := d.take(); len(got) != len(want) {
			t.Errorf("%d people got the card of the next morning, want %d", len(got), len(want))
		}
	})
}

// loseDue deletes n due entries.
func loseDue(t *testing.T, s store.Store, n int) {
	t.Helper()
	err := s.Update(t.Context(), func(tx store.Tx) error {
		pairs, err := tx.Scan(duePrefix, store.After(duePrefix), n)
		for _, p := range pairs {
			err = errors.Join(err, tx.Delete(p.Key))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestDamageIsMet: over every engine, keys that cannot be read and commits that fail cost a moment, and nobody a card.
func TestDamageIsMet(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) store.Store{
		"memory": func(*testing.T) store.Store { return store.NewMemory() },
		"bolt": func(t *testing.T) store.Store {
			s, err := boltstore.Open(filepath.Join(t.TempDir(), "test.db"), nil)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			defer s.Close()
			var ahead time.Duration
			f := &storetest.Faulty{Store: s}
			b := &Book{Store: f, Now: func() time.Time { return time.Now().Add(ahead) }}
			for n := range 40 {
				if _, _, err := b.On(t.Context(), fmt.Sprintf("a:%d", n), Setup{Place: "x", Zone: "UTC"}); err != nil {
					t.Fatal(err)
				}
			}
			var lost []string
			err := s.View(t.Context(), func(r store.Reader) error {
				pairs, err := r.Scan(duePrefix, store.After(duePrefix), 40)
				for i, p := range pairs {
					if i%9 == 0 {
						lost = append(lost, p.Key)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			next, err := b.Status(t.Context(), "a:0")
			if err != nil {
				t.Fatal(err)
			}
			ahead = time.Until(next.When) + time.Second
			f.Lose(lost...)
			f.FailCommits(2)
			got := deliver(t, b, 40)
			if len(got) != 40 || f.Met != len(lost)+2 {
				t.Errorf("%d people got a card, %d faults were met, want 40 and %d", len(got), f.Met, len(lost)+2)
			}
		})
	}
}

// deliver runs the book's delivery until so many people have had a card, but not for long.
func deliver(t *testing.T, b *Book, people int) map[string]int {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	got, mu := map[string]int{}, sync.Mutex{}
	b.Run(ctx, senderFunc(func(c Card) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		if got[c.Owner]++; len(got) == people {
			stop()
		}
		return "1", nil
	}), "a")
	return got
}

type senderFunc func(Card) (string, error)

func (f senderFunc) Send(_ context.Context, c Card) (string, error) { return f(c) }

// TestDamagedPageOfAFile zeroes, in a real file, the page of due entries, and then one of plans, and starts again.
func TestDamagedPageOfAFile(t *testing.T) {
	const people = 60
	for _, prefix := range []string{duePrefix, planPrefix} {
		t.Run(prefix, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "test.db")
			s, err := boltstore.Open(path, nil)
			if err != nil {
				t.Fatal(err)
			}
			var ahead time.Duration
			b := &Book{Store: s, Now: func() time.Time { return time.Now().Add(ahead) }}
			var next Status
			for n := range people {
				owner := fmt.Sprintf("a:%d", n)
				if _, _, err := b.On(t.Context(), owner, Setup{Place: strings.Repeat("place of "+owner, 8), Zone: "UTC"}); err != nil {
					t.Fatal(err)
				}
				if next, err = b.Status(t.Context(), owner); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			hit, plans := zeroLeaf(t, path, prefix+"a")
			var log logged
			if s, err = boltstore.Open(path, slog.New(slog.NewTextHandler(&log, nil))); err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			ahead = time.Until(next.When) + 5*time.Second
			b = &Book{Store: s, Now: b.Now, Log: slog.New(slog.NewTextHandler(&log, nil))}
			want := people - plans
			if got := deliver(t, b, want); len(got) != want || hit == 0 {
				t.Errorf("%d people got a card, want %d; %d keys were on the page", len(got), want, hit)
			}
			if text := log.String(); !strings.Contains(text, "a part of the database is damaged") || !strings.Contains(text, prefix) {
				t.Errorf("the log does not name what is damaged: %s", text)
			}
		})
	}
}

// zeroLeaf zeroes the leaf page in use that has the most keys with the prefix, and returns how many, and how many plans were on it.
func zeroLeaf(t *testing.T, path, prefix string) (keys, plans int) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	leaf := map[int]bool{}
	err = db.View(func(tx *bolt.Tx) error {
		for id := 2; ; id++ {
			p, err := tx.Page(id)
			if err != nil || p == nil {
				return err
			}
			leaf[id] = p.Type == "leaf"
		}
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	best := 0
	for id := range leaf {
		if n := bytes.Count(data[id*4096:(id+1)*4096], []byte(prefix)); leaf[id] && n > keys {
			best, keys = id, n
		}
	}
	plans = bytes.Count(data[best*4096:(best+1)*4096], []byte(planPrefix+"a"))
	clear(data[best*4096 : (best+1)*4096])
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return keys, plans
}

// TestErasedIsErased: after an erasure and a wipe neither the file nor a backup has the id, the place or the zone of the person.
func TestErasedIsErased(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "test.db"), filepath.Join(folder, "backup.db")
	s, err := boltstore.Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := &Book{Store: s}
	for n := range 50 {
		if _, _, err := b.On(t.Context(), fmt.Sprintf("a:%d", n), Setup{Place: "elsewhere", Zone: "UTC"}); err != nil {
			t.Fatal(err)
		}
	}
	const owner, place = "a:471100815", "room-of-471100815"
	for n := range 20 {
		if _, _, err := b.On(t.Context(), owner, Setup{Place: place, Zone: []string{"Asia/Kathmandu", "Pacific/Chatham"}[n%2]}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(b.AskLater(t.Context(), owner, place, time.Now().Add(time.Hour)), b.RemindOnce(t.Context(), owner, place, time.Now().Add(time.Hour))); err != nil {
		t.Fatal(err)
	}
	found := func(path string) bool {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(data, []byte("471100815"))
	}
	if !found(path) {
		t.Fatal("the file never had it")
	}
	if err := errors.Join(b.Erase(t.Context(), owner), s.Backup(t.Context(), backup), s.Wipe(t.Context())); err != nil {
		t.Fatal(err)
	}
	if found(path) || found(backup) {
		t.Errorf("the file has it: %v, the backup: %v", found(path), found(backup))
	}
	list, err := erasure.Read(t.Context(), s)
	if err != nil || !list.Has(owner) || list.Has("a:1") {
		t.Errorf("what is noted: %v, %v", list, err)
	}
}
