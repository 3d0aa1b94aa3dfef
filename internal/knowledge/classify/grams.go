package classify

import (
	"math/bits"

	"spotter/internal/knowledge/classify/ngram"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/scope"
	"spotter/internal/knowledge/text"
)

// The second reader of warning signs is a classifier over n-grams, which knows none of the lexicon's phrases.

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
	markLong // beside a long span of time
	markHurtsLong
)

// scopeReach is how many words before and behind a passage are looked at for what they do to its meaning.
const scopeReach = 30

// Grams notes the n-grams of a passage: its words, how each is meant where that is not plainly, and what the words
// in and around it do to the meaning of others.
func (s *Scores) Grams(g *ngram.Grams, p scope.Passage) {
	g.Reset()
	var buf [48]byte
	for i := p.First; i <= p.Last; i++ {
		if s.Words[i].Break >= text.Sentence {
			g.Break()
		}
		word, last := s.token(buf[:0], i)
		g.Word(word)
		s.noteState(g, i, word)
		i = last
	}
	s.noteLong(g, p)
	s.noteChanges(g, p.First, p.Last, markScopeIn)
	s.noteChanges(g, max(0, p.First-scopeReach), p.First-1, markScopeBefore)
	s.noteChanges(g, p.Last+1, min(len(s.Words)-1, p.Last+scopeReach), markScopeAfter)
}

// noteState notes how word i is meant.
func (s *Scores) noteState(g *ngram.Grams, i int, word []byte) {
	st := &s.States[i]
	for _, m := range [...]struct {
		holds bool
		mark  uint32
	}{
		{st.DeniedBy > 0, markDenied}, {st.Past || st.Gone || st.Eased, markGone}, {st.Theirs, markTheirs},
		{st.Theory, markTheory}, {st.Fine || st.Well, markFine}, {st.Innocent, markInnocent},
	} {
		if m.holds {
			g.Mark(m.mark, word)
		}
	}
}

// longReach is how many words beside a long span of time say what it is the time of.
const longReach = 7

// noteLong notes of each long span of time in a passage the words beside it, and whether something is said to hurt there:
// it is the time of that, or of training.
func (s *Scores) noteLong(g *ngram.Grams, p scope.Passage) {
	var buf [48]byte
	for i := p.First; i <= p.Last; i++ {
		if s.Durations[i].Days <= week {
			continue
		}
		last := s.Durations[i].Last
		for k := max(p.First, i-longReach); k <= min(p.Last, last+longReach); k++ {
			if k < i || k > last {
				g.Mark(markLong, s.Lower(buf[:0], k))
			}
		}
		for _, h := range p.Hits {
			h := &s.Hits[h]
			if h.Roles&(lexicon.Complains|lexicon.OfHurting) != 0 && h.Match.Last >= i-longReach && h.Match.First <= last+longReach && !s.States[h.Match.First].Gone {
				g.Mark(markHurtsLong, nil)
			}
		}
		i = last
	}
}

// week is how many days a span of time must have more than to be long.
const week = 7

// noteChanges notes what some words do to the meaning of others.
func (s *Scores) noteChanges(g *ngram.Grams, first, last int, mark uint32) {
	var all lexicon.Cue
	for i := first; i <= last; i++ {
		all |= s.Cues[i]
	}
	for ; all != 0; all &= all - 1 {
		g.Mark(mark, []byte{byte(bits.TrailingZeros64(uint64(all)))})
	}
}

// token appends what the second reader has for word i: a span of time by whether it is more than a week, a grave
// rating, a long number as such, else the word. It returns the last word that the token stands for.
func (s *Scores) token(buf []byte, i int) (token []byte, last int) {
	w := &s.Words[i]
	d := s.Durations[i]
	switch {
	case d.Days > week:
		return append(buf, "<long>"...), d.Last
	case d.Days > 0:
		return append(buf, "<short>"...), d.Last
	case w.Sym == text.Severe:
		return append(buf, "<severe>"...), i
	case w.End-w.Start > 2 && s.Text[w.Start] >= '0' && s.Text[w.Start] <= '9':
		return append(buf, '#'), i
	}
	return s.Lower(buf, i), i
}

// mostTelling quotes the run of words in a passage from which the second reader hears an output most.
func (s *Scores) mostTelling(p scope.Passage, output int) string {
	g := &s.grammar
	best, from, to := 0.0, -1, -1
	sum, start := 0.0, p.First
	var buf [48]byte
	for i := p.First; i <= p.Last; i++ {
		g.Reset()
		g.Word(s.Lower(buf[:0], i))
		worth := -leastTelling
		for _, b := range g.Buckets() {
			worth += s.c.second.Weight(b, output)
		}
		if sum <= 0 || i-start >= longestQuote || s.Words[i].Break >= text.Clause {
			sum, start = 0, i
		}
		if sum += worth; sum > best {
			best, from, to = sum, start, i
		}
	}
	if from < 0 {
		return ""
	}
	return s.QuoteWords(from, to)
}

// leastTelling is what a word must be worth so as to be quoted, and longestQuote how many are at most.
const (
	leastTelling = 4.0
	longestQuote = 8
)
