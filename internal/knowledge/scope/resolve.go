package scope

import (
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/text"
)

// A State is how a word is meant.
type State struct {
	DeniedBy  int32 // one more than the index of the word that denies it; 0: not denied
	Past      bool  // long ago
	Gone      bool  // over
	Eased     bool  // over, but for what no pain says anything of: a blow
	Theirs    bool  // somebody else's
	Theory    bool  // asked about, feared, supposed
	Innocent  bool  // a word of a warning sign in another sense
	Fine      bool  // said to be all right
	elsewhere bool  // only looks like the name of a lift
	Painless  bool  // said to hurt nobody
	Well      bool  // said to be all right, and nothing more said of it
	hurts     bool  // begins a complaint
	claimed   claim // belongs to a warning sign that takes its words for itself
}

// How many words a denial and an "if" reach at most.
const (
	denialReach = 10
	ifReach     = 6
)

// resolve works out how each word is meant. Its work grows with the length of the message only,
// however the words are arranged.
func (a *Analysis) resolve() {
	n := len(a.Words)
	a.States = append(a.States[:0], make([]State, n)...)
	a.Cues = append(a.Cues[:0], make([]lexicon.Cue, n)...)
	a.All = 0
	a.noteScopes()
	for first := 0; first < n; {
		last := first
		for last+1 < n && a.Words[last+1].Break != text.Sentence {
			last++
		}
		a.scopeOf(first, last)
		first = last + 1
	}
	a.Own = a.All&lexicon.CueMine != 0
	for i := range a.Hits {
		h := &a.Hits[i]
		a.Own = a.Own || h.Roles&lexicon.Complains != 0 && !a.States[h.Match.First].Theirs
	}
	a.claimWords()
}

// noteScopes writes down what each word does, and does what needs no sentence.
func (a *Analysis) noteScopes() {
	over := -1
	for i := range a.Hits {
		h := &a.Hits[i]
		if h.Roles&lexicon.Complains != 0 {
			a.States[h.Match.First].hurts = true
		}
		a.Cues[h.Match.First] |= h.Cue
		a.All |= h.Cue
		switch h.Cue {
		case 0:
		case lexicon.CueInnocent:
			for i := h.Match.First; i <= h.Match.Last; i++ {
				a.States[i].Innocent = true
			}
		case lexicon.CueOver:
			over = max(over, h.Match.First)
		case lexicon.CueNoneOf:
			a.denyAllBefore(h.Match.First)
		case lexicon.CueListAhead:
			a.denyBehindColon(h.Match)
		}
	}
	for i := range over + 1 {
		a.States[i].Eased = true
	}
	a.correctScopes()
}

// correctScopes does what needs all scopes noted: it takes back those that longer phrases use in
// another sense.
func (a *Analysis) correctScopes() {
	for i := range a.Hits {
		h := &a.Hits[i]
		var not lexicon.Cue
		switch h.Cue {
		case 0:
			continue
		case lexicon.CueOther: // "the guy next to me" is not me
			not = lexicon.CueMine
		case lexicon.CueMine: // "I'm that guy" is me
			not = lexicon.CueOther
		case lexicon.CueLost: // "my grip is gone" is not over
			not = lexicon.CueGone | lexicon.CueEased | lexicon.CuePast
		case lexicon.CueLike: // "as if it were dead" supposes nothing
			not = lexicon.CueIf
		case lexicon.CueAside: // "no idea if it matters, I fell"
			not = lexicon.CueIf
		case lexicon.CueThat: // "not that it's sharp" goes on denying
			not = lexicon.CueStarts | lexicon.CueRestarts
			a.Cues[h.Match.First] = a.Cues[h.Match.First]&^lexicon.CueDeniesNot | lexicon.CueDenies
		case lexicon.CueDoing:
			a.markHarmless(h.Match, complaintBefore)
		case lexicon.CueBegun:
			a.markHarmless(h.Match, begunBefore)
		case lexicon.CueSpent:
			a.markSpent(h.Match)
		case lexicon.CueThing:
			a.markThing(h.Match)
		}
		first := h.Match.First + 1
		if h.Cue&(lexicon.CueLost|lexicon.CueMine|lexicon.CueAside) != 0 { // "went away, came back", "bro my chest"
			first--
		}
		for i := first; not != 0 && i <= h.Match.Last; i++ {
			a.Cues[i] &^= not
		}
	}
}

// scopeOf does the words of one sentence.
func (a *Analysis) scopeOf(first, last int) {
	var all lexicon.Cue
	for _, s := range a.Cues[first : last+1] {
		all |= s
	}
	gone := all&lexicon.CueGone != 0 && a.goneIn(first, last, lexicon.CueGone)
	eased := all&lexicon.CueEased != 0 && a.goneIn(first, last, lexicon.CueEased)
	past := all&lexicon.CuePast != 0 && all&lexicon.CuePresent == 0
	theory, asked, theirs, supposed := all&lexicon.CueGeneral != 0 && all&(lexicon.CueOwn|lexicon.CueMine) == 0, false, false, -1
	for i := first; i <= last; i++ {
		s := a.Cues[i]
		theory = theory || s&lexicon.CueTheory != 0
		asked = (asked || s&lexicon.CueAsked != 0) && s&lexicon.CueOwn == 0
		theirs = (theirs || s&lexicon.CueOther != 0) && s&lexicon.CueMine == 0
		switch {
		case s&lexicon.CueIf != 0:
			supposed = i + ifReach
		case s&lexicon.CueTurns != 0:
			supposed = -1
		}
		st := &a.States[i]
		st.Past, st.Theirs, st.Theory, st.Painless = past, theirs, theory || asked || i <= supposed, all&lexicon.CuePainless != 0
		st.Gone, st.Eased = st.Gone || gone, st.Eased || eased
		if a.deniesAt(i) {
			a.deny(i)
			a.denyListed(i)
		}
		if s&lexicon.CueFine != 0 {
			a.markFine(i)
		}
	}
	if first > 0 && a.Words[first-1].Asks && a.Cues[first]&lexicon.CueDeniesList != 0 {
		a.denyBefore(first)
	}
}

// goneIn reports whether something in the words is over, and not "doesn't go away".
func (a *Analysis) goneIn(first, last int, how lexicon.Cue) bool {
	denied := -4
	for i := first; i <= last; i++ {
		if a.Cues[i]&(lexicon.CueDenies|lexicon.CueDeniesList) != 0 {
			denied = i
		}
		if a.Cues[i]&how != 0 && i-denied > 4 {
			return true
		}
	}
	return false
}

// markFine marks the few words before word i that it says to be all right.
func (a *Analysis) markFine(i int) {
	closes := i+1 == len(a.Words) || a.Words[i+1].Break != text.Joined
	for k := i; k > 0 && k > i-4 && a.Words[k].Break == text.Joined; k-- {
		a.States[k-1].Fine, a.States[k-1].Well = true, closes
	}
}
