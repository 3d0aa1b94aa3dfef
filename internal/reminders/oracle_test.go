package reminders_test

import (
	"fmt"
	"time"

	"spotter/internal/reminders"
)

// The oracle says what one person should have got. It shares nothing with the package but the plain
// types: it walks through the days and asks of each slot whether it should ring.

// A wish is a person's settings at some time.
type wish struct {
	loc    *time.Location
	slots  [2]reminders.Slot
	days   reminders.Weekdays
	off    bool
	paused time.Time // since when
	until  reminders.Day
	deaf   bool // has blocked the bot
}

type card struct {
	day  reminders.Day
	slot int
}

type oracle struct {
	wish
	since time.Time // there is a plan
	done  map[card]bool
	downs []span
	cards []sending
	// the platform refused a card: the bot knows of the block, and waits
	known bool
}

// lateness is how late a card may be.
const lateness = 2 * time.Hour

func expect(steps []step, downs []span, end time.Time) []sending {
	o := &oracle{since: steps[0].at, done: map[card]bool{}, downs: downs}
	for i, s := range steps {
		o.take(s)
		to := end
		if i+1 < len(steps) {
			to = steps[i+1].at
		}
		o.live(s.at, to)
	}
	return o.cards
}

// take changes the settings.
func (o *oracle) take(s step) {
	switch s.op {
	case "on", "set": // what is past by the new plan is not owed
		o.off, o.paused = false, time.Time{}
		if s.zone != "" {
			o.loc, o.slots = place(s.zone), s.slots
		}
	case "off":
		o.off = true
	case "zone":
		o.move(s.at, place(s.zone))
	case "times":
		o.slots = s.slots
	case "days":
		o.days = s.days
	case "pause":
		o.paused, o.until = s.at, s.until
	case "resume":
		o.paused = time.Time{}
	case "block":
		o.deaf = true
	case "unblock":
		o.deaf, o.known, o.paused = false, false, time.Time{}
	}
}

func place(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// wanted tells whether a slot rings on that day.
func (o *oracle) wanted(c card) bool {
	paused := !o.paused.IsZero() && c.day < o.until && c.day >= dayIn(o.paused, o.loc)
	return !o.off && !o.known && o.slots[c.slot].On && o.days.Has(c.day.Time().Weekday()) && !paused && !o.done[c]
}

func dayIn(t time.Time, loc *time.Location) reminders.Day { return reminders.DayOf(t.In(loc)) }

// when returns when the wall clock first shows the slot's time on that day, or has passed it.
func when(c card, slots [2]reminders.Slot, loc *time.Location) time.Time {
	d, minute := c.day.Time(), slots[c.slot].Minute
	guess := time.Date(d.Year(), d.Month(), d.Day(), minute/60, minute%60, 0, 0, loc)
	_, before := guess.Add(-24 * time.Hour).Zone()
	_, after := guess.Add(24 * time.Hour).Zone()
	if before == after {
		return guess
	}
	want := d.Add(time.Duration(minute) * time.Minute)
	for t := guess.Add(-4 * time.Hour); ; t = t.Add(time.Minute) {
		y, m, day := t.Date()
		if shown := time.Date(y, m, day, t.Hour(), t.Minute(), 0, 0, time.UTC); !shown.Before(want) {
			return t
		}
	}
}

// move changes the zone. Of the slots that were still to come and have passed by the new clock since there is a
// plan, the last one rings at once and the others not at all.
func (o *oracle) move(at time.Time, to *time.Location) {
	from := o.loc
	o.loc = to
	var last *card
	today := dayIn(at, to)
	for day := today - 3; day <= today+1; day++ {
		for slot := range 2 {
			c := card{day, slot}
			passed := when(c, o.slots, to)
			if o.wanted(c) && when(c, o.slots, from).After(at) && !passed.After(at) && !passed.Before(o.since.Truncate(time.Second)) {
				o.done[c] = true
				last = &c
			}
		}
	}
	if last != nil {
		o.ring(*last, at)
	}
}

// live lets the time between two steps go by.
func (o *oracle) live(from, to time.Time) {
	for day := dayIn(from, o.loc) - 1; day <= dayIn(to, o.loc)+1; day++ {
		for slot := range 2 {
			c := card{day, slot}
			if !o.wanted(c) {
				continue
			}
			at := when(c, o.slots, o.loc)
			if !at.After(from) || at.After(to) {
				continue
			}
			o.done[c] = true
			if late, ok := o.delivered(c, at); ok {
				o.ring(c, late)
			}
		}
	}
}

// delivered returns when a card that is due comes: later if the bot is down, or not at all.
func (o *oracle) delivered(c card, at time.Time) (time.Time, bool) {
	for _, down := range o.downs {
		if at.Before(down.from) || !at.Before(down.to) {
			continue
		}
		for next := c.day; next <= c.day+1; next++ {
			for slot := range 2 {
				if other := (card{next, slot}); other != c && o.wanted(other) {
					if due := when(other, o.slots, o.loc); due.After(at) && !due.After(down.to) {
						return at, false // the next one takes its place
					}
				}
			}
		}
		return down.to, down.to.Sub(at) <= lateness
	}
	return at, true
}

// ring delivers a card, unless the person has blocked the bot, which it then knows.
func (o *oracle) ring(c card, at time.Time) {
	if o.deaf {
		o.known = true
		return
	}
	o.cards = append(o.cards, sending{at, c.day, c.slot})
}

// around shows what led to a difference.
func around(steps []step, got, want []sending, i int) string {
	text := ""
	show := func(name string, list []sending) {
		for j := max(0, i-1); j < min(len(list), i+2); j++ {
			text += fmt.Sprintf("  %s %s slot %d at %s\n", name, list[j].day, list[j].slot, list[j].at.UTC().Format(time.DateTime))
		}
	}
	show("got ", got)
	show("want", want)
	for _, s := range steps {
		text += fmt.Sprintf("  %s %s %s %v %s %s\n", s.at.UTC().Format(time.DateTime), s.op, s.zone, s.slots, s.days, s.until)
	}
	return text
}
