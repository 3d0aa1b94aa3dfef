package formcheck

import (
	"fmt"
	"testing"
	"time"

	"spotter/internal/store"
)

func TestStats(t *testing.T) {
	d := New(store.NewMemory())
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	open := func(at time.Time, author, home string) *Check {
		t.Helper()
		c, err := d.Open(t.Context(), at, Intake{Author: author, Home: home, Lift: "bench", Video: Message{Link: fmt.Sprint(at, author)}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	vote := func(at time.Time, id, who string) {
		t.Helper()
		if _, _, err := d.Vote(t.Context(), at, id, who, "elbows", ""); err != nil {
			t.Fatal(err)
		}
	}
	open(now.AddDate(0, -2, 0), "x:old", "x:gym")
	open(now, "x:ann", "x:other")
	one, two, three := open(now, "x:ann", "x:gym"), open(now, "x:ben", "x:gym"), open(now, "x:cy", "x:gym")
	open(now, "x:dee", "x:gym")
	vote(now.Add(time.Hour), one.ID, "x:ben")
	vote(now.Add(9*time.Hour), one.ID, "x:cy")
	vote(now.Add(3*time.Hour), two.ID, "x:ann")
	vote(now.Add(5*time.Hour), three.ID, "x:ann")
	vote(now.Add(6*time.Hour), three.ID, "x:ann") // taken back: it was reviewed all the same
	got, err := d.Stats(t.Context(), "x:gym", now.AddDate(0, 0, -28))
	if want := (Stats{Opened: 4, Reviewed: 3, Waiting: 1, First: 3 * time.Hour}); err != nil || got != want {
		t.Errorf("Stats = %+v, %v, want %+v", got, err, want)
	}
	if got, err := d.Stats(t.Context(), "x:nobody", now); err != nil || got != (Stats{}) {
		t.Errorf("Stats of nobody = %+v, %v", got, err)
	}
}
