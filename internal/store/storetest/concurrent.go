package storetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"

	"spotter/internal/store"
)

// together runs fn n times at once and waits.
func together(n int, fn func(i int)) {
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { fn(i) })
	}
	wait.Wait()
}

func testCancelled(t *testing.T, s store.Store) {
	done, cancel := context.WithCancel(t.Context())
	cancel()
	no := func() { t.Error("fn ran under a cancelled context") }
	if err := s.View(done, func(store.Reader) error { no(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("View = %v, want %v", err, context.Canceled)
	}
	if err := s.Update(done, func(store.Tx) error { no(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("Update = %v, want %v", err, context.Canceled)
	}

	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(tx store.Tx) error { cancel(); return tx.Put("a", nil) })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Update that is cancelled within = %v, want %v", err, context.Canceled)
	}
	wantGet(t, s, "a", "-")
}

// An Update that waits for another gives up when its context does. One that need not wait is under way by then, and
// writes nothing.
func testCancelledWaiting(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var start sync.Once
	var waiting sync.WaitGroup
	update(t, s, func(tx store.Tx) error {
		start.Do(func() {
			waiting.Go(func() {
				err := s.Update(ctx, func(tx store.Tx) error {
					<-ctx.Done()
					return tx.Put("b", nil)
				})
				if !errors.Is(err, context.Canceled) {
					t.Errorf("Update = %v, want %v", err, context.Canceled)
				}
			})
			cancel()
		})
		return tx.Put("a", nil)
	})
	waiting.Wait()
	wantGet(t, s, "b", "-")
}

// A view sees one state from its first read to its last, whatever is written meanwhile. It does not
// wait for the writer: an engine may let writers wait for views.
func testSnapshot(t *testing.T, s store.Store) {
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := range 100 {
			value := []byte(strconv.Itoa(i))
			err := s.Update(context.Background(), func(tx store.Tx) error {
				return errors.Join(tx.Put("a", value), tx.Put("b", value), tx.Put("list/"+string(value), nil))
			})
			if err != nil {
				t.Errorf("Update: %v", err)
			}
		}
	})
	together(2, func(int) {
		for range 100 {
			err := s.View(context.Background(), func(r store.Reader) error { return checkSnapshot(t, r) })
			if err != nil {
				t.Errorf("View: %v", err)
			}
		}
	})
	writing.Wait()
	wantGet(t, s, "a", "99")
}

func checkSnapshot(t *testing.T, r store.Reader) error {
	a, err := r.Get("a")
	if err != nil {
		return err
	}
	list, err := r.Scan("list/", store.After("list/"), 1000)
	if err != nil {
		return err
	}
	b, err := r.Get("b")
	if err != nil {
		return err
	}
	want := "" // before the first write
	if len(list) > 0 {
		want = strconv.Itoa(len(list) - 1)
	}
	if string(a) != want || string(b) != want {
		t.Errorf("one view saw a = %q, b = %q, and a list of %d", a, b, len(list))
	}
	return nil
}

func testLostUpdates(t *testing.T, s store.Store) {
	const people, times = 8, 20
	together(people, func(int) {
		for range times {
			err := s.Update(context.Background(), func(tx store.Tx) error { return add(tx, "n", 1) })
			if err != nil {
				t.Errorf("Update: %v", err)
			}
		}
	})
	wantGet(t, s, "n", strconv.Itoa(people*times))
}

// add adds n to the number under key.
func add(tx store.Tx, key string, n int) error {
	value, err := tx.Get(key)
	if err != nil {
		return err
	}
	old, _ := strconv.Atoi(string(value)) // 0 if absent
	return tx.Put(key, []byte(strconv.Itoa(old+n)))
}

// Twelve writers count what is there and add one if there are fewer than ten: a scan conflicts with
// what others insert into its range.
func testPhantoms(t *testing.T, s store.Store) {
	const quota = 10
	full := errors.New("full")
	together(12, func(writer int) {
		for i := range 5 {
			err := s.Update(context.Background(), func(tx store.Tx) error {
				pairs, err := tx.Scan("seat/", store.After("seat/"), quota)
				if err != nil {
					return err
				}
				if len(pairs) >= quota {
					return full
				}
				return tx.Put(fmt.Sprintf("seat/%d/%d", writer, i), nil)
			})
			if err != nil && !errors.Is(err, full) {
				t.Errorf("Update: %v", err)
			}
		}
	})
	view(t, s, func(r store.Reader) error {
		pairs, err := r.Scan("seat/", store.After("seat/"), 100)
		if len(pairs) != quota {
			t.Errorf("%d seats taken, want %d", len(pairs), quota)
		}
		return err
	})
}

// Close lets the transaction that it meets commit.
func testCloseWaits(t *testing.T, s store.Store) {
	var closing sync.WaitGroup
	started := make(chan struct{})
	update(t, s, func(tx store.Tx) error {
		closing.Go(func() {
			close(started)
			if err := s.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		<-started
		if err := tx.Put("a", nil); err != nil {
			return err
		}
		_, err := tx.Scan("", "", 1)
		return err
	})
	closing.Wait()
}

func testClosed(t *testing.T, s store.Store) {
	put(t, s, "a", "1")
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	for name, err := range map[string]error{
		"View":   s.View(t.Context(), func(store.Reader) error { t.Error("fn ran"); return nil }),
		"Update": s.Update(t.Context(), func(store.Tx) error { t.Error("fn ran"); return nil }),
		"Close":  s.Close(),
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s of a closed store = %v, want %v", name, err, store.ErrClosed)
		}
	}
}
