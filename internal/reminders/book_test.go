package reminders

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/store"
)

// audit checks what must always hold: each plan has exactly one due entry, which can be found from the
// plan alone, and no entry is without its plan or check.
func audit(t *testing.T, s store.Store, now time.Time) {
	t.Helper()
	err := s.View(t.Context(), func(tx store.Reader) error {
		entries := map[string]int{}
		due, err := tx.Scan(duePrefix, store.After(duePrefix), 1e6)
		if err != nil {
			return err
		}
		for _, pair := range due {
			e, err := parseDueKey(pair.Key)
			if err != nil {
				return err
			}
			entries[string(e.kind)+e.owner]++
		}
		plans, err := tx.Scan(planPrefix, store.After(planPrefix), 1e6)
		if err != nil {
			return err
		}
		for _, pair := range plans {
			owner := strings.TrimPrefix(pair.Key, planPrefix)
			r, err := load(tx, owner, now)
			if err != nil {
				return err
			}
			if r.key == "" || entries["p"+owner] != 1 {
				t.Errorf("%s has %d entries; found from the plan: %q", owner, entries["p"+owner], r.key)
			}
			delete(entries, "p"+owner)
			checkSize(t, tx, r, pair)
		}
		checks, err := tx.Scan(checkPrefix, store.After(checkPrefix), 1e6)
		for _, pair := range checks {
			delete(entries, "c"+strings.TrimPrefix(pair.Key, checkPrefix))
		}
		if len(entries) > 0 {
			t.Errorf("entries without plan or check: %v", entries)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkSize holds a person's whole record under 1 KB.
func checkSize(t *testing.T, tx store.Reader, r *record, plan store.Pair) {
	t.Helper()
	due, err := tx.Get(r.key)
	if err != nil {
		t.Fatal(err)
	}
	past, err := tx.Get(pastPrefix + r.Owner)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(plan.Key) + len(plan.Value) + len(r.key) + len(due) + len(pastPrefix+r.Owner) + len(past); n >= 1024 {
		t.Errorf("the record of %s has %d bytes", r.Owner, n)
	}
}

// randomDeed does something to a random person's plan.
func randomDeed(d *desk, rnd *rand.Rand) error {
	ctx, owner := d.t.Context(), fmt.Sprintf("a:%d", rnd.IntN(5))
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC+05:30"}
	zone := zones[rnd.IntN(len(zones))]
	today := DayOf(d.now())
	slots := [2]Slot{{On: rnd.IntN(4) > 0, Minute: rnd.IntN(720)}, {On: true, Minute: 720 + rnd.IntN(720)}}
	card := &Slotted{today - Day(rnd.IntN(3)), rnd.IntN(2)}
	if rnd.IntN(2) == 0 {
		card = nil
	}
	var err error
	switch rnd.IntN(14) {
	case 0, 1:
		_, _, err = d.On(ctx, owner, Setup{Place: owner, Zone: zone, Slots: &slots})
	case 2:
		_, err = d.Off(ctx, owner)
	case 3:
		_, err = d.SetTimes(ctx, owner, slots)
	case 4:
		_, err = d.SetDays(ctx, owner, Weekdays(rnd.IntN(128)))
	case 5:
		_, _, err = d.SetZone(ctx, owner, zone)
	case 6:
		_, err = d.Pause(ctx, owner, today+Day(rnd.IntN(5)))
	case 7:
		_, err = d.Resume(ctx, owner)
	case 8:
		_, err = d.Skip(ctx, owner, card)
	case 9, 10:
		_, err = d.Snooze(ctx, owner, card, time.Duration(15+45*rnd.IntN(2))*time.Minute)
	case 11, 12:
		_, err = d.Done(ctx, owner, card)
	case 13:
		if err = d.AskLater(ctx, owner, owner, d.now().Add(48*time.Hour)); err == nil && rnd.IntN(3) == 0 {
			err = d.Erase(ctx, owner)
		}
	}
	if errors.Is(err, ErrNoPlan) {
		return nil
	}
	return err
}

func TestAnythingGoes(t *testing.T) {
	seeds := 15
	if testing.Short() {
		seeds = 5
	}
	for seed := range seeds {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(uint64(seed), 7))
			d := openDesk(t)
			luck := rand.New(rand.NewPCG(uint64(seed), 8)) // the senders' own
			d.set(0, func(Card) error {
				switch luck.IntN(12) {
				case 0:
					return &SendError{Gone: true, Err: errors.New("gone")}
				case 1, 2:
					return errors.New("try again")
				case 3:
					return &SendError{After: time.Duration(luck.IntN(3600)) * time.Second, Err: errors.New("later")}
				}
				return nil
			})
			for i := range 150 {
				if err := randomDeed(d, rnd); err != nil {
					t.Fatalf("seed %d, deed %d: %v", seed, i, err)
				}
				time.Sleep(time.Duration(rnd.IntN(9*3600)) * time.Second)
				synctest.Wait()
				if rnd.IntN(10) == 0 {
					d.stop()
					time.Sleep(time.Duration(rnd.IntN(30*3600)) * time.Second)
					d.start()
				}
				audit(t, d.Store, d.now())
			}
		})
	}
}

func TestCheckComesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		ctx := t.Context()
		for range 2 { // the second takes the first one's place
			if err := d.AskLater(ctx, "a:1", "room", d.now().Add(7*24*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		fails := 0
		d.set(0, func(Card) error {
			if fails++; fails == 1 {
				return errors.New("no luck")
			}
			return nil
		})
		if all, err := d.Export(ctx, "a:1"); err != nil || all.Check.IsZero() || all.Empty() {
			t.Errorf("export %+v, %v", all, err)
		}
		time.Sleep(9 * 24 * time.Hour)
		synctest.Wait()
		if len(d.cards) != 1 || d.cards[0].Kind != Check || d.cards[0].Place != "room" || fails != 2 {
			t.Errorf("sent %+v after %d tries", d.cards, fails)
		}
		if all, err := d.Export(ctx, "a:1"); err != nil || !all.Empty() {
			t.Errorf("export %+v, %v, want nothing", all, err)
		}
	})
}

func TestErase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		if err := d.AskLater(t.Context(), "a:1", "room", d.now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		d.set(time.Minute, nil)
		time.Sleep(80 * 24 * time.Hour)
		time.Sleep(8*time.Hour + 30*time.Second) // in the middle of a send
		d.take()
		if err := d.Erase(t.Context(), "a:1"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		err := d.Store.View(t.Context(), func(tx store.Reader) error {
			pairs, err := tx.Scan("", "", 100)
			for _, pair := range pairs {
				if !strings.HasPrefix(pair.Key, clockPrefix) && !strings.HasPrefix(pair.Key, zonePrefix) && !strings.HasPrefix(pair.Key, "erased/") {
					t.Errorf("left: %s", pair.Key)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A reminder out of turn comes once, beside the question of a complaint and the plan, and also to who has no plan.
func TestOnceComesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		ctx := t.Context()
		d.on("a:1", "UTC")
		for _, owner := range []string{"a:1", "a:2"} {
			if err := errors.Join(d.RemindOnce(ctx, owner, "room", d.now().Add(30*time.Minute)), d.RemindOnce(ctx, owner, "room", d.now().Add(time.Hour)), d.AskLater(ctx, owner, "room", d.now().Add(2*time.Hour))); err != nil {
				t.Fatal(err)
			}
		}
		if all, err := d.Export(ctx, "a:2"); err != nil || all.Once.IsZero() || all.Check.IsZero() {
			t.Errorf("export %+v, %v, want both", all, err)
		}
		time.Sleep(4 * time.Hour)
		d.take()
		kinds := map[Kind]int{}
		for _, c := range d.cards {
			kinds[c.Kind]++
		}
		if kinds[Once] != 2 || kinds[Check] != 2 || kinds[Drill] != 0 {
			t.Errorf("sent %v, want two of each that comes once", kinds)
		}
	})
}
