package boltstore_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"spotter/internal/store"
)

func TestBackup(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "test.db"), filepath.Join(folder, "copy.db")
	filled(t, path)
	s := open(t, path)
	defer s.Close()
	for range 2 { // the second replaces the first
		if err := s.Backup(t.Context(), copied); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(copied + ".part"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the unfinished copy is left: %v", err)
	}

	b := open(t, copied)
	defer b.Close()
	if err := b.Check(t.Context()); err != nil {
		t.Error(err)
	}
	err := b.View(t.Context(), func(r store.Reader) error {
		pairs, err := r.Scan("", "", 2000)
		if len(pairs) != 1501 {
			t.Errorf("the copy has %d pairs, want 1500 and when it was made", len(pairs))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestBackupWithoutFolder(t *testing.T) {
	folder := t.TempDir()
	s := open(t, filepath.Join(folder, "test.db"))
	defer s.Close()
	if err := s.Backup(t.Context(), filepath.Join(folder, "none", "copy.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Backup = %v, want %v", err, os.ErrNotExist)
	}
}

func TestCheckFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	write(t, path, bytes.ReplaceAll(filled(t, path), []byte("1/250"), []byte("9/250"))) // out of order
	s := open(t, path)
	defer s.Close()
	if err := s.Check(t.Context()); err == nil {
		t.Error("Check found nothing wrong with keys out of order")
	}
}
