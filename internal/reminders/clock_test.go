package reminders

import (
	"testing"
	"testing/synctest"
	"time"
)

// setClock makes the desk's wall clock wrong by the given time from now on.
func (d *desk) setClock(by time.Duration) { d.by.Store(int64(by)) }

func TestClockSetForward(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		time.Sleep(6*time.Hour + 30*time.Second)
		d.setClock(3 * time.Hour) // it shows 09:00
		time.Sleep(2 * time.Minute)
		d.want("a:1 2000-01-01 0 06:01:00 late")
		time.Sleep(24 * time.Hour)
		d.want("a:1 2000-01-01 1 17:00:00", "a:1 2000-01-02 0 05:00:00")
	})
}

func TestClockSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		time.Sleep(9 * time.Hour)
		d.want("a:1 2000-01-01 0 08:00:00")
		d.setClock(-3 * time.Hour) // it shows 06:00: 08:00 comes a second time, the card does not
		time.Sleep(15 * time.Hour)
		d.want("a:1 2000-01-01 1 23:00:00")
		d.setClock(0)
		time.Sleep(10 * time.Hour)
		d.want("a:1 2000-01-02 0 08:00:00")
	})
}

func TestClockWasWrongByYears(t *testing.T) {
	for _, restart := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			d := openDesk(t)
			d.on("a:1", "UTC")
			time.Sleep(9 * time.Hour)
			d.want("a:1 2000-01-01 0 08:00:00")
			d.setClock(10 * 365 * 24 * time.Hour)
			time.Sleep(2 * time.Minute)
			d.take() // perhaps one card, late by what the clock says
			if restart {
				d.stop()
			}
			d.setClock(0)
			if restart {
				d.start()
			}
			time.Sleep(24 * time.Hour)
			d.want("a:1 2000-01-01 1 20:00:00", "a:1 2000-01-02 0 08:00:00")
			if _, err := d.Off(t.Context(), "a:1"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(24 * time.Hour)
			d.want()
		})
	}
}
