package language

import (
	"fmt"
	"slices"
	"strings"
)

// A ruleEntry is a [[rule]] as it is written: see data/rules.toml.
type ruleEntry struct {
	Flag   string   `toml:"flag"`
	All    []string `toml:"all"`
	Unless []string `toml:"unless"`
	Near   int      `toml:"near"`
}

// A rule is one for a language.
type rule struct {
	flag   string
	all    [][]choice
	unless map[int]bool
	near   int
}

// A choice is a concept that an item of a rule may be.
type choice struct {
	concept int
	denied  bool // as what cannot be done
}

// A Sign is a warning sign that was read.
type Sign struct {
	ID      string
	Because []string // the words as the writer wrote them
}

// A Reading is what was understood of a message.
type Reading struct {
	Signs  []Sign // in the order of the rules, each once
	Crisis bool   // the writer may be about to harm themselves
	Stroke bool   // signs of a stroke
}

// The flags of rules that are no warning signs of the content.
const (
	crisis = "crisis"
	stroke = "stroke"
)

// compile makes rules for a language. A concept that it has no words for is never said.
func (l *Language) compile(entries []ruleEntry) (out []rule, err error) {
	for _, e := range entries {
		r := rule{flag: e.Flag, near: e.Near, unless: map[int]bool{}}
		if e.Flag == "" || len(e.All) == 0 || len(e.All) > 1 && e.Near == 0 {
			return nil, fmt.Errorf("rule for %q: wants a flag, items, and near where there are more than one", e.Flag)
		}
		for _, item := range e.All {
			var choices []choice
			for _, name := range strings.Fields(item) {
				name, denied := strings.CutPrefix(name, "!")
				choices = append(choices, choice{l.concept(name), denied})
			}
			r.all = append(r.all, choices)
		}
		for _, name := range e.Unless {
			r.unless[l.concept(name)] = true
		}
		out = append(out, r)
	}
	return out, nil
}

// Read says which signs a message tells of.
func (l *Language) Read(text string) Reading {
	var out Reading
	for words := scan(text, l.fold); len(words) > 0; {
		n := portion(words)
		out.add(l.understand(text, words[:n]))
		words = words[n:]
	}
	return out
}

// The words that are read together: what stands further apart has nothing to do with each other, and looking at
// all pairs of a very long message would take very long.
const (
	portionMin = 150
	portionMax = 250
)

// portion gives how many words to read together: whole sentences, where there are ends of sentences.
func portion(words []word) int {
	for n := portionMin; n < len(words); n++ {
		if n == portionMax || words[n].sentence != words[n-1].sentence {
			return n
		}
	}
	return len(words)
}

// add notes what follows from a part of the message.
func (r *Reading) add(s *sense) {
	for i := range s.rules {
		rule := &s.rules[i]
		because, ok := s.follows(rule)
		switch {
		case !ok:
		case rule.flag == crisis:
			r.Crisis = true
		case rule.flag == stroke:
			r.Stroke = true
		default:
			r.note(rule.flag, because)
		}
	}
}

func (r *Reading) note(id string, because []string) {
	for _, s := range r.Signs {
		if s.ID == id {
			return
		}
	}
	r.Signs = append(r.Signs, Sign{ID: id, Because: because})
}

// follows reports whether a rule's items are all said near each other, and quotes them.
func (s *sense) follows(r *rule) (because []string, ok bool) {
	for i := range s.hits {
		h := &s.hits[i]
		if !s.is(h, r.all[0]) {
			continue
		}
		found := []*hit{h}
		for _, item := range r.all[1:] {
			if next := s.nearest(item, found, r.near); next != nil {
				found = append(found, next)
			}
		}
		if len(found) == len(r.all) && !s.excused(r, found) {
			return s.quote(found), true
		}
	}
	return nil, false
}

// is reports whether a hit is meant and one of an item's concepts.
func (s *sense) is(h *hit, item []choice) bool {
	for _, c := range item {
		if c.concept == h.concept && c.denied == h.denied && !h.off {
			return true
		}
	}
	return false
}

// nearest gives the hit of an item that keeps all that was found closest together, at most near words apart.
func (s *sense) nearest(item []choice, found []*hit, near int) (best *hit) {
	least := near + 1
	for i := range s.hits {
		h := &s.hits[i]
		if !s.is(h, item) || slices.Contains(found, h) {
			continue
		}
		if d := s.distance(h, found); d < least {
			best, least = h, d
		}
	}
	return best
}

// distance gives how far h is from the nearest of found, in words; gaps at commas and sentences count.
func (s *sense) distance(h *hit, found []*hit) int {
	least := 1 << 30
	for _, f := range found {
		d := max(s.words[h.first].at-s.words[f.last].at, s.words[f.first].at-s.words[h.last].at, 0)
		least = min(least, d)
	}
	return least
}

// excused reports whether something in the same clause makes something else of what was found.
func (s *sense) excused(r *rule, found []*hit) bool {
	for i := range s.hits {
		h := &s.hits[i]
		if !r.unless[h.concept] || h.denied {
			continue
		}
		for _, f := range found {
			if s.clause(h) == s.clause(f) {
				return true
			}
		}
	}
	return false
}

// longQuote is how many words are quoted together at most.
const longQuote = 9

// quote gives the words of what was found: together, or each by itself where they stand far apart.
func (s *sense) quote(found []*hit) (out []string) {
	first, last := found[0].first, found[0].last
	for _, h := range found {
		first, last = min(first, h.first), max(last, h.last)
		if h.denied { // "do not feel"
			first, last = min(first, h.by), max(last, h.by)
		}
	}
	if last-first < longQuote {
		return []string{s.text(first, last)}
	}
	for _, h := range found {
		out = append(out, s.text(h.first, h.last))
	}
	return out
}
