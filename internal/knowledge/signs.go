package knowledge

import (
	"math"
	"slices"
)

// A signReading is what was read of one warning sign in a message.
type signReading struct {
	odds   float64 // the highest of all passages, as a logarithm
	at     passage // the one that it was highest in
	denied bool    // all words for it are denied there
}

// hear notes what a passage says of the sign, if it says more than those before.
func (r *signReading) hear(t *testimony, odds float64, at passage) {
	if odds = t.sure(odds); odds > r.odds {
		*r = signReading{odds, at, t.denied > 0 && t.said == 0}
	}
}

// readSigns reads each passage for warning signs and a crisis, and notes what else each is about.
func (x *mind) readSigns(e *evidence) {
	e.signs = append(e.signs[:0], make([]signReading, len(caseFlags))...)
	for i := range e.signs {
		e.signs[i].odds = math.Inf(-1)
	}
	e.foreign, e.asking, e.crisis = e.foreign[:0], e.asking[:0], math.Inf(-1)
	for _, ps := range [][]passage{e.layout.units, e.layout.twos} {
		for _, p := range ps {
			x.hear(e, p)
			for i := range caseFlags {
				t := x.testimony(e, i)
				e.signs[i].hear(&t, x.judge.odds(&t), p)
			}
			e.crisis = max(e.crisis, e.heard[crisisOutput])
		}
	}
}

// hear has both readers read a passage.
func (x *mind) hear(e *evidence, p passage) {
	e.heardLast = e.look(p)
	scores, _ := x.scores(e, e.heardLast)
	kinds := heads[kindHead].of(scores)
	e.foreign, e.asking = append(e.foreign, kinds[2]), append(e.asking, kinds[1])
	e.grams(&e.grammar, p)
	e.heard = append(e.heard[:0], make([]float64, secondOutputs)...)
	x.second.Score(&e.grammar, e.heard)
	e.heardPast, e.heardRecovered = e.past(p), e.recovered(p)
}

// testimony returns what both readers said of the i-th sign in the passage that was heard last.
func (x *mind) testimony(e *evidence, i int) testimony {
	likely := heads[flagHead].of(e.scores)[i]
	t := testimony{
		sign: i, first: math.Log(likely / (1 - likely + 1e-12)), second: e.heard[i],
		some: e.heard[signOutput], emergency: e.heard[emergencyOutput],
		past: e.heardPast, recovered: e.heardRecovered, grave: x.grave[i],
	}
	for _, p := range e.parts {
		switch {
		case p.outcome != heads[flagHead].at+i:
		case p.meant:
			t.said += p.much
			t.phrase = t.phrase || p.phrase
		default:
			t.denied += p.much
		}
	}
	return t
}

// sure lowers the odds of an emergency that one bare word speaks for, and that the second reader does not hear, to where one asks.
func (t *testimony) sure(odds float64) float64 {
	const hears = -1
	if t.grave && t.said > 0 && !t.phrase && t.second < hears {
		return min(odds, barEmergency-0.01)
	}
	return odds
}

// flags finds the warning signs that the writer has now, the gravest first.
func (x *mind) flags(e *evidence) []Finding {
	out := []Finding{}
	graver := 0 // how many emergencies there are
	for i, id := range caseFlags {
		bar, at := barSign, len(out)
		if x.grave[i] {
			bar, at = barEmergency, graver
		}
		if s := &e.signs[i]; s.odds >= bar {
			out = slices.Insert(out, at, Finding{ID: id, Because: x.becauseSign(e, i, s.at)})
			if x.grave[i] {
				graver++
			}
		}
	}
	return out
}

// becauseSign gives the words that speak for a warning sign: of the lexicon, or else those that the second reader hears it from.
func (x *mind) becauseSign(e *evidence, i int, at passage) []string {
	if words := e.because(heads[flagHead].at + i); len(words) > 0 {
		return words
	}
	if words := x.mostTelling(e, at, i); words != "" {
		return []string{words}
	}
	return []string{}
}

// inCrisis reports whether the writer may harm themselves. The lexicon's words for it are also said of hard sets, so
// that they are believed at once where nothing else is told, and else if the second reader hears it as well.
func (e *evidence) inCrisis(kind Kind) bool {
	said := e.tellsOf(ofDanger)
	return e.crisis >= crisisHeard || said && (e.crisis >= crisisHeardSaid || e.crisis >= crisisLeast && kind == OutOfScope && e.lift == Unknown)
}

// The odds from which on a crisis is taken for one: by the second reader alone, and where the lexicon has words for it as well.
const (
	crisisHeard     = -0.8
	crisisHeardSaid = -2
	crisisLeast     = -4 // below which words for it are a manner of speaking
)
