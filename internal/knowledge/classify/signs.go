package classify

import (
	"math"
	"slices"

	"spotter/internal/knowledge/scope"
)

// A SignScore is what was read of one warning sign in a message.
type SignScore struct {
	Odds   float64       // the highest of all passages, as a logarithm
	At     scope.Passage // the one that it was highest in
	Denied bool          // all words for it are denied there
	Named  bool          // a phrase for it is meant there
}

// hear notes what a passage says of the sign, if it says more than those before.
func (r *SignScore) hear(t *Testimony, odds float64, at scope.Passage) {
	if odds = t.Sure(odds); odds > r.Odds {
		*r = SignScore{Odds: odds, At: at, Denied: t.denied > 0 && t.said == 0, Named: t.phrase}
	}
}

// What the second reader was learned to hear beside each warning sign.
const (
	aCrisis       = iota // the writer may harm themselves
	someSign             // some warning sign
	someEmergency        // some sign of an emergency
	ownOutputs
)

// OwnOutputs are the names of those outputs, in order.
var OwnOutputs = []string{aCrisis: "crisis", someSign: "some sign", someEmergency: "some emergency"}

// heard is what was heard in one passage.
type heard struct {
	second          []float64 // by output of the second reader
	past, recovered bool
}

// readSigns reads each passage for warning signs and a crisis, and notes what else each is about.
func (s *Scores) readSigns() {
	s.Signs = append(s.Signs[:0], make([]SignScore, len(s.c.signs))...)
	for i := range s.Signs {
		s.Signs[i].Odds = math.Inf(-1)
	}
	s.foreign, s.asking, s.Crisis = s.foreign[:0], s.asking[:0], math.Inf(-1)
	for _, ps := range [][]scope.Passage{s.Units, s.Twos} {
		for _, p := range ps {
			s.Hear(p)
			for i := range s.c.signs {
				t := s.Testimony(i)
				s.Signs[i].hear(&t, s.c.judge.Odds(&t), p)
			}
			s.Crisis = max(s.Crisis, s.heard.second[s.c.hears[aCrisis]])
		}
	}
}

// Hear has both readers read a passage.
func (s *Scores) Hear(p scope.Passage) {
	s.read(s.Look(p))
	kinds := s.Shares(Kinds)
	s.foreign, s.asking = append(s.foreign, kinds[IsOutOfScope]), append(s.asking, kinds[IsHowTo])
	s.Grams(&s.grammar, p)
	s.heard.second = zeros(s.heard.second, s.c.second.Outputs())
	s.c.second.Score(&s.grammar, s.heard.second)
	s.heard.past, s.heard.recovered = s.Past(p), s.Recovered(p)
}

// zeros returns as many zeros, in the memory of s where that is enough.
func zeros(s []float64, n int) []float64 {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

// A Testimony is what both readers say of one warning sign in one passage.
type Testimony struct {
	Sign          int     // its place among the outcomes of the flags' task
	First, Second float64 // how likely it is by each reader, as logarithms of the odds
	Grave         bool    // whether it is an emergency

	some         float64 // by the second reader, that there is any sign
	emergency    float64 // by the second reader, that there is any sign of an emergency
	said, denied float64 // what phrases of the lexicon are worth that are meant, and that are not
	phrase       bool    // whether one that is meant has more than one word
	blow         bool    // whether it is a blow
	past         bool    // whether it is told of long ago
	recovered    bool    // whether something is said to be over in it or soon after
	unlearned    bool    // whether the second reader has no output for it
}

// Testimony returns what both readers said of the i-th sign in the passage that was heard last.
func (s *Scores) Testimony(i int) Testimony {
	flags, sign := &s.c.tasks[Flags], &s.c.signs[i]
	likely := flags.Of(s.scores)[i]
	t := Testimony{
		Sign: i, First: math.Log(likely / (1 - likely + 1e-12)), Grave: sign.grave, blow: sign.Blow,
		some: s.heard.second[s.c.hears[someSign]], emergency: s.heard.second[s.c.hears[someEmergency]],
		past: s.heard.past, recovered: s.heard.recovered, unlearned: sign.output < 0,
	}
	if !t.unlearned {
		t.Second = s.heard.second[sign.output]
	}
	for _, p := range s.parts {
		switch {
		case p.Outcome != flags.At+i:
		case p.Meant:
			t.said += p.Much
			t.phrase = t.phrase || p.phrase
		default:
			t.denied += p.Much
		}
	}
	return t
}
