// Package say has what all of the bot's wording shares: names of lifts and doses, lists of words, quotations of what a
// person wrote, and how choices and buttons are laid out.
package say

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// List joins words, as in "a, b and c".
func List(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// UpperFirst begins a sentence with s.
func UpperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// LowerFirst puts s, which began a sentence, into the middle of one. An abbreviation keeps its capitals.
func LowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); n == 0 || unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// FirstSentence returns the first sentence of a text.
func FirstSentence(text string) string {
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}

// Fold brings a name to the form in which names are compared: letters and digits in lower case.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSuffix(strings.ToLower(s), "s"))
}

// Brief shortens what a person typed for quoting it back, at a word where it has several, without control characters.
func Brief(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	cut := string([]rune(s)[:40])
	if at := strings.LastIndexByte(cut, ' '); at > len(cut)/2 {
		cut = cut[:at]
	}
	return cut + "…"
}

// Clean makes what a person wrote one line, of at most so many characters, that can neither format nor pretend to
// be someone else's.
func Clean(s string, most int) string {
	words := strings.Fields(strings.Map(plainRune, strings.ToValidUTF8(s, "�")))
	r := []rune(strings.Join(words, " "))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}

// plainRune drops what is invisible or changes the direction of writing, and turns line breaks into
// spaces: with those a text can look like somebody else's.
func plainRune(r rune) rune {
	switch {
	case unicode.IsSpace(r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
		return ' '
	case r == '\u200d': // joins emoji
		return r
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r):
		return -1
	}
	return r
}
