package formcheck_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"spotter/internal/formcheck"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// counting counts the transactions that write.
type counting struct {
	store.Store
	updates int
}

func (c *counting) Update(ctx context.Context, fn func(store.Tx) error) error {
	c.updates++
	return c.Store.Update(ctx, fn)
}

// TestBulkIsPaged: closing many checks, and removing all of a group that was left, takes a transaction for as many as fit one, and not one
// or more for each.
func TestBulkIsPaged(t *testing.T) {
	for name, open := range map[string]func() store.Store{
		"memory": func() store.Store { return store.NewMemory() },
		"bolt": func() store.Store {
			s, err := boltstore.Open(filepath.Join(t.TempDir(), "test.db"), nil)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			const checks = 300
			s := &counting{Store: open()}
			defer s.Close()
			d := formcheck.New(s)
			now := noon
			for n := range checks {
				in := intake(fmt.Sprintf("x:%d", n), n)
				c := mustOpen(t, d, now, in)
				for voter := range n % 4 {
					if _, _, err := d.Vote(t.Context(), now, c.ID, fmt.Sprintf("x:v%d", voter), "ears", ""); err != nil {
						t.Fatal(err)
					}
				}
				now = now.Add(5 * time.Minute)
			}
			idle := now.Add(31 * 24 * time.Hour)
			s.updates = 0
			begin := time.Now()
			if got := events(t, d, idle); len(got) != checks || s.updates > checks/40 {
				t.Errorf("%d checks closed in %d transactions, want %d in a few", len(got), s.updates, checks)
			}
			t.Logf("closed: %v a check", time.Since(begin)/checks)
			home := intake("x:a", 1).Home
			if err := d.Left(t.Context(), idle, home); err != nil {
				t.Fatal(err)
			}
			s.updates = 0
			begin = time.Now()
			events(t, d, idle.Add(31*24*time.Hour))
			if s.updates > checks/30 {
				t.Errorf("%d checks were removed in %d transactions", checks, s.updates)
			}
			t.Logf("removed: %v a check", time.Since(begin)/checks)
			wantOnly(t, s)
		})
	}
}

// wantOnly checks that nothing of people is left.
func wantOnly(t *testing.T, s store.Store) {
	t.Helper()
	err := s.View(t.Context(), func(r store.Reader) error {
		pairs, err := r.Scan("", "", 100)
		for _, p := range pairs {
			if p.Key != "check/count" && p.Key != "check/seal" && !strings.HasPrefix(p.Key, "check/due/") {
				t.Errorf("left: %s", p.Key)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTasksThatCannotBe: what stands among the tasks and is none keeps nothing from being done.
func TestTasksThatCannotBe(t *testing.T) {
	for _, key := range []string{"check/due/x", "check/due/00000000000/idle", "check/due/abc/idle/1", "check/due/00000000001/idle/%zz", "check/due/" + strings.Repeat("0", 500)} {
		d, s := newDesk()
		if err := s.Update(t.Context(), func(tx store.Tx) error { return tx.Put(key, nil) }); err != nil {
			t.Fatal(err)
		}
		mustOpen(t, d, noon, intake("x:a", 1))
		if got := events(t, d, noon.Add(40*24*time.Hour)); len(got) != 1 {
			t.Errorf("%s: %d checks closed, want 1", key, len(got))
		}
		if at, err := d.NextDue(t.Context()); err != nil || !at.IsZero() {
			t.Errorf("%s: next %v, %v", key, at, err)
		}
	}
}
