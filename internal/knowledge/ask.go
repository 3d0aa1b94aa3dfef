package knowledge

import (
	"math"
	"slices"
)

// When to ask: where the leading cause has less than sure of all shares, and the second more than
// close of the leading one's.
const (
	sure  = 0.55
	close = 0.5
)

// leastInformation is what an answer must tell at least on average, in bits, to be worth asking for.
const leastInformation = 0.05

// liftBonus is what knowing the lift is worth beyond telling causes apart, in bits: fixes differ by lift.
const liftBonus = 0.3

// ask decides whether a question helps, which, and notes it in the case of the assessment.
func (b *Base) ask(a *Assessment, c Case) {
	c.closed = true
	a.Case = c
	if a.Kind != Symptom || a.Triage == Emergency || len(c.asked) >= maxAsked || !needed(a) {
		return
	}
	q := b.mostTelling(c)
	if q == nil {
		return
	}
	a.AskBack = question(q)
	a.Case.asked = append(slices.Clip(c.asked), q.Code)
	a.Case.closed = false
}

// needed says whether the causes leave something open.
func needed(a *Assessment) bool {
	switch len(a.Causes) {
	case 0:
		return true
	case 1:
		return a.Causes[0].Score < sure
	}
	return a.Causes[0].Score < sure && a.Causes[1].Score > close*a.Causes[0].Score
}

func question(q *Inquiry) *Question {
	out := &Question{ID: q.ID, Question: q.Ask}
	for _, a := range q.Answers {
		out.Options = append(out.Options, Option{a.ID, a.Label})
	}
	return out
}

// mostTelling gives the question whose answer is expected to tell most about the cause; nil where
// none is worth asking.
func (b *Base) mostTelling(c Case) *Inquiry {
	var best *Inquiry
	most := leastInformation
	shares := b.shares(c)
	for _, q := range b.inquiries.all {
		if contains(c.asked, q.Code) || len(q.Lifts) > 0 && !slices.Contains(q.Lifts, c.lift) {
			continue
		}
		bits := b.information(q, shares)
		if q.ID == liftQuestion {
			if c.lift != Unknown {
				continue
			}
			bits += liftBonus
		}
		if bits > most {
			best, most = q, bits
		}
	}
	return best
}

// liftQuestion is the id of the question after the lift.
const liftQuestion = "lift"

// information gives how many bits the answer to q is expected to tell about the cause: the entropy
// of the answers less that of the answers once the cause is known.
func (b *Base) information(q *Inquiry, shares []float64) float64 {
	answers := make([]float64, len(q.Answers))
	known := 0.0
	for i, cause := range b.causes.all {
		if shares[i] == 0 {
			continue
		}
		given := b.answersGiven(q, cause)
		known += shares[i] * entropy(given)
		for k, p := range given {
			answers[k] += shares[i] * p
		}
	}
	return entropy(answers) - known
}

// answersGiven gives how likely each answer is where the cause holds.
func (b *Base) answersGiven(q *Inquiry, cause *Cause) []float64 {
	given := make([]float64, len(q.Answers))
	for k, a := range q.Answers {
		given[k] = answerTrust * a.Causes[cause.ID]
		if only, ok := liftOf[cause.ID]; ok && a.Lift != "" && a.Lift != only {
			given[k] = otherLift
		}
	}
	softmax(given)
	return given
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
