package scope

import (
	"slices"

	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/text"
)

// An Intent says whether the writer complains, asks, or both.
type Intent struct {
	Hurts    Degree // whether something hurts
	Asks     Degree // whether something is asked
	Painless bool   // says that nothing hurts, or that it is asked in theory
	Theory   bool   // asks in theory
	Claim    bool   // asks whether what people say is true
	Back     bool   // says that it is the upper back that hurts
	Signs    bool   // asks about warning signs and doctors
	Drill    bool   // whether a drill is named
	Taught   bool   // whether something is named that is taught here
	Strange  bool   // whether something is named that is not taught here
	Person   bool   // whether the writer speaks of themselves
}

// A Degree is how Plainly something is said.
type Degree int8

// The degrees.
const (
	Unsaid Degree = iota
	Partly        // said of what hurts: but denied, in theory, or of another; of a question: only by its mark
	Plainly
)

// findIntent works out the intent of a view from its hits and how their words are meant.
func (a *Analysis) findIntent(v View) Intent {
	s := Intent{Person: v.Roles&lexicon.OfSelf != 0}
	for h := range a.HitsIn(v.Passages) {
		st := &a.States[h.Match.First]
		switch r := h.Roles; {
		case r&lexicon.OfHurting != 0 || r&lexicon.OfHeavySign != 0 && s.Person:
			if s.Hurts = max(s.Hurts, Partly); a.said(h) && !st.Theory && !st.Gone && !st.Eased {
				s.Hurts = Plainly
			}
		case r&lexicon.OfPainless != 0:
			s.Painless = true
		case r&lexicon.OfSupposing != 0, !s.Person && (r&lexicon.OfClaimed != 0 || r&lexicon.OfCausal != 0 && a.begins(h.Match.First)):
			s.Theory = true
			s.Claim = s.Claim || r&lexicon.OfSupposing == 0
		case r&lexicon.OfUpperBack != 0:
			s.Back = s.Back || a.said(h) && !st.Theirs
		case r&(lexicon.OfTopic|lexicon.OfCause) != 0:
			s.Signs = s.Signs || r&lexicon.OfDoctor != 0
			s.Taught = true
			s.Drill = s.Drill || r&lexicon.OfDrill != 0
		case r&lexicon.OfStrange != 0:
			s.Strange = true
		case r&lexicon.OfLastQuestion != 0:
			s.Asks = max(s.Asks, Partly)
		case r&lexicon.OfQuestion != 0 && a.begins(h.Match.First):
			s.Asks = Plainly
		}
	}
	if s.Theory {
		s.Painless = true
		s.Hurts = min(s.Hurts, Partly)
	}
	for _, p := range v.Passages {
		for _, w := range a.Words[p.First : p.Last+1] {
			if w.Asks {
				s.Asks = max(s.Asks, Partly)
			}
		}
	}
	return s
}

// Says reports whether words of a role are said, and not in theory.
func (a *Analysis) Says(role lexicon.Roles) bool {
	return a.Roles&role != 0 && slices.ContainsFunc(a.Hits, func(h Hit) bool {
		return h.Roles&role != 0 && !a.States[h.Match.First].Theory && a.said(&h)
	})
}

// begins reports whether word i begins a clause, or follows a word or two that lead up to it.
func (a *Analysis) begins(i int) bool {
	for k := i; k >= 0 && k > i-3; k-- {
		if k == 0 || a.Words[k].Break >= text.Comma {
			return true
		}
	}
	return false
}

// Bare reports whether a message is no more than a lift's name or where it hurts: "bench", "my back".
func (a *Analysis) Bare(s Intent) bool {
	const few = 3
	if len(a.Words) > few || s.Asks > Unsaid {
		return false
	}
	return slices.ContainsFunc(a.Hits, func(h Hit) bool {
		whole := h.Match.First == 0 && h.Match.Last == len(a.Words)-1
		return h.Roles&lexicon.OfLift != 0 && whole && a.Lift != content.Unknown || h.Roles&lexicon.Complains != 0 && !s.Strange
	})
}
