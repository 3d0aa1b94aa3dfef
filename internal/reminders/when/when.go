// Package when reads what people type for a place, a time of day, days of the week and a date, as they write it in
// several countries. Nothing that was typed is left out of account: what cannot be read, or has two readings, is an
// *InputError that asks for it. The package keeps nothing and words nothing but those questions.
package when

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// An InputError says in one sentence, for the person who typed it, what could not be read and what
// would be.
type InputError struct{ Say string }

func (e *InputError) Error() string { return e.Say }

func unreadable(format string, args ...any) error {
	return &InputError{fmt.Sprintf(format, args...)}
}

// unreadWord says which word of what was typed cannot be read, and what can.
func unreadWord(word, typed, hint string) error {
	const room = 60 // in a sentence, for both
	if len(typed) > room {
		return unreadable("I can't read %s; %s.", quoted(word), hint)
	}
	return unreadable("I can't read %s in %s; %s.", quoted(word), quoted(typed), hint)
}

// quoted shortens what was typed, for quoting it back.
func quoted(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	if r := []rune(strings.TrimSpace(s)); len(r) > 40 {
		return "“" + string(r[:40]) + "…”"
	}
	return "“" + strings.TrimSpace(s) + "”"
}

// plainLetters are what has no marks to take away, and signs that do not tell names apart.
var plainLetters = strings.NewReplacer(
	"æ", "ae", "đ", "d", "ı", "i", "ł", "l", "ø", "o", "œ", "oe", "ß", "ss",
	"’", "", "'", "", "ʼ", "", "ʻ", "", "‘", "", ".", " ", "_", " ", ",", " ", "-", " ", "/", " ", "(", " ", ")", " ",
)

// folded brings what was typed to the form in which names are compared: plain lower-case words with
// single spaces.
func folded(s string) string {
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "")
	}
	s = strings.Map(plainRune, norm.NFKC.String(strings.ToLower(s)))
	return strings.Join(strings.Fields(plainLetters.Replace(s)), " ")
}

// plainRune returns a Latin letter without its marks, and -1 for a mark by itself.
func plainRune(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r >= 0x300 && r <= 0x36f:
		return -1
	}
	if base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r))); base < 0x250 {
		return base
	}
	return r
}
