package knowledge

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
func (e *evidence) tellStories() {
	e.stories = e.stories[:0]
	past := false
	for _, u := range e.layout.units {
		long, now := e.timesOf(u)
		switch {
		case long && !now:
			past = true
		case now:
			past = false
		}
		e.stories = append(e.stories, past)
	}
}

// timesOf reports whether a unit speaks of long ago, and whether of the present.
func (e *evidence) timesOf(u passage) (long, now bool) {
	before, end := timeWord(0), -1
	for i := u.first; i <= u.last; i++ {
		if s := e.spans[i]; s.days > daysOfBlow {
			end = s.last
		}
		var buf [16]byte
		word := timeWords[string(e.lower(buf[:0], i))]
		switch {
		case word == ago && i == end+1 && end >= 0, word == period && before == lastWord, e.scopes[i]&isPast != 0:
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

// past reports whether a passage tells of long ago.
func (e *evidence) past(p passage) bool {
	for unit := p.from; unit <= p.to; unit++ {
		if !e.stories[unit] {
			return false
		}
	}
	return true
}

// recoveryReach is how many words behind a passage may say that what it tells of is over.
const recoveryReach = 40

// recovered reports whether in or soon behind a passage something is said to be over, healed or all right.
func (e *evidence) recovered(p passage) bool {
	for i := p.first; i < len(e.Words) && i <= p.last+recoveryReach; i++ {
		if e.scopes[i]&(isGone|isOver|isEased|isFine) != 0 && e.state[i].deniedBy == 0 {
			return true
		}
	}
	return false
}
