package language

import "slices"

// takeBack marks what is healed, past, somebody else's or only asked about.
func (s *sense) takeBack() {
	s.each("healed", func(h *hit) {
		if h.off || h.denied || s.nowAfter(h) {
			return
		}
		alone := !s.anySign(func(x *hit) bool { return s.sentence(x) == s.sentence(h) })
		s.dismissBut("illness", func(x *hit) bool {
			same := s.sentence(x) == s.sentence(h) && s.clause(x) <= s.clause(h)
			return !wishes[s.concepts[x.concept]] && (same || alone && s.sentence(x) == s.sentence(h)-1)
		})
	})
	s.each("past", func(h *hit) {
		s.unlast(h)
		s.dismissBut("illness", func(x *hit) bool {
			return s.clause(x) == s.clause(h) || s.sentence(x) == s.sentence(h) && !s.said("now", s.sentence(h))
		})
	})
	s.each("other", func(h *hit) {
		s.dismiss(func(x *hit) bool {
			return s.sentence(x) == s.sentence(h) && x.first > h.first && !s.said("now", s.sentence(h)) && !s.ownAfter(h, x)
		})
	})
	s.each("theory", s.inTheory)
	s.each("when", func(h *hit) {
		if k := h.first - leadIn; (k < 0 || s.words[k].sentence != s.sentence(h)) && !s.cannotBefore(h) {
			s.inTheory(h)
		}
	})
}

// leadIn is how many words may stand before a question for when to worry.
const leadIn = 3

// cannotBefore reports whether something cannot be done, so that no question is meant: "I do not feel when I have to go".
func (s *sense) cannotBefore(when *hit) bool {
	return slices.ContainsFunc(s.hits, func(h hit) bool {
		return h.denied && abilities[s.concepts[h.concept]] && h.first < when.first && s.clause(&h) == s.clause(when)
	})
}

// inTheory takes back what the sentence of h says, but for the wish to die.
func (s *sense) inTheory(h *hit) {
	s.dismiss(func(x *hit) bool { return s.sentence(x) == s.sentence(h) && !wishes[s.concepts[x.concept]] })
}

// wishes are what people say who want to die: no healing and no question takes it back.
var wishes = set("suicide wish-death live drive")

// ownAfter reports whether the writer is named after somebody else, up to the clause of a sign: "my partner missed the bar
// and it hit me".
func (s *sense) ownAfter(other, sign *hit) (found bool) {
	s.each("self", func(h *hit) {
		found = found || h.first > other.last && s.clause(h) <= s.clause(sign) && (h.first < sign.first || s.clause(h) == s.clause(sign))
	})
	return found
}

func (s *sense) sentence(h *hit) int { return s.words[h.last].sentence }
func (s *sense) clause(h *hit) int   { return s.words[h.last].clause }

// dismiss takes back what is said at the hits that match.
func (s *sense) dismiss(match func(*hit) bool) {
	for i := range s.hits {
		name := s.concepts[s.hits[i].concept]
		if h := &s.hits[i]; !context[name] && !places[name] && match(h) {
			h.off = true
		}
	}
}

// dismissBut takes back the same but for a concept: an illness of years ago is told for a reason.
func (s *sense) dismissBut(name string, match func(*hit) bool) {
	s.dismiss(func(h *hit) bool { return s.concepts[h.concept] != name && match(h) })
}

// anySign reports whether a hit that matches may be part of a sign.
func (s *sense) anySign(match func(*hit) bool) bool {
	for i := range s.hits {
		if h := &s.hits[i]; !context[s.concepts[h.concept]] && !abilities[s.concepts[h.concept]] && match(h) {
			return true
		}
	}
	return false
}

// said reports whether a concept is said in a sentence.
func (s *sense) said(name string, sentence int) (found bool) {
	s.each(name, func(h *hit) { found = found || s.sentence(h) == sentence })
	return found
}

// nowAfter reports whether what is healed is said to be there after all: in a later clause, or to come back.
func (s *sense) nowAfter(healed *hit) (found bool) {
	s.each("now", func(h *hit) {
		after := s.clause(h) - s.clause(healed)
		found = found || after > 0 && s.sentence(h) <= s.sentence(healed)+1
	})
	s.each("again", func(h *hit) {
		found = found || h.first > healed.last && s.sentence(h) <= s.sentence(healed)+1
	})
	return found
}

// unlast drops what would tell how long something lasts in words that tell how long ago it was.
func (s *sense) unlast(past *hit) {
	for _, name := range []string{"since", "long"} {
		s.each(name, func(h *hit) { h.off = h.off || h.first <= past.last && past.first <= h.last })
	}
}
