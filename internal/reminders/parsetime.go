package reminders

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	clockPattern = regexp.MustCompile(`^([0-9]{1,2})(?: ?[:.h] ?([0-9]{2}))?(?: ?h)?(?: ?(am|pm|a|p))?$`)
	bareClock    = regexp.MustCompile(`^([0-9]{1,2})([0-9]{2})(?: ?h)?(?: ?(am|pm|a|p))?$`)
	namedTimes   = map[string]int{"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
	timeWords    = strings.NewReplacer("a.m.", "am", "p.m.", "pm", "a.m", "am", "p.m", "pm", "o'clock", "", "o’clock", "", " uhr", "",
		"in the morning", "am", "in the evening", "pm", "in the afternoon", "pm", "at night", "pm", "：", ":")
)

// ParseTime reads a time of day as people type it ("7", "7:30", "19.30", "19h", "7pm", "730pm",
// "noon") and returns the minute of the day. Its error is an *InputError.
func ParseTime(typed string) (int, error) {
	minute, _, err := parseClock(typed)
	return minute, err
}

// parseClock also tells whether the half of the day was left open: "7" may mean the evening.
func parseClock(typed string) (minute int, open bool, err error) {
	s := strings.ToLower(strings.TrimSpace(typed))
	if len(s) <= 60 {
		s = strings.Join(strings.Fields(timeWords.Replace(strings.TrimPrefix(s, "at "))), " ")
	}
	if minute, ok := namedTimes[s]; ok {
		return minute, false, nil
	}
	m := clockPattern.FindStringSubmatch(s)
	if m == nil {
		m = bareClock.FindStringSubmatch(s)
	}
	if m != nil {
		if minute, ok := clock(m[1], m[2], m[3]); ok {
			hasHalf := m[3] != "" || minute < 60 || minute >= 12*60 || strings.HasPrefix(m[1], "0") || strings.Contains(s, "h")
			return minute, !hasHalf, nil
		}
	}
	return 0, false, unreadable("I can't read %s as a time of day; write it like 7:30, 19:00 or 7pm.", quoted(typed))
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

// ParseTimes reads the two slots: two times, or one and "off". A second time that leaves its half of the
// day open is the evening's if it would not come after the first: "8 8", "7:30 7". A single time
// leaves the other slot off. Its error is an *InputError.
func ParseTimes(typed string) ([2]Slot, error) {
	parts := splitTimes(typed)
	if len(parts) == 0 || len(parts) > 2 {
		return [2]Slot{}, unreadable("I can't read %s as two times; write them like 7:30 and 20:00, or 7:30 and off.", quoted(typed))
	}
	var slots [2]Slot
	var open [2]bool
	for i, part := range parts {
		if isOff(part) {
			slots[i] = Slot{Minute: DefaultSlots[i].Minute}
			continue
		}
		minute, o, err := parseClock(part)
		if err != nil {
			return [2]Slot{}, err
		}
		slots[i], open[i] = Slot{On: true, Minute: minute}, o
	}
	if len(parts) == 1 {
		return single(slots[0])
	}
	if open[1] && slots[0].On && slots[1].Minute <= slots[0].Minute {
		slots[1].Minute += 12 * 60
	}
	switch {
	case !slots[0].On && !slots[1].On:
		return [2]Slot{}, unreadable("One of the two times must be on; write them like 7:30 and off, or stop them all with /remind off.")
	case slots[0].On && slots[1].On && slots[0].Minute == slots[1].Minute:
		return [2]Slot{}, unreadable("Both times are %s; write two different ones like 7:30 and 20:00, or 7:30 and off.", slots[0])
	}
	return slots, nil
}

// single returns the slots of a plan that rings once a day.
func single(s Slot) ([2]Slot, error) {
	if !s.On {
		return [2]Slot{}, unreadable("One of the two times must be on; write them like 7:30 and off, or stop them all with /remind off.")
	}
	if s.Minute < 14*60 {
		return [2]Slot{s, {Minute: DefaultSlots[Evening].Minute}}, nil
	}
	return [2]Slot{{Minute: DefaultSlots[Morning].Minute}, s}, nil
}

func isOff(s string) bool { return s == "off" || s == "none" || s == "no" || s == "-" }

var (
	timeBreaks = regexp.MustCompile(`\s*(?:,|;|&|\+|/|\band\b|\buntil\b|\bto\b)\s*`)
	timeHalf   = regexp.MustCompile(`\s+(am|pm|a\.m\.?|p\.m\.?|h|o'clock|uhr)\b`)
)

// splitTimes cuts what was typed into its times: at words and signs between them, else at spaces.
func splitTimes(typed string) []string {
	s := strings.ToLower(strings.TrimSpace(typed))
	if len(s) > 100 {
		return nil
	}
	s = timeHalf.ReplaceAllString(s, "$1")
	var parts []string
	for _, part := range timeBreaks.Split(s, -1) {
		parts = append(parts, strings.Fields(part)...)
	}
	return parts
}
