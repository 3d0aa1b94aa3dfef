package boltstore_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// TestEarlierSchemas opens what each earlier version has written, as it was written. The files are kept for ever; a new schema adds
// one of the schema before it.
func TestEarlierSchemas(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/schema-*.db")
	if err != nil || len(fixtures) != boltstore.Schema-1 {
		t.Fatalf("%d files of earlier schemas (%v), want %d", len(fixtures), err, boltstore.Schema-1)
	}
	for _, fixture := range fixtures {
		t.Run(filepath.Base(fixture), func(t *testing.T) {
			data, err := os.ReadFile(fixture)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "test.db")
			write(t, path, data)
			before := raw(t, path)
			for range 2 { // the second time it is up to date
				s := open(t, path)
				count := 0
				err = s.View(t.Context(), func(r store.Reader) error {
					pairs, err := r.Scan("", "", 1000)
					for _, p := range pairs {
						if before[p.Key] != string(p.Value) {
							t.Errorf("%s is not what it was", p.Key)
						}
					}
					count = len(pairs)
					return err
				})
				if err != nil || count != len(before) || count < 40 {
					t.Errorf("%d entries, %v, want %d", count, err, len(before))
				}
				if err := errors.Join(s.Check(t.Context()), s.Close()); err != nil {
					t.Error(err)
				}
			}
			kept := beside(t, path)
			if len(kept) != 1 || !strings.Contains(kept[0], ".schema-") {
				t.Fatalf("beside it are %q, want the file as it was", kept)
			}
			if old, err := os.ReadFile(kept[0]); err != nil || string(old) != string(data) {
				t.Errorf("what was kept is not the file as it was: %v", err)
			}
			s := open(t, path)
			defer s.Close()
			for _, step := range []struct {
				days, want int
			}{{6, 1}, {8, 0}} {
				if err := boltstore.Tidy(s, time.Now().AddDate(0, 0, step.days)); err != nil {
					t.Error(err)
				}
				if got := beside(t, path); len(got) != step.want {
					t.Errorf("after %d days there are %q", step.days, got)
				}
			}
		})
	}
}

// beside returns the files beside the one at path.
func beside(t *testing.T, path string) []string {
	t.Helper()
	names, err := filepath.Glob(path + ".*")
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// raw returns what a file of the first schema has.
func raw(t *testing.T, path string) map[string]string {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all := map[string]string{}
	err = db.View(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte("spotter")).ForEach(func(k, v []byte) error {
			all[string(k)] = string(v)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestNewerSchema: a file of a later version is refused in one sentence, and not touched.
func TestNewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket([]byte("spotter/99"))
		return err
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	wantOpenError(t, path, "it was written by a newer version of Spotter; run that one")
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file was changed: %v", err)
	}
}
