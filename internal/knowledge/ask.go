package knowledge

import (
	"math"
	"slices"

	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/scope"
)

// ask decides whether a question helps, which, and notes it in the case of the assessment.
func (b *Base) ask(a *Assessment, c Case, t *trace) {
	c.closed = true
	a.Case = c
	if a.Check != nil {
		a.Case.asked = append(slices.Clip(c.asked), b.Inquiry(a.Check.ID).Code)
		a.Case.closed = false
	}
	if a.Kind != Symptom || a.Triage == Emergency || len(c.asked) >= maxAsked || !needed(a, t) {
		return
	}
	q := b.mostTelling(c, t)
	if q == nil {
		return
	}
	a.AskBack = question(q)
	if a.Check != nil { // it is asked first
		return
	}
	a.Case.asked = append(slices.Clip(c.asked), q.Code)
	a.Case.closed = false
}

// check returns the closed question after what may be an emergency and is not likely one, or nil. What was denied is not
// asked.
func (b *Base) check(scores *classify.Scores, t *trace) *Question {
	suspect, most := "", barCheck
	for i, id := range b.classifier.Outcomes(classify.Flags) {
		if s := &scores.Signs[i]; b.classifier.Grave(i) && !s.Denied && s.Odds >= most {
			suspect, most = id, s.Odds
			t.over(ofCheck, "barCheck", id, s.Odds, barCheck)
		}
	}
	for _, q := range b.Inquiries() {
		at := slices.IndexFunc(q.Answers, func(a Answer) bool { return a.Flag == suspect })
		if q.Check && suspect != "" && at >= 0 {
			out := question(q)
			out.Options[0], out.Options[at] = out.Options[at], out.Options[0]
			return out
		}
	}
	return nil
}

// needed reports whether the causes leave something open.
func needed(a *Assessment, t *trace) bool {
	if len(a.Causes) == 0 {
		t.note(ofQuestion, "nothing points to a reason")
		return true
	}
	first := a.Causes[0].Score
	if t.over(ofQuestion, "sureShare", "sure of the first reason", first, sureShare) {
		return false
	}
	return len(a.Causes) == 1 || !t.over(ofQuestion, "closeShare", "the first reason well before the second", closeShare*first, a.Causes[1].Score)
}

func question(q *Inquiry) *Question {
	out := &Question{ID: q.ID, Question: q.Ask}
	for _, a := range q.Answers {
		out.Options = append(out.Options, Option{a.ID, a.Label})
	}
	return out
}

// mostTelling returns the question whose answer is expected to tell most about the cause; nil where
// none is worth asking.
func (b *Base) mostTelling(c Case, t *trace) *Inquiry {
	var best *Inquiry
	most := leastInformation
	shares := b.shares(c)
	for i, q := range b.Inquiries() {
		if q.Check || slices.Contains(c.asked, q.Code) || len(q.Lifts) > 0 && !slices.Contains(q.Lifts, c.lift) {
			continue
		}
		bits := b.information(i, shares)
		if asksLift(q) {
			if c.lift != Unknown {
				continue
			}
			bits += liftBonus
		}
		t.over(ofQuestion, "leastInformation", q.ID, bits, leastInformation)
		if bits > most {
			best, most = q, bits
		}
	}
	return best
}

// asksLift reports whether a question is after the lift: each answer but "something else" names one.
func asksLift(q *Inquiry) bool {
	return !slices.ContainsFunc(q.Answers[:len(q.Answers)-1], func(a Answer) bool { return a.Lift == "" })
}

// information returns how many bits the answer to a question is expected to tell about the cause: the
// entropy of the answers less that of the answers once the cause is known.
func (b *Base) information(q int, shares []float64) float64 {
	var answers [content.MaxAnswers]float64
	known := 0.0
	for i, share := range shares {
		if share == 0 {
			continue
		}
		p := &b.prospects[q][i]
		known += share * p.open
		for k := range p.answers {
			answers[k] += share * p.answers[k]
		}
	}
	return entropy(answers[:]) - known
}

// A prospect says how likely each answer to a question is where a cause holds.
type prospect struct {
	answers [content.MaxAnswers]float64
	open    float64 // their entropy
}

// prepare works out what is asked for each message and no message changes: how words are meant, the lifts of the causes
// and the prospects of each question.
func (b *Base) prepare() {
	b.scope = scope.NewReader(b.lexicon)
	for _, cause := range b.Causes() {
		b.lifts = append(b.lifts, content.Only(cause.Lifts))
	}
	all := make([]prospect, len(b.Inquiries())*len(b.Causes()))
	b.prospects = make([][]prospect, 0, len(b.Inquiries()))
	for _, q := range b.Inquiries() {
		of := all[:len(b.Causes())]
		all = all[len(of):]
		for i, cause := range b.Causes() {
			p := &of[i]
			given := p.answers[:len(q.Answers)]
			for k, a := range q.Answers {
				given[k] = answerTrust * a.Causes[cause.ID]
				if only := b.lifts[i]; only != "" && a.Lift != "" && a.Lift != only {
					given[k] = classify.OtherLift
				}
			}
			classify.Softmax(given)
			p.open = entropy(given)
		}
		b.prospects = append(b.prospects, of)
	}
}

func entropy(ps []float64) float64 {
	h := 0.0
	for _, p := range ps {
		if p > 0 {
			h -= p * math.Log2(p)
		}
	}
	return h
}
