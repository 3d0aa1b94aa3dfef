package boltstore_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"spotter/internal/store"
)

// Of many that write at once, every second one fails after it has written. What those wrote is gone,
// what the others wrote is there, and each returns its own error.
func TestFailuresAmongOthers(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "test.db"))
	defer s.Close()
	const people, times = 16, 20
	no := errors.New("no")
	var wait sync.WaitGroup
	for p := range people {
		wait.Go(func() {
			for i := range times {
				var want error
				if i%2 == 1 {
					want = no
				}
				err := s.Update(t.Context(), func(tx store.Tx) error {
					return errors.Join(tx.Put(fmt.Sprintf("%d/%02d/%02d", i%2, p, i), nil), want)
				})
				if !errors.Is(err, want) || want == nil && err != nil {
					t.Errorf("Update = %v, want %v", err, want)
				}
			}
		})
	}
	wait.Wait()
	err := s.View(t.Context(), func(r store.Reader) error {
		pairs, err := r.Scan("", "1", 1000)
		if len(pairs) != people*times/2 {
			t.Errorf("%d of %d that succeeded are there", len(pairs), people*times/2)
		}
		failed, e := r.Scan("1", "", 1000)
		if len(failed) != 0 {
			t.Errorf("%d that failed are there", len(failed))
		}
		return errors.Join(err, e)
	})
	if err != nil {
		t.Error(err)
	}
}

// A function that panics takes no other's writes with it, and nobody waits for ever.
func TestPanicsAmongOthers(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "test.db"))
	defer s.Close()
	const people = 16
	var wait sync.WaitGroup
	for p := range people {
		wait.Go(func() {
			defer func() {
				if got := recover(); (got == "stop") != (p%2 == 1) {
					t.Errorf("%d recovered %v", p, got)
				}
			}()
			err := s.Update(t.Context(), func(tx store.Tx) error {
				if err := tx.Put(fmt.Sprintf("%02d", p), nil); err != nil {
					return err
				}
				if p%2 == 1 {
					panic("stop")
				}
				return nil
			})
			if err != nil {
				t.Errorf("Update: %v", err)
			}
		})
	}
	wait.Wait()
	err := s.View(t.Context(), func(r store.Reader) error {
		pairs, err := r.Scan("", "", 100)
		if len(pairs) != people/2 {
			t.Errorf("%d of %d writes are there", len(pairs), people/2)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
