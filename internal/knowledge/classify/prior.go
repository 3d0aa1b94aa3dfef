package classify

import (
	"slices"
	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/scope"
)

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

// A Part is what one group of the lexicon says of an outcome.
type Part struct {
	Outcome int // counted over all tasks
	Much    float64
	Meant   bool // its words are meant; only then it counts

	phrase bool // they are more than one word
}

// Parts lists what the groups of the lexicon say in a view, each group once: of warning signs also what is not meant.
func (s *Scores) Parts(v scope.View) []Part {
	out := s.parts[:0]
	s.round++
	for _, meant := range []bool{true, false} {
		for h := range s.HitsIn(v.Passages) {
			w := &s.c.groups[h.Group]
			if h.Meant != meant || !meant && h.Roles&lexicon.OfFlag == 0 || w.outcome < 0 || !s.once(h.Group) {
				continue
			}
			out = append(out, Part{w.outcome, w.much, meant, h.Match.First < h.Match.Last || h.Match.OtherFirst >= 0})
			if h.Roles&lexicon.OfCause != 0 {
				out = append(out, Part{w.asked, askedTrust * s.c.lexicon.Groups[h.Group].Weight, meant, false})
			}
		}
	}
	s.parts = out
	return out
}

// prior sets the scores to what the lexicon alone says, as a score for each outcome of each task: what its parts
// say and what the view as a whole does. It holds until the next view is read.
func (s *Scores) prior(v scope.View) {
	s.scores = zeros(s.scores, s.c.outcomes)
	scores, c := s.scores, s.c
	for _, p := range s.Parts(v) {
		if p.Meant {
			scores[p.Outcome] += p.Much
		}
	}
	kinds, lifts := &c.tasks[Kinds], &c.tasks[Lifts]
	if mute(v) {
		kinds.Of(scores)[IsOutOfScope] += aboutNothing
	}
	kinds.Of(scores)[IsHowTo] += howTo(v.Intent)
	flags := c.tasks[Flags].Of(scores)
	for i := range flags {
		flags[i] += noFlag
		if c.signs[i].Lasting && s.All&lexicon.CueReturns != 0 {
			flags[i] += returning
		}
	}
	c.favour(&c.tasks[Causes], v.Lift, scores)
	c.favour(&c.tasks[Topics], v.Lift, scores)
	lifts.Of(scores)[slices.Index(lifts.Outcomes, string(v.Lift))] += saidLift
}

// noFlag is where a warning sign starts from.
const noFlag = -2

// returning is what it counts against a sign that lasts that the soreness clears and comes back.
const returning = -4

// saidLift is what naming a lift is worth against what else a message tells of it.
const saidLift = 3.5

// OtherLift is what a cause or a topic of the other lift costs.
const OtherLift = -3

// favour takes from the outcomes of a task that belong to another lift than the one that is meant.
func (c *Classifier) favour(t *Task, l content.Lift, scores []float64) {
	if l == content.Unknown {
		return
	}
	of := t.Of(scores)
	for i, only := range c.lifts[t.At : t.At+len(t.Outcomes)] {
		if only != "" && l != only {
			of[i] += OtherLift
		}
	}
}

// aboutNothing is what it is worth for out of scope that nothing of what the coach knows is named.
const aboutNothing = 1.4

// mute reports whether a view names nothing that hurts, no reason, no sign, and nothing that is taught.
func mute(v scope.View) bool {
	return v.Roles&(lexicon.OfCause|lexicon.OfFlag|lexicon.OfTopic|lexicon.Complains) == 0
}

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

// howTo returns the prior of how-to given the intent.
func howTo(s scope.Intent) float64 {
	worth := 0.0
	switch {
	case s.Hurts == scope.Plainly && s.Asks == scope.Plainly:
		return 0
	case s.Hurts == scope.Plainly:
		return hurtsItself
	case !s.Taught:
		return 0
	case s.Asks == scope.Plainly:
		worth = asksOnly
	case s.Asks == scope.Partly:
		worth = asksPartly
	}
	if s.Strange {
		worth /= 2
	}
	if s.Drill && s.Hurts == scope.Unsaid {
		worth += namesDrill
	}
	if s.Theory && s.Signs {
		worth += inTheory
	}
	if s.Claim && s.Asks > scope.Unsaid {
		worth += asksClaim
	}
	if s.Painless && s.Asks > scope.Unsaid {
		worth += saysNothingHurts
	}
	return worth
}

// causeWeights sums the weights of the lexicon by cause, each group once.
func (s *Scores) causeWeights(v scope.View) []float64 {
	s.causes = zeros(s.causes, len(s.c.tasks[Causes].Outcomes))
	s.round++
	for h := range s.HitsIn(v.Passages) {
		if h.Roles&lexicon.OfCause != 0 && h.Meant && s.once(h.Group) {
			s.causes[s.c.groups[h.Group].outcome-s.c.tasks[Causes].At] += s.c.lexicon.Groups[h.Group].Weight
		}
	}
	return s.causes
}
