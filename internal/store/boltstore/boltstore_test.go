package boltstore_test

import (
	"path/filepath"
	"testing"

	"spotter/internal/store"
	"spotter/internal/store/boltstore"
	"spotter/internal/store/storetest"
)

func open(t testing.TB, path string) *boltstore.Store {
	t.Helper()
	s, err := boltstore.Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) store.Store {
		return open(t, filepath.Join(t.TempDir(), "test.db"))
	})
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	storetest.Reopen(t, func(t testing.TB) store.Store { return open(t, path) })
}
