package knowledge

import "spotter/internal/knowledge/reading"

// state is how a word is meant.
type state struct {
	deniedBy  int32 // one more than the index of the word that denies it; 0: not denied
	past      bool  // long ago
	gone      bool  // over
	eased     bool  // over, but for what no pain says anything of: a blow
	theirs    bool  // somebody else's
	theory    bool  // asked about, feared, supposed
	innocent  bool  // a word of a warning sign in another sense
	fine      bool  // said to be all right
	elsewhere bool  // only looks like the name of a lift
	painless  bool  // said to hurt nobody
	well      bool  // said to be all right, and nothing more said of it
	hurts     bool  // begins a complaint
	claimed   claim // belongs to a warning sign that takes its words for itself
}

// A scope is what a word of scope-words.toml does to the words around it.
type scope uint64

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
	isAmid
	isSign
	isAgain
	isAside
	isThat
	isSpent
	isWent
	isThing
	isBody
	isBegun
	isEased
	isSince
	isHad
	isGeneral
)

var scopes = map[string]scope{
	"not": denies, "no": deniesList, "not not": deniesNot, "turn": turns, "restart": restarts, "start": starts,
	"or": orElse, "past": isPast, "gone": isGone, "over": isOver, "present": isPresent, "theory": isTheory,
	"asked": isAsked, "own": isOwn, "if": isIf, "other": isOther, "mine": isMine, "fine": isFine, "innocent": isInnocent, "returns": returns,
	"urgent": isUrgent, "none of": noneOf, "list": listAhead, "painless": isPainless, "lost": isLost, "like": isLike, "answer": isAnswer, "doing": isDoing, "amid": isAmid, "sign": isSign, "again": isAgain, "aside": isAside,
	"that": isThat, "spent": isSpent, "went": isWent, "thing": isThing, "body": isBody, "begun": isBegun, "eased": isEased, "since": isSince, "had": isHad, "general": isGeneral,
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
	for i := range e.hits {
		h := &e.hits[i]
		e.own = e.own || h.roles&complains != 0 && !e.state[h.match.First].theirs
	}
	e.claimWords()
}

// noteScopes writes down what each word does, and does what needs no sentence.
func (e *evidence) noteScopes() {
	over := -1
	for i := range e.hits {
		h := &e.hits[i]
		if h.roles&complains != 0 {
			e.state[h.match.First].hurts = true
		}
		e.scopes[h.match.First] |= h.scope
		e.all |= h.scope
		switch h.scope {
		case 0:
		case isInnocent:
			for i := h.match.First; i <= h.match.Last; i++ {
				e.state[i].innocent = true
			}
		case isOver:
			over = max(over, h.match.First)
		case noneOf:
			e.denyAllBefore(h.match.First)
		case listAhead:
			e.denyBehindColon(h.match)
		}
	}
	for i := range over + 1 {
		e.state[i].eased = true
	}
	e.correctScopes()
}

// correctScopes does what needs all scopes noted: it takes back those that longer phrases use in
// another sense.
func (e *evidence) correctScopes() {
	for i := range e.hits {
		h := &e.hits[i]
		var not scope
		switch h.scope {
		case 0:
			continue
		case isOther: // "the guy next to me" is not me
			not = isMine
		case isMine: // "I'm that guy" is me
			not = isOther
		case isLost: // "my grip is gone" is not over
			not = isGone | isEased | isPast
		case isLike: // "as if it were dead" supposes nothing
			not = isIf
		case isAside: // "no idea if it matters, I fell"
			not = isIf
		case isThat: // "not that it's sharp" goes on denying
			not = starts | restarts
			e.scopes[h.match.First] = e.scopes[h.match.First]&^deniesNot | denies
		case isDoing:
			e.markHarmless(h.match, complaintBefore)
		case isBegun:
			e.markHarmless(h.match, begunBefore)
		case isSpent:
			e.markSpent(h.match)
		case isThing:
			e.markThing(h.match)
		}
		first := h.match.First + 1
		if h.scope&(isLost|isMine|isAside) != 0 { // "went away, came back", "bro my chest"
			first--
		}
		for i := first; not != 0 && i <= h.match.Last; i++ {
			e.scopes[i] &^= not
		}
	}
}

// scopeOf does the words of one sentence.
func (e *evidence) scopeOf(first, last int) {
	var all scope
	for _, s := range e.scopes[first : last+1] {
		all |= s
	}
	gone := all&isGone != 0 && e.goneIn(first, last, isGone)
	eased := all&isEased != 0 && e.goneIn(first, last, isEased)
	past := all&isPast != 0 && all&isPresent == 0
	theory, asked, theirs, supposed := all&isGeneral != 0 && all&(isOwn|isMine) == 0, false, false, -1
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
		st.gone, st.eased = st.gone || gone, st.eased || eased
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
func (e *evidence) goneIn(first, last int, how scope) bool {
	denied := -4
	for i := first; i <= last; i++ {
		if e.scopes[i]&(denies|deniesList) != 0 {
			denied = i
		}
		if e.scopes[i]&how != 0 && i-denied > 4 {
			return true
		}
	}
	return false
}

// markFine marks the few words before word i that it says to be all right.
func (e *evidence) markFine(i int) {
	closes := i+1 == len(e.Words) || e.Words[i+1].Break != reading.Joined
	for k := i; k > 0 && k > i-4 && e.Words[k].Break == reading.Joined; k-- {
		e.state[k-1].fine, e.state[k-1].well = true, closes
	}
}
