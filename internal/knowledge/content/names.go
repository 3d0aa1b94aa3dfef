package content

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"spotter/internal/knowledge/overlay"
)

// A drillName is one name of a drill, prepared for comparison.
type drillName struct {
	drill *Drill
	words []string
	whole string // the words joined
}

func drillNames(drills []*Drill) []drillName {
	var list []drillName
	for _, d := range drills {
		for _, name := range append([]string{d.ID, d.Name}, d.Aliases...) {
			words := nameWords(name)
			list = append(list, drillName{drill: d, words: words, whole: strings.Join(words, "")})
		}
	}
	return list
}

// nameWords returns the words of a name in lower case, without plural and punctuation.
func nameWords(name string) []string {
	const longest = 200 // bytes; no drill is called that
	name = strings.ToLower(name[:min(len(name), longest)])
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if len(w) > 3 && !strings.HasSuffix(w, "ss") {
			words[i] = strings.TrimSuffix(w, "s")
		}
	}
	return words
}

// FindDrill returns the drills that a name may mean, best first: those called so, then those called
// nearly so, then those whose name the words are part of or that the words contain. It does not mind
// case, plurals, hyphens, spaces and small misspellings. It returns none if nothing is near.
func (b *Library) FindDrill(name string) []*Drill {
	words := nameWords(name)
	whole := strings.Join(words, "")
	type match struct {
		drill *Drill
		rank  int
	}
	var found []match
	for _, n := range b.names {
		if rank, ok := n.match(words, whole); ok {
			found = append(found, match{n.drill, rank})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int { return cmp.Compare(a.rank, b.rank) })
	var drills []*Drill
	for _, m := range found {
		if !slices.Contains(drills, m.drill) {
			drills = append(drills, m.drill)
		}
	}
	return drills
}

// match ranks how near words are to a name, 0 is best.
func (n drillName) match(words []string, whole string) (rank int, ok bool) {
	const shortest = 3 // letters that are worth looking for
	if len(whole) < shortest {
		return 0, false
	}
	if d := overlay.Typos(whole, n.whole); d <= tolerance(n.whole) {
		return d, true
	}
	if within(words, n.words) { // "rope" in "rope climbs"
		return 10 + len(n.words) - len(words), true
	}
	if within(n.words, words) { // "how do i do the chin tuck"
		return 20 - min(len(n.words), 9), true
	}
	return 0, false
}

// within reports whether each of some words is, but for a misspelling, among others.
func within(some, others []string) bool {
	for _, w := range some {
		if !slices.ContainsFunc(others, func(o string) bool { return overlay.Typos(w, o) <= tolerance(o) }) {
			return false
		}
	}
	return true
}

// tolerance is how many typos a word of that length may have before it may be another word.
func tolerance(word string) int {
	switch n := len(word); {
	case n < 5:
		return 0
	case n < 8:
		return 1
	default:
		return 2
	}
}
