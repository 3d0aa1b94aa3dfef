package erasure_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"spotter/internal/erasure"
	"spotter/internal/store"
)

func note(t *testing.T, s store.Store, id string, at time.Time) {
	t.Helper()
	if err := s.Update(t.Context(), func(tx store.Tx) error { return erasure.Note(tx, id, at) }); err != nil {
		t.Fatal(err)
	}
}

func TestErasuresAfterABackupAreRepeated(t *testing.T) {
	begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s, restored := store.NewMemory(), store.NewMemory()
	for n := range 2500 { // more than a page
		note(t, s, fmt.Sprintf("telegram:%d", n), begin.Add(time.Duration(n)*time.Minute))
	}
	list, err := erasure.Read(t.Context(), s)
	if err != nil || len(list.Entries) != 2500 {
		t.Fatalf("%d entries, %v", len(list.Entries), err)
	}
	text, err := json.Marshal(list)
	if err != nil || strings.Contains(string(text), "telegram") {
		t.Fatalf("the list names people: %v", err)
	}
	var kept erasure.List
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}

	backup := begin.Add(2490 * time.Minute)
	var erased []string
	n, err := kept.Since(backup).Repeat(t.Context(), []string{"telegram:5", "telegram:2490", "telegram:2499", "discord:2499"}, func(_ context.Context, id string) error {
		erased = append(erased, id)
		return nil
	})
	if want := []string{"telegram:2490", "telegram:2499"}; n != 2 || err != nil || !slices.Equal(erased, want) {
		t.Errorf("erased %q, %v, want %q", erased, err, want)
	}
	if err := kept.Keep(t.Context(), restored); err != nil {
		t.Fatal(err)
	}
	if err := erasure.Forget(t.Context(), restored, begin.Add(2000*time.Minute)); err != nil {
		t.Fatal(err)
	}
	note(t, restored, "telegram:7", begin.Add(4000*time.Minute)) // with the salt that was there
	again, err := erasure.Read(t.Context(), restored)
	if err != nil || len(again.Entries) != 501 || !again.Has("telegram:2499") || !again.Has("telegram:7") || again.Has("telegram:1999") {
		t.Errorf("%d entries are left, %v, want those of the last 500 minutes and one", len(again.Entries), err)
	}
}

func TestSaltsDiffer(t *testing.T) {
	a, b := store.NewMemory(), store.NewMemory()
	note(t, a, "telegram:1", time.Unix(0, 0))
	note(t, b, "telegram:1", time.Unix(0, 0))
	x, _ := erasure.Read(t.Context(), a)
	y, _ := erasure.Read(t.Context(), b)
	if len(x.Entries) != 1 || len(y.Entries) != 1 || x.Entries[0].Hash == y.Entries[0].Hash {
		t.Errorf("%v and %v are to differ", x.Entries, y.Entries)
	}
}
