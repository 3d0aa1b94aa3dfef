package reminders

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var dayNames = map[string]time.Weekday{
	"su": 0, "sun": 0, "sunday": 0, "sundays": 0, "m": 1, "mo": 1, "mon": 1, "monday": 1, "mondays": 1,
	"tu": 2, "tue": 2, "tues": 2, "tuesday": 2, "tuesdays": 2, "w": 3, "we": 3, "wed": 3, "weds": 3, "wednesday": 3, "wednesdays": 3,
	"th": 4, "thu": 4, "thur": 4, "thurs": 4, "thursday": 4, "thursdays": 4, "f": 5, "fr": 5, "fri": 5, "friday": 5, "fridays": 5,
	"sa": 6, "sat": 6, "saturday": 6, "saturdays": 6,
}

var daySets = map[string]Weekdays{
	"all": Everyday, "every": Everyday, "everyday": Everyday, "daily": Everyday, "always": Everyday,
	"weekdays": On(1, 2, 3, 4, 5), "weekday": On(1, 2, 3, 4, 5), "workdays": On(1, 2, 3, 4, 5), "weekends": On(0, 6), "weekend": On(0, 6),
}

var (
	dayWords = regexp.MustCompile(`[\s,;/&+]+`)
	dayDash  = regexp.MustCompile(`\s*(?:-|–|\bto\b|\bthrough\b)\s*`)
)

// ParseDays reads days of the week: "mon wed fri", "mon-fri", "weekdays", "every day", "all but
// sunday". Its error is an *InputError.
func ParseDays(typed string) (Weekdays, error) {
	bad := unreadable("I can't read %s as days of the week; write them like mon wed fri, weekdays or every day.", quoted(typed))
	s := strings.ToLower(strings.TrimSpace(typed))
	if s == "" || len(s) > 200 {
		return 0, bad
	}
	s = dayDash.ReplaceAllString(s, "-")
	var days Weekdays
	without := false
	for _, word := range dayWords.Split(strings.Trim(s, " ."), -1) {
		set, ok := daySet(word)
		switch {
		case word == "and" || word == "on" || word == "day" || word == "days" || word == "the":
			continue
		case word == "but" || word == "except" || word == "not" || word == "without":
			without = true
			if days == 0 {
				days = Everyday
			}
			continue
		case !ok:
			return 0, bad
		case without:
			days &^= set
		default:
			days |= set
		}
	}
	if days == 0 {
		return 0, bad
	}
	return days, nil
}

// daySet reads one word: a day, a range of days, or the name of a set.
func daySet(word string) (Weekdays, bool) {
	if set, ok := daySets[word]; ok {
		return set, true
	}
	from, to, isRange := strings.Cut(word, "-")
	first, ok := dayNames[from]
	if !ok || !isRange {
		return On(first), ok
	}
	last, ok := dayNames[to]
	if !ok {
		return 0, false
	}
	set := On(first)
	for d := first; d != last; {
		d = (d + 1) % 7
		set |= On(d)
	}
	return set, true
}

var (
	spanPattern = regexp.MustCompile(`^(?:for |in )?(?:the )?(?:next )?(an?|one|two|three|four|five|six|[0-9]{1,4}) ?(d|days?|w|weeks?|wks?|months?)$`)
	dateForms   = []string{"2006-1-2", "2.1.2006", "2 January 2006", "January 2 2006", "2 Jan 2006", "Jan 2 2006"}
	shortForms  = []string{"2.1.", "2.1", "2 January", "January 2", "2 Jan", "Jan 2"}
	numberWords = []string{"", "one", "two", "three", "four", "five", "six"}
	ordinals    = regexp.MustCompile(`\b([0-9]{1,2})(?:st|nd|rd|th)\b`)
)

// farAhead is how far ahead a date may be, in days.
const farAhead = 5 * 366

// ParseUntil reads until when: "tomorrow", "friday", "3 days", "2 weeks", "1 march", "2026-03-01", or
// "forever". It returns a day after today, by the clock of today's zone, or Never. Its error is an
// *InputError.
func ParseUntil(typed string, now time.Time) (Day, error) {
	today := DayOf(now)
	s := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(typed, ",", " ")), " "))
	if len(s) > 60 {
		s = ""
	}
	for _, word := range []string{"until ", "till ", "til ", "to "} {
		s = strings.TrimPrefix(s, word)
	}
	s = ordinals.ReplaceAllString(s, "$1")
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
	case day != Never && day > today+farAhead:
		return 0, unreadable("%s is too far ahead; write a date within five years, like %s.", day, today+14)
	}
	return day, nil
}

func untilWord(s string, today Day) (Day, bool) {
	switch s {
	case "tomorrow":
		return today + 1, true
	case "next week":
		return today + 7 - Day(today.Time().Weekday()+6)%7, true
	case "next month":
		t := today.Time()
		return DayOf(time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC)), true
	case "forever", "always", "further notice", "i say", "i resume", "open end":
		return Never, true
	}
	if w, ok := dayNames[strings.TrimPrefix(s, "next ")]; ok && len(s) > 1 {
		ahead := (int(w) - int(today.Time().Weekday()) + 7) % 7
		if ahead == 0 {
			ahead = 7
		}
		return today + Day(ahead), true
	}
	return 0, false
}

func untilSpan(s string, today Day) (Day, bool) {
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
		return today + Day(n), true
	case 'w':
		return today + Day(7*n), true
	}
	return DayOf(today.Time().AddDate(0, n, 0)), true
}

// untilDate reads a date; one without a year is the next of its kind.
func untilDate(s string, now time.Time) (Day, bool) {
	for _, form := range dateForms {
		if t, err := time.Parse(form, s); err == nil {
			return DayOf(t), true
		}
	}
	today := DayOf(now)
	for _, form := range shortForms {
		for year := now.Year(); year <= now.Year()+8; year++ {
			t, err := time.Parse(form+" 2006", s+" "+strconv.Itoa(year))
			if err == nil && DayOf(t) > today {
				return DayOf(t), true
			}
		}
	}
	return 0, false
}
