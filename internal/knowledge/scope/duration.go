package scope

import "spotter/internal/knowledge/lexicon"

// unitDays are the words for spans of time, with their length in days.
var unitDays = map[string]float64{
	"day": 1, "days": 1, "week": 7, "weeks": 7, "wk": 7, "wks": 7, "month": 30, "months": 30, "mth": 30, "mths": 30, "mo": 30, "mos": 30,
	"year": 365, "years": 365, "yr": 365, "yrs": 365, "fortnight": 14, "fortnights": 14, "decade": 3650, "decades": 3650,
}

// amounts are the words that count them, and what may stand between the two.
var (
	amounts = map[string]float64{
		"a": 1, "an": 1, "one": 1, "couple": 2, "few": 3, "several": 4, "many": 5, "some": 3, "half": 0.5, "dozen": 12,
		"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
		"twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
	}
	betweenAmounts = map[string]bool{"of": true, "good": true, "more": true, "or": true, "to": true, "full": true, "whole": true, "solid": true}
)

// mostDurationWords is how many words a span of time has at most: "a good couple of weeks".
const mostDurationWords = 5

// A Duration is a span of time that begins at a word.
type Duration struct {
	Days float64 // 0 where there is none
	Last int     // its last word
}

// findDurations notes the span of time that begins at each word.
func (a *Analysis) findDurations() {
	a.Durations = a.Durations[:0]
	for i := range a.Words {
		days, last := a.duration(i)
		a.Durations = append(a.Durations, Duration{days, last})
	}
}

// duration reads the span of time that begins at word i, as "three weeks" does. It returns its length in days, 0
// where there is none, and its last word.
func (a *Analysis) duration(i int) (days float64, last int) {
	amount := 0.0
	for k := i; k < len(a.Words) && k < i+mostDurationWords; k++ {
		if k > i && a.Words[k].Break > 0 {
			return 0, i
		}
		if n := a.Words[k].Number; n > 0 {
			amount = max(amount, n)
			continue
		}
		var buf [16]byte
		word := a.Lower(buf[:0], k)
		if n := amounts[string(word)]; n > 0 {
			amount = max(amount, n)
			continue
		}
		if unit := unitDays[string(word)]; unit > 0 && k > i {
			return amount * unit, k
		}
		if k == i || !betweenAmounts[string(word)] {
			return 0, i
		}
	}
	return 0, i
}

// SinceYear reports whether word i is a "since" with a year behind it.
func (a *Analysis) SinceYear(i int) bool {
	const first, last = 1950, 2100
	return a.Cues[i]&lexicon.CueSince != 0 && i+1 < len(a.Words) && a.Words[i+1].Number >= first && a.Words[i+1].Number < last
}

// Lower appends word i in lower case and without apostrophes, as far as there is room.
func (a *Analysis) Lower(buf []byte, i int) []byte {
	for _, c := range []byte(a.Text[a.Words[i].Start:a.Words[i].End]) {
		switch {
		case len(buf) == cap(buf):
			return buf
		case c == '\'' || c == '`':
		case c >= 'A' && c <= 'Z':
			buf = append(buf, c+'a'-'A')
		default:
			buf = append(buf, c)
		}
	}
	return buf
}
