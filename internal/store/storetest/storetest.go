// Package storetest is the contract of store.Store as tests: every engine runs them all. Only tests
// import it.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"spotter/internal/store"
)

// Run tests the engine that open makes: a new, empty store each time, which Run closes.
func Run(t *testing.T, open func(testing.TB) store.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"ReadsOwnWrites", testReadsOwnWrites},
		{"Rollback", testRollback},
		{"PanicRollsBack", testPanic},
		{"EmptyValue", testEmptyValue},
		{"ScanBounds", testScanBounds},
		{"DeleteWhileScanning", testDeleteWhileScanning},
		{"Limits", testLimits},
		{"Copies", testCopies},
		{"Touch", testTouch},
		{"Cancelled", testCancelled},
		{"CancelledWaiting", testCancelledWaiting},
		{"Snapshot", testSnapshot},
		{"LostUpdates", testLostUpdates},
		{"Phantoms", testPhantoms},
		{"Interleavings", testInterleavings},
		{"CloseWaits", testCloseWaits},
		{"Closed", testClosed},
		{"Model", testModel},
		{"ManyKeys", testManyKeys},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			t.Cleanup(func() {
				if err := s.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
					t.Errorf("Close: %v", err)
				}
			})
			test.run(t, s)
		})
	}
}

// Reopen tests that what was written is there after Close and another open. Open must open the same
// data each time.
func Reopen(t *testing.T, open func(testing.TB) store.Store) {
	for round := range 3 {
		s := open(t)
		for i := range round {
			wantGet(t, s, fmt.Sprintf("round/%d", i), strings.Repeat("x", i*100))
		}
		put(t, s, fmt.Sprintf("round/%d", round), strings.Repeat("x", round*100))
		put(t, s, "gone", "x")
		update(t, s, func(tx store.Tx) error { return tx.Delete("gone") })
		if err := s.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
	}
	s := open(t)
	defer s.Close()
	wantScan(t, s, "", "", 10, "round/0 round/1 round/2")
}

// update runs fn in a transaction that must succeed.
func update(t testing.TB, s store.Store, fn func(store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// view runs fn on a snapshot, which must succeed.
func view(t testing.TB, s store.Store, fn func(store.Reader) error) {
	t.Helper()
	if err := s.View(context.Background(), fn); err != nil {
		t.Fatalf("View: %v", err)
	}
}

func put(t testing.TB, s store.Store, key, value string) {
	t.Helper()
	update(t, s, func(tx store.Tx) error { return tx.Put(key, []byte(value)) })
}

// wantGet checks the value of key; "-" stands for none.
func wantGet(t testing.TB, s store.Store, key, want string) {
	t.Helper()
	view(t, s, func(r store.Reader) error {
		got, err := r.Get(key)
		switch {
		case err != nil:
			return err
		case want == "-" && got != nil:
			t.Errorf("Get(%q) = %q, want nil", key, got)
		case want != "-" && (got == nil || string(got) != want):
			t.Errorf("Get(%q) = %q (nil: %t), want %q", key, got, got == nil, want)
		}
		return nil
	})
}

// wantScan checks the keys of a scan, joined by spaces.
func wantScan(t testing.TB, s store.Store, from, to string, limit int, want string) {
	t.Helper()
	view(t, s, func(r store.Reader) error {
		pairs, err := r.Scan(from, to, limit)
		if got := keys(pairs); got != want {
			t.Errorf("Scan(%q, %q, %d) = %q, want %q", from, to, limit, got, want)
		}
		return err
	})
}

func keys(pairs []store.Pair) string {
	var all []string
	for _, p := range pairs {
		all = append(all, p.Key)
	}
	return strings.Join(all, " ")
}
