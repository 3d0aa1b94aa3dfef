package scope

import (
	"slices"

	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/text"
)

// A Reading is how a run of words in one sentence is meant, other than plainly.
type Reading struct {
	How         string // as in "denied"
	First, Last int    // words, both included
	By          []*Hit // the cues that say so
}

// A manner is one way in which words can be meant, and the cues that make it so.
type manner struct {
	how    string
	holds  func(*State) bool
	cues   lexicon.Cue
	beyond bool // its cues may stand in a later sentence
}

// manners are all of them but the denial, whose word is known.
var manners = []manner{
	{"long past", func(s *State) bool { return s.Past }, lexicon.CuePast, false},
	{"over", func(s *State) bool { return s.Gone }, lexicon.CueGone, false},
	{"over", func(s *State) bool { return s.Eased && !s.Gone }, lexicon.CueEased | lexicon.CueOver, true},
	{"somebody else's", func(s *State) bool { return s.Theirs }, lexicon.CueOther, false},
	{"asked or supposed", func(s *State) bool { return s.Theory }, lexicon.CueTheory | lexicon.CueAsked | lexicon.CueIf | lexicon.CueGeneral, false},
	{"no sign, in this sense", func(s *State) bool { return s.Innocent },
		lexicon.CueInnocent | lexicon.CueDoing | lexicon.CueBegun | lexicon.CueSpent | lexicon.CueThing, false},
	{"said to be fine", func(s *State) bool { return s.Fine || s.Well }, lexicon.CueFine, false},
	{"said to hurt nobody", func(s *State) bool { return s.Painless }, lexicon.CuePainless, false},
	{"no name of a lift", func(s *State) bool { return s.elsewhere }, 0, false},
}

// Readings returns how the words from first to last are meant, in the order of manners, and the cues that are heard among
// them and change no word there by themselves.
func (a *Analysis) Readings(first, last int) (all []Reading, others []*Hit) {
	used := map[*Hit]bool{}
	add := func(r Reading) {
		all = append(all, r)
		for _, h := range r.By {
			used[h] = true
		}
	}
	for r := range a.runs(first, last, func(s *State) int32 { return s.DeniedBy }) {
		by := int(a.States[r.First].DeniedBy) - 1
		r.How, r.By = "denied", a.cuesAt(by, by, ^lexicon.Cue(0))
		add(r)
	}
	for _, m := range manners {
		for r := range a.runs(first, last, func(s *State) int32 {
			if m.holds(s) {
				return 1
			}
			return 0
		}) {
			from, to := a.sentenceOf(r.First)
			if m.beyond {
				to = len(a.Words) - 1
			}
			r.How, r.By = m.how, a.cuesAt(from, to, m.cues)
			add(r)
		}
	}
	for _, h := range a.cuesAt(first, last, ^lexicon.Cue(0)) {
		if !used[h] {
			others = append(others, h)
		}
	}
	return all, others
}

// runs yields the longest runs of words of one sentence that have the same value, but for 0.
func (a *Analysis) runs(first, last int, value func(*State) int32) func(yield func(Reading) bool) {
	return func(yield func(Reading) bool) {
		for i := first; i <= last; {
			k := i
			for k < last && a.Words[k+1].Break != text.Sentence && value(&a.States[k+1]) == value(&a.States[i]) {
				k++
			}
			if value(&a.States[i]) != 0 && !yield(Reading{First: i, Last: k}) {
				return
			}
			i = k + 1
		}
	}
}

// sentenceOf returns the first and the last word of the sentence that word i stands in.
func (a *Analysis) sentenceOf(i int) (first, last int) {
	for first = i; first > 0 && a.Words[first].Break != text.Sentence; {
		first--
	}
	for last = i; last+1 < len(a.Words) && a.Words[last+1].Break != text.Sentence; {
		last++
	}
	return first, last
}

// cuesAt returns the hits of cues that begin within some words, in their order.
func (a *Analysis) cuesAt(first, last int, cues lexicon.Cue) (hits []*Hit) {
	for i := range a.Hits {
		if h := &a.Hits[i]; h.Cue&cues != 0 && h.Match.First >= first && h.Match.First <= last {
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(x, y *Hit) int { return x.Match.First - y.Match.First })
	return hits
}
