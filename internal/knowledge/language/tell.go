package language

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Told is in which language a message is written.
type Told struct {
	Code    string // "" for English, and for what cannot be told
	Text    string // what is written in it: all, or the clauses that are
	Partly  bool   // Text is not all of it
	English int    // how many words are English and not of that language
	Shared  int    // how many are of both, or of every lifter's; 0 for a language that is not mixed with English as a rule
	Foreign int    // how many are of that language and not English
	Unread  bool   // most letters are of no alphabet that is read
}

// A known word is one of the lists of data/words.txt.
type known struct {
	of      uint16 // bits by place in Codes
	english bool
}

// lists holds the words of data/words.txt.
var lists = sync.OnceValue(func() map[string]known {
	text, err := data.ReadFile("data/words.txt")
	if err != nil {
		panic(err) // it is built in
	}
	all := make(map[string]known, 6000)
	for line := range strings.Lines(string(text)) {
		code, words, ok := strings.Cut(line, ": ")
		if !ok || line[0] == '#' {
			continue
		}
		bit := bitOf(code)
		for w := range strings.FieldsSeq(words) {
			k := all[w]
			k.of |= bit
			k.english = k.english || code == "en" || code == everywhere
			all[w] = k
		}
	}
	return all
})

// everywhere is the list of what lifters say in every language, which tells nothing.
const everywhere = "gym"

func bitOf(code string) uint16 {
	if code == everywhere {
		return 1 << 15
	}
	for i, c := range Codes {
		if c == code {
			return 1 << i
		}
	}
	return 0
}

// wordsOf gives the words of a language's list.
func wordsOf(code string) map[string]bool {
	bit, out := bitOf(code), map[string]bool{}
	for w, k := range lists() {
		if k.of&bit != 0 {
			out[w] = true
		}
	}
	return out
}

// Tell says in which language text is written. English with a foreign name or word in it is English; ordinary reports
// whether English has a word.
func Tell(text string, ordinary func(word string) bool) Told {
	c := counter{lists: lists()}
	c.count(text)
	switch {
	case c.cyrillic*2 > c.letters && c.russian:
		return Told{Code: "ru", Text: text}
	case (c.cyrillic+c.other)*2 > c.letters:
		return Told{Unread: true}
	case !c.suspicious():
		return Told{}
	}
	return tell(text, ordinary)
}

// What a message must have to be taken for another language: so many words that English does not have, and so
// many for each English word.
const (
	leastForeign = 2
	perEnglish   = 1
)

// How many words the language of a whole message is told by, and how far into it the clauses are weighed one by one.
const (
	enoughWords = 200
	mostWords   = 2000
)

// tell weighs all languages on all words.
func tell(text string, ordinary func(string) bool) Told {
	words := scan(text, plainly)
	if t := weigh(text, words[:min(len(words), enoughWords)], ordinary); t.Code != "" {
		return t
	}
	words = words[:min(len(words), mostWords)]
	var parts []string
	code, from := "", 0
	for i := range words {
		if i+1 < len(words) && words[i+1].clause == words[i].clause {
			continue
		}
		part := text[words[from].start:words[i].end]
		if t := weigh(text, words[from:i+1], ordinary); t.Code != "" && i+1-from > leastForeign && (code == "" || code == t.Code) {
			code, parts = t.Code, append(parts, part)
		}
		from = i + 1
	}
	if code == "" {
		return Told{}
	}
	return Told{Code: code, Text: strings.Join(parts, ". "), Partly: true}
}

// weigh says which language words are of, if any.
func weigh(text string, words []word, ordinary func(string) bool) Told {
	all := lists()
	var best Told
	most := 0.0
	for i, code := range Codes {
		l, own, listed := Of(code), 0.0, false
		t := Told{Code: code, Text: text}
		for _, w := range words {
			k := all[w.text]
			accented := !plainASCII(text[w.start:w.end])
			k.english = k.english && !accented
			switch {
			case k.english && k.of&(1<<i|1<<15) == 0:
				t.English++
			case k.english && l.mixed:
				t.Shared++
			case k.english:
			case w.number >= 0:
			case k.of&(1<<i) != 0:
				own++
				listed = true
			case l.speaksOf(w.text) && (accented || !ordinary(w.text)):
				own += 0.95
			}
		}
		if own > most && (listed || !l.mixed) {
			best, most = t, own
		}
	}
	best.Foreign = int(most + 0.5)
	enough := most >= leastForeign-0.1 && most >= perEnglish*float64(best.English)
	short := most >= 0.9 && best.English == 0 && len(words) <= 8
	if !enough && !short {
		return Told{}
	}
	return best
}

// plainASCII reports whether a word is written as English ones are.
func plainASCII(w string) bool {
	for i := range len(w) {
		if w[i] >= utf8.RuneSelf && !strings.Contains(w, "’") {
			return false
		}
	}
	return true
}

// speaksOf reports whether a word belongs to a concept of the language.
func (l *Language) speaksOf(w string) bool {
	if len(w) < 4 {
		return false
	}
	w = l.fold(w)
	if _, ok := l.exact[w]; ok {
		return true
	}
	for n := 4; n <= len(w) && n <= l.longest; n++ {
		if _, ok := l.stems[w[:n]]; ok {
			return true
		}
	}
	return false
}

// text gives the words from first to last as the writer wrote them.
func (s *sense) text(first, last int) string {
	return s.message[s.words[first].start:s.words[last].end]
}
