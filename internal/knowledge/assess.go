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
func (b *Base) AssessReport(r Report) Assessment {
	a, ok := b.foreign(r)
	if !ok {
		a = b.english(r)
	}
	return b.place(a, r)
}

// english assesses a message as one in English.
func (b *Base) english(r Report) Assessment {
	said := b.read(r)                  // text, match, lexicon, scope: the words, what they speak for, and how they are meant
	scores := b.classifier.Score(said) // classify: how likely each kind, lift, cause and sign is
	a := b.decide(r, said, scores)     // the thresholds
	b.ask(&a, b.newCase(a, nil))       // the question that tells most
	b.classifier.Done(scores)
	b.scope.Done(said)
	return a
}

// decide concludes from scores what a message is about, what stands in it, and how much care it asks for.
func (b *Base) decide(r Report, said *scope.Analysis, scores *classify.Scores) Assessment {
	a := Assessment{Exercise: scores.BestLift(), Causes: []Finding{}, Topics: []string{}}
	a.Kind = kindOf(said, scores, r.Chosen())
	a.RedFlags = b.signs(scores)
	a.Triage = b.triage(a.RedFlags)
	if a.Triage == Emergency || a.Kind == OutOfScope && a.Triage != SelfCare && a.Exercise != Unknown {
		a.Kind = Symptom
	}
	a.Crisis = inCrisis(said, scores, a.Kind)
	a.Stroke = said.Says(lexicon.OfStroke)
	if a.Triage == SelfCare && !a.CannotWait() {
		a.Check = b.check(scores)
	}
	if a.Kind == Symptom {
		a.Causes = b.causes(scores)
	}
	if asked := scores.Question(); len(a.Causes) == 0 && len(a.RedFlags) == 0 && asked >= 0 { // nothing else in it can be answered
		a.Kind = HowTo
		scores.Focus(asked)
	}
	if a.Kind == HowTo {
		a.Topics = b.topics(scores)
	}
	r.settle(&a)
	a.Asks = asksOf(scores, a.Kind)
	return a
}

// kindOf says what a message wants. Chosen says that something was chosen beside it, as it is for what is sore.
func kindOf(said *scope.Analysis, scores *classify.Scores, chosen bool) Kind {
	intent := scores.View.Intent
	if said.Bare(intent) {
		return Symptom
	}
	bar := strange
	if chosen || intent.Back && intent.Hurts == scope.Plainly {
		bar = strangeBack
	}
	shares := scores.Shares(classify.Kinds)
	if shares[classify.IsOutOfScope] >= bar {
		return OutOfScope
	}
	if len(said.Words) >= scope.GistFrom {
		return kindOfLong(shares, scores.Whole())
	}
	return Kind(lexicon.Kinds()[slices.Index(shares, slices.Max(shares))])
}

// kindOfLong says what a long message wants: its gist tells what hurts and what is asked, and the whole of it what it is about.
func kindOfLong(gist, whole []float64) Kind {
	if whole[classify.IsOutOfScope] >= strangeWhole {
		return OutOfScope
	}
	howTo := math.Log(gist[classify.IsHowTo]/gist[classify.IsSymptom]) + whole[classify.IsHowTo] - whole[classify.IsSymptom]
	if howTo > barHowTo {
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
func (b *Base) causes(scores *classify.Scores) []Finding {
	shares := scores.Shares(classify.Causes)
	out, nothing := []Finding{}, shares[len(shares)-1]
	for i, id := range b.classifier.Outcomes(classify.Causes)[:len(shares)-1] {
		if shares[i] < leastShare {
			continue
		}
		out = append(out, Finding{ID: id, Score: rounded(shares[i]), Because: scores.Because(classify.Causes, i)})
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return cmp.Compare(b.Score, a.Score) })
	if len(out) == 0 || nothing > mostNothing*out[0].Score {
		return []Finding{}
	}
	return out
}

// rounded cuts a share to what anybody wants to read of it.
func rounded(share float64) float64 { return math.Round(share*1000) / 1000 }

// topics ranks what is asked about.
func (b *Base) topics(scores *classify.Scores) []string {
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
		if i == 0 || r.share > leastTopic {
			out = append(out, r.id)
		}
	}
	return out
}

// signs finds the warning signs that the writer has now, the gravest first.
func (b *Base) signs(scores *classify.Scores) []Finding {
	out := []Finding{}
	graver := 0 // how many emergencies there are
	for i, id := range b.classifier.Outcomes(classify.Flags) {
		bar, at := barSign, len(out)
		if b.classifier.Grave(i) {
			bar, at = barEmergency, graver
		}
		if scores.Signs[i].Odds >= bar {
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
func inCrisis(said *scope.Analysis, scores *classify.Scores, kind Kind) bool {
	names := said.Says(lexicon.OfDanger)
	return scores.Crisis >= crisisHeard ||
		names && (scores.Crisis >= crisisHeardSaid || scores.Crisis >= crisisLeast && kind == OutOfScope && said.Lift == Unknown)
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
