package reading

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// stem cuts the inflection off a word and gives what is left, in buf where there is room: the English
// stemmer of Martin Porter (https://snowballstem.org/algorithms/english/stemmer.html), for words in
// lower case without apostrophes. A word with other letters than those of English stays as it is.
func stem[T string | []byte](buf []byte, word T) []byte {
	s := stemmer{word: append(buf[:0], word...)}
	if len(word) <= 2 || bytes.ContainsFunc(s.word, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return s.word
	}
	if stem, ok := irregular[string(s.word)]; ok {
		return append(buf[:0], stem...)
	}
	s.prepare()
	s.plural()
	s.past()
	if n := len(s.word) - 1; n > 1 && s.word[n]|0x20 == 'y' && !isVowel(s.word[n-1]) {
		s.word[n] = 'i'
	}
	s.derived()
	s.last()
	for i, c := range s.word {
		if c == consonantY {
			s.word[i] = 'y'
		}
	}
	return s.word
}

// A stemmer is a word on its way to its stem.
type stemmer struct {
	word []byte
	// Where the regions begin that suffixes are cut from: r1 after the first consonant behind a vowel,
	// r2 after the next such consonant in r1.
	r1, r2 int
}

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
	for i, c := range s.word {
		if c == 'y' && (i == 0 || isVowel(s.word[i-1])) {
			s.word[i] = consonantY
		}
	}
	s.r1 = s.region(0)
	for _, prefix := range []string{"gener", "commun", "arsen"} {
		if len(s.word) >= len(prefix) && string(s.word[:len(prefix)]) == prefix {
			s.r1 = len(prefix)
		}
	}
	s.r2 = s.region(s.r1)
}

// region gives where the region behind the first consonant after a vowel begins, from a letter on.
func (s *stemmer) region(from int) int {
	for i := from + 1; i < len(s.word); i++ {
		if isVowel(s.word[i-1]) && !isVowel(s.word[i]) {
			return i + 1
		}
	}
	return len(s.word)
}

// replace puts something in place of the last n letters.
func (s *stemmer) replace(n int, by string) {
	s.word = append(s.word[:len(s.word)-n], by...)
	s.r1, s.r2 = min(s.r1, len(s.word)), min(s.r2, len(s.word))
}

// ends says whether the word ends with a suffix.
func (s *stemmer) ends(suffix string) bool {
	n := len(s.word) - len(suffix)
	return n >= 0 && s.word[len(s.word)-1] == suffix[len(suffix)-1] && string(s.word[n:]) == suffix
}

// hasVowel says whether there is a vowel before the last n letters.
func (s *stemmer) hasVowel(n int) bool {
	for _, c := range s.word[:max(0, len(s.word)-n)] {
		if isVowel(c) {
			return true
		}
	}
	return false
}

// short says whether the first n letters end in a short syllable, like "hop" and "at".
func (s *stemmer) short(n int) bool {
	w := s.word
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
		if len(s.word) > 4 {
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
			if len(s.word)-n >= s.r1 {
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
	last := len(s.word) - 1
	switch {
	case s.ends("at") || s.ends("bl") || s.ends("iz"):
		s.word = append(s.word, 'e')
	case last > 0 && s.word[last] == s.word[last-1] && strings.IndexByte("bdfgmnprt", s.word[last]) >= 0:
		s.word = s.word[:last]
	case s.r1 > last && s.short(last+1):
		s.word = append(s.word, 'e')
		r1, r2 = len(s.word), len(s.word)
	}
	s.r1, s.r2 = min(r1, len(s.word)), min(r2, len(s.word))
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
		at := len(s.word) - len(r.suffix)
		if r.suffix == "ative" {
			region = s.r2
		}
		if at >= region && (r.after == "" || at > 0 && strings.IndexByte(r.after, s.word[at-1]) >= 0) {
			s.replace(len(r.suffix), r.by)
		}
		return
	}
}

// last cuts an e or the second l of two.
func (s *stemmer) last() {
	switch n := len(s.word) - 1; {
	case n < s.r1:
	case s.word[n] == 'e' && (n >= s.r2 || !s.short(n)), n >= s.r2 && s.ends("ll"):
		s.word = s.word[:n]
	}
}
