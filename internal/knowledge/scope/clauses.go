package scope

import (
	"slices"

	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/text"
)

// A Clause is a run of words between commas, stops and joining words, with what it says by itself.
type Clause struct {
	First, Last int          // words, both included
	Begins      bool         // it begins a sentence
	Lift        content.Lift // that it names
	Hurts       bool         // it complains of something that the writer has now
	Evidence    bool         // it has words for a reason that are meant
}

// joining are the words that begin a clause without a comma.
var joining = []string{"and", "but", "while", "whereas", "plus", "also", "separately", "then", "when"}

// Clauses returns the clauses of a message, in order.
func (a *Analysis) Clauses() (all []Clause) {
	for i := range a.Words {
		var buf [16]byte
		if i == 0 || a.Words[i].Break >= text.Comma || slices.Contains(joining, string(a.Lower(buf[:0], i))) {
			all = append(all, Clause{First: i, Begins: i == 0 || a.Words[i].Break == text.Sentence, Lift: content.Unknown})
		}
		all[len(all)-1].Last = i
	}
	for i := range all {
		a.tellsOf(&all[i])
	}
	return all
}

// tellsOf notes what a clause says by itself.
func (a *Analysis) tellsOf(c *Clause) {
	p := Passage{First: c.First, Last: c.Last}
	for i := range a.Hits {
		if h := &a.Hits[i]; h.Match.First >= c.First && h.Match.Last <= c.Last {
			p.Hits = append(p.Hits, int32(i))
			c.Evidence = c.Evidence || h.Roles&lexicon.OfCause != 0 && h.Meant && h.Disowned == "" && !a.States[h.Match.First].Past
		}
	}
	v := View{Passages: []Passage{p}}
	for h := range a.HitsIn(v.Passages) {
		if lifts := lexicon.NamesBench | lexicon.NamesPush; h.Roles&lifts == 0 || a.of.lexicon.Groups[h.Group].Weight >= naming {
			v.Roles |= h.Roles // "the bar" names no lift
		}
		c.Hurts = c.Hurts || h.Roles&(lexicon.OfHurting|lexicon.Complains) != 0 && a.now(h)
	}
	c.Lift = a.findLift(v)
}

// naming is the weight from which on words name a lift.
const naming = 3

// now reports whether the words of a hit are meant of the writer, and of now.
func (a *Analysis) now(h *Hit) bool {
	s := &a.States[h.Match.First]
	return h.Meant && !s.Past && !s.Gone && !s.Eased && !s.Theirs && !s.Theory && !s.Painless
}
