package knowledge

import (
	"fmt"
	"math/bits"

	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/reading"
)

// The second reader of warning signs is a classifier over n-grams, which knows none of the lexicon's phrases. Its
// outputs are the warning signs in the order of caseFlags, and then these.
var (
	crisisOutput    = len(caseFlags)     // the writer may harm themselves
	signOutput      = len(caseFlags) + 1 // some warning sign
	emergencyOutput = len(caseFlags) + 2 // some sign of an emergency
	secondOutputs   = len(caseFlags) + 3
)

// parseSecond reads a second reader and makes sure that it has the outputs that are asked for.
func parseSecond(text string) (*classify.Classifier, error) {
	c, err := classify.Parse(text)
	if err == nil && c.Outputs() != secondOutputs {
		return nil, fmt.Errorf("%d outputs, want %d", c.Outputs(), secondOutputs)
	}
	return c, err
}

// How a word is meant, and where words stand that change the meaning of others, as the second reader sees it.
const (
	markDenied uint32 = iota + 1
	markGone
	markTheirs
	markTheory
	markFine
	markInnocent
	markScopeIn
	markScopeBefore
	markScopeAfter
)

// scopeReach is how many words before and behind a passage are looked at for what they do to its meaning.
const scopeReach = 30

// grams notes the n-grams of a passage: its words, how each is meant where that is not plainly, and what the words
// in and around it do to the meaning of others.
func (e *evidence) grams(g *classify.Grams, p passage) {
	g.Reset()
	var buf [48]byte
	for i := p.first; i <= p.last; i++ {
		if e.Words[i].Break >= reading.Sentence {
			g.Break()
		}
		word, last := e.token(buf[:0], i)
		g.Word(word)
		e.noteState(g, i, word)
		i = last
	}
	e.noteChanges(g, p.first, p.last, markScopeIn)
	e.noteChanges(g, max(0, p.first-scopeReach), p.first-1, markScopeBefore)
	e.noteChanges(g, p.last+1, min(len(e.Words)-1, p.last+scopeReach), markScopeAfter)
}

// noteState notes how word i is meant.
func (e *evidence) noteState(g *classify.Grams, i int, word []byte) {
	s := &e.state[i]
	for _, m := range [...]struct {
		holds bool
		mark  uint32
	}{
		{s.deniedBy > 0, markDenied}, {s.past || s.gone || s.eased, markGone}, {s.theirs, markTheirs},
		{s.theory, markTheory}, {s.fine || s.well, markFine}, {s.innocent, markInnocent},
	} {
		if m.holds {
			g.Mark(m.mark, word)
		}
	}
}

// noteChanges notes what some words do to the meaning of others.
func (e *evidence) noteChanges(g *classify.Grams, first, last int, mark uint32) {
	var all scope
	for i := first; i <= last; i++ {
		all |= e.scopes[i]
	}
	for ; all != 0; all &= all - 1 {
		g.Mark(mark, []byte{byte(bits.TrailingZeros64(uint64(all)))})
	}
}

// token appends what the second reader has for word i: a span of time by whether it is more than a week, a grave
// rating, a long number as such, else the word. It returns the last word that the token stands for.
func (e *evidence) token(buf []byte, i int) (token []byte, last int) {
	const week = 7
	w := &e.Words[i]
	s := e.spans[i]
	switch {
	case s.days > week:
		return append(buf, "<long>"...), s.last
	case e.sinceYear(i):
		return append(buf, "<long>"...), i + 1
	case s.days > 0:
		return append(buf, "<short>"...), s.last
	case w.Sym == reading.Severe:
		return append(buf, "<severe>"...), i
	case w.End-w.Start > 2 && e.Text[w.Start] >= '0' && e.Text[w.Start] <= '9':
		return append(buf, '#'), i
	}
	return e.lower(buf, i), i
}

// mostTelling quotes the run of words in a passage from which the second reader hears an output most.
func (x *mind) mostTelling(e *evidence, p passage, output int) string {
	g := &e.grammar
	best, from, to := 0.0, -1, -1
	sum, start := 0.0, p.first
	var buf [48]byte
	for i := p.first; i <= p.last; i++ {
		g.Reset()
		g.Word(e.lower(buf[:0], i))
		worth := -leastTelling
		for _, b := range g.Buckets() {
			worth += x.second.Weight(b, output)
		}
		if sum <= 0 || i-start >= longestQuote || e.Words[i].Break >= reading.Clause {
			sum, start = 0, i
		}
		if sum += worth; sum > best {
			best, from, to = sum, start, i
		}
	}
	if from < 0 {
		return ""
	}
	return e.quoteWords(from, to)
}

// leastTelling is what a word must be worth so as to be quoted, and longestQuote how many are at most.
const (
	leastTelling = 4.0
	longestQuote = 8
)
