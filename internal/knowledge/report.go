package knowledge

import (
	"cmp"
	"slices"
	"strings"

	"spotter/internal/knowledge/scope"
	"spotter/internal/knowledge/turn"
)

// A Report is a message with what its writer chose or filled in beside it. What is empty was not given.
type Report struct {
	Text  string // what they wrote, in sentences
	Lift  Lift   // the lift that brings it on
	Where string // where it is felt, as in "between the shoulder blades"
	Feel  string // how it feels, as in "tight"
	Sore  bool   // it is told as what is sore, so that a place or a fault of form alone is a complaint
}

// The headings under which parts of a report are read.
const (
	headingSore  = "sore:"
	headingWhere = "it is in the"
	headingFeel  = "it feels"
)

// Chosen reports whether anything was given beside a text.
func (r Report) Chosen() bool { return r.Lift != "" || r.Where != "" || r.Feel != "" }

// Words returns all that somebody wrote, what stands in each field as a line of its own.
func (r Report) Words() string {
	if r.Where == "" && r.Feel == "" {
		return r.Text
	}
	written := slices.DeleteFunc([]string{r.Text, r.Feel, r.Where}, func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(written, "\n")
}

// read takes a report in.
func (b *Base) read(r Report) *scope.Analysis {
	if !r.Sore && !r.Chosen() {
		return b.scope.Read(r.Text)
	}
	var fields []scope.Field
	for _, f := range []scope.Field{{Text: r.Text}, {Heading: headingWhere, Text: r.Where}, {Heading: headingFeel, Text: r.Feel}} {
		if f.Text != "" {
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		fields = []scope.Field{{}}
	}
	fields[0].Heading = strings.TrimSpace(headingSore + " " + fields[0].Heading)
	return b.scope.ReadForm(fields, cmp.Or(r.Lift, Unknown))
}

// withChosen adds the signs that the fields of a report tell by themselves, which no word of its text denies: they were chosen.
func (b *Base) withChosen(signs []Finding, r Report) []Finding {
	if r.Text == "" || r.Where == "" && r.Feel == "" {
		return signs
	}
	fields := r
	fields.Text = ""
	for _, f := range b.AssessReport(fields).RedFlags {
		if !slices.ContainsFunc(signs, func(s Finding) bool { return s.ID == f.ID }) {
			signs = append(signs, f)
		}
	}
	rank := func(f Finding) int {
		if b.Flag(f.ID).Triage == Emergency {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(signs, func(x, y Finding) int { return cmp.Compare(rank(x), rank(y)) })
	return signs
}

// settle puts what was chosen in place of what was guessed. Who chooses a lift and writes nothing complains.
func (r Report) settle(a *Assessment) {
	if r.Lift != "" {
		a.Exercise = r.Lift
	}
	if r.Chosen() && (a.Check != nil || r.Text == "" && (r.Where == "" || a.Kind == HowTo)) {
		a.Kind, a.Topics = Symptom, []string{}
	}
}

// placeQuestion is the id of the question that Report.Where answers.
const placeQuestion = "where"

// place takes the place that a report names for the answer to the question after it, which is not asked then. It counts where the
// words of the report speak for no reason by themselves.
func (b *Base) place(a Assessment, r Report, t *trace) Assessment {
	q := b.Inquiry(placeQuestion)
	if q == nil || r.Where == "" || a.Foreign() {
		return a
	}
	option := b.meant(q, r.Where)
	if option != "" && a.Kind == OutOfScope && !a.CannotWait() && a.Check == nil { // a place alone is no complaint by its words
		a.Kind = Symptom
	}
	if a.Kind != Symptom || a.Triage == Emergency {
		return a
	}
	c := a.Case
	c.asked, c.closed = []string{q.Code}, true
	because := map[string]string{}
	quoted := func(f Finding) bool { return len(f.Because) > 0 }
	if !slices.ContainsFunc(a.Causes, quoted) {
		for _, o := range q.Answers {
			if o.ID == option {
				c = b.learnFrom(c, o, because)
			}
		}
		for id := range because {
			because[id] = strings.TrimSpace(r.Where)
		}
		a.Causes = b.reassess(c, because).Causes
	}
	a.AskBack = nil
	b.ask(&a, c, t)
	return a
}

// meant returns the id of the only option of a question that words mean, by its label or in another way of saying it; "" if
// there is none.
func (b *Base) meant(q *Inquiry, words string) string {
	split, _ := turn.Split(words)
	best, most := "", 0
	for _, o := range q.Answers[:len(q.Answers)-1] { // the last is "something else"
		switch n := turn.ParsePhrases(o.Also + "," + strings.ReplaceAll(o.Label, ",", "")).In(split); {
		case n > most:
			best, most = o.ID, n
		case n == most:
			best = ""
		}
	}
	return best
}
