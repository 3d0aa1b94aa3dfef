package reminders

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/store"
)

func TestZoneFile(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 34, 56, 0, time.UTC)
	for i, name := range allZones(t) {
		if i%8 != 0 && os.Getenv("SPOTTER_YEAR") == "" {
			continue // the rest only where there is time
		}
		loc, err := Location(name)
		if err != nil {
			t.Fatal(err)
		}
		file := zoneFile(loc, now)
		again, err := time.LoadLocationFromTZData(name, file)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(file) > 1000 {
			t.Errorf("%s takes %d bytes", name, len(file))
		}
		for at := now.AddDate(-1, 0, 2); at.Before(now.AddDate(10, 0, 0)); at = at.Add(5 * time.Hour) {
			if got, want := offset(at.In(again)), offset(at.In(loc)); got != want {
				t.Fatalf("%s at %s: %s, want %s", name, at, got, want)
			}
		}
	}
}

// as makes the name a zone of another's rule, or of none.
func as(t *testing.T, name, rule string) {
	t.Helper()
	if rule == "" {
		locations.Delete(name)
		return
	}
	loc, err := loadLocation(rule)
	if err != nil {
		t.Fatal(err)
	}
	locations.Store(name, loc)
}

func TestZoneIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer as(t, "Test/Gone", "")
		as(t, "Test/Gone", "Europe/Berlin")
		d := openDesk(t)
		d.on("a:1", "Test/Gone")
		time.Sleep(24 * time.Hour)
		d.want("a:1 2000-01-01 0 07:00:00", "a:1 2000-01-01 1 19:00:00")
		d.stop()
		as(t, "Test/Gone", "")
		var log bytes.Buffer
		d.Book = &Book{Store: d.Store, Now: d.Now, Log: slog.New(slog.NewTextHandler(&log, nil))}
		d.start()
		time.Sleep(24 * time.Hour)
		d.want("a:1 2000-01-02 0 07:00:00", "a:1 2000-01-02 1 19:00:00")
		if !strings.Contains(log.String(), "no longer known") {
			t.Errorf("log %q, want a warning", log.String())
		}
		time.Sleep(190 * 24 * time.Hour) // to the summer
		d.take()
		time.Sleep(24 * time.Hour)
		d.want("a:1 2000-07-11 0 06:00:00", "a:1 2000-07-11 1 18:00:00")
	})
}

func TestZoneChangesItsRule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer as(t, "Test/Moved", "")
		as(t, "Test/Moved", "UTC")
		d := openDesk(t)
		d.on("a:1", "Test/Moved")
		d.on("b:1", "UTC")
		time.Sleep(12 * time.Hour)
		d.want("a:1 2000-01-01 0 08:00:00", "b:1 2000-01-01 0 08:00:00")
		d.stop()
		as(t, "Test/Moved", "UTC+03:00")
		d.Book = &Book{Store: d.Store, Now: d.Now}
		d.start()
		time.Sleep(24 * time.Hour)
		d.want("a:1 2000-01-01 1 17:00:00", "a:1 2000-01-02 0 05:00:00", "b:1 2000-01-01 1 20:00:00", "b:1 2000-01-02 0 08:00:00")
		audit(t, d.Store, d.now())
		value := []byte(nil)
		err := d.Store.View(t.Context(), func(tx store.Reader) (err error) {
			value, err = tx.Get(zonePrefix + "Test/Moved")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if kept, err := time.LoadLocationFromTZData("x", value); err != nil || offset(d.now().In(kept)) != 3*time.Hour {
			t.Errorf("the kept rule is not the new one (%v)", err)
		}
	})
}
