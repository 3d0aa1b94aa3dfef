package reminders

import "time"

// A Mark is what became of one slot of one day.
type Mark uint8

// The marks. They are stored: their numbers may not change.
const (
	None     Mark = iota // nothing was to come, or it has not come yet
	Sent                 // the card was delivered and not answered
	Done                 // the person did it
	Skipped              // the person skipped it
	PausedOn             // the plan was paused
	Missed               // the bot did not deliver it
	Unheard              // the bot could not reach the person
)

// String returns the mark as the person reads it.
func (m Mark) String() string {
	return [...]string{"", "no answer", "done", "skipped", "paused", "missed by the bot", "not reachable"}[min(m, Unheard)]
}

// A History is the marks of consecutive days: for each a byte, the morning's mark in its lower half
// and the evening's in its upper.
type History struct {
	First Day
	Marks []byte
}

// Bounds of what is remembered.
const (
	KeepDays = 400 // in all
	hotDays  = 56  // under the due key, where each firing writes them again
	coldDays = 28  // moved at once from there to past/
)

// At returns the mark of a day's slot.
func (h History) At(d Day, slot int) Mark {
	i := int(d - h.First)
	if i < 0 || i >= len(h.Marks) {
		return None
	}
	return Mark(h.Marks[i] >> (4 * slot) & 15)
}

// end returns the day after the last one.
func (h History) end() Day { return h.First + Day(len(h.Marks)) }

// set marks a day's slot, and tells whether it could: days before the first one are not here.
func (h *History) set(d Day, slot int, m Mark) bool {
	if len(h.Marks) == 0 {
		h.First = d
	}
	if d < h.First {
		return false
	}
	if d-h.end() > KeepDays {
		h.First, h.Marks = d, nil
	}
	grown := make([]byte, max(len(h.Marks), int(d-h.First)+1))
	copy(grown, h.Marks)
	i := d - h.First
	grown[i] = grown[i]&^(15<<(4*slot)) | byte(m)<<(4*slot)
	h.Marks = grown
	return true
}

// fold moves the oldest days from h to past, if h has grown too long. It returns whether it did.
func (h *History) fold(past *History) bool {
	if len(h.Marks) <= hotDays {
		return false
	}
	for len(h.Marks) > hotDays-coldDays {
		for slot := range 2 {
			past.set(h.First, slot, h.At(h.First, slot))
		}
		h.First, h.Marks = h.First+1, h.Marks[1:]
	}
	past.trim(h.end())
	return true
}

// trim forgets what is older than KeepDays before the day.
func (h *History) trim(today Day) {
	if old := int(today - KeepDays - h.First); old > 0 {
		old = min(old, len(h.Marks))
		h.First, h.Marks = h.First+Day(old), h.Marks[old:]
	}
}

// join returns past and recent as one.
func join(past, recent History) History {
	all := History{First: past.First, Marks: append([]byte(nil), past.Marks...)}
	for i := range recent.Marks {
		d := recent.First + Day(i)
		for slot := range 2 {
			if m := recent.At(d, slot); m != None || d >= all.end() {
				all.set(d, slot, m)
			}
		}
	}
	return all
}

// Last counts the last n slots that were the person's to answer, up to and including today: how many
// of them there are, and how many were done. Pauses, skips and the bot's own failures are none.
func (h History) Last(n int) (done, of int) {
	for d := h.end() - 1; d >= h.First && of < n; d-- {
		for slot := 1; slot >= 0 && of < n; slot-- {
			switch h.At(d, slot) {
			case Done:
				done++
				of++
			case Sent:
				of++
			}
		}
	}
	return done, of
}

// A Week is seven days of the calendar, from Monday.
type Week struct {
	Monday Day
	Marks  [7][2]Mark
}

// monday returns the first day of d's week.
func monday(d Day) Day { return d - Day(d.Time().Weekday()+6)%7 }

// Calendar returns the last n weeks, the one of today at the end.
func (h History) Calendar(today Day, n int) []Week {
	weeks := make([]Week, n)
	for i := range weeks {
		w := &weeks[i]
		w.Monday = monday(today) - Day(7*(n-1-i))
		for j := range w.Marks {
			for slot := range 2 {
				w.Marks[j][slot] = h.At(w.Monday+Day(j), slot)
			}
		}
	}
	return weeks
}

// fill marks the plan's occurrences after from and before to that have no mark yet.
func (h *History) fill(p Plan, from, to time.Time, m Mark) {
	if oldest := to.AddDate(0, 0, -KeepDays); from.Before(oldest) {
		from = oldest
	}
	for {
		o, ok := Next(p, from)
		if !ok || !o.At.Before(to) {
			return
		}
		if h.At(o.Day, o.Slot) == None {
			h.set(o.Day, o.Slot, m)
		}
		from = o.At
	}
}
