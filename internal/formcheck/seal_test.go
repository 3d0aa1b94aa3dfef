package formcheck_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/formcheck"
	"spotter/internal/store"
)

// all lets everybody see every check.
func all(*formcheck.Check) (bool, error) { return true, nil }

// A seal is good for one act, one check and one user, also after a restart and in another process.
func TestSeal(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	d := formcheck.New(s)
	seal, err := d.Seal(ctx, "vote", "000001", "x:ann")
	if err != nil || len(seal) != 11 || strings.ContainsAny(seal, ". :=+/") {
		t.Fatalf("seal %q, %v: want 11 characters that fit a button", seal, err)
	}
	rows := []struct {
		seal, act, id, user string
		want                bool
	}{
		{seal, "vote", "000001", "x:ann", true},
		{seal, "check-show", "000001", "x:ann", false},
		{seal, "vote", "000002", "x:ann", false},
		{seal, "vote", "000001", "x:ben", false},
		{seal, "vot", "e000001", "x:ann", false},
		{"", "vote", "000001", "x:ann", false},
		{seal[:10], "vote", "000001", "x:ann", false},
		{strings.ToLower(seal), "vote", "000001", "x:ann", seal == strings.ToLower(seal)},
	}
	for _, r := range rows {
		for _, desk := range []*formcheck.Desk{d, formcheck.New(s)} {
			if got, err := desk.Sealed(ctx, r.seal, r.act, r.id, r.user); got != r.want || err != nil {
				t.Errorf("Sealed(%q, %q, %q, %q) = %v, %v, want %v", r.seal, r.act, r.id, r.user, got, err, r.want)
			}
		}
	}
	if other, err := formcheck.New(store.NewMemory()).Seal(ctx, "vote", "000001", "x:ann"); other == seal || err != nil {
		t.Errorf("another store has the same seals (%v)", err)
	}
}

// Many who ask for the first seal at once get seals of one key.
func TestFirstSeals(t *testing.T) {
	s := store.NewMemory()
	seals := make([]string, 16)
	var wg sync.WaitGroup
	for i := range seals {
		wg.Go(func() {
			var err error
			if seals[i], err = formcheck.New(s).Seal(t.Context(), "vote", "000001", "x:ann"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, seal := range seals {
		if seal != seals[0] {
			t.Fatalf("seals %v differ", seals)
		}
	}
}

// A store that fails gives no seal, and lets nobody in.
func TestSealWithoutStore(t *testing.T) {
	s := store.NewMemory()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d := formcheck.New(s)
	if seal, err := d.Seal(t.Context(), "vote", "000001", "x:ann"); err == nil {
		t.Errorf("seal %q of a closed store", seal)
	}
	if ok, err := d.Sealed(t.Context(), "", "vote", "000001", "x:ann"); ok || err == nil {
		t.Errorf("Sealed = %v, %v of a closed store", ok, err)
	}
}

// Next passes over what may not be seen, and ends with what stopped it.
func TestNextThatMayBeSeen(t *testing.T) {
	ctx := context.Context(t.Context())
	d := formcheck.New(&narrow{store.NewMemory()})
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const home = "x:gym"
	var ids []string
	for i := range 3 * narrowTouch {
		c, err := d.Open(ctx, now.Add(time.Duration(i)*time.Hour), formcheck.Intake{
			Author: "x:" + string(rune('a'+i%26)) + strings.Repeat("z", i/26), Home: home, Lift: "bench-press", Load: "80x5",
			Video: formcheck.Message{Link: "https://films.example/" + strings.Repeat("v", i+1)},
		})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	last := func(c *formcheck.Check) (bool, error) { return c.ID == ids[len(ids)-1], nil }
	if c, err := d.Next(ctx, home, "x:me", last); err != nil || c == nil || c.ID != ids[len(ids)-1] {
		t.Errorf("got %+v, %v, want the only one that may be seen", c, err)
	}
	if c, err := d.Next(ctx, home, "x:me", func(*formcheck.Check) (bool, error) { return false, nil }); c != nil || err != nil {
		t.Errorf("got %+v, %v, want none", c, err)
	}
	unknown := errors.New("unknown")
	if c, err := d.Next(ctx, home, "x:me", func(*formcheck.Check) (bool, error) { return true, unknown }); c != nil || !errors.Is(err, unknown) {
		t.Errorf("got %+v, %v, want what stopped it", c, err)
	}
}
