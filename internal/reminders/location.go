package reminders

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// locations holds every zone that was loaded: they are few, and never change while the program runs.
var locations sync.Map // string → *time.Location

// Location returns the zone of a plan: an IANA name as tzdata spells it, or an offset such as
// "UTC+05:30".
func Location(name string) (*time.Location, error) {
	if loc, ok := locations.Load(name); ok {
		return loc.(*time.Location), nil
	}
	loc, err := loadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time zone %q: %w", name, err)
	}
	locations.Store(name, loc)
	return loc, nil
}

func loadLocation(name string) (*time.Location, error) {
	if offset, ok := fixedOffset(name); ok {
		return time.FixedZone(name, int(offset/time.Second)), nil
	}
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("no name of a zone")
	}
	return time.LoadLocation(name)
}

// fixedOffset reads the form in which fixed offsets are stored: "UTC+05:30", "UTC-03:00".
func fixedOffset(name string) (time.Duration, bool) {
	digits, ok := strings.CutPrefix(name, "UTC")
	if !ok || len(digits) != len("+05:30") {
		return 0, false
	}
	t, err := time.Parse("-07:00", digits)
	if err != nil {
		return 0, false
	}
	_, offset := t.Zone()
	return time.Duration(offset) * time.Second, true
}
