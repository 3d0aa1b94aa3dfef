package when

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"spotter/internal/pattern"
)

// timeSpelling brings spellings of one thing to one form, and sets signs that stand between times apart.
var timeSpelling = strings.NewReplacer(
	"a.m.", "am", "p.m.", "pm", "a.m", "am", "p.m", "pm", "o'clock", " oclock", "o’clock", " oclock", "：", ":", ": ", " ",
	";", " , ", "&", " , ", "+", " , ", "/", " , ", "\x00", " \x00 ",
)

// decimalComma is what may be a time with a comma, and may be two times.
var decimalComma = pattern.New(`^[0-9]{1,2},[0-9]{2}$`)

var (
	hoursAndMinutes = pattern.New(`\b([0-9]{1,2}) ?(?:uhr|heures|h) ([0-9]{2})( ?(?:uhr|heures|horas|h|am|pm|:)|[0-9])?`) // "7 uhr 30", but not "7 uhr 20 uhr"
	timeSpan        = pattern.New(`([0-9]|[0-9] ?[ap]m|uhr|h) ?[-–—] ?([0-9])`)                                           // "8am-9pm": from one card to the other
)

// strangeTimes is what people say in other languages, with their signs. Words are two spaces apart.
var strangeTimes = strings.NewReplacer(
	" und ", " , ", " et ", " , ", " y ", " , ", " e ", " , ", " en ", " , ", " oraz ", " , ", " ve ", " , ",
	" um ", " at ", " à ", " at ", " a  las ", " at ", " às ", " at ", " alle ", " at ", " om ", " at ", " las ", " at ",
	" @ ", " at ",
	" morgens ", " in the morning ", " vormittags ", " in the morning ", " früh ", " in the morning ", " du  matin ", " in the morning ", " de  la  mañana ", " in the morning ", " da  manhã ", " in the morning ", " di  mattina ", " in the morning ",
	" nachmittags ", " in the afternoon ", " de  la  tarde ", " in the afternoon ", " da  tarde ", " in the afternoon ",
	" abends ", " in the evening ", " du  soir ", " in the evening ", " de  la  noche ", " at night ", " da  noite ", " at night ", " di  sera ", " in the evening ",
	" mittags ", " noon ", " mittag ", " noon ", " midi ", " noon ", " mediodía ", " noon ", " mitternacht ", " midnight ", " minuit ", " midnight ", " medianoche ", " midnight ",
	" heures ", " h ", " horas ", " h ", " ore ", " h ",
)

// A timesReader reads times word by word. Every word must be accounted for.
type timesReader struct {
	words []string
	said  []timeSaid
	label string // a part of the day that belongs to the next time
	first bool   // parts of the day stand before their times
	apart bool   // a sign or a word stood between the last time and what is read
}

// readTimes reads as many times as there are. An error names the word that cannot be read.
func readTimes(typed string) ([]timeSaid, error) {
	r := timesReader{words: timeWords(typed)}
	for len(r.words) > 0 {
		word := r.words[0]
		if !r.step() {
			return nil, unreadTime(word, typed)
		}
	}
	if r.label != "" {
		return nil, unreadable("I can't tell which time of the %s %s means; %s.", r.label, quoted(typed), timesHint)
	}
	return r.said, nil
}

func unreadTime(word, typed string) error {
	if digit := word[0] >= '0' && word[0] <= '9'; digit || word == strings.ToLower(strings.TrimSpace(typed)) {
		return unreadable("I can't read %s as a time of day; write it like 7:30, 19:00 or 7pm.", quoted(word))
	}
	return unreadWord(word, typed, timesHint)
}

// timeWords cuts what was typed into words; a sign between times becomes a comma.
func timeWords(typed string) []string {
	if len(typed) > 100 {
		return []string{typed}
	}
	var words []string
	spelt := timeSpelling.Replace(" " + strings.ToLower(norm.NFKC.String(typed)) + " ")
	spelt = hoursAndMinutes.ReplaceAllStringFunc(spelt, func(s string) string {
		if m := hoursAndMinutes.FindStringSubmatch(s); m[3] == "" {
			return m[1] + ":" + m[2]
		}
		return s
	})
	spelt = timeSpan.ReplaceAllString(spelt, "$1 , $2")
	for _, field := range strings.Fields(strangeTimes.Replace("  " + strings.Join(strings.Fields(spelt), "  ") + "  ")) {
		if decimalComma.MatchString(field) {
			words = append(words, field)
			continue
		}
		for i, part := range strings.Split(field, ",") {
			if i > 0 {
				words = append(words, ",")
			}
			if part = strings.TrimRight(part, ".:"); part != "" {
				words = append(words, part)
			}
		}
	}
	return words
}

// step reads what comes next. It returns false if it cannot.
func (r *timesReader) step() bool {
	if part, n := r.partOfDay(); n > 0 {
		return r.part(part, n)
	}
	word := r.words[0]
	switch word {
	case ",", "and", "then", "at":
		r.skip(1)
		r.apart = true
		return true
	case "off", "none", "no", "-":
		r.skip(1)
		return r.add(timeSaid{typed: word, off: true})
	case "am", "pm", "a", "p":
		if word != "a" || !r.starts("a", "quarter") {
			return r.part(word, 1)
		}
	case "h", "uhr", "oclock":
		return r.unit(word)
	case "noon", "midday", "midnight":
		if len(r.said) > 0 && !r.apart {
			return r.twelve(word)
		}
	}
	if s, n := r.spoken(); n > 0 {
		r.skip(n)
		return r.add(s)
	}
	s, ok := readClock(word)
	if !ok {
		return false
	}
	r.skip(1)
	return r.add(s)
}

func (r *timesReader) skip(n int) { r.words = r.words[n:] }

func (r *timesReader) starts(words ...string) bool {
	return len(r.words) >= len(words) && slices.Equal(r.words[:len(words)], words)
}

func (r *timesReader) add(s timeSaid) bool {
	s.label, r.label = r.label, ""
	r.said, r.apart = append(r.said, s), false
	return s.label == "" || s.off || r.said[len(r.said)-1].within(s.label)
}

// last returns the time that a word directly behind it belongs to, or nil.
func (r *timesReader) last() *timeSaid {
	if n := len(r.said); n > 0 && !r.apart && !r.said[n-1].off {
		return &r.said[n-1]
	}
	return nil
}

// part reads a half or part of the day: of the time before it, or of the one that follows.
func (r *timesReader) part(part string, words int) bool {
	bare := words == 1 && part != "am" && part != "pm" && part != "a" && part != "p"
	if len(r.said) == 0 && r.label == "" && len(part) > 2 {
		r.first = true
	}
	r.skip(words)
	if r.first && (bare || r.last() == nil) {
		if r.label != "" {
			return false
		}
		r.label = part
		return true
	}
	s := r.last()
	return s != nil && s.within(part)
}

// partOfDay reads "morning", "in the morning", "at night", and returns how many words it has.
func (r *timesReader) partOfDay() (part string, words int) {
	if r.starts("at", "night") {
		return "night", 2
	}
	for _, before := range [][]string{{"in", "the"}, nil} {
		for _, part := range []string{"morning", "afternoon", "evening"} {
			if r.starts(append(slices.Clone(before), part)...) {
				return part, len(before) + 1
			}
		}
	}
	return "", 0
}

// unit reads what only says that the number before it is an hour.
func (r *timesReader) unit(word string) bool {
	s := r.last()
	if s == nil || s.named || s.half != "" {
		return false
	}
	if word != "oclock" {
		s.h24, s.open = true, false
	}
	r.skip(1)
	return true
}

// twelve reads the second word of "12 noon".
func (r *timesReader) twelve(word string) bool {
	s := r.last()
	if s == nil || s.minute != 12*60 || s.half != "" || s.named {
		return false
	}
	at, _ := readClock(word)
	s.minute, s.named = at.minute, true
	r.skip(1)
	return true
}

// spoken reads "half past seven", "quarter to 8", "ten past 7", and returns how many words it has. "Half seven" is
// another hour in German, and "5 to 8" may be a span.
func (r *timesReader) spoken() (s timeSaid, words int) {
	w := r.words
	if w[0] == "a" {
		w = w[1:]
	}
	if len(w) < 3 {
		return s, 0
	}
	minutes, ok := map[string]int{"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "5": 5, "10": 10, "20": 20, "25": 25}[w[0]]
	at, known := readClock(w[2])
	before := w[0] == "quarter" && w[1] == "to"
	if !ok || !known || at.named || at.half != "" || at.minute%60 != 0 || at.minute > 12*60 || !before && w[1] != "past" {
		return s, 0
	}
	n := 3 + len(r.words) - len(w)
	if at.typed = strings.Join(r.words[:n], " "); before {
		minutes = -minutes
	}
	at.minute = (at.minute + minutes) % (12 * 60)
	if at.minute < 60 {
		at.minute += 12 * 60
	}
	at.open = at.minute < 12*60
	return at, n
}
