package knowledge

import "spotter/internal/knowledge/reading"

// state is how a word is meant.
type state struct {
	deniedBy  int32 // one more than the index of the word that denies it; 0: not denied
	past      bool  // long ago
	gone      bool  // over
	theirs    bool  // somebody else's
	theory    bool  // asked about, feared, supposed
	innocent  bool  // a word of a warning sign in another sense
	fine      bool  // said to be all right
	elsewhere bool  // only looks like the name of a lift
	painless  bool  // said to hurt nobody
	well      bool  // said to be all right, and nothing more said of it
	hurts     bool  // begins a complaint
}

// A scope is what a word of scope-words.toml does to the words around it.
type scope uint32

const (
	denies scope = 1 << iota
	deniesList
	deniesNot // looks like a denial and is none
	turns
	restarts
	starts
	orElse
	isPast
	isGone
	isOver
	isPresent
	isTheory
	isAsked
	isOwn
	isIf
	isOther
	isMine
	isFine
	isInnocent
	isUrgent
	returns
	noneOf
	listAhead
	isPainless
	isLost
	isLike
	isAnswer
	isDoing
	isSign
)

var scopes = map[string]scope{
	"not": denies, "no": deniesList, "not not": deniesNot, "turn": turns, "restart": restarts, "start": starts,
	"or": orElse, "past": isPast, "gone": isGone, "over": isOver, "present": isPresent, "theory": isTheory,
	"asked": isAsked, "own": isOwn, "if": isIf, "other": isOther, "mine": isMine, "fine": isFine, "innocent": isInnocent, "returns": returns,
	"urgent": isUrgent, "none of": noneOf, "list": listAhead, "painless": isPainless, "lost": isLost, "like": isLike, "answer": isAnswer, "doing": isDoing, "sign": isSign,
}

// How many words a denial and an "if" reach at most.
const (
	denialReach = 10
	ifReach     = 6
)

// findScope works out how each word is meant. Its work grows with the length of the message only,
// however the words are arranged.
func (e *evidence) findScope() {
	n := len(e.Words)
	e.state = append(e.state[:0], make([]state, n)...)
	e.scopes = append(e.scopes[:0], make([]scope, n)...)
	e.all = 0
	e.noteScopes()
	for first := 0; first < n; {
		last := first
		for last+1 < n && e.Words[last+1].Break != reading.Sentence {
			last++
		}
		e.scopeOf(first, last)
		first = last + 1
	}
	e.own = e.all&isMine != 0
	for _, h := range e.hits {
		e.own = e.own || e.groups[h.group].complains && !e.state[h.match.First].theirs
	}
}

// noteScopes writes down what each word does, and does what needs no sentence.
func (e *evidence) noteScopes() {
	over := -1
	for _, h := range e.hits {
		if g := &e.groups[h.group]; g.complains {
			e.state[h.match.First].hurts = true
		}
	}
	for _, h := range e.hits {
		s := e.groups[h.group].scope
		e.scopes[h.match.First] |= s
		e.all |= s
		switch s {
		case isInnocent:
			for i := h.match.First; i <= h.match.Last; i++ {
				e.state[i].innocent = true
			}
		case isDoing:
			e.markHarmless(h.match)
		case isOver:
			over = max(over, h.match.First)
		case noneOf:
			e.denyAllBefore(h.match.First)
		case listAhead:
			e.denyBehindColon(h.match)
		}
	}
	for i := range over + 1 {
		e.state[i].gone = true
	}
	for _, h := range e.hits {
		var not scope
		switch e.groups[h.group].scope {
		case isOther: // "the guy next to me" is not me
			not = isMine
		case isMine: // "I'm that guy" is me
			not = isOther
		case isLost: // "my grip is gone" is not over
			not = isGone | isPast
		case isLike: // "as if it were dead" supposes nothing
			not = isIf
		}
		for i := h.match.First + 1; not != 0 && i <= h.match.Last; i++ {
			e.scopes[i] &^= not
		}
	}
}

// complaintBefore is how many words before an activity a complaint may stand that belongs to it.
const complaintBefore = 8

// markHarmless marks "benched for weeks" as no sign, unless a complaint stands before it or in it:
// "sore from benching for weeks".
func (e *evidence) markHarmless(m reading.Match) {
	for k := m.Last; k >= 0 && k >= m.First-complaintBefore; k-- {
		if e.state[k].hurts {
			return
		}
		if k < m.First && e.Words[k+1].Break == reading.Sentence {
			break
		}
	}
	for i := m.First; i <= m.Last; i++ {
		e.state[i].innocent = true
	}
}

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
func (e *evidence) denyBehindColon(m reading.Match) {
	for k := m.Last + 1; k < len(e.Words) && k <= m.Last+denialReach; k++ {
		if brk := e.Words[k].Break; (brk == reading.Clause) != (k == m.Last+1) || brk == reading.Sentence {
			return
		}
		e.state[k].deniedBy = int32(m.First) + 1
	}
}

// scopeOf does the words of one sentence.
func (e *evidence) scopeOf(first, last int) {
	var all scope
	for _, s := range e.scopes[first : last+1] {
		all |= s
	}
	gone := all&isGone != 0 && e.goneIn(first, last)
	past := all&isPast != 0 && all&isPresent == 0
	theory, asked, theirs, supposed := false, false, false, -1
	for i := first; i <= last; i++ {
		s := e.scopes[i]
		theory = theory || s&isTheory != 0
		asked = (asked || s&isAsked != 0) && s&isOwn == 0
		theirs = (theirs || s&isOther != 0) && s&isMine == 0
		switch {
		case s&isIf != 0:
			supposed = i + ifReach
		case s&turns != 0:
			supposed = -1
		}
		st := &e.state[i]
		st.past, st.theirs, st.theory, st.painless = past, theirs, theory || asked || i <= supposed, all&isPainless != 0
		st.gone = st.gone || gone
		if e.deniesAt(i) {
			e.deny(i)
			e.denyListed(i)
		}
		if s&isFine != 0 {
			e.markFine(i)
		}
	}
	if first > 0 && e.Words[first-1].Asks && e.scopes[first]&deniesList != 0 {
		e.denyBefore(first)
	}
}

// goneIn says whether something in the words is over, and not "doesn't go away".
func (e *evidence) goneIn(first, last int) bool {
	denied := -4
	for i := first; i <= last; i++ {
		if e.scopes[i]&(denies|deniesList) != 0 {
			denied = i
		}
		if e.scopes[i]&isGone != 0 && i-denied > 4 {
			return true
		}
	}
	return false
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

// markFine marks the few words before word i that it says to be all right.
func (e *evidence) markFine(i int) {
	closes := i+1 == len(e.Words) || e.Words[i+1].Break != reading.Joined
	for k := i; k > 0 && k > i-4 && e.Words[k].Break == reading.Joined; k-- {
		e.state[k-1].fine, e.state[k-1].well = true, closes
	}
}
