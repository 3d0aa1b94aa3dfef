package knowledge

import "spotter/internal/knowledge/reading"

// allBefore is how many words "none of those" reaches back at most.
const allBefore = 25

// denyAllBefore marks what "none of those" at word i takes back: the sentence before, or the words
// before it in its own.
func (e *evidence) denyAllBefore(i int) {
	for k := i - 1; k >= 0 && k >= i-allBefore; k-- {
		e.state[k].deniedBy = int32(i) + 1
		if e.Words[k].Break == reading.Sentence {
			return
		}
	}
}

// denyBehindColon marks the list in "don't have: numbness, clicking".
func (e *evidence) denyBehindColon(m *reading.Match) {
	for k := m.Last + 1; k < len(e.Words) && k <= m.Last+denialReach; k++ {
		if brk := e.Words[k].Break; (brk == reading.Clause) != (k == m.Last+1) || brk == reading.Sentence {
			return
		}
		e.state[k].deniedBy = int32(m.First) + 1
	}
}

// deniesAt says whether word i denies what follows it.
func (e *evidence) deniesAt(i int) bool {
	return e.scopes[i]&(denies|deniesList) != 0 && e.scopes[i]&deniesNot == 0
}

// deny marks what the denial at word i reaches: the rest of the clause, on over the commas of a
// list, which "no" and its like begin by themselves.
func (e *evidence) deny(i int) {
	list := e.scopes[i]&deniesList != 0
	for k := i + 1; k < len(e.Words) && k <= i+denialReach; k++ {
		brk, s := e.Words[k].Break, e.scopes[k]
		if e.scopes[i]&noneOf != 0 && k <= i+2 { // the "that" of "none of that tingling" begins nothing
			s &^= starts | restarts
		}
		if brk >= reading.Clause || s&(turns|starts) != 0 {
			return
		}
		if brk == reading.Comma && (s&(restarts|orElse) != 0 || !list && !e.listed(k)) {
			return
		}
		if e.state[k].deniedBy == 0 {
			e.state[k].deniedBy = int32(i) + 1
		}
	}
}

// listed says whether the comma before word i belongs to a list: an "or" follows soon.
func (e *evidence) listed(i int) bool {
	for k := i; k < len(e.Words) && k < i+4 && e.Words[k].Break < reading.Clause; k++ {
		if e.scopes[k]&orElse != 0 {
			return true
		}
	}
	return false
}

// shortQuestion is how many words a question has at most that a bare no answers.
const shortQuestion = 6

// denyBefore marks the question that word i answers with a no: "Tingling? Nope."
func (e *evidence) denyBefore(i int) {
	first := i - 1
	for first > 0 && e.Words[first].Break != reading.Sentence {
		first--
	}
	if i-first > shortQuestion {
		return
	}
	for k := i - 1; k >= 0; k-- {
		e.state[k].deniedBy = int32(i) + 1
		if e.Words[k].Break == reading.Sentence {
			return
		}
	}
}

// denyListed marks what a no answers that stands alone behind a colon or dash, or last in its part of
// a list: "numbness: none", "tingling never, numbness never".
func (e *evidence) denyListed(i int) {
	alone := i+1 == len(e.Words) || e.Words[i+1].Break != reading.Joined
	answers := e.Words[i].Break == reading.Clause && e.scopes[i]&deniesList != 0 ||
		e.Words[i].Break == reading.Joined && e.scopes[i]&isAnswer != 0
	if !alone || !answers {
		return
	}
	for k := i - 1; k >= 0 && k > i-6; k-- {
		e.state[k].deniedBy = int32(i) + 1
		if e.Words[k].Break != reading.Joined {
			return
		}
	}
}
