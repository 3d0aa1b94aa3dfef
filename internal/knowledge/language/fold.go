package language

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain gives for a letter those that people write instead of it who have no such key.
var plain = func() (t [0x500]string) {
	for c := rune('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = string(c), string(c)
	}
	for _, row := range strings.Fields("aàáâãäåāăą cçćĉċč dďđð eèéêëēĕėęě gĝğġģ hĥħ iìíîïĩīĭįı jĵ kķ lĺļľŀł nñńņňŋ oòóôõöøōŏő rŕŗř sśŝşš tţťŧ uùúûüũūŭůűų wŵ yýÿŷ zźżž") {
		for _, r := range row[1:] {
			t[r], t[unicode.ToUpper(r)] = row[:1], row[:1]
		}
	}
	t['ß'], t['æ'], t['Æ'], t['œ'], t['Œ'], t['İ'], t['I'] = "ss", "ae", "ae", "oe", "oe", "i", "i"
	for i, latin := range strings.Split("a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sch ' y ' e yu ya", " ") {
		if latin == "'" { // the hard and the soft sign have no sound
			latin = ""
		}
		small := 'а' + rune(i)
		t[small], t[unicode.ToUpper(small)] = latin, latin
	}
	t['ё'], t['Ё'] = "e", "e"
	return t
}()

// silent are the letters of Cyrillic that plain has nothing for, apostrophes, and marks that are written over the letter
// before them.
func silent(r rune) bool {
	switch r {
	case 'ъ', 'ь', 'Ъ', 'Ь', '\'', '’', '‘', '`', '´', '\u200d':
		return true
	}
	return unicode.Is(unicode.Mn, r)
}

// A word is one of a message.
type word struct {
	start, end int    // where it stands in the text, in bytes
	text       string // folded; a number as it is written
	at         int    // its place, with a gap at each comma and sentence
	clause     int
	sentence   int
	number     float64 // -1: none
}

// The gaps that a comma and the end of a sentence count as, in words.
const (
	commaGap    = 1
	sentenceGap = 3
)

// A scanner splits a text into words.
type scanner struct {
	text     string
	words    []word
	at       int
	clause   int
	sentence int
	buf      []byte
	start    int // of the word in buf
	fold     func(string) string
}

// scan splits text into words, each brought to a form by fold.
func scan(text string, fold func(string) string) []word {
	s := scanner{text: text, fold: fold}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !s.letter(r, i) {
			s.end(i)
			s.mark(r, i)
		}
		i += size
	}
	s.end(len(text))
	return s.words
}

// letter takes a letter or digit in and reports whether r is part of a word.
func (s *scanner) letter(r rune, i int) bool {
	switch digit := r >= '0' && r <= '9'; {
	case digit || (r == '/' || r == '.') && s.inNumber() && i+1 < len(s.text) && s.text[i+1] >= '0' && s.text[i+1] <= '9':
		if len(s.buf) > 0 && !s.inNumber() {
			s.end(i)
		}
		s.begin(i)
		s.buf = utf8.AppendRune(s.buf, r)
	case r < rune(len(plain)) && plain[r] != "":
		if s.inNumber() {
			s.end(i)
		}
		s.begin(i)
		s.buf = append(s.buf, plain[r]...)
	case silent(r):
		if (r == '\'' || r == '’') && elided[string(s.buf)] {
			s.end(i)
		}
	case unicode.IsLetter(r):
		s.begin(i)
		s.buf = utf8.AppendRune(s.buf, unicode.ToLower(r))
	default:
		return false
	}
	return true
}

// elided are the words before an apostrophe that are words of their own: "l'aria", "j'ai".
var elided = set("l d j n m t s c qu dell nell sull all dall un quell bell gl jusqu lorsqu puisqu")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

func (s *scanner) inNumber() bool {
	return len(s.buf) > 0 && s.buf[0] >= '0' && s.buf[0] <= '9'
}

func (s *scanner) begin(i int) {
	if len(s.buf) == 0 {
		s.start = i
	}
}

// end completes the word that ends before i.
func (s *scanner) end(i int) {
	if len(s.buf) == 0 {
		return
	}
	w := word{start: s.start, end: i, at: s.at, clause: s.clause, sentence: s.sentence, number: -1}
	if s.inNumber() {
		w.text = string(s.buf)
		if n, err := strconv.ParseFloat(w.text, 64); err == nil {
			w.number = n
		}
	} else {
		w.text = s.fold(string(s.buf))
	}
	s.words, s.buf = append(s.words, w), s.buf[:0]
	s.at++
}

// mark notes what stands between words.
func (s *scanner) mark(r rune, i int) {
	switch r {
	case '.', '!', '?', '\n', '…', ';':
		if len(s.words) > 0 && s.words[len(s.words)-1].sentence == s.sentence {
			s.sentence++
			s.clause++
			s.at += sentenceGap
		}
	case ',', ':', '(', ')', '–', '—', '"':
		s.clause++
		s.at += commaGap
	case '-':
		if i > 0 && s.text[i-1] == ' ' {
			s.clause++
			s.at += commaGap
		}
	}
}

// replacer makes pairs of spelling ("v b", "h ") into a replacer.
func replacer(pairs []string) *strings.Replacer {
	var oldnew []string
	for _, p := range pairs {
		from, to, _ := strings.Cut(p, " ")
		oldnew = append(oldnew, from, to)
	}
	return strings.NewReplacer(oldnew...)
}

// fold brings a word that scan has read to the form in which the language's words are compared.
func (l *Language) fold(s string) string { return single(l.spelling.Replace(s)) }

// single writes each run of a letter once.
func single(s string) string {
	double := false
	for i := 1; i < len(s) && !double; i++ {
		double = s[i] == s[i-1]
	}
	if !double {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if i == 0 || s[i] != s[i-1] {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// plainly is the form of a word before a language's spelling.
func plainly(s string) string { return s }
