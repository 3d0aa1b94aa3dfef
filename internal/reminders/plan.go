package reminders

import (
	"fmt"
	"time"
)

// A Plan is what one person wants: two slots a day at wall-clock times. It is what the person set;
// what deliveries change is kept apart from it (see state).
type Plan struct {
	Owner string // "discord:8035…": the part before the colon names the lane that delivers
	Place string // where the cards go
	Zone  string // an IANA name, or "UTC+05:30" for a fixed offset
	Slots [2]Slot
	Days  Weekdays // on which the slots ring; none means all

	PausedFrom  time.Time // zero if not paused
	PausedUntil Day       // rings again on this day; Never if only Resume ends the pause
	Ends        Day       // the last day; zero if there is none
	Off         bool      // the person turned the reminders off
	Blocked     time.Time // since when nothing can be delivered to Place; zero if it can
	BlockedWhy  string    // why, for the person
	Created     time.Time
	Summary     bool // the week's last card says how it went

	seq uint32    // counts the changes; the due entry carries the same number
	due time.Time // where the due entry was put by the last change: firings move it on
}

// A Slot is one of a day's two reminders.
type Slot struct {
	On     bool
	Minute int // of the day by the wall clock, 0 to 1439
}

// The slots.
const (
	Morning = 0
	Evening = 1
)

// String returns the wall-clock time as "07:30".
func (s Slot) String() string { return fmt.Sprintf("%02d:%02d", s.Minute/60, s.Minute%60) }

// A Day is a date in some person's calendar, counted from 1970-01-01.
type Day int32

// Never is a day that does not come.
const Never Day = 1<<31 - 1

// DayOf returns the date that t's own clock shows.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Time returns midnight of the date in UTC, for showing the date.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String returns the date as "2026-03-01", or "never".
func (d Day) String() string {
	if d == Never {
		return "never"
	}
	return d.Time().Format(time.DateOnly)
}

// Weekdays is a set of days of the week. The empty set means every day.
type Weekdays uint8

// Everyday has all seven days.
const Everyday Weekdays = 1<<7 - 1

// On returns the set of the given days.
func On(days ...time.Weekday) Weekdays {
	var w Weekdays
	for _, d := range days {
		w |= 1 << d
	}
	return w
}

// Has tells whether the day of the week is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w&Everyday == 0 || w&(1<<d) != 0 }

// String returns the set as "every day", "weekdays", "weekends" or "Mon, Wed".
func (w Weekdays) String() string {
	weekend := On(time.Saturday, time.Sunday)
	switch w & Everyday {
	case 0, Everyday:
		return "every day"
	case Everyday &^ weekend:
		return "weekdays"
	case weekend:
		return "weekends"
	}
	text := ""
	for i := range 7 {
		if d := time.Weekday((i + 1) % 7); w.Has(d) {
			if text != "" {
				text += ", "
			}
			text += d.String()[:3]
		}
	}
	return text
}

// Rings tells whether the plan can ring at all as it stands.
func (p Plan) Rings() bool {
	return !p.Off && p.Blocked.IsZero() && (p.Slots[Morning].On || p.Slots[Evening].On) && p.PausedUntil != Never
}

// Paused tells whether a pause holds at now.
func (p Plan) Paused(now time.Time) bool {
	return !p.PausedFrom.IsZero() && DayOf(now.In(p.location())) < p.PausedUntil
}

// open tells whether the slots ring on the day, by the plan's weekdays, pause and end.
func (p Plan) open(d Day) bool {
	return p.Days.Has(d.Time().Weekday()) && !p.inPause(d) && (p.Ends == 0 || d <= p.Ends)
}

// location returns the plan's zone, or UTC if there is no such zone, which no stored plan has.
func (p Plan) location() *time.Location {
	loc, err := Location(p.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// inPause tells whether a pause leaves out the day.
func (p Plan) inPause(d Day) bool {
	return !p.PausedFrom.IsZero() && d < p.PausedUntil && d >= DayOf(p.PausedFrom.In(p.location()))
}
