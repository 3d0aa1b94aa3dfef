package boltstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// TestWipe: what was deleted cannot be found in the file any more, nor in a backup of before the wiping; and who reads and writes
// meanwhile sees nothing of it.
func TestWipe(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "test.db")
	_, want := people(t, path)
	s := open(t, path)
	defer s.Close()
	const id, value = "telegram:471100815", "Europe/Berlin at 07:30"
	put := func(key, value string) {
		t.Helper()
		if err := s.Update(t.Context(), func(tx store.Tx) error { return tx.Put(key, []byte(value)) }); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 300 {
		put("plan/"+id, fmt.Sprint(value, n))
		put(fmt.Sprintf("due/%d/%s", n, id), value+strings.Repeat(".", n*30))
	}
	err := s.Update(t.Context(), func(tx store.Tx) error {
		err := tx.Delete("plan/" + id)
		for n := range 300 {
			err = errors.Join(err, tx.Delete(fmt.Sprintf("due/%d/%s", n, id)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !holds(t, path, id) {
		t.Fatal("the file has nothing left of what was deleted: this test proves nothing")
	}
	copied := filepath.Join(folder, "copy.db")
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if holds(t, copied, id) || holds(t, copied, value) {
		t.Error("a backup has what was deleted")
	}

	ctx, stop := context.WithCancel(t.Context())
	var others sync.WaitGroup
	for n := range 4 {
		others.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				key := fmt.Sprintf("other/%d/%d", n, i%50)
				if err := s.Update(t.Context(), func(tx store.Tx) error { return tx.Put(key, bytes.Repeat([]byte("y"), i%900)) }); err != nil {
					t.Error(err)
					return
				}
				if got, err := readAll(t.Context(), s, want); err != nil || len(got) < len(want) {
					t.Errorf("%d entries, %v, want %d and more", len(got), err, len(want))
					return
				}
			}
		})
	}
	err = s.Wipe(t.Context())
	stop()
	others.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if holds(t, path, id) || holds(t, path, value) {
		t.Error("the file still has what was deleted")
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func holds(t *testing.T, path, text string) bool {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(data, []byte(text))
}

// TestGone: a file that is deleted or replaced under the program is noticed, and nothing is promised to be kept any more.
func TestGone(t *testing.T) {
	for name, do := range map[string]func(path string) error{
		"deleted": os.Remove,
		"replaced": func(path string) error {
			return errors.Join(os.WriteFile(path+".other", []byte("x"), 0o600), os.Rename(path+".other", path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "test.db")
			var book logBook
			s, err := boltstore.Open(path, book.log())
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			boltstore.LookNow(s)
			put := func() error {
				return s.Update(t.Context(), func(tx store.Tx) error { return tx.Put("a", nil) })
			}
			if err := put(); err != nil || book.errors() != 0 {
				t.Fatalf("before: %v, %d errors logged", err, book.errors())
			}
			if err := do(path); err != nil {
				t.Fatal(err)
			}
			boltstore.LookNow(s)
			boltstore.LookNow(s)
			if err := put(); err == nil || book.errors() != 1 || !s.Stats().Gone {
				t.Errorf("Update = %v, %d errors logged, want one of each", err, book.errors())
			}
		})
	}
}
