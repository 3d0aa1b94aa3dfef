package boltstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"

	"spotter/internal/racetest"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

const page = 4096

// A logBook keeps what was logged.
type logBook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBook) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBook) log() *slog.Logger { return slog.New(slog.NewTextHandler(b, nil)) }

func (b *logBook) errors() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Count(b.text.String(), "level=ERROR")
}

func (b *logBook) warnings() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Count(b.text.String(), "level=WARN")
}

// people makes a file as the program does: many entries of a few kinds, rewritten over and over, with free pages in between.
func people(t *testing.T, path string) (data []byte, want map[string]string) {
	t.Helper()
	s := open(t, path)
	want = map[string]string{}
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 40 {
		err := s.Update(t.Context(), func(tx store.Tx) error {
			for range 60 {
				key := fmt.Sprintf("%s/telegram:%d", []string{"plan", "due", "past"}[r.IntN(3)], r.IntN(700))
				value := fmt.Sprintf("%d %s", round, strings.Repeat("x", r.IntN(120)))
				want[key] = value
				if err := tx.Put(key, []byte(value)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data, want
}

// hurt damages one random place of a file, and says how.
func hurt(r *rand.Rand, data []byte) (damaged []byte, how string) {
	data = bytes.Clone(data)
	pages := len(data) / page
	n := r.IntN(pages)
	at := n * page
	switch r.IntN(7) {
	case 0, 1:
		bit := at + r.IntN(600) // where headers and elements are
		data[bit] ^= 1 << r.IntN(8)
		how = fmt.Sprintf("a bit of page %d at %d", n, bit-at)
	case 2:
		bit := at + r.IntN(page)
		data[bit] ^= 1 << r.IntN(8)
		how = fmt.Sprintf("a bit of page %d at %d", n, bit-at)
	case 3:
		clear(data[at : at+page])
		how = fmt.Sprintf("page %d zeroed", n)
	case 4:
		for i := range page {
			data[at+i] = byte(r.Uint32())
		}
		how = fmt.Sprintf("page %d scribbled", n)
	case 5:
		from := at + 16 + r.IntN(page-60)
		for i := range 40 {
			data[from+i] = byte(r.Uint32())
		}
		how = fmt.Sprintf("40 bytes of page %d at %d", n, from-at)
	case 6:
		cut := 1 + r.IntN(2*page)
		data = data[:len(data)-cut]
		how = fmt.Sprintf("%d bytes cut off", cut)
	}
	return data, how
}

// readAll reads every key by itself and by scans, as often as the store mends itself.
func readAll(ctx context.Context, s *boltstore.Store, want map[string]string) (got map[string]string, err error) {
	for range 3 {
		got = map[string]string{}
		err = s.View(ctx, func(r store.Reader) error {
			pairs, err := r.Scan("", "", 10_000)
			for _, p := range pairs {
				got[p.Key] = string(p.Value)
			}
			if err != nil {
				return err
			}
			for key := range want {
				value, err := r.Get(key)
				if err != nil {
					return err
				}
				if scanned, ok := got[key]; ok != (value != nil) || scanned != string(value) {
					return fmt.Errorf("%s is %q by Get and %q by Scan: %w", key, value, scanned, store.ErrDamaged)
				}
			}
			return nil
		})
		if !errors.Is(err, store.ErrDamaged) {
			return got, err
		}
		if err := s.Check(ctx); err == nil {
			return got, errors.New("reads differ, and the check finds nothing")
		}
	}
	return got, err
}

// TestDamage damages 300 random places, one at a time. Each time the program either refuses the file in a sentence or goes on with what
// is not on the damaged page; what is missing was named in the log, nothing is wrong, and what is written then stays.
func TestDamage(t *testing.T) {
	racetest.Skip(t)
	folder := t.TempDir()
	whole, want := people(t, filepath.Join(folder, "whole.db"))
	places := 300
	if testing.Short() {
		places = 60
	}
	refused, lossless, mended, silent := 0, 0, 0, 0
	for n := range places {
		r := rand.New(rand.NewPCG(7, uint64(n)))
		data, how := hurt(r, whole)
		path := filepath.Join(folder, fmt.Sprintf("%d.db", n))
		write(t, path, data)
		var book logBook
		s, err := boltstore.Open(path, book.log())
		if err != nil {
			if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "put a backup in its place") {
				t.Errorf("%s: %v", how, err)
			}
			refused++
			continue
		}
		ctx, cancel := context.WithCancel(t.Context())
		boltstore.CheckNow(ctx, s)
		got, err := readAll(ctx, s, want)
		if err != nil {
			t.Errorf("%s: %v", how, err)
		}
		lost := 0
		for key, value := range want {
			if is, ok := got[key]; !ok {
				lost++
			} else if is != value && book.warnings() == 0 { // with the newest header, what was written last is gone
				t.Errorf("%s: %s is %.20q, want %.20q", how, key, is, value)
			}
		}
		for key := range got {
			if _, ok := want[key]; !ok {
				t.Errorf("%s: %q was never written", how, key)
			}
		}
		switch {
		case lost > 0 && book.errors() == 0 && book.warnings() == 0:
			silent++
			t.Errorf("%s: %d keys are lost without a word", how, lost)
		case lost > 80:
			t.Errorf("%s: %d of %d keys are lost, more than a page holds", how, lost, len(want))
		case lost == 0:
			lossless++
		default:
			mended++
		}
		if err := s.Update(ctx, func(tx store.Tx) error { return tx.Put("after", []byte("x")) }); err != nil {
			t.Errorf("%s: write afterwards: %v", how, err)
		}
		if err := s.Check(ctx); err != nil {
			t.Errorf("%s: check afterwards: %v", how, err)
		}
		cancel()
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", how, err)
		}
		report, err := boltstore.Inspect(t.Context(), path)
		if err := errors.Join(err, report.Damage); err != nil {
			t.Errorf("%s: %v", how, err)
		}
	}
	t.Logf("of %d places: %d cost nothing, %d cost what was on a page and said so, %d were refused, %d were silent", places, lossless, mended, refused, silent)
}

// TestDamageWhileRunning: a page that is damaged while the store is open is met by a transaction, which fails once; the next one goes on.
func TestDamageWhileRunning(t *testing.T) {
	for name, hurt := range map[string]func(leaf []byte){
		"zeroed":              func(leaf []byte) { clear(leaf) },
		"40 bytes":            func(leaf []byte) { copy(leaf[20:], bytes.Repeat([]byte{0xF3, 0x81}, 20)) },
		"a length":            func(leaf []byte) { copy(leaf[16+8:], "\xff\xff\xff\x7f") },
		"the value of a pair": func(leaf []byte) { leaf[page-20] ^= 4; leaf[bytes.LastIndexByte(leaf, 'x')] ^= 1 },
	} {
		for _, how := range []string{"read", "write"} {
			t.Run(name+"/"+how, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "test.db")
				_, want := people(t, path)
				var book logBook
				s, err := boltstore.Open(path, book.log())
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				key := hurtLeaf(t, path, hurt)
				err = s.Update(t.Context(), func(tx store.Tx) error {
					if how == "write" {
						return errors.Join(tx.Put(key, []byte("new")), tx.Put(key+"+", nil))
					}
					_, err := tx.Scan(key[:5], "", 5000)
					return err
				})
				if how == "read" && !errors.Is(err, store.ErrDamaged) {
					t.Errorf("a transaction on the damaged page = %v", err)
				}
				boltstore.CheckNow(t.Context(), s)
				got, err := readAll(t.Context(), s, want)
				if err != nil {
					t.Fatal(err)
				}
				if lost := len(want) - len(got); lost > 80 {
					t.Errorf("%d keys are lost", lost)
				}
				if book.errors() == 0 {
					t.Error("nothing was logged")
				}
				if err := s.Check(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// hurtLeaf damages the leaf of due entries with the most of them in the open file at path, and returns one of its keys.
func hurtLeaf(t *testing.T, path string, hurt func([]byte)) (key string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := boltstore.LeafOf(t, data, "due/telegram:3")
	leaf := data[at : at+page]
	i := bytes.Index(leaf, []byte("due/telegram:"))
	key = string(leaf[i : i+15])
	hurt(leaf)
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt(leaf, int64(at)); err != nil {
		t.Fatal(err)
	}
	return key
}

func TestCheckFindsWhatBboltFinds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	people(t, path)
	s := open(t, path)
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.View(func(tx *bolt.Tx) error {
		for err := range tx.Check() {
			t.Error(err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}
