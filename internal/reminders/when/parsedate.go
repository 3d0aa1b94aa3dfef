package when

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"spotter/internal/pattern"
	"spotter/internal/reminders"
)

var (
	spanPattern = pattern.New(`^(?:for |in )?(?:the )?(?:next )?(an?|one|two|three|four|five|six|[0-9]{1,4}) ?(d|days?|w|weeks?|wks?|months?)$`)
	dateForms   = []string{"2006-1-2", "2.1.2006", "2 January 2006", "January 2 2006", "2 Jan 2006", "Jan 2 2006"}
	shortForms  = []string{"2.1.", "2.1", "2 January", "January 2", "2 Jan", "Jan 2"}
	numberWords = []string{"", "one", "two", "three", "four", "five", "six"}
	ordinals    = pattern.New(`\b([0-9]{1,2})(?:st|nd|rd|th)\b`)
)

// farAhead is how far ahead a date may be, in days.
const farAhead = 5 * 366

// ParseUntil reads until when: "tomorrow", "friday", "3 days", "2 weeks", "1 march", "2026-03-01", or
// "forever". It returns a day after today, by the clock of today's zone, or Never. Its error is an
// *InputError.
func ParseUntil(typed string, now time.Time) (reminders.Day, error) {
	today := reminders.DayOf(now)
	s := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(typed, ",", " ")), " "))
	if len(s) > 60 {
		s = ""
	}
	for _, word := range []string{"until ", "till ", "til ", "to "} {
		s = strings.TrimPrefix(s, word)
	}
	s = ordinals.ReplaceAllString(s, "$1")
	if first, second, two := nextOf(s, today); two {
		return 0, unreadable("Is %s %s or %s? Write the date.", quoted(typed), first, second)
	}
	day, ok := untilWord(s, today)
	if !ok {
		day, ok = untilSpan(s, today)
	}
	if !ok {
		day, ok = untilDate(s, now)
	}
	switch {
	case !ok:
		return 0, unreadable("I can't read %s as a date; write it like friday, 3 days, 2 weeks or %s.", quoted(typed), today+14)
	case day <= today:
		return 0, unreadable("%s is not in the future; write a later date, like %s or 2 weeks.", day, today+14)
	case day != reminders.Never && day > today+farAhead:
		return 0, unreadable("%s is too far ahead; write a date within five years, like %s.", day, today+14)
	}
	return day, nil
}

// nextOf tells whether "next friday" may mean one of this week and one of the next, and returns both.
func nextOf(s string, today reminders.Day) (first, second reminders.Day, two bool) {
	name, ok := strings.CutPrefix(s, "next ")
	w, known := dayNames[name]
	if !ok || !known {
		return 0, 0, false
	}
	fromMonday := func(d time.Weekday) reminders.Day { return (reminders.Day(d) + 6) % 7 }
	ahead := fromMonday(w) - fromMonday(today.Time().Weekday())
	return today + ahead, today + ahead + 7, ahead > 0
}

func untilWord(s string, today reminders.Day) (reminders.Day, bool) {
	switch s {
	case "tomorrow":
		return today + 1, true
	case "next week":
		return today + 7 - reminders.Day(today.Time().Weekday()+6)%7, true
	case "next month":
		t := today.Time()
		return reminders.DayOf(time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC)), true
	case "forever", "always", "further notice", "i say", "i resume", "open end":
		return reminders.Never, true
	}
	if w, ok := dayNames[strings.TrimPrefix(s, "next ")]; ok && len(s) > 1 {
		ahead := (int(w) - int(today.Time().Weekday()) + 7) % 7
		if ahead == 0 {
			ahead = 7
		}
		return today + reminders.Day(ahead), true
	}
	return 0, false
}

func untilSpan(s string, today reminders.Day) (reminders.Day, bool) {
	m := spanPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		n = max(1, slices.Index(numberWords, m[1]))
	}
	switch m[2][0] {
	case 'd':
		return today + reminders.Day(n), true
	case 'w':
		return today + reminders.Day(7*n), true
	}
	return reminders.DayOf(today.Time().AddDate(0, n, 0)), true
}

// untilDate reads a date; one without a year is the next of its kind.
func untilDate(s string, now time.Time) (reminders.Day, bool) {
	for _, form := range dateForms {
		if t, err := time.Parse(form, s); err == nil {
			return reminders.DayOf(t), true
		}
	}
	today := reminders.DayOf(now)
	for _, form := range shortForms {
		for year := now.Year(); year <= now.Year()+8; year++ {
			t, err := time.Parse(form+" 2006", s+" "+strconv.Itoa(year))
			if err == nil && reminders.DayOf(t) > today {
				return reminders.DayOf(t), true
			}
		}
	}
	return 0, false
}
