package boltstore_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

func TestOpenMakesFolderAndFileForOwnerAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "data")
	path := filepath.Join(folder, "test.db")
	defer open(t, path).Close()
	for name, want := range map[string]os.FileMode{folder: 0o700, path: 0o600} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %v, want %v", name, got, want)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	const damaged = "the file is damaged or is no database of Spotter's; move it away, or put a backup in its place"
	for _, test := range []struct {
		name, want string
		prepare    func(t *testing.T, path string)
	}{
		{"locked", "another process is using it; stop that one", func(t *testing.T, path string) {
			other := open(t, path)
			t.Cleanup(func() { other.Close() })
		}},
		{"folder", "this is a folder; name a file in it", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}},
		{"foreign", "it is another program's database", foreign},
		{"short text", damaged, func(t *testing.T, path string) { write(t, path, []byte("not a database\n")) }},
		{"long text", damaged, func(t *testing.T, path string) {
			write(t, path, bytes.Repeat([]byte("not a database\n"), 10_000))
		}},
		{"cut in half", damaged, func(t *testing.T, path string) {
			whole := filled(t, path)
			write(t, path, whole[:len(whole)/2])
		}},
		{"cut in the second meta page", damaged, func(t *testing.T, path string) { write(t, path, filled(t, path)[:5000]) }},
		{"only the meta pages", damaged, func(t *testing.T, path string) { write(t, path, filled(t, path)[:2*4096]) }},
		{"everything after the meta pages overwritten", damaged, func(t *testing.T, path string) {
			whole := filled(t, path)
			for i := range whole[2*4096:] {
				whole[2*4096+i] = 0xa5
			}
			write(t, path, whole)
		}},
		{"both meta pages overwritten", damaged, func(t *testing.T, path string) {
			whole := filled(t, path)
			clear(whole[:2*4096])
			write(t, path, whole)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "test.db")
			test.prepare(t, path)
			wantOpenError(t, path, test.want)
		})
	}
}

func TestOpenUnderAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, nil)
	wantOpenError(t, filepath.Join(file, "test.db"), "part of that path is a file, not a folder")
}

// One half-written meta page is what a crash can leave: bbolt keeps two for that.
func TestOpenAfterAHalfWrittenMetaPage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	whole := filled(t, path)
	clear(whole[16+8 : 16+64]) // behind the page's header and the magic number
	write(t, path, whole)
	s := open(t, path)
	defer s.Close()
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("Check: %v", err)
	}
}

func wantOpenError(t *testing.T, path, want string) {
	t.Helper()
	s, err := boltstore.Open(path, nil)
	if err == nil {
		s.Close()
		t.Fatalf("Open succeeded, want an error that says %q", want)
	}
	got := err.Error()
	if !strings.HasPrefix(got, "open database "+path+": "+want) || strings.Contains(got, "\n") {
		t.Errorf("Open = %q, want one line that says %q", got, want)
	}
}

func foreign(t *testing.T, path string) {
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket([]byte("theirs"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// filled makes a database of some hundred pages and returns its bytes.
func filled(t *testing.T, path string) []byte {
	t.Helper()
	s := open(t, path)
	for page := range 3 {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			for i := range 500 {
				if err := tx.Put(fmt.Sprintf("%d/%d", page, i), make([]byte, 500)); err != nil {
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
	return data
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
