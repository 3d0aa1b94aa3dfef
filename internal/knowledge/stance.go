package knowledge

import (
	"slices"

	"spotter/internal/knowledge/reading"
)

// A stance is how a message stands to a complaint: whether the writer has one, and whether they ask.
type stance struct {
	hurts    degree // whether something hurts
	asks     degree // whether something is asked
	painless bool   // says that nothing hurts, or that it is asked in theory
	theory   bool   // asks in theory
	claim    bool   // asks whether what people say is true
	back     bool   // says that it is the upper back that hurts
	signs    bool   // asks about warning signs and doctors
	drill    bool   // whether a drill is named
	taught   bool   // whether something is named that is taught here
	strange  bool   // whether something is named that is not taught here
	person   bool   // whether the writer speaks of themselves
}

// doctor is the topic of warning signs.
const doctor = "when-to-see-a-doctor"

// A degree is how plainly something is said.
type degree int8

// The degrees.
const (
	unsaid degree = iota
	partly        // said of what hurts: but denied, in theory, or of another; of a question: only by its mark
	plainly
)

// What groups of kind-words.toml stand for beside the kinds.
const (
	hurting    = "hurting"             // something hurts, and not just as a cause
	painless   = "painless"            // says that nothing does
	asksFirst  = "question"            // begins a question
	self       = "self"                // the writer
	supposing  = "supposing"           // asks in theory
	claimed    = "claim"               // asks whether what people say is true
	causal     = "causal"              // asks what leads to what
	asksLast   = "question at the end" // asks without a word that begins a question
	upperBack  = "upper back"          // says that it is the upper back that hurts
	danger     = "crisis"              // the writer may be in danger from themselves
	strokelike = "stroke"              // a sign of a stroke
)

// stances are what groups of kind-words.toml stand for beside the kinds.
var stances = []string{
	hurting, painless, asksFirst, self, supposing, claimed, causal, asksLast, upperBack, danger, strokelike,
}

// findStance works out the stance of a view from its hits and how their words are meant.
func (e *evidence) findStance(v view) stance {
	s := stance{person: v.roles&ofSelf != 0}
	for h := range e.hitsIn(v.passages) {
		st := &e.state[h.match.First]
		switch r := h.roles; {
		case r&ofHurting != 0 || r&ofHeavySign != 0 && s.person:
			if s.hurts = max(s.hurts, partly); e.said(h) && !st.theory && !st.gone && !st.eased {
				s.hurts = plainly
			}
		case r&ofPainless != 0:
			s.painless = true
		case r&ofSupposing != 0, !s.person && (r&ofClaimed != 0 || r&ofCausal != 0 && e.begins(h.match.First)):
			s.theory = true
			s.claim = s.claim || r&ofSupposing == 0
		case r&ofUpperBack != 0:
			s.back = s.back || e.said(h) && !st.theirs
		case r&(ofTopic|ofCause) != 0:
			s.signs = s.signs || r&ofDoctor != 0
			s.taught = true
			s.drill = s.drill || r&ofDrill != 0
		case r&ofStrange != 0:
			s.strange = true
		case r&ofLastQuestion != 0:
			s.asks = max(s.asks, partly)
		case r&ofQuestion != 0 && e.begins(h.match.First):
			s.asks = plainly
		}
	}
	if s.theory {
		s.painless = true
		s.hurts = min(s.hurts, partly)
	}
	for _, p := range v.passages {
		for _, w := range e.Words[p.first : p.last+1] {
			if w.Asks {
				s.asks = max(s.asks, partly)
			}
		}
	}
	return s
}

// tellsOf says whether words of a role are said, and not in theory.
func (e *evidence) tellsOf(role roles) bool {
	return e.roles&role != 0 && slices.ContainsFunc(e.hits, func(h hit) bool {
		return h.roles&role != 0 && !e.state[h.match.First].theory && e.said(&h)
	})
}

// begins says whether word i begins a clause, or follows a word or two that lead up to it.
func (e *evidence) begins(i int) bool {
	for k := i; k >= 0 && k > i-3; k-- {
		if k == 0 || e.Words[k].Break >= reading.Comma {
			return true
		}
	}
	return false
}

// sym gives each stance a number of its own, below 72.
func (s stance) sym() reading.Sym {
	n := reading.Sym(s.hurts)*3 + reading.Sym(s.asks)
	for _, b := range []bool{s.taught, s.person, s.drill} {
		n *= 2
		if b {
			n++
		}
	}
	return n
}

// bare says whether a message is no more than a lift's name or where it hurts: "bench", "my back".
func (e *evidence) bare(s stance) bool {
	const few = 3
	if len(e.Words) > few || s.asks > unsaid {
		return false
	}
	return slices.ContainsFunc(e.hits, func(h hit) bool {
		whole := h.match.First == 0 && h.match.Last == len(e.Words)-1
		return h.roles&ofLift != 0 && whole && e.lift != Unknown || h.roles&complains != 0 && !s.strange
	})
}

// aSign is the weight from which on the words of a warning sign speak of a complaint by themselves.
const aSign = 4

// strangeFrom is the weight from which on words speak of something that is not taught here.
const strangeFrom = 3

// drillTopics is how many topics are drills: those that stand first.
const drillTopics = 9

// What it is worth for a question to how something is done that nothing hurts.
const (
	asksOnly         = 2.5
	asksPartly       = 1.4
	hurtsItself      = -0.7
	saysNothingHurts = 0.7
	namesDrill       = 1.8
	inTheory         = 2.5
	asksClaim        = 2
)

// howTo is what the stance is worth for how-to.
func (s stance) howTo() float64 {
	worth := 0.0
	switch {
	case s.hurts == plainly && s.asks == plainly:
		return 0
	case s.hurts == plainly:
		return hurtsItself
	case !s.taught:
		return 0
	case s.asks == plainly:
		worth = asksOnly
	case s.asks == partly:
		worth = asksPartly
	}
	if s.strange {
		worth /= 2
	}
	if s.drill && s.hurts == unsaid {
		worth += namesDrill
	}
	if s.theory && s.signs {
		worth += inTheory
	}
	if s.claim && s.asks > unsaid {
		worth += asksClaim
	}
	if s.painless && s.asks > unsaid {
		worth += saysNothingHurts
	}
	return worth
}
