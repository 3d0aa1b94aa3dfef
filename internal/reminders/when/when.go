// Package when reads what people type for a place, a time of day, days of the week and a date, as they write it in
// several countries. Nothing that was typed is left out of account: what cannot be read, or has two readings, is an
// *InputError that asks for it. The package keeps nothing and words nothing but those questions.
package when

import (
	"fmt"
	"strings"
	"unicode"
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

// plainLetters are the letters with marks that occur in names of places, without their marks.
var plainLetters = strings.NewReplacer(
	"á", "a", "à", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ā", "a", "ă", "a", "ą", "a", "æ", "ae",
	"ç", "c", "ć", "c", "č", "c", "ď", "d", "đ", "d", "é", "e", "è", "e", "ê", "e", "ë", "e", "ē", "e", "ė", "e", "ę", "e", "ě", "e",
	"ğ", "g", "í", "i", "ì", "i", "î", "i", "ï", "i", "ī", "i", "ı", "i", "i̇", "i", "ł", "l", "ñ", "n", "ń", "n", "ň", "n",
	"ó", "o", "ò", "o", "ô", "o", "ö", "o", "õ", "o", "ø", "o", "ő", "o", "œ", "oe", "ř", "r", "ś", "s", "š", "s", "ş", "s", "ș", "s", "ß", "ss",
	"ť", "t", "ţ", "t", "ț", "t", "ú", "u", "ù", "u", "û", "u", "ü", "u", "ū", "u", "ů", "u", "ű", "u", "ý", "y", "ÿ", "y", "ź", "z", "ż", "z", "ž", "z",
	"’", "", "'", "", ".", " ", "_", " ", ",", " ", "-", " ",
)

// folded brings what was typed to the form in which names are compared: plain lower-case words with
// single spaces.
func folded(s string) string {
	if len(s) > 200 {
		s = s[:200]
	}
	return strings.Join(strings.Fields(plainLetters.Replace(strings.ToLower(s))), " ")
}
