package knowledge

import "slices"

// How much of a group's weight counts: the lexicon speaks in rough steps of 1 to 5. What is learned
// beside it can overrule it: of what a message wants easily, of a warning sign hardly.
const (
	trust     = 0.5
	flagTrust = 1.0
	kindTrust = 0.25
)

func trustIn(sort string) float64 {
	switch sort {
	case "flag":
		return flagTrust
	case "kind":
		return kindTrust
	}
	return trust
}

// askedTrust is how much of a weight for a cause counts for the topic of that name.
const askedTrust = 0.2

// A part is what one group of the lexicon says of an outcome.
type part struct {
	outcome int // counted over all heads
	much    float64
	meant   bool // its words are meant; only then it counts
	phrase  bool // they are more than one word
}

// parts lists what the groups of the lexicon say in a view, each group once: of warning signs also what is not meant.
func (x *mind) parts(e *evidence, v view) []part {
	out := e.parts[:0]
	e.round++
	for _, meant := range []bool{true, false} {
		for h := range e.hitsIn(v.passages) {
			g := &x.groups[h.group]
			if h.meant != meant || !meant && h.roles&ofFlag == 0 || g.outcome < 0 || !e.once(h.group) {
				continue
			}
			out = append(out, part{g.outcome, g.much, meant, h.match.First < h.match.Last || h.match.OtherFirst >= 0})
			if h.roles&ofCause != 0 {
				out = append(out, part{g.asked, askedTrust * g.Weight, meant, false})
			}
		}
	}
	e.parts = out
	return out
}

// prior gives what the lexicon alone says, as a score for each outcome of each head: what its parts
// say and what the view as a whole does. It holds until the next view is read.
func (x *mind) prior(e *evidence, v view) []float64 {
	e.scores = append(e.scores[:0], make([]float64, outcomes)...)
	scores := e.scores
	for _, p := range x.parts(e, v) {
		if p.meant {
			scores[p.outcome] += p.much
		}
	}
	if v.mute() {
		heads[kindHead].of(scores)[2] += aboutNothing
	}
	heads[kindHead].of(scores)[1] += v.stance.howTo()
	for i := range heads[flagHead].of(scores) {
		heads[flagHead].of(scores)[i] += noFlag
	}
	if e.all&returns != 0 {
		heads[flagHead].of(scores)[overAWeek] += returning
	}
	x.favour(heads[causeHead], v.lift, scores)
	x.favour(heads[topicHead], v.lift, scores)
	heads[liftHead].of(scores)[slices.Index(heads[liftHead].outcomes, string(v.lift))] += saidLift
	return scores
}

// noFlag is where a warning sign starts from.
const noFlag = -2

// returning is what it counts against over-a-week that the soreness clears and comes back.
const returning = -4

// overAWeek is the place of that sign among the flags.
var overAWeek = slices.Index(caseFlags, "over-a-week")

// saidLift is what naming a lift is worth against what else a message says of it.
const saidLift = 3.5

// otherLift is what a cause or a topic of the other lift costs.
const otherLift = -3

// favour takes from the outcomes of a head that belong to another lift than the one that is meant.
func (x *mind) favour(h head, l Lift, scores []float64) {
	if l == Unknown {
		return
	}
	of := h.of(scores)
	for i, only := range x.lifts[h.at : h.at+len(h.outcomes)] {
		if only != "" && l != only {
			of[i] += otherLift
		}
	}
}

// aboutNothing is what it is worth for out of scope that nothing of what the coach knows is named.
const aboutNothing = 1.4

// mute reports whether a view names nothing that hurts, no reason, no sign, and nothing that is taught.
func (v view) mute() bool {
	return v.roles&(ofCause|ofFlag|ofTopic|complains) == 0
}
