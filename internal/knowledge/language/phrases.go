package language

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A part is one word of a phrase.
type part struct {
	text string
	kind partKind
	from float64 // for a number: at least that
}

type partKind uint8

const (
	exact partKind = iota
	stem           // the word begins with it
	ending
	within
	number
	anything
)

// A phrase is a way to say a concept.
type phrase struct {
	parts   []int
	concept int
	slack   int // how many words may stand within it that do not belong to it
}

// phrases finds phrases among words.
type phrases struct {
	parts   []part
	ids     map[part]int
	exact   map[string]int
	stems   map[string]int
	longest int            // stem, in bytes
	odd     []int          // the parts that are found by trying
	long    map[byte][]int // exact words and stems that may be misspelt, by first letter
	all     []phrase
	first   map[int][]int // phrases by first part
	common  map[string]bool
	denials map[int]bool // parts that are words of denial: none is passed over within a phrase
}

func newPhrases() *phrases {
	return &phrases{ids: map[part]int{}, exact: map[string]int{}, stems: map[string]int{}, long: map[byte][]int{}, first: map[int][]int{}, denials: map[int]bool{}}
}

// parts reads the words of a phrase.
func (l *Language) parts(fields []string) (out []part) {
	for _, f := range fields {
		p := part{}
		switch b := body(f); {
		case b == "":
			p.kind = anything
		case b[0] == '#':
			p.kind = number
			p.from, _ = strconv.ParseFloat(b[1:], 64)
		case strings.HasPrefix(f, "*") && strings.HasSuffix(f, "*"):
			p.kind = within
		case strings.HasPrefix(f, "*"):
			p.kind = ending
		case strings.HasSuffix(f, "*"):
			p.kind = stem
		}
		if p.kind == number || p.kind == anything {
			out = append(out, p)
			continue
		}
		words := scan(body(f), l.fold)
		for i, w := range words {
			if p.text = w.text; len(w.text) < 2 && utf8.RuneCountInString(body(f)) > 1 && len(fields) == 1 {
				return nil // nothing is left of it to tell
			}
			q := p
			if i < len(words)-1 || q.kind == stem && len(w.text) < shortestStem {
				q.kind = exact
			}
			out = append(out, q)
		}
	}
	return out
}

// body gives what stands between the stars of a word.
func body(f string) string { return strings.Trim(f, "*") }

// shortestStem is the length from which on what is left of a word by the spelling begins others.
const shortestStem = 3

// shortestSpelt is the length from which on a misspelt word is taken for one of the language's; a stem must be longer
// by a letter.
const shortestSpelt = 5

func (p *phrases) id(of part) int {
	id, ok := p.ids[of]
	if ok {
		return id
	}
	id = len(p.parts)
	p.ids[of], p.parts = id, append(p.parts, of)
	switch of.kind {
	case exact:
		p.exact[of.text] = id
	case stem:
		p.stems[of.text] = id
		p.longest = max(p.longest, len(of.text))
	default:
		p.odd = append(p.odd, id)
	}
	if spelt := len(of.text) - int(of.kind); of.kind <= stem && spelt >= shortestSpelt && !p.common[of.text] {
		p.long[of.text[0]] = append(p.long[of.text[0]], id)
	}
	return id
}

func (p *phrases) add(parts []part, concept, slack int) {
	ph := phrase{concept: concept, slack: slack}
	for _, of := range parts {
		ph.parts = append(ph.parts, p.id(of))
	}
	p.first[ph.parts[0]] = append(p.first[ph.parts[0]], len(p.all))
	p.all = append(p.all, ph)
}

// fitting gives the parts that a word is.
func (p *phrases) fitting(w word) (ids []int) {
	if id, ok := p.exact[w.text]; ok {
		ids = append(ids, id)
	}
	for n := 2; n <= len(w.text) && n <= p.longest; n++ {
		if id, ok := p.stems[w.text[:n]]; ok {
			ids = append(ids, id)
		}
	}
	known := len(ids) > 0
	for _, id := range p.odd {
		if of := p.parts[id]; of.fits(w) {
			ids = append(ids, id)
			known = known || of.kind != anything
		}
	}
	if !known && len(w.text) >= shortestSpelt && !p.common[w.text] {
		ids = append(ids, p.misspelt(w.text)...)
	}
	return ids
}

func (of part) fits(w word) bool {
	switch of.kind {
	case ending:
		return strings.HasSuffix(w.text, of.text)
	case within:
		return strings.Contains(w.text, of.text)
	case number:
		return w.number >= of.from && w.number >= 0
	}
	return of.kind == anything
}

// misspelt gives the parts from which a word is one slip of the key away.
func (p *phrases) misspelt(w string) (ids []int) {
	for _, id := range p.long[w[0]] {
		of := p.parts[id]
		for n := len(of.text) - 1; n <= len(of.text)+1 && n <= len(w); n++ {
			if (of.kind == stem || n == len(w)) && slip(of.text, w[:n]) {
				ids = append(ids, id)
				break
			}
		}
	}
	return ids
}

// slip reports whether b is a with one letter more, less or other, or with two letters in each other's place.
func slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return a[i:] == b[i+1:]
	case i == len(a) || a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// A hit is a place where a concept is said.
type hit struct {
	concept     int
	first, last int // words, both included
	denied      bool
	by          int  // the word that denies it
	off         bool // taken back: past, healed, somebody else's
}

// find gives all hits among words, by first word.
func (p *phrases) find(words []word) (hits []hit) {
	fits := make([][]int, len(words))
	seen := map[string][]int{}
	for i, w := range words {
		ids, ok := seen[w.text]
		if !ok {
			ids = p.fitting(w)
			seen[w.text] = ids
		}
		fits[i] = ids
	}
	for i := range words {
		for _, id := range fits[i] {
			for _, ph := range p.first[id] {
				if last, ok := p.rest(words, fits, i, &p.all[ph]); ok {
					hits = append(hits, hit{concept: p.all[ph].concept, first: i, last: last})
				}
			}
		}
	}
	return hits
}

// rest finds the further parts of a phrase that begins with word i, and where it ends.
func (p *phrases) rest(words []word, fits [][]int, i int, ph *phrase) (last int, ok bool) {
	left := ph.slack
	for _, id := range ph.parts[1:] {
		k := i + 1
		for ; k < len(words) && words[k].clause == words[i].clause && !slices.Contains(fits[k], id); k++ {
			if left--; left < 0 || slices.ContainsFunc(fits[k], func(id int) bool { return p.denials[id] }) {
				return 0, false
			}
		}
		if k == len(words) || words[k].clause != words[i].clause {
			return 0, false
		}
		i = k
	}
	return i, true
}
