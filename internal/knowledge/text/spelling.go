package text

import "strings"

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
	i, taken := v.nearAt(key)
	if !taken {
		return None
	}
	n := int32(v.near.cell(i)&(1<<numberBits-1)) - 1
	if written := v.forms.words[n]; written[0] != word[0] || !oneEdit(written, string(word)) {
		return None
	}
	return v.means[n].sym()
}

// addNear makes misspellings of a form known.
func (v *Vocabulary) addNear(n int32) {
	word := v.forms.words[n]
	if v.keys+len(word) > v.near.len()*3/4 { // all that came before anew, in a table twice as large
		v.near, v.keys = newCells(max(1<<10, 2*v.near.len())), 0
		for _, before := range v.spelled {
			if before != n {
				v.addNear(before)
			}
		}
	}
	var buf [longest]byte
	v.putNear(append(buf[:0], word...), n, true)
	for i := 1; i < len(word) && len(word) < longest; i++ {
		v.putNear(append(append(buf[:0], word[:i]...), word[i+1:]...), n, false)
	}
}

// putNear makes a key lead to a form. Where another had it, a form itself comes before those that lack a letter.
func (v *Vocabulary) putNear(key []byte, n int32, itself bool) {
	i, taken := v.nearAt(key)
	if !taken {
		v.keys++
	}
	if !taken || itself {
		v.near.set(i, hashOf(key), n)
	}
}

// nearAt returns the place of a key, or the free one where it would go.
func (v *Vocabulary) nearAt(key []byte) (i int, taken bool) {
	h := hashOf(key)
	if v.near.len() == 0 {
		return 0, false
	}
	for i = v.near.first(h); v.near.cell(i) != 0; i = v.near.next(i) {
		if n := v.near.at(i, h); n >= 0 && lacksOne(key, v.forms.words[n]) {
			return i, true
		}
	}
	return i, false
}

// lacksOne reports whether key is a word or what is left of it without a letter that is not its first.
func lacksOne(key []byte, word string) bool {
	i := 0
	for i < len(key) && i < len(word) && key[i] == word[i] {
		i++
	}
	switch len(word) - len(key) {
	case 0:
		return i == len(key)
	case 1:
		return i > 0 && string(key[i:]) == word[i+1:]
	}
	return false
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
