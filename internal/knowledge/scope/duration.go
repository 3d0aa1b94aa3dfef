package scope

import (
	"strings"

	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/text"
)

// unitDays are the words for spans of time, with their length in days.
var unitDays = map[string]float64{
	"day": 1, "days": 1, "week": 7, "weeks": 7, "wk": 7, "wks": 7, "month": 30, "months": 30, "mth": 30, "mths": 30, "mo": 30, "mos": 30,
	"year": 365, "years": 365, "yr": 365, "yrs": 365, "fortnight": 14, "fortnights": 14, "decade": 3650, "decades": 3650,
}

// amounts are the words that count them, and what may stand between the two.
var (
	amounts = map[string]float64{
		"a": 1, "an": 1, "one": 1, "couple": 2, "few": 3, "several": 4, "many": 5, "some": 3, "half": 0.5, "dozen": 12, "various": 3, "countless": 5,
		"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
		"twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
	}
	betweenAmounts = map[string]bool{"of": true, "good": true, "more": true, "or": true, "to": true, "full": true, "whole": true, "solid": true}
)

// unknownSpan is what stands for a span of time of which one only knows that it is long, in days.
const unknownSpan = 100

// spans are words that are a span of time by themselves, in days.
var spans = map[string]float64{
	"weeks": 14, "months": 60, "years": 730, "ages": unknownSpan, "decades": 7300, "winters": 730, "summers": 730, "forever": unknownSpan, "fortnight": 14,
}

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
		if to := a.since(i); to >= 0 {
			days, last = unknownSpan, to
		}
		a.Durations = append(a.Durations, Duration{days, last})
	}
}

// duration reads the span of time that begins at word i, as "three weeks" does. It returns its length in days, 0
// where there is none, and its last word.
func (a *Analysis) duration(i int) (days float64, last int) {
	var buf [16]byte
	if days := spans[string(a.Lower(buf[:0], i))]; days > 0 {
		return days, i
	}
	amount := 0.0
	for k := i; k < len(a.Words) && k < i+mostDurationWords; k++ {
		if k > i && a.Words[k].Break > 0 {
			return 0, i
		}
		if n := a.Words[k].Number; n > 0 {
			amount = max(amount, n)
			continue
		}
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

// eras are what a "since" dates a thing by that is weeks or years away, beside the periods of timeWords.
var eras = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`sep summers winters years month months xmas highschool uni puberty teens forties fifties covid pandemic
		semester term season pregnancy accident injury surgery operation kid child teenager born started`) {
		out[w] = true
	}
	return out
}()

// sinceWords is how many words behind a "since" may lead to what it dates by: "since about the end of last year".
const sinceWords = 6

// since returns the last word of a "since" at word i that goes back to a year or an era, and -1 where it is none.
func (a *Analysis) since(i int) int {
	const first, last = 1950, 2100
	if a.Cues[i]&lexicon.CueSince == 0 {
		return -1
	}
	for k := i + 1; k < len(a.Words) && k <= i+sinceWords && a.Words[k].Break < text.Clause; k++ {
		var buf [16]byte
		word := a.Lower(buf[:0], k)
		if n := a.Words[k].Number; n >= first && n < last || timeWords[string(word)] == period || eras[string(word)] {
			return k
		}
	}
	return -1
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
