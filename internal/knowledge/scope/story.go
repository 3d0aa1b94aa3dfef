package scope

import "spotter/internal/knowledge/lexicon"

// timeWords say of a sentence that it tells of long ago or of the present, by what they do.
var timeWords = func() map[string]timeWord {
	out := map[string]timeWord{}
	for word, list := range map[timeWord][]string{
		ago:      {"ago", "back", "earlier"},
		lastWord: {"last", "in", "during", "of", "by", "that", "early", "late", "mid"},
		period: {
			"january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "aug",
			"sept", "oct", "nov", "dec", "spring", "summer", "autumn", "winter", "fall", "year", "christmas", "easter", "school", "university", "college",
			"army", "navy", "childhood", "twenties", "thirties", "lockdown",
		},
		present: {
			"now", "today", "tonight", "yesterday", "currently", "lately", "recently", "still", "since", "nowadays", "again", "morning", "week",
			"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "ever",
		},
	} {
		for _, w := range list {
			out[w] = word
		}
	}
	return out
}()

// A timeWord is what a word says of when something was.
type timeWord uint8

const (
	ago      timeWord = iota + 1 // behind a span of time: "two years ago"
	lastWord                     // before a period: "last october"
	period
	present
)

// tellStories notes which units tell of long ago: from one that says so until one that speaks of the present.
func (a *Analysis) tellStories() {
	a.stories = a.stories[:0]
	past := false
	for _, u := range a.Units {
		long, now := a.timesOf(u)
		switch {
		case long && !now:
			past = true
		case now:
			past = false
		}
		a.stories = append(a.stories, past)
	}
}

// timesOf reports whether a unit speaks of long ago, and whether of the present.
func (a *Analysis) timesOf(u Passage) (long, now bool) {
	before, end := timeWord(0), -1
	for i := u.First; i <= u.Last; i++ {
		if s := a.Durations[i]; s.Days > daysOfBlow {
			end = s.Last
		}
		var buf [16]byte
		word := timeWords[string(a.Lower(buf[:0], i))]
		switch {
		case word == ago && i == end+1 && end >= 0, word == period && before == lastWord, a.Cues[i]&lexicon.CuePast != 0:
			long = true
		case word == present:
			now = true
		}
		before = word
	}
	return long, now
}

// daysOfBlow is for how many days a blow or an illness of the past may still matter by itself.
const daysOfBlow = 2

// Past reports whether a passage tells of long ago.
func (a *Analysis) Past(p Passage) bool {
	for unit := p.From; unit <= p.To; unit++ {
		if !a.stories[unit] {
			return false
		}
	}
	return true
}

// recoveryReach is how many words behind a passage may say that what it tells of is over.
const recoveryReach = 40

// Recovered reports whether in or soon behind a passage something is said to be over, healed or all right.
func (a *Analysis) Recovered(p Passage) bool {
	for i := p.First; i < len(a.Words) && i <= p.Last+recoveryReach; i++ {
		if a.Cues[i]&(lexicon.CueGone|lexicon.CueOver|lexicon.CueEased|lexicon.CueFine) != 0 && a.States[i].DeniedBy == 0 {
			return true
		}
	}
	return false
}
