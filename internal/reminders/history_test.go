package reminders

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestFourWeeksAreAskedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		time.Sleep(60 * 24 * time.Hour)
		d.take()
		var asked []string
		drills := map[int]bool{}
		for i, c := range d.cards {
			if c.Review {
				asked = append(asked, c.Day.String())
			}
			if i > 0 && (c.Before == nil || c.Before.ID != fmt.Sprint(i) || c.Before.Mark != Sent) {
				t.Fatalf("card %d retires %+v", i, c.Before)
			}
			if len(c.Key) > 25 || drills[c.Drill] {
				t.Fatalf("card %d has key %q, drill %d", i, c.Key, c.Drill)
			}
			drills[c.Drill] = true
		}
		if want := "[2000-01-29]"; fmt.Sprint(asked) != want {
			t.Errorf("asked on %s, want %s", asked, want)
		}
		st, err := d.Status(t.Context(), "a:1")
		if err != nil || len(st.History.Marks) != 60 {
			t.Errorf("%d days remembered, want 60 (%v)", len(st.History.Marks), err)
		}
	})
}

func TestPausesAndSkipsAreNotHeldAgainst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		ctx := t.Context()
		answer := func(days int, do func() error) {
			for range 2 * days {
				time.Sleep(12 * time.Hour)
				synctest.Wait()
				if err := do(); err != nil {
					t.Fatal(err)
				}
			}
		}
		time.Sleep(9 * time.Hour)
		answer(4, func() error { _, err := d.Done(ctx, "a:1", nil); return err })
		answer(1, func() error { return nil })
		answer(1, func() error { _, err := d.Skip(ctx, "a:1", nil); return err })
		if _, err := d.Pause(ctx, "a:1", DayOf(d.now())+5); err != nil {
			t.Fatal(err)
		}
		d.take()
		time.Sleep(4 * 24 * time.Hour)
		d.want()
		answer(2, func() error { _, err := d.Done(ctx, "a:1", nil); return err })
		st, err := d.Status(ctx, "a:1")
		if err != nil {
			t.Fatal(err)
		}
		done, of := st.History.Last(14)
		counts := map[Mark]int{}
		for _, w := range st.History.Calendar(DayOf(d.now()), 12) {
			for _, day := range w.Marks {
				counts[day[0]]++
				counts[day[1]]++
			}
		}
		if of-done != 3 || counts[PausedOn] < 8 || counts[Missed] != 0 || counts[Done] != done {
			t.Errorf("%d of %d, marks %v", done, of, counts)
		}
	})
}
