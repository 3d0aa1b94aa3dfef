package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/lease"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
	"spotter/internal/store/transfer"
)

func put(t testing.TB, s store.Store, key, value string) {
	t.Helper()
	if err := s.Update(t.Context(), func(tx store.Tx) error { return tx.Put(key, []byte(value)) }); err != nil {
		t.Fatal(err)
	}
}

func get(t testing.TB, s store.Store, key string) (value string) {
	t.Helper()
	err := s.View(t.Context(), func(r store.Reader) error {
		v, err := r.Get(key)
		if value = "-"; v != nil {
			value = string(v)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func filled(t testing.TB) store.Store {
	s := store.NewMemory()
	for i := range 1234 {
		put(t, s, fmt.Sprintf("plan/%05d", i), strings.Repeat("x", i%300))
	}
	for i := range 40 {
		put(t, s, fmt.Sprintf("big/%d", i), strings.Repeat("y", store.MaxValue))
	}
	put(t, s, strings.Repeat("k", store.MaxKey), "")
	put(t, s, "\xff\xff", "\x00")
	return s
}

func TestCopy(t *testing.T) {
	from := filled(t)
	to, err := boltstore.Open(filepath.Join(t.TempDir(), "to.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	there, err := transfer.Copy(t.Context(), from, to, time.Second)
	if err != nil || there.Entries != 1276 {
		t.Fatalf("Copy = %+v, %v", there, err)
	}
	back := store.NewMemory()
	again, err := transfer.Copy(t.Context(), to, back, time.Second)
	if err != nil || again != there {
		t.Errorf("Copy back = %+v, %v, want %+v", again, err, there)
	}
	if err := errors.Join(transfer.Whole(t.Context(), to), transfer.Whole(t.Context(), back)); err != nil {
		t.Error(err)
	}
}

func TestCopyOfNothing(t *testing.T) {
	if sum, err := transfer.Copy(t.Context(), store.NewMemory(), store.NewMemory(), time.Second); err != nil || sum.Entries != 0 {
		t.Errorf("Copy = %+v, %v", sum, err)
	}
}

func TestCopyKeepsWhatIsThere(t *testing.T) {
	to := store.NewMemory()
	put(t, to, "plan/mine", "1")
	if _, err := transfer.Copy(t.Context(), filled(t), to, time.Second); !errors.Is(err, transfer.ErrNotEmpty) {
		t.Errorf("Copy = %v, want %v", err, transfer.ErrNotEmpty)
	}
	if got := get(t, to, "big/1"); got != "-" {
		t.Errorf("something was copied all the same: %.10q", got)
	}
}

// A fragile store breaks after so many transactions.
type fragile struct {
	store.Store
	left int
}

var errBroken = errors.New("broken")

func (f *fragile) Update(ctx context.Context, fn func(store.Tx) error) error {
	if f.left--; f.left < 0 {
		return errBroken
	}
	return f.Store.Update(ctx, fn)
}

// Wherever a copy is interrupted, the target says that it is not whole, and the next copy goes on, also if the source has
// changed meanwhile.
func TestCopyGoesOn(t *testing.T) {
	from, to := filled(t), store.NewMemory()
	if _, err := transfer.Copy(t.Context(), from, &fragile{to, 0}, time.Second); !errors.Is(err, errBroken) {
		t.Fatalf("Copy = %v", err)
	}
	if err := transfer.Whole(t.Context(), to); err != nil {
		t.Errorf("a store to which nothing was copied: %v", err)
	}
	for n := 1; ; n++ {
		put(t, from, "plan/01000", fmt.Sprint("changed ", n))
		if err := from.Update(t.Context(), func(tx store.Tx) error { return tx.Delete(fmt.Sprintf("plan/%05d", n)) }); err != nil {
			t.Fatal(err)
		}
		sum, err := transfer.Copy(t.Context(), from, &fragile{to, n}, time.Second)
		if err == nil {
			if n < 3 || sum.Entries != 1276-n {
				t.Errorf("try %d copied %d entries", n, sum.Entries)
			}
			break
		}
		if !errors.Is(err, errBroken) {
			t.Fatal(err)
		}
		if err := transfer.Whole(t.Context(), to); !errors.Is(err, transfer.ErrPart) {
			t.Errorf("an interrupted copy counts as whole: %v", err)
		}
		if _, err := transfer.Copy(t.Context(), to, store.NewMemory(), time.Second); !errors.Is(err, transfer.ErrPart) {
			t.Errorf("an interrupted copy was copied: %v", err)
		}
	}
	if got := get(t, to, "plan/01000"); !strings.HasPrefix(got, "changed") {
		t.Errorf("the copy has %q", got)
	}
	if err := transfer.Whole(t.Context(), to); err != nil {
		t.Error(err)
	}
}

// A changing store is written to while it is read.
type changing struct {
	store.Store
	n int
}

func (c *changing) View(ctx context.Context, fn func(store.Reader) error) error {
	c.n++
	err := c.Store.Update(ctx, func(tx store.Tx) error { return tx.Put("plan/00000", fmt.Append(nil, c.n)) })
	return errors.Join(err, c.Store.View(ctx, fn))
}

func TestCopyOfWhatChanges(t *testing.T) {
	to := store.NewMemory()
	if _, err := transfer.Copy(t.Context(), &changing{Store: filled(t)}, to, time.Second); !errors.Is(err, transfer.ErrUnlike) {
		t.Errorf("Copy = %v, want %v", err, transfer.ErrUnlike)
	}
	if err := transfer.Whole(t.Context(), to); !errors.Is(err, transfer.ErrPart) {
		t.Errorf("Whole = %v, want %v", err, transfer.ErrPart)
	}
}

// Neither store may be in use. What processes that have ended left there is not copied, nor is it in the way.
func TestCopyWhileRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const silence = 10 * time.Second
		from, to := store.NewMemory(), store.NewMemory()
		put(t, from, "plan/1", "1")
		for _, s := range []store.Store{from, to} {
			ctx, end := context.WithCancel(t.Context())
			ended := make(chan error)
			m := &lease.Member{Store: s, Log: slog.New(slog.DiscardHandler), For: silence}
			go func() {
				ended <- m.Run(ctx, lease.Task{Names: []string{"x"}, Work: func(ctx context.Context, _ *lease.Lease) error { <-ctx.Done(); return nil }})
			}()
			<-time.After(time.Minute)
			if _, err := transfer.Copy(t.Context(), from, to, silence); !errors.Is(err, transfer.ErrInUse) {
				t.Errorf("Copy = %v, want %v", err, transfer.ErrInUse)
			}
			end()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		put(t, from, "lease/member/killed", "7")
		put(t, to, "lease/held/x", "killed too")
		if sum, err := transfer.Copy(t.Context(), from, to, silence); err != nil || sum.Entries != 1 {
			t.Errorf("Copy = %+v, %v", sum, err)
		}
		if got := get(t, to, "lease/member/killed"); got != "-" {
			t.Errorf("the trace of a process was copied: %q", got)
		}
	})
}
