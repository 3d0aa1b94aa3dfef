package reminders

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/store"
)

// times sets the first time of a:1.
func (d *desk) times(hour, minute int) {
	d.t.Helper()
	if _, err := d.SetTimes(d.t.Context(), "a:1", [2]Slot{{On: true, Minute: hour*60 + minute}, {On: true, Minute: 1200}}); err != nil {
		d.t.Fatal(err)
	}
}

// TestKeyOfAnotherThing lets the same slot ring twice on a day, as another thing each time.
func TestKeyOfAnotherThing(t *testing.T) {
	for name, again := range map[string]func(*desk) error{
		"snoozed": func(d *desk) error { _, err := d.Snooze(d.t.Context(), "a:1", nil, time.Hour); return err },
		"erased": func(d *desk) error {
			err := d.Erase(d.t.Context(), "a:1")
			d.on("a:1", "UTC")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := openDesk(t)
				d.on("a:1", "UTC")
				d.times(1, 51)
				time.Sleep(111*time.Minute + 10*time.Second)
				if err := again(d); err != nil {
					t.Fatal(err)
				}
				d.times(1, 52)
				time.Sleep(5 * time.Minute)
				d.want("a:1 2000-01-01 0 01:51:00", "a:1 2000-01-01 0 01:52:00")
				if keys := d.keys(); len(keys) != 2 {
					t.Errorf("keys %v, want two", keys)
				}
			})
		})
	}
}

// TestChangedInFlight keeps what was promised while a card was on its way.
func TestChangedInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		d.times(1, 51)
		d.set(20*time.Second, nil)
		time.Sleep(111*time.Minute + 10*time.Second) // the card is on its way
		d.times(1, 53)
		time.Sleep(time.Minute)
		if _, err := d.SetDays(t.Context(), "a:1", Everyday); err != nil { // keeps what is to come
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		d.want("a:1 2000-01-01 0 01:51:20", "a:1 2000-01-01 0 01:53:20")
		time.Sleep(18*time.Hour + 6*time.Minute) // 20:00:10: the evening's is on its way
		if a, err := d.Snooze(t.Context(), "a:1", &Slotted{10957, Evening}, 15*time.Minute); err != nil || a.None {
			t.Fatalf("%+v, %v", a, err)
		}
		time.Sleep(time.Minute)
		if _, err := d.SetDays(t.Context(), "a:1", Everyday); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Minute)
		d.want("a:1 2000-01-01 1 20:00:20", "a:1 2000-01-01 1 20:15:30")
		if keys := d.keys(); len(keys) != 4 {
			t.Errorf("keys %v, want four", keys)
		}
		audit(t, d.Store, d.now())
	})
}

// TestKeyOfEachTry sends one thing again after failures, after a crash between claim and settling, and after the
// person has changed what has nothing to do with it.
func TestKeyOfEachTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		var keys []string
		keep := &sick{Store: d.Store}
		d.stop()
		d.Store = keep
		d.start()
		d.on("a:1", "UTC")
		d.set(0, func(c Card) error {
			if keys = append(keys, c.Key); len(keys) < 4 {
				return errors.New("no luck")
			}
			if len(keys) == 4 {
				keep.ill.Store(true) // sent, and never settled
			}
			return nil
		})
		time.Sleep(8*time.Hour + 5*time.Minute)
		d.stop()
		keep.ill.Store(false)
		if _, err := d.SetDays(t.Context(), "a:1", Everyday); err != nil {
			t.Fatal(err)
		}
		d.start()
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if len(keys) != 5 {
			t.Fatalf("%d tries, want 5", len(keys))
		}
		for _, key := range keys {
			if key != keys[0] {
				t.Errorf("keys %q, want one", keys)
			}
		}
	})
}

// TestKeyOfEarlierVersion tries what a version without nonces has scheduled again under that version's key, and
// goes on with keys of its own.
func TestKeyOfEarlierVersion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		err := d.Store.Update(t.Context(), func(tx store.Tx) error {
			r, err := load(tx, "a:1", d.now())
			if err != nil {
				return err
			}
			r.nonce = 0
			return r.saveDue(tx)
		})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(24 * time.Hour)
		d.want("a:1 2000-01-01 0 08:00:00", "a:1 2000-01-01 1 20:00:00")
		got := []string{d.cards[0].Key, d.cards[1].Key}
		if want := []string{"5aMD1HO36547rGLfc1rl", got[1]}; !cmp.Equal(got, want) || got[1] == cardKey("a:1", 10957, 1, time.Time{}, 0) {
			t.Errorf("keys %q, want the first %s, the second not as earlier versions had it", got, want[0])
		}
	})
}
