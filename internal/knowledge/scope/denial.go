package scope

import (
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/match"
	"spotter/internal/knowledge/text"
)

// allBefore is how many words "none of those" reaches back at most.
const allBefore = 25

// denyAllBefore marks what "none of those" at word i takes back: the sentence before, or the words
// before it in its own.
func (a *Analysis) denyAllBefore(i int) {
	for k := i - 1; k >= 0 && k >= i-allBefore; k-- {
		a.States[k].DeniedBy = int32(i) + 1
		if a.Words[k].Break == text.Sentence {
			return
		}
	}
}

// denyBehindColon marks the list in "don't have: numbness, clicking".
func (a *Analysis) denyBehindColon(m *match.Match) {
	for k := m.Last + 1; k < len(a.Words) && k <= m.Last+denialReach; k++ {
		if brk := a.Words[k].Break; (brk == text.Clause) != (k == m.Last+1) || brk == text.Sentence {
			return
		}
		a.States[k].DeniedBy = int32(m.First) + 1
	}
}

// deniesAt reports whether word i denies what follows it.
func (a *Analysis) deniesAt(i int) bool {
	return a.Cues[i]&(lexicon.CueDenies|lexicon.CueDeniesList) != 0 && a.Cues[i]&lexicon.CueDeniesNot == 0
}

// deny marks what the denial at word i reaches: the rest of the clause, on over the commas of a
// list, which "no" and its like begin by themselves.
func (a *Analysis) deny(i int) {
	list := a.Cues[i]&lexicon.CueDeniesList != 0
	for k := i + 1; k < len(a.Words) && k <= i+denialReach; k++ {
		brk, s := a.Words[k].Break, a.Cues[k]
		if a.Cues[i]&lexicon.CueNoneOf != 0 && k <= i+2 { // the "that" of "none of that tingling" begins nothing
			s &^= lexicon.CueStarts | lexicon.CueRestarts
		}
		if brk >= text.Clause || s&(lexicon.CueTurns|lexicon.CueStarts) != 0 {
			return
		}
		if brk == text.Comma && (s&(lexicon.CueRestarts|lexicon.CueOr) != 0 || !list && !a.listed(k)) {
			return
		}
		if a.States[k].DeniedBy == 0 {
			a.States[k].DeniedBy = int32(i) + 1
		}
	}
}

// listed reports whether the comma before word i belongs to a list: an "or" follows soon.
func (a *Analysis) listed(i int) bool {
	for k := i; k < len(a.Words) && k < i+4 && a.Words[k].Break < text.Clause; k++ {
		if a.Cues[k]&lexicon.CueOr != 0 {
			return true
		}
	}
	return false
}

// shortQuestion is how many words a question has at most that a bare no answers.
const shortQuestion = 6

// denyBefore marks the question that word i answers with a no: "Tingling? Nope."
func (a *Analysis) denyBefore(i int) {
	first := i - 1
	for first > 0 && a.Words[first].Break != text.Sentence {
		first--
	}
	if i-first > shortQuestion {
		return
	}
	for k := i - 1; k >= 0; k-- {
		a.States[k].DeniedBy = int32(i) + 1
		if a.Words[k].Break == text.Sentence {
			return
		}
	}
}

// denyListed marks what a no answers that stands alone behind a colon or dash, or last in its part of
// a list: "numbness: none", "tingling never, numbness never".
func (a *Analysis) denyListed(i int) {
	alone := i+1 == len(a.Words) || a.Words[i+1].Break != text.Joined
	answers := a.Words[i].Break == text.Clause && a.Cues[i]&lexicon.CueDeniesList != 0 ||
		a.Words[i].Break == text.Joined && a.Cues[i]&lexicon.CueAnswer != 0
	if !alone || !answers {
		return
	}
	for k := i - 1; k >= 0 && k > i-6; k-- {
		a.States[k].DeniedBy = int32(i) + 1
		if a.Words[k].Break != text.Joined {
			return
		}
	}
}

// Denies reports whether a denial stands in the words of a hit, or reaches one of them.
func (a *Analysis) Denies(h *Hit) bool {
	for i := h.Match.First; i <= h.Match.Last; i++ {
		if a.States[i].DeniedBy > 0 || a.deniesAt(i) && !a.of.lexicon.SaysNo(h.Match.Pattern) {
			return true
		}
	}
	return false
}
