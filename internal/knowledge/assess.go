package knowledge

import (
	"cmp"
	"math"
	"slices"

	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/scope"
)

// Assess says what was understood of a message.
func (b *Base) Assess(text string) Assessment { return b.AssessReport(Report{Text: text}) }

// AssessReport says what was understood of a message and of what was chosen beside it.
func (b *Base) AssessReport(r Report) Assessment { return b.assess(r, nil) }

func (b *Base) assess(r Report, t *trace) Assessment {
	a, ok := b.foreign(r, t)
	if !ok {
		a = b.english(r, t)
	}
	return b.place(a, r, t)
}

// english assesses a message as one in English.
func (b *Base) english(r Report, t *trace) Assessment {
	said := b.read(r)                  // text, match, lexicon, scope: the words, what they speak for, and how they are meant
	scores := b.classifier.Score(said) // classify: how likely each kind, lift, cause and sign is
	a := b.decide(r, said, scores, t)  // the thresholds
	b.ask(&a, b.newCase(a, nil), t)    // the question that tells most
	t.look(b, said, scores, a.Kind)
	b.classifier.Done(scores)
	b.scope.Done(said)
	return a
}

// decide concludes from scores what a message is about, what stands in it, and how much care it asks for.
func (b *Base) decide(r Report, said *scope.Analysis, scores *classify.Scores, t *trace) Assessment {
	a := Assessment{Exercise: scores.BestLift(), Causes: []Finding{}, Topics: []string{}}
	a.Kind = kindOf(said, scores, r.Chosen(), t)
	a.RedFlags = b.withChosen(b.signs(scores, t), r)
	a.Triage = b.triage(a.RedFlags)
	if a.Triage == Emergency || a.Kind == OutOfScope && a.Triage != SelfCare && a.Exercise != Unknown {
		a.Kind = Symptom
		t.note(ofKind, "a complaint, because of the warning sign")
	}
	a.Crisis = inCrisis(said, scores, a.Kind, t)
	a.Stroke = said.Says(lexicon.OfStroke)
	if a.Triage == SelfCare && !a.CannotWait() {
		a.Check = b.check(scores, t)
	}
	if a.Kind == Symptom {
		a.Causes = b.causes(said, scores, t)
	}
	if asked := scores.Question(); len(a.Causes) == 0 && len(a.RedFlags) == 0 && asked >= 0 { // nothing else in it can be answered
		a.Kind = HowTo
		t.note(ofKind, "a question, since nothing else in it can be answered")
		scores.Focus(asked)
	}
	if a.Kind == HowTo {
		a.Topics = b.topics(scores, t)
	}
	r.settle(&a)
	a.Asks = asksOf(scores, a.Kind)
	return a
}

// kindOf says what a message wants. Chosen says that something was chosen beside it, as it is for what is sore.
func kindOf(said *scope.Analysis, scores *classify.Scores, chosen bool, t *trace) Kind {
	intent := scores.View.Intent
	if said.Bare(intent) {
		t.note(ofKind, "no more than a lift or a place: a complaint")
		return Symptom
	}
	bar, name := strange, "strange"
	if chosen || intent.Back && intent.Hurts == scope.Plainly {
		bar, name = strangeBack, "strangeBack"
	}
	shares := scores.Shares(classify.Kinds)
	if t.over(ofKind, name, "out of scope", shares[classify.IsOutOfScope], bar) {
		return OutOfScope
	}
	if len(said.Words) >= scope.GistFrom {
		return kindOfLong(shares, scores.Whole(), t)
	}
	kind := Kind(lexicon.Kinds()[slices.Index(shares, slices.Max(shares))])
	t.note(ofKind, "the likeliest of complaint and question: "+string(kind))
	return kind
}

// kindOfLong says what a long message wants: its gist tells what hurts and what is asked, and the whole of it what it is about.
func kindOfLong(gist, whole []float64, t *trace) Kind {
	if t.over(ofKind, "strangeWhole", "out of scope, as a whole", whole[classify.IsOutOfScope], strangeWhole) {
		return OutOfScope
	}
	howTo := math.Log(gist[classify.IsHowTo]/gist[classify.IsSymptom]) + whole[classify.IsHowTo] - whole[classify.IsSymptom]
	if t.over(ofKind, "barHowTo", "asks how, by its gist and as a whole", howTo, barHowTo) {
		return HowTo
	}
	return Symptom
}

// asksOf says what the writer wants to know. Who complains hardly asks how something is done, and who does not asks little else.
func asksOf(scores *classify.Scores, kind Kind) string {
	odds, asks := scores.Asks(), lexicon.Asks()
	at := slices.Index(asks, lexicon.AsksTechnique)
	switch kind {
	case HowTo:
		odds[at] += howToAsks
	case Symptom:
		odds[at] -= howToAsks
	}
	return asks[slices.Index(odds, slices.Max(odds))]
}

// causes ranks the causes; none where "none" leads.
func (b *Base) causes(said *scope.Analysis, scores *classify.Scores, t *trace) []Finding {
	shares := b.withoutRejected(said, scores.Shares(classify.Causes), t)
	out, nothing := []Finding{}, shares[len(shares)-1]
	for i, id := range b.classifier.Outcomes(classify.Causes)[:len(shares)-1] {
		if !t.over(ofCause, "leastShare", id, shares[i], leastShare) {
			continue
		}
		out = append(out, Finding{ID: id, Score: rounded(shares[i]), Because: scores.Because(classify.Causes, i)})
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return cmp.Compare(b.Score, a.Score) })
	for i := 1; i < len(out); i++ {
		if out[i].Score < leastQuoted {
			out[i].Because = []string{}
		}
	}
	if len(out) == 0 || !t.over(ofCause, "mostNothing", "the first beside nothing", out[0].Score, nothing/mostNothing) {
		return []Finding{}
	}
	return out
}

// rounded cuts a share to what anybody wants to read of it.
func rounded(share float64) float64 { return math.Round(share*1000) / 1000 }

// topics ranks what is asked about.
func (b *Base) topics(scores *classify.Scores, t *trace) []string {
	type ranked struct {
		id    string
		share float64
	}
	var rs []ranked
	for i, share := range scores.Topics() {
		rs = append(rs, ranked{b.classifier.Outcomes(classify.Topics)[i], share})
	}
	slices.SortStableFunc(rs, func(a, b ranked) int { return cmp.Compare(b.share, a.share) })
	var out []string
	for i, r := range rs {
		if t.over(ofTopic, "leastTopic", r.id, r.share, leastTopic) || i == 0 {
			out = append(out, r.id)
		}
	}
	return out
}

// signs finds the warning signs that the writer has now, the gravest first.
func (b *Base) signs(scores *classify.Scores, t *trace) []Finding {
	out := []Finding{}
	graver := 0 // how many emergencies there are
	for i, id := range b.classifier.Outcomes(classify.Flags) {
		bar, name, at := barSign, "barSign", len(out)
		if b.classifier.Grave(i) {
			bar, name, at = barEmergency, "barEmergency", graver
			if scores.Signs[i].Named {
				bar, name = barNamed, "barNamed"
			}
		}
		if t.over(ofSign, name, id, scores.Signs[i].Odds, bar) {
			out = slices.Insert(out, at, Finding{ID: id, Because: scores.BecauseSign(i)})
			if b.classifier.Grave(i) {
				graver++
			}
		}
	}
	return out
}

// inCrisis reports whether the writer may harm themselves. The lexicon's words for it are also said of hard sets, so
// that they are believed at once where nothing else is told, and else if the second reader hears it as well.
func inCrisis(said *scope.Analysis, scores *classify.Scores, kind Kind, t *trace) bool {
	over := func(name, what string, bar float64) bool { return t.over(ofCrisis, name, what, scores.Crisis, bar) }
	if over("crisisHeard", "heard", crisisHeard) {
		return true
	}
	if !said.Says(lexicon.OfDanger) {
		return false
	}
	return over("crisisHeardSaid", "heard, and named", crisisHeardSaid) ||
		kind == OutOfScope && said.Lift == Unknown && over("crisisLeast", "named, and nothing else told", crisisLeast)
}

// triage returns the highest level of care that a warning sign asks for.
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
