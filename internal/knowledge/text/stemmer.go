package text

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// stem cuts the inflection off a word and gives what is left, in buf where there is room: the English
// stemmer of Martin Porter (https://snowballstem.org/algorithms/english/stemmer.html), for words in
// lower case without apostrophes. A word of more letters than longest, or with other letters than those
// of English, stays as it is.
func stem[T string | []byte](buf []byte, word T) []byte {
	buf = append(buf[:0], word...)
	if len(buf) <= 2 || len(buf) > longest || bytes.ContainsFunc(buf, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return buf
	}
	if stem, ok := irregular[string(buf)]; ok {
		return append(buf[:0], stem...)
	}
	var s stemmer
	s.n = copy(s.letters[:], buf)
	s.prepare()
	s.plural()
	s.past()
	if w := s.word(); len(w) > 2 && w[len(w)-1]|0x20 == 'y' && !isVowel(w[len(w)-2]) {
		w[len(w)-1] = 'i'
	}
	s.derived()
	s.last()
	for i, c := range s.word() {
		if c == consonantY {
			s.letters[i] = 'y'
		}
	}
	return append(buf[:0], s.word()...)
}

// A stemmer is a word on its way to its stem.
type stemmer struct {
	letters [longest]byte
	n       int // how many of them are left
	// Where the regions begin that suffixes are cut from: r1 after the first consonant behind a vowel,
	// r2 after the next such consonant in r1.
	r1, r2 int
}

func (s *stemmer) word() []byte { return s.letters[:s.n] }

// consonantY stands for a y that is no vowel: the first letter, or after a vowel.
const consonantY = 'Y'

// irregular are the words that the rules would cut wrongly.
var irregular = map[string]string{
	"skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "idly": "idl", "gently": "gentl",
	"ugly": "ugli", "early": "earli", "only": "onli", "singly": "singl", "sky": "sky", "news": "news", "howe": "howe",
	"atlas": "atlas", "cosmos": "cosmos", "bias": "bias", "andes": "andes", "inning": "inning", "innings": "inning",
	"outing": "outing", "outings": "outing", "canning": "canning", "cannings": "canning", "herring": "herring",
	"herrings": "herring", "earring": "earring", "earrings": "earring", "proceed": "proceed", "proceeds": "proceed",
	"proceeded": "proceed", "proceeding": "proceed", "exceed": "exceed", "exceeds": "exceed", "exceeded": "exceed",
	"exceeding": "exceed", "succeed": "succeed", "succeeds": "succeed", "succeeded": "succeed", "succeeding": "succeed",
}

func isVowel(c byte) bool {
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'
}

// prepare tells the two sorts of y apart and finds the regions.
func (s *stemmer) prepare() {
	w := s.word()
	for i, c := range w {
		if c == 'y' && (i == 0 || isVowel(w[i-1])) {
			w[i] = consonantY
		}
	}
	s.r1 = s.region(0)
	for _, prefix := range []string{"gener", "commun", "arsen"} {
		if len(w) >= len(prefix) && string(w[:len(prefix)]) == prefix {
			s.r1 = len(prefix)
		}
	}
	s.r2 = s.region(s.r1)
}

// region gives where the region behind the first consonant after a vowel begins, from a letter on.
func (s *stemmer) region(from int) int {
	for i := from + 1; i < s.n; i++ {
		if isVowel(s.letters[i-1]) && !isVowel(s.letters[i]) {
			return i + 1
		}
	}
	return s.n
}

// replace puts something no longer in place of the last n letters.
func (s *stemmer) replace(n int, by string) {
	s.n += copy(s.letters[s.n-n:], by) - n
	s.r1, s.r2 = min(s.r1, s.n), min(s.r2, s.n)
}

// ends says whether the word ends with a suffix.
func (s *stemmer) ends(suffix string) bool {
	at := s.n - len(suffix)
	return at >= 0 && s.letters[s.n-1] == suffix[len(suffix)-1] && string(s.letters[at:s.n]) == suffix
}

// hasVowel says whether there is a vowel before the last n letters.
func (s *stemmer) hasVowel(n int) bool {
	return slices.ContainsFunc(s.letters[:max(0, s.n-n)], isVowel)
}

// short says whether the first n letters end in a short syllable, like "hop" and "at".
func (s *stemmer) short(n int) bool {
	w := &s.letters
	switch {
	case n < 2 || isVowel(w[n-1]) || !isVowel(w[n-2]):
		return false
	case n == 2:
		return true
	}
	return !isVowel(w[n-3]) && w[n-1] != 'w' && w[n-1] != 'x' && w[n-1] != consonantY
}

// plural cuts the endings of plurals.
func (s *stemmer) plural() {
	switch {
	case s.ends("sses"):
		s.replace(2, "")
	case s.ends("ied") || s.ends("ies"):
		if s.n > 4 {
			s.replace(2, "")
		} else {
			s.replace(1, "")
		}
	case s.ends("us") || s.ends("ss"):
	case s.ends("s") && s.hasVowel(2):
		s.replace(1, "")
	}
}

// past cuts "ed" and "ing", and mends what is left: "hopping" is "hop", "hoping" is "hope".
func (s *stemmer) past() {
	for _, suffix := range []string{"eedly", "ingly", "edly", "ing", "eed", "ed"} {
		if !s.ends(suffix) {
			continue
		}
		switch n := len(suffix); {
		case suffix == "eed" || suffix == "eedly":
			if s.n-n >= s.r1 {
				s.replace(n, "ee")
			}
		case s.hasVowel(n):
			s.cutPast(n)
		}
		return
	}
}

func (s *stemmer) cutPast(n int) {
	r1, r2 := s.r1, s.r2
	s.replace(n, "")
	switch w := s.word(); {
	case s.ends("at") || s.ends("bl") || s.ends("iz"):
		s.add('e')
	case len(w) > 1 && w[len(w)-1] == w[len(w)-2] && strings.IndexByte("bdfgmnprt", w[len(w)-1]) >= 0:
		s.n--
	case s.r1 == s.n && s.short(s.n):
		s.add('e')
		r1, r2 = s.n, s.n
	}
	s.r1, s.r2 = min(r1, s.n), min(r2, s.n)
}

func (s *stemmer) add(c byte) {
	s.letters[s.n] = c
	s.n++
}

// A rule says what takes the place of a suffix.
type rule struct {
	suffix, by string
	after      string // only behind one of these letters; empty: behind any
}

// The rules for the endings that make one sort of word of another, the longest first.
var (
	endings = []rule{
		{"ational", "ate", ""}, {"fulness", "ful", ""}, {"iveness", "ive", ""}, {"ization", "ize", ""}, {"ousness", "ous", ""},
		{"biliti", "ble", ""}, {"lessli", "less", ""}, {"tional", "tion", ""}, {"alism", "al", ""}, {"aliti", "al", ""},
		{"ation", "ate", ""}, {"entli", "ent", ""}, {"fulli", "ful", ""}, {"iviti", "ive", ""}, {"ousli", "ous", ""},
		{"anci", "ance", ""}, {"abli", "able", ""}, {"alli", "al", ""}, {"ator", "ate", ""}, {"enci", "ence", ""},
		{"izer", "ize", ""}, {"bli", "ble", ""}, {"ogi", "og", "l"}, {"li", "", "cdeghkmnrt"},
	}
	furtherEndings = []rule{
		{"ational", "ate", ""}, {"tional", "tion", ""}, {"alize", "al", ""}, {"icate", "ic", ""}, {"ative", "", ""},
		{"iciti", "ic", ""}, {"ical", "ic", ""}, {"ful", "", ""}, {"ness", "", ""},
	}
	lastEndings = []rule{
		{"ement", "", ""}, {"ance", "", ""}, {"ence", "", ""}, {"able", "", ""}, {"ible", "", ""}, {"ment", "", ""},
		{"ent", "", ""}, {"ant", "", ""}, {"ism", "", ""}, {"ate", "", ""}, {"iti", "", ""}, {"ous", "", ""}, {"ive", "", ""},
		{"ize", "", ""}, {"ion", "", "st"}, {"al", "", ""}, {"er", "", ""}, {"ic", "", ""},
	}
)

// derived cuts the endings that make one sort of word of another.
func (s *stemmer) derived() {
	s.apply(endings, s.r1)
	s.apply(furtherEndings, s.r1)
	s.apply(lastEndings, s.r2)
}

// apply follows the first rule whose suffix the word has, if that lies in the region.
func (s *stemmer) apply(rules []rule, region int) {
	for i := range rules {
		r := &rules[i]
		if !s.ends(r.suffix) {
			continue
		}
		at := s.n - len(r.suffix)
		if r.suffix == "ative" {
			region = s.r2
		}
		if at >= region && (r.after == "" || at > 0 && strings.IndexByte(r.after, s.letters[at-1]) >= 0) {
			s.replace(len(r.suffix), r.by)
		}
		return
	}
}

// last cuts an e or the second l of two.
func (s *stemmer) last() {
	switch n := s.n - 1; {
	case n < s.r1:
	case s.letters[n] == 'e' && (n >= s.r2 || !s.short(n)), n >= s.r2 && s.ends("ll"):
		s.n--
	}
}
