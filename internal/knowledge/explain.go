package knowledge

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/language"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/knowledge/scope"
)

// An Explanation is what each stage saw in a message, and each comparison that the decision came from.
type Explanation struct {
	Assessment Assessment
	Language   string    // ISO 639-1 of the language that it is told in, or partly; empty for English
	Told       []Finding // the signs that were read in that language
	Lift       Lift      // by the words alone
	Sentences  []Sentence
	Signs      []Sign       // the likeliest first, those that nothing speaks for left out
	Crisis     float64      // how likely the writer may harm themselves, as Odds of a Sign
	Kinds      []Likelihood // of complaint, question, neither
	Whole      []Likelihood // those of a long message as a whole, as logarithms of the odds; by the third reader alone
	Causes     []Likelihood // the likeliest first
	Topics     []Likelihood // likewise, of a question
	Asks       []Likelihood // likewise, as logarithms of the odds; by the third reader alone
	Rulings    []Ruling     // in the order of the decision
}

// A Sentence is one that is read by itself: short ones are joined to the next, and long ones cut.
type Sentence struct {
	Text       string
	Complains  bool
	Asks       bool
	Long       bool    // it tells of long ago
	OutOfScope float64 // how likely it is about nothing that is coached
	HowTo      float64 // how likely it asks how something is done
	Hits       []Heard // what speaks for something, in the order of the words
	Meant      []Meant // how its words are meant, other than plainly
	Cues       []Heard // those that are heard in it and change nothing by themselves
}

// A Heard is a place where words of the lexicon are.
type Heard struct {
	Quote   string
	For     string  // what they speak for: "cause shrugged-setup"; of a cue, what it does
	Weight  float64 // 0 for a cue
	Where   string  // the file of lexicon/ and the line, after "your" for one of an override
	Unmeant string  // why they do not count, or nothing
}

// A Meant is a run of words that are not meant plainly.
type Meant struct {
	How, Quote string
	By         []Heard
}

// A Sign is what both readers say of a warning sign in the passage where it is likeliest. Scores are logarithms of the odds.
type Sign struct {
	ID                  string
	Emergency           bool
	First, Second, Odds float64 // by the lexicon and what was learned on top of it, by the n-grams, and by the judge of both
	Said, Denied        float64 // what the lexicon's words are worth that are meant, and that are not
	Past, Recovered     bool    // the passage tells of long ago; something is said to be over
	In                  string  // the passage
}

// A Likelihood is how likely something is: by the lexicon alone, and with what was learned.
type Likelihood struct {
	ID               string
	Lexicon, Learned float64
}

// A Ruling is a comparison of a score with its threshold, or a rule that applied, which has neither.
type Ruling struct {
	About     string // as in "kind"
	What      string
	Threshold string // its name in thresholds.go
	Score     float64
	Bar       float64
	Holds     bool // the score reaches the bar
}

// What rulings are about.
const (
	ofKind     = "kind"
	ofSign     = "sign"
	ofCrisis   = "crisis"
	ofCheck    = "check"
	ofCause    = "reason"
	ofTopic    = "topic"
	ofQuestion = "question back"
)

// Explain assesses a message and says how.
func (b *Base) Explain(text string) *Explanation {
	t := &trace{Explanation{Crisis: math.Inf(-1)}}
	t.Assessment = b.assess(Report{Text: text}, t)
	return &t.Explanation
}

// A trace notes what the stages see; one that is nil notes nothing.
type trace struct{ Explanation }

// over reports whether a score reaches a bar.
func (t *trace) over(about, threshold, what string, score, bar float64) bool {
	holds := score >= bar
	if t != nil {
		t.Rulings = append(t.Rulings, Ruling{about, what, threshold, score, bar, holds})
	}
	return holds
}

// note notes a rule that applied.
func (t *trace) note(about, what string) {
	if t != nil {
		t.Rulings = append(t.Rulings, Ruling{About: about, What: what, Holds: true})
	}
}

// hear notes what was read in another language.
func (t *trace) hear(told language.Told, read language.Reading) {
	if t == nil {
		return
	}
	t.Language = told.Code
	for _, s := range read.Signs {
		t.Told = append(t.Told, Finding{ID: s.ID, Because: s.Because})
	}
}

// look notes what the stages saw. It reads passages again, so that it comes last.
func (t *trace) look(b *Base, said *scope.Analysis, scores *classify.Scores, kind Kind) {
	if t == nil {
		return
	}
	t.Lift, t.Crisis = said.Lift, scores.Crisis
	for unit := range said.Units {
		t.Sentences = append(t.Sentences, b.sentence(said, scores, unit))
	}
	if len(said.Words) >= scope.GistFrom {
		t.Whole = ranked(classify.WholeOutputs(), scores.Whole())
	}
	t.Asks = ranked(lexicon.Asks(), scores.Asks())
	learned := [][]float64{slices.Clone(scores.Shares(classify.Kinds)), slices.Clone(scores.Shares(classify.Causes)), slices.Clone(scores.Shares(classify.Topics))}
	t.Kinds = b.likelihoods(scores, classify.Kinds, learned[0])
	switch kind {
	case Symptom:
		t.Causes = b.likelihoods(scores, classify.Causes, learned[1])
	case HowTo:
		t.Topics = b.likelihoods(scores, classify.Topics, learned[2])
	}
	t.Signs = b.signsSeen(said, scores)
}

// likelihoods returns what was learned of the outcomes of a task beside what the lexicon alone says, in the view of the decision.
func (b *Base) likelihoods(scores *classify.Scores, task int, learned []float64) []Likelihood {
	all := ranked(b.classifier.Outcomes(task), learned)
	alone := scores.LexiconShares(task)
	for i := range all {
		all[i].Lexicon = alone[slices.Index(b.classifier.Outcomes(task), all[i].ID)]
	}
	return all
}

// ranked returns scores with the names of what they are of, the highest first.
func ranked(names []string, scores []float64) []Likelihood {
	var all []Likelihood
	for i, s := range scores {
		all = append(all, Likelihood{ID: names[i], Learned: s})
	}
	slices.SortStableFunc(all, func(x, y Likelihood) int { return cmp.Compare(y.Learned, x.Learned) })
	return all
}

// sentence returns what was seen in a unit.
func (b *Base) sentence(said *scope.Analysis, scores *classify.Scores, unit int) Sentence {
	u := said.Units[unit]
	intent := said.Look(u).Intent
	s := Sentence{
		Text: said.Quote(u.First, u.Last), Long: said.Past(u),
		Complains: intent.Hurts == scope.Plainly, Asks: intent.Asks > scope.Unsaid,
	}
	s.OutOfScope, s.HowTo = scores.UnitKinds(unit)
	for _, at := range u.Hits {
		if h := &said.Hits[at]; h.Cue == 0 {
			s.Hits = append(s.Hits, b.heard(said, h))
		}
	}
	readings, others := said.Readings(u.First, u.Last)
	for _, r := range readings {
		s.Meant = append(s.Meant, Meant{How: r.How, Quote: said.Quote(r.First, r.Last), By: b.allHeard(said, r.By)})
	}
	s.Cues = b.allHeard(said, others)
	return s
}

func (b *Base) allHeard(said *scope.Analysis, hits []*scope.Hit) (all []Heard) {
	for _, h := range hits {
		all = append(all, b.heard(said, h))
	}
	return all
}

// heard returns where words of the lexicon are, and what they speak for.
func (b *Base) heard(said *scope.Analysis, h *scope.Hit) Heard {
	g := &b.lexicon.Groups[h.Group]
	file, line := b.lexicon.WhereIs(h.Match.Pattern, embedded)
	built, ok := strings.CutPrefix(file, overlay.BuiltIn+"lexicon/")
	if !ok {
		built = "your " + file
	}
	at := fmt.Sprintf("%s:%d", built, line)
	if h.Cue != 0 {
		return Heard{Quote: said.QuoteHit(h), For: h.Cue.String(), Where: at}
	}
	return Heard{Quote: said.QuoteHit(h), For: g.Sort + " " + g.For, Weight: g.Weight, Where: at, Unmeant: cmp.Or(said.Unmeant(h), h.Disowned)}
}

// leastSeen is how likely a sign must be to be told of, as a logarithm of the odds.
const leastSeen = -4.5

// signsSeen returns what both readers say of the signs that something speaks for.
func (b *Base) signsSeen(said *scope.Analysis, scores *classify.Scores) (all []Sign) {
	for i, id := range b.classifier.Outcomes(classify.Flags) {
		seen := scores.Signs[i]
		if math.IsInf(seen.Odds, -1) {
			continue
		}
		heard := scores.Recall(i)
		s := Sign{ID: id, Emergency: heard.Grave, First: heard.First, Second: heard.Second, Odds: seen.Odds, In: said.Quote(seen.At.First, seen.At.Last)}
		s.Said, s.Denied = heard.Words()
		s.Past, s.Recovered = heard.Told()
		if s.Odds >= leastSeen || s.Said > 0 || s.Denied > 0 {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(x, y Sign) int { return cmp.Compare(y.Odds, x.Odds) })
	return all
}
