package boltstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/racetest"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// A copy holds nothing that was deleted, nor what is skipped, whatever else is in the file.
func TestBackupIsCompact(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "test.db"), filepath.Join(folder, "copy.db")
	s := open(t, path)
	defer s.Close()
	secret := bytes.Repeat([]byte("erased-and-gone "), 200)
	put := func(key string, value []byte) {
		t.Helper()
		err := s.Update(t.Context(), func(tx store.Tx) error {
			if value == nil {
				return tx.Delete(key)
			}
			return tx.Put(key, value)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put("inbox/1/waits", secret)
	put("plan/1", []byte("kept"))
	put("plan/2", secret)
	put("plan/2", nil)
	if err := s.Backup(t.Context(), copied, "inbox/*/wait"); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]bool{"kept": true, "erased-and-gone": false, "plan/2": false, "inbox/": false} {
		if bytes.Contains(data, []byte(word)) != want {
			t.Errorf("the copy holds %q: %v, want %v", word, !want, want)
		}
	}
	report, err := boltstore.Inspect(t.Context(), copied)
	if err != nil || report.Damage != nil || report.Keys != 2 || time.Since(report.Copied) > time.Minute || report.Families["plan"] != 1 {
		t.Errorf("Inspect = %+v, %v", report, err)
	}
}

// While others write, a copy is one moment of the store: a transaction is in it whole or not at all.
func TestBackupIsOneMoment(t *testing.T) {
	folder := t.TempDir()
	s := open(t, filepath.Join(folder, "test.db"))
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	for writer := range 4 {
		writing.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				err := s.Update(context.WithoutCancel(ctx), func(tx store.Tx) error {
					for part := range 20 { // what is in one transaction is alike
						if err := tx.Put(fmt.Sprintf("%02d/%d/%d", part, writer, n%50), fmt.Appendf(nil, "%d", n)); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for n := range 50 {
		path := filepath.Join(folder, fmt.Sprintf("copy-%d.db", n))
		if err := s.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		wantMoment(t, path)
	}
	cancel()
	writing.Wait()
}

// wantMoment holds that each transaction of TestBackupIsOneMoment is whole in a file.
func wantMoment(t *testing.T, path string) {
	t.Helper()
	b := open(t, path)
	defer b.Close()
	err := b.View(t.Context(), func(r store.Reader) error {
		pairs, err := r.Scan("", "", 10000)
		first := map[string]string{}
		for _, p := range pairs {
			part, rest, _ := strings.Cut(p.Key, "/")
			if part == "00" {
				first[rest] = string(p.Value)
			}
			if part != "ops" && string(p.Value) != first[rest] {
				t.Errorf("%s is %s, and %s in the first part", p.Key, p.Value, first[rest])
			}
		}
		if len(pairs) != 20*len(first)+1 {
			t.Errorf("there are %d keys, want %d", len(pairs), 20*len(first))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// A backup that is given up leaves nothing.
func TestBackupGivenUp(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "test.db")
	filled(t, path)
	s := open(t, path)
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Backup(ctx, filepath.Join(folder, "copy.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("Backup = %v, want %v", err, context.Canceled)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "copy*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Whatever is damaged in a file is reported, and never ends the program.
func TestInspectDamage(t *testing.T) {
	racetest.Skip(t)
	path := filepath.Join(t.TempDir(), "test.db")
	whole := filled(t, path)
	random := rand.New(rand.NewPCG(1, 2))
	clean := 0
	for n := range 200 {
		data := bytes.Clone(whole)
		switch at := random.IntN(len(data)); n % 4 {
		case 0: // bits
			data[at] ^= 1 << random.IntN(8)
		case 1: // a page of nothing
			copy(data[at/4096*4096:], make([]byte, 4096))
		case 2: // scribbled
			for i := range min(40, len(data)-at) {
				data[at+i] = byte(random.Uint32())
			}
		case 3: // cut
			data = data[:at]
		}
		write(t, path, data)
		report, err := boltstore.Inspect(t.Context(), path)
		if err == nil && report.Damage == nil {
			clean++ // it hit what holds nothing, or a value
		}
	}
	if clean > 170 {
		t.Errorf("%d of 200 damaged files look whole", clean)
	}
	write(t, path, whole)
	if report, err := boltstore.Inspect(t.Context(), path); err != nil || report.Damage != nil || report.Keys != 1500 {
		t.Errorf("the whole file: %+v, %v", report, err)
	}
}

func TestReplace(t *testing.T) {
	folder := t.TempDir()
	path, next, kept := filepath.Join(folder, "a.db"), filepath.Join(folder, "b.db"), filepath.Join(folder, "a.db.before")
	write(t, path, []byte("old"))
	write(t, next, []byte("new"))
	if err := boltstore.Replace(path, next, kept); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{path: "new", kept: "old"} {
		if got, err := os.ReadFile(name); string(got) != want {
			t.Errorf("%s holds %q, %v, want %q", name, got, err, want)
		}
	}
	write(t, next, []byte("newer"))
	if err := boltstore.Replace(path, next, kept); err == nil {
		t.Error("what was kept before is lost")
	}
}
