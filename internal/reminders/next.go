package reminders

import (
	"sort"
	"time"
)

// An Occurrence is one slot of one day, and the instant at which it rings.
type Occurrence struct {
	Day  Day
	Slot int
	At   time.Time
}

// horizon is how many days are searched for an occurrence: a week holds one, and a few days more make
// up for those that a zone or a pause leaves out.
const horizon = 16

// Next returns the plan's first occurrence after the given instant, or false if none comes.
//
// A slot rings when the wall clock first shows its time or a later one: a time that a clock change
// skips rings at the first minute after the gap, and one that comes twice rings the first time. A
// date that a zone leaves out altogether has no occurrences. Slots of one plan that fall on one
// instant ring once, as the first of the two.
func Next(p Plan, after time.Time) (Occurrence, bool) {
	return next(p, [2]Day{}, after)
}

// next is Next for slots that have been dealt with up to and including the days of done.
func next(p Plan, done [2]Day, after time.Time) (Occurrence, bool) {
	if !p.Rings() {
		return Occurrence{}, false
	}
	loc := p.location()
	day := DayOf(after.In(loc)) - 1
	if first := firstUndone(p, done); first > day {
		day = first
	}
	for range horizon {
		if p.inPause(day) {
			day = p.PausedUntil
		}
		if o, ok := firstOf(p, done, day, after, loc); ok {
			return o, true
		}
		day++
	}
	return Occurrence{}, false
}

// firstUndone returns the first day of which a slot that is on has not been dealt with.
func firstUndone(p Plan, done [2]Day) Day {
	first := Never
	for s, slot := range p.Slots {
		if slot.On {
			first = min(first, done[s]+1)
		}
	}
	return first
}

// firstOf returns the first occurrence of the day after the given instant.
func firstOf(p Plan, done [2]Day, day Day, after time.Time, loc *time.Location) (first Occurrence, ok bool) {
	if !p.open(day) {
		return Occurrence{}, false
	}
	for s, slot := range p.Slots {
		if !slot.On || day <= done[s] {
			continue
		}
		at, exists := instant(day, slot.Minute, loc)
		if !exists || !at.After(after) {
			continue
		}
		if !ok || at.Before(first.At) {
			first, ok = Occurrence{day, s, at}, true
		}
	}
	return first, ok
}

// farthest is more than any zone's distance from UTC, and than any clock change.
const farthest = 26 * time.Hour

// instant returns when the clocks of loc first show the minute of the day, or a later one, on that
// day. It returns false if loc has no such date.
func instant(day Day, minute int, loc *time.Location) (time.Time, bool) {
	wall := day.Time().Add(time.Duration(minute) * time.Minute) // as if loc were UTC
	guess := wall.In(loc)
	start, end := guess.ZoneBounds()
	if (start.IsZero() || guess.Add(-farthest).After(start)) && (end.IsZero() || guess.Add(farthest).Before(end)) {
		return wall.Add(-offset(guess)).In(loc), true
	}
	return instantNearChange(day, wall, loc)
}

// instantNearChange is instant where clocks change about that time. It does not rely on ZoneBounds,
// whose end lies before the instant on the last day of leap years (Go 1.26).
func instantNearChange(day Day, wall time.Time, loc *time.Location) (time.Time, bool) {
	var first time.Time
	for t := wall.Add(-farthest); t.Before(wall.Add(farthest)); t = t.Add(time.Hour) {
		at := wall.Add(-offset(t.In(loc)))
		if offset(at.In(loc)) == wall.Sub(at) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if !first.IsZero() {
		return first.In(loc), true
	}
	// The wall time is in a gap: find the jump over it.
	begin := wall.Add(-farthest)
	seconds := sort.Search(int(2*farthest/time.Second), func(n int) bool {
		t := begin.Add(time.Duration(n) * time.Second)
		return !t.Add(offset(t.In(loc))).Before(wall)
	})
	jump := begin.Add(time.Duration(seconds) * time.Second).In(loc)
	return jump, DayOf(jump) == day || hasDate(jump, day)
}

// offset returns how far the clock that t shows is ahead of UTC.
func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}

// hasDate tells whether the clocks that jumped at the instant showed the day before they did.
func hasDate(jump time.Time, day Day) bool { return DayOf(jump.Add(-time.Nanosecond)) == day }
