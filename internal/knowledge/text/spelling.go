package text

import (
	"hash/maphash"
	"strings"
)

// corrected gives the word that a misspelling with one letter too many, too few, wrong or swapped
// stands for. Ordinary words of the language are never corrected, so that no word that somebody
// meant turns into another one; neither is a first letter.
func (v *Vocabulary) corrected(word []byte) Sym {
	if len(word) < shortest || len(word) > 24 || v.IsOrdinary(string(word)) {
		return None
	}
	var buf [32]byte
	if s := v.nearest(word, word); s != None {
		return s
	}
	for i := 1; i < len(word); i++ {
		key := append(append(buf[:0], word[:i]...), word[i+1:]...)
		if s := v.nearest(key, word); s != None {
			return s
		}
	}
	return None
}

// nearest looks key up among the forms with a letter missing and makes sure that what it finds is
// no more than one edit away from word.
func (v *Vocabulary) nearest(key, word []byte) Sym {
	at, ok := v.near[maphash.Bytes(v.seed, key)]
	if !ok {
		return None
	}
	written := v.spelled[at]
	if written[0] != word[0] || !oneEdit(written, string(word)) {
		return None
	}
	return v.forms[written].sym
}

// IsOrdinary reports whether the language has the word: a binary search over the sorted list.
func (v *Vocabulary) IsOrdinary(word string) bool {
	for list := v.ordinary; list != ""; {
		start := strings.LastIndexByte(list[:len(list)/2], '\n') + 1
		line, after, _ := strings.Cut(list[start:], "\n")
		switch c := strings.Compare(line, word); {
		case c == 0:
			return true
		case c < 0:
			list = after
		default:
			list = list[:start]
		}
	}
	return false
}

// oneEdit says whether a and b differ by at most one letter added, left out, replaced, or two
// neighbours swapped.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(b)-len(a) > 1:
		return false
	case len(a) < len(b):
		return a[i:] == b[i+1:]
	case i == len(a) || a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
