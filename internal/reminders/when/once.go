package when

import (
	"strconv"
	"strings"
	"time"

	"spotter/internal/pattern"
	"spotter/internal/reminders"
)

var (
	inSpan    = pattern.New(`^(?:in |for )?(?:about )?(an?|one|two|three|four|five|six|[0-9]{1,4}(?:[.,]5)?)( and a half)? ?(m|mins?|minutes?|h|hrs?|hours?)(?: from now)?$`)
	halfHour  = pattern.New(`^(?:in )?(?:a )?half (?:an )?hour$`)
	onceWords = strings.NewReplacer("a quarter of an hour", "15 minutes", "quarter of an hour", "15 minutes", "an hour and a half", "1.5 hours", "half an hour", "30 minutes", "half hour", "30 minutes", "a couple of hours", "2 hours")
)

// Farthest is how far ahead a single reminder may be.
const Farthest = 48 * time.Hour

const onceHint = "write it like 18:30, tomorrow 7:30 or in 2 hours"

// ParseOnce reads when a single reminder is to come: "18:30", "tomorrow 7am", "in an hour", "in 20 minutes". A time of day is by now's own
// clock, and the next of its kind. What is neither in the future nor within Farthest is an error; its error is an *InputError.
func ParseOnce(typed string, now time.Time) (time.Time, error) {
	s := onceWords.Replace(strings.Join(strings.Fields(strings.ToLower(typed)), " "))
	if len(s) > 60 {
		s = ""
	}
	if span, ok := IsSpan(s); ok {
		return soonEnough(now.Add(span), now, typed)
	}
	day, rest := reminders.DayOf(now), s
	tomorrow := false
	for _, word := range []string{"tomorrow ", "today ", "tonight "} {
		if after, ok := strings.CutPrefix(rest, word); ok {
			rest, tomorrow = strings.TrimPrefix(after, "at "), word == "tomorrow "
		}
	}
	if before, ok := strings.CutSuffix(rest, " tomorrow"); ok {
		rest, tomorrow = before, true
	}
	said, err := readTimes(strings.TrimSuffix(strings.TrimSuffix(rest, " today"), " tonight"))
	if err != nil || len(said) != 1 || said[0].off {
		return time.Time{}, unreadable("I can't read %s as a time; %s.", quoted(typed), onceHint)
	}
	minute := said[0].minute
	at := func(day reminders.Day, minute int) time.Time {
		d := day.Time()
		return time.Date(d.Year(), d.Month(), d.Day(), minute/60, minute%60, 0, 0, now.Location())
	}
	if tomorrow {
		return soonEnough(at(day+1, minute), now, typed)
	}
	for _, m := range []int{minute, minute + 12*60} { // "7" in the afternoon is this evening's
		if t := at(day, m); t.After(now) && (m == minute || said[0].open) {
			return t, nil
		}
	}
	return at(day+1, minute), nil
}

// IsSpan reads a span of time from now on, for which no clock need be known.
func IsSpan(typed string) (time.Duration, bool) {
	s := onceWords.Replace(strings.Join(strings.Fields(strings.ToLower(typed)), " "))
	if halfHour.MatchString(s) {
		return 30 * time.Minute, true
	}
	m := inSpan.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", "."), 64)
	if err != nil {
		n = 1
		for i, word := range numberWords {
			if word == m[1] {
				n = float64(max(1, i))
			}
		}
	}
	if m[2] != "" {
		n += 0.5
	}
	unit := time.Minute
	if m[3][0] == 'h' {
		unit = time.Hour
	}
	return time.Duration(n * float64(unit)), true
}

func soonEnough(t, now time.Time, typed string) (time.Time, error) {
	if !t.After(now) || t.After(now.Add(Farthest)) {
		return time.Time{}, unreadable("%s is not within the next two days; %s.", quoted(typed), onceHint)
	}
	return t, nil
}
