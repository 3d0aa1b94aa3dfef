package knowledge

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"spotter/internal/knowledge/lexicon"
)

// unlisted is the share of one that a score of 0 stands for: the causes that a case does not list.
const unlisted = 0.0025

// answerTrust is how much a point of an answer's evidence counts, as a logarithm.
const answerTrust = 0.8

// newCase notes what an assessment concluded.
func (b *Base) newCase(a Assessment, asked []string) Case {
	c := Case{lift: a.Exercise, asked: slices.Clip(asked), closed: true}
	for _, f := range a.Causes {
		if cause := b.Cause(f.ID); cause != nil && len(c.leads) < maxLeads {
			c.leads = append(c.leads, lead{cause.Code, max(step, math.Log(f.Score/unlisted))})
		}
	}
	for _, f := range a.RedFlags {
		c.flags = append(c.flags, b.Flag(f.ID))
	}
	return c
}

// score returns how much speaks for a cause, and whether it was set aside.
func (c Case) score(code string) (score float64, aside bool) {
	for _, l := range c.leads {
		if l.code == code {
			return l.score, l.score == 0
		}
	}
	return 0, false
}

// shares turns the scores of a case into shares of one over the causes that its lift allows and
// that were not set aside, by cause in the order of the content.
func (b *Base) shares(c Case) []float64 {
	shares, sum := make([]float64, len(b.Causes())), 0.0
	for i, cause := range b.Causes() {
		score, aside := c.score(cause.Code)
		if only := b.lifts[i]; aside || only != "" && c.lift != Unknown && only != c.lift {
			continue
		}
		shares[i] = math.Exp(score)
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= max(sum, math.SmallestNonzeroFloat64)
	}
	return shares
}

// speaks reports whether a case has evidence for anything.
func (c Case) speaks() bool {
	return slices.ContainsFunc(c.leads, func(l lead) bool { return l.score > 0 })
}

// reassess says what a case comes to. Because goes with the causes that because holds.
func (b *Base) reassess(c Case, because map[string]string) Assessment {
	a := Assessment{Kind: Symptom, Asks: lexicon.AsksNothing, Exercise: c.lift, Causes: []Finding{}, RedFlags: []Finding{}, Topics: []string{}}
	for _, flag := range c.flags {
		f := Finding{ID: flag.ID, Because: []string{}}
		if words := because[flag.ID]; words != "" {
			f.Because = append(f.Because, words)
		}
		a.RedFlags = append(a.RedFlags, f)
	}
	a.Triage = b.triage(a.RedFlags)
	if c.speaks() {
		for i, share := range b.shares(c) {
			if share >= leastShare {
				a.Causes = append(a.Causes, Finding{ID: b.Causes()[i].ID, Score: rounded(share), Because: []string{}})
			}
		}
	}
	slices.SortStableFunc(a.Causes, func(x, y Finding) int { return cmp.Compare(y.Score, x.Score) })
	for i := range a.Causes {
		if words := because[a.Causes[i].ID]; words != "" {
			a.Causes[i].Because = append(a.Causes[i].Because, words)
		}
	}
	b.ask(&a, c, nil)
	return a
}

// Answer takes the answer to the question that the case asked. Because of what it points to is the
// label of the option chosen. The error says that the case asks nothing or has no such option, and
// does not repeat it.
func (b *Base) Answer(c Case, option string) (Assessment, error) {
	q := b.open(c)
	if q == nil {
		return Assessment{}, errors.New("answer: no question is open")
	}
	i := slices.IndexFunc(q.Answers, func(a Answer) bool { return a.ID == option })
	if i < 0 {
		return Assessment{}, fmt.Errorf("answer: question %s has no such option", q.ID)
	}
	chosen := q.Answers[i]
	because := map[string]string{}
	c = b.learnFrom(c, chosen, because)
	return b.reassess(c, because), nil
}

// Open returns the question that a case waits with, nil if it waits with none.
func (b *Base) Open(c Case) *Question {
	if q := b.open(c); q != nil {
		return question(q)
	}
	return nil
}

func (b *Base) open(c Case) *Inquiry {
	if c.closed || len(c.asked) == 0 {
		return nil
	}
	return b.inquiryByCode(c.asked[len(c.asked)-1])
}

// learnFrom adds the evidence of an answer to a case.
func (b *Base) learnFrom(c Case, chosen Answer, because map[string]string) Case {
	var leads []lead
	for _, cause := range b.Causes() {
		score, aside := c.score(cause.Code)
		points := chosen.Causes[cause.ID]
		if points > 0 {
			because[cause.ID] = chosen.Label
		}
		switch score += answerTrust * points; {
		case aside:
			leads = append(leads, lead{cause.Code, 0})
		case score > 0 && (points > 0 || score >= step):
			leads = append(leads, lead{cause.Code, score})
		}
	}
	c.leads = keepLeads(leads)
	if chosen.Lift != "" {
		c.lift = chosen.Lift
	}
	if chosen.Flag != "" && !c.tells(chosen.Flag) {
		c.flags = append(slices.Clip(c.flags), b.Flag(chosen.Flag))
		because[chosen.Flag] = chosen.Label
	}
	return c
}

// keepLeads orders leads, those set aside before all others so that they are not forgotten, and
// cuts the list to what a case can hold.
func keepLeads(leads []lead) []lead {
	slices.SortStableFunc(leads, func(x, y lead) int {
		if (x.score == 0) != (y.score == 0) {
			return cmp.Compare(x.score, y.score)
		}
		return cmp.Compare(y.score, x.score)
	})
	return leads[:min(maxLeads, len(leads))]
}

// Another sets the leading cause aside and gives the next one. With none left the causes are empty,
// and it asks where there is something left to ask.
func (b *Base) Another(c Case) Assessment {
	lead := -1
	for i, l := range c.leads {
		if l.score > 0 && (lead < 0 || l.score > c.leads[lead].score) {
			lead = i
		}
	}
	if lead >= 0 {
		c.leads = slices.Clone(c.leads)
		c.leads[lead].score = 0
		c.leads = keepLeads(c.leads)
	}
	return b.reassess(c, nil)
}

// Add takes a further message of the same person: what it says is added to what is known. A how-to
// question is answered alone, and so is what strays and says neither a lift nor a warning sign.
func (b *Base) Add(c Case, text string) Assessment { return b.AddReport(c, Report{Text: text}) }

// AddReport is Add for a message with what was chosen beside it.
func (b *Base) AddReport(c Case, r Report) Assessment {
	a := b.AssessReport(r)
	strays := a.Kind == OutOfScope && len(a.RedFlags) == 0 && a.Exercise == Unknown
	if a.Kind == HowTo || strays || a.Foreign() {
		return a
	}
	because := map[string]string{}
	if a.Exercise != Unknown {
		c.lift = a.Exercise
	}
	heard := b.newCase(a, nil)
	var leads []lead
	for _, cause := range b.Causes() {
		before, aside := c.score(cause.Code)
		now, _ := heard.score(cause.Code)
		if score := before + now; score > 0 && !aside {
			leads = append(leads, lead{cause.Code, score})
		} else if aside {
			leads = append(leads, lead{cause.Code, 0})
		}
	}
	c.leads, c.closed = keepLeads(leads), true
	for _, f := range append(slices.Clone(a.Causes), a.RedFlags...) {
		if len(f.Because) > 0 {
			because[f.ID] = f.Because[0]
		}
	}
	for _, f := range a.RedFlags {
		if !c.tells(f.ID) {
			c.flags = append(slices.Clip(c.flags), b.Flag(f.ID))
		}
	}
	told := b.reassess(c, because)
	told.Asks = a.Asks
	if a.Check != nil && told.Triage == SelfCare && len(c.asked) < maxAsked {
		told.Check = a.Check
		b.ask(&told, c, nil)
	}
	return told
}
