package when

import (
	"slices"
	"strconv"
	"strings"

	"spotter/internal/pattern"
	"spotter/internal/reminders"
)

// ParseTime reads a time of day as people type it ("7", "7:30", "19.30", "19h", "7pm", "730pm", "noon", "half past
// seven") and returns the minute of the day. Its error is an *InputError.
func ParseTime(typed string) (int, error) {
	said, err := readTimes(typed)
	if err != nil {
		return 0, err
	}
	if len(said) != 1 || said[0].off {
		return 0, unreadable("I can't read %s as a time of day; write it like 7:30, 19:00 or 7pm.", quoted(typed))
	}
	return said[0].minute, nil
}

const timesHint = "write times like 7:30 and 20:00, or 7:30 and off"

// ParseTimes reads the two slots: two times, or one and "off". The earlier one is the morning's, unless the later is
// after midnight. A second time that leaves its half of the day open is the evening's if it would not come after the
// first: "8 8", "7:30 7". A single time leaves the other slot off. What can be read in two ways, or has a word that
// cannot be read, is an error. Its error is an *InputError.
func ParseTimes(typed string) ([2]reminders.Slot, error) {
	said, err := readTimes(typed)
	if err != nil {
		return [2]reminders.Slot{}, err
	}
	var slots [2]reminders.Slot
	for i, s := range said[:min(len(said), 2)] {
		slots[i] = reminders.Slot{On: !s.off, Minute: s.minute}
		if s.off {
			slots[i].Minute = reminders.DefaultSlots[i].Minute
		}
	}
	switch {
	case len(said) == 0 || len(said) > 2:
		return [2]reminders.Slot{}, unreadable("I can't read %s as two times; %s.", quoted(typed), timesHint)
	case !slots[0].On && !slots[1].On:
		return [2]reminders.Slot{}, unreadable("One of the two times must be on; write them like 7:30 and off, or stop them all with /remind off.")
	case len(said) == 1:
		return single(slots[0]), nil
	case said[0].label != "" && said[0].label == said[1].label:
		return [2]reminders.Slot{}, unreadable("In %s there are two times for one half of the day; %s.", quoted(typed), timesHint)
	}
	if slots[1].Minute, err = second(said[0], said[1]); err != nil {
		return [2]reminders.Slot{}, err
	}
	if slots[0].On && slots[1].On && slots[0].Minute == slots[1].Minute {
		return [2]reminders.Slot{}, unreadable("Both times are %s; write two different ones like 7:30 and 20:00, or 7:30 and off.", slots[0])
	}
	return inOrder(slots, said), nil
}

// second returns the minute of the second time. Where its half of the day is open the first one decides, if it can.
func second(a, b timeSaid) (int, error) {
	switch {
	case !b.open:
		return b.minute, nil
	case a.h24 && a.minute >= 13*60: // "20:00 7:30"
		return b.minute, nil
	case !a.off && !a.h24 && a.minute < 12*60 && b.minute <= a.minute && !a.named: // "8 8"
		return b.minute + 12*60, nil
	}
	before := "off"
	if !a.off {
		before = reminders.Slot{Minute: a.minute}.String()
	}
	early, late := reminders.Slot{Minute: b.minute}, reminders.Slot{Minute: b.minute + 12*60}
	return 0, unreadable("Is %s in the morning or in the evening: %s %s or %s %s?", quoted(b.typed), before, early, before, late)
}

// inOrder puts the slots in order: by what they were called, else by the clock.
func inOrder(slots [2]reminders.Slot, said []timeSaid) [2]reminders.Slot {
	const smallHours = 4 * 60 // a time before it may be the end of the day
	both := slots[0].On && slots[1].On
	evening := func(i int) bool { return said[i].label == "evening" }
	swap := both && slots[1].Minute < slots[0].Minute && slots[1].Minute >= smallHours ||
		!both && (evening(0) || said[1].label == "morning")
	if !swap {
		return slots
	}
	slots[0], slots[1] = slots[1], slots[0]
	for i := range slots {
		if !slots[i].On {
			slots[i].Minute = reminders.DefaultSlots[i].Minute
		}
	}
	return slots
}

// single returns the slots of a plan that rings once a day.
func single(s reminders.Slot) [2]reminders.Slot {
	if s.Minute < 14*60 {
		return [2]reminders.Slot{s, {Minute: reminders.DefaultSlots[reminders.Evening].Minute}}
	}
	return [2]reminders.Slot{{Minute: reminders.DefaultSlots[reminders.Morning].Minute}, s}
}

// A timeSaid is one time as it was said, or "off".
type timeSaid struct {
	typed  string
	minute int
	open   bool   // it may be meant twelve hours later
	h24    bool   // written by the clock of 24 hours
	named  bool   // noon, midnight
	off    bool   // no time
	half   string // "am", "pm" or a part of the day, once it is known
	label  string // the part of the day before it
}

var (
	clockPattern = pattern.New(`^([0-9]{1,2})(?:[:.h]([0-9]{2}))?(h?)(am|pm|a|p)?$`)
	bareClock    = pattern.New(`^([0-9]{1,2})([0-9]{2})(h?)(am|pm|a|p)?$`)
	hours        = []string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
)

// readClock reads a time that is one word, without what says which half of the day it is in.
func readClock(word string) (timeSaid, bool) {
	switch word {
	case "noon", "midday":
		return timeSaid{typed: word, minute: 12 * 60, named: true}, true
	case "midnight":
		return timeSaid{typed: word, named: true}, true
	}
	if h := slices.Index(hours, word); h > 0 {
		return timeSaid{typed: word, minute: h * 60, open: h < 12}, true
	}
	m := clockPattern.FindStringSubmatch(word)
	if m == nil {
		m = bareClock.FindStringSubmatch(word)
	}
	if m == nil {
		return timeSaid{}, false
	}
	minute, ok := clock(m[1], m[2], m[4])
	s := timeSaid{typed: word, minute: minute, half: m[4]}
	s.h24 = s.half == "" && (minute < 60 || minute >= 13*60 || m[1][0] == '0' || len(m[1]) == 2 && m[2] != "" || strings.Contains(word, "h"))
	s.open = s.half == "" && !s.h24 && minute < 12*60
	return s, ok
}

// clock returns the minute of the day of an hour, minutes (or none) and a half of the day (or none).
func clock(hour, minutes, half string) (int, bool) {
	h, errHour := strconv.Atoi(hour)
	m, errMinute := 0, error(nil)
	if minutes != "" {
		m, errMinute = strconv.Atoi(minutes)
	}
	switch {
	case errHour != nil || errMinute != nil || m > 59 || h > 24 || h == 24 && m > 0:
		return 0, false
	case half == "":
		return h%24*60 + m, true
	case h < 1 || h > 12:
		return 0, false
	}
	if h %= 12; half[0] == 'p' {
		h += 12
	}
	return h*60 + m, true
}

// within puts a time into a half or part of the day. It returns false where the two do not go together.
func (s *timeSaid) within(part string) bool {
	h := s.minute / 60
	known := s.half != "" || s.named || h == 0 || h > 12
	late := false
	switch part {
	case "am", "a", "morning":
		if known {
			return h < 12 && part == "morning" && !s.named
		}
		if h == 12 && part == "morning" {
			return false
		}
	case "pm", "p", "afternoon":
		if known {
			return h >= 12 && h < 19 && part == "afternoon"
		}
		if late = true; part == "afternoon" && h > 6 && h < 12 {
			return false
		}
	case "evening":
		if known {
			return h >= 16
		}
		if late = true; h < 4 || h == 12 {
			return false
		}
	case "night":
		if known {
			return h >= 18 || h < 5
		}
		if late = h > 5 && h < 12; h == 5 {
			return false
		}
	}
	s.half, s.open = part, false
	s.minute %= 12 * 60
	if late {
		s.minute += 12 * 60
	}
	return true
}
