package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// Assess says what was understood of a message.
func (b *Base) Assess(text string) Assessment {
	if a, ok := b.foreign(text); ok {
		return a
	}
	return b.english(text)
}

// english assesses a message as one in English.
func (b *Base) english(text string) Assessment {
	e := b.mind.read(text)
	defer b.mind.done(e)
	a := b.assess(e)
	b.ask(&a, b.newCase(a, nil))
	return a
}

func (b *Base) assess(e *evidence) Assessment {
	x := b.mind
	x.readSigns(e)
	v, scores, rows := e.heardLast, e.scores, e.room.rows
	if len(e.layout.units) != 1 { // else that was heard last
		v = e.look(e.gist(func(unit int) bool { return e.foreign[unit] < strangeBack })...)
		scores, rows = x.scores(e, v)
	}
	topics := heads[topicHead]
	a := Assessment{Exercise: Lift(best(heads[liftHead], scores)), Causes: []Finding{}, Topics: []string{}}
	a.Kind = e.kind(v, heads[kindHead].of(scores))
	a.RedFlags = x.flags(e)
	a.Triage = b.triage(a.RedFlags)
	if a.Triage == Emergency || a.Kind == OutOfScope && a.Triage != SelfCare && a.Exercise != Unknown {
		a.Kind = Symptom
	}
	a.Crisis = e.inCrisis(a.Kind)
	a.Stroke = e.tellsOf(ofStroke)
	if a.Triage == SelfCare && !a.CannotWait() {
		a.Check = b.check(e)
	}
	if a.Kind == Symptom {
		a.Causes = x.causes(e, heads[causeHead].of(scores))
	}
	if asked := e.question(); len(a.Causes) == 0 && len(a.RedFlags) == 0 && asked >= 0 { // nothing else in it can be answered
		a.Kind = HowTo
		scores, rows = x.scores(e, e.look(e.layout.units[asked]))
	}
	if a.Kind == HowTo {
		x.model.topics.add(topics.of(scores), rows, &e.room)
		topics.share(topics.of(scores))
		a.Topics = x.topics(topics.of(scores))
	}
	return a
}

// The shares from which on a message is taken for out of scope: low because little else has the words
// that speak for it; higher where it complains of the upper back.
const (
	strange     = 0.17
	strangeBack = 0.5
)

// kind says what a message wants, from the shares of the kinds.
func (e *evidence) kind(v view, shares []float64) Kind {
	if e.bare(v.stance) {
		return Symptom
	}
	h, bar := heads[kindHead], strange
	if v.stance.back && v.stance.hurts == plainly {
		bar = strangeBack
	}
	if i := slices.Index(h.outcomes, string(OutOfScope)); shares[i] >= bar {
		return OutOfScope
	}
	return Kind(h.outcomes[slices.Index(shares, slices.Max(shares))])
}

func best(h head, scores []float64) string {
	s := h.of(scores)
	return h.outcomes[slices.Index(s, slices.Max(s))]
}

// leastShare is the share of the leading cause below which a cause is not named.
const leastShare = 0.04

// causes ranks the causes; none where "none" leads.
func (x *mind) causes(e *evidence, shares []float64) []Finding {
	h := heads[causeHead]
	var out []Finding
	nothing := shares[len(shares)-1]
	for i, id := range h.outcomes[:len(h.outcomes)-1] {
		if shares[i] < leastShare {
			continue
		}
		out = append(out, Finding{ID: id, Score: rounded(shares[i]), Because: x.because(e, h.at+i)})
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return cmp.Compare(b.Score, a.Score) })
	if len(out) == 0 || nothing > 3*out[0].Score {
		return []Finding{}
	}
	return out
}

// because gives the words that speak for an outcome: of the lexicon, or else what was learned.
func (x *mind) because(e *evidence, outcome int) []string {
	if words := e.because(outcome); len(words) > 0 {
		return words
	}
	return x.learnedWord(e, outcome)
}

// rounded cuts a share to what anybody wants to read of it.
func rounded(share float64) float64 { return math.Round(share*1000) / 1000 }

func (x *mind) topics(shares []float64) []string {
	type ranked struct {
		id    string
		share float64
	}
	var rs []ranked
	for i, id := range heads[topicHead].outcomes {
		rs = append(rs, ranked{id, shares[i]})
	}
	slices.SortStableFunc(rs, func(a, b ranked) int { return cmp.Compare(b.share, a.share) })
	var out []string
	for i, r := range rs {
		if i == 0 || r.share > 0.15 && !slices.Contains(out, r.id) {
			out = append(out, r.id)
		}
	}
	return out
}

// scores gives how likely each outcome is by a view, but for topics, whose scores are those of the lexicon.
func (x *mind) scores(e *evidence, v view) (scores []float64, rows []int32) {
	scores = x.prior(e, v)
	rows = x.model.rowsOf(x.features(e, v, x.model.knows), &e.room)
	x.model.always.add(scores, rows, &e.room)
	for i, h := range heads {
		if i != topicHead {
			h.share(h.of(scores))
		}
	}
	return scores, rows
}

// triage gives the highest level of care that a warning sign asks for.
func (b *Base) triage(flags []Finding) Triage {
	level := SelfCare
	for _, f := range flags {
		switch flag := b.Flag(f.ID); {
		case flag == nil:
		case flag.Triage == Emergency:
			return Emergency
		default:
			level = flag.Triage
		}
	}
	return level
}
