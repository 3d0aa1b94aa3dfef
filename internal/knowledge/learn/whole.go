package learn

import (
	"slices"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/classify/ngram"
	"spotter/internal/knowledge/evaluate"
	"spotter/internal/knowledge/lexicon"
)

// wholes returns the lessons whose kind is known in the form that the third reader learns from, those with harmless
// sentences around them among them.
func (l *Learner) wholes(lessons []evaluate.Message) []ngram.Example {
	var out []ngram.Example
	for _, ls := range append(slices.Clip(lessons), stitched(lessons)...) {
		if ls.Kind == "" {
			continue
		}
		var want []float32
		for _, name := range classify.WholeOutputs() {
			want = append(want, wholeWanted(ls, name))
		}
		out = append(out, l.example(ls, (*classify.Scores).WholeGrams, want))
	}
	return out
}

// wholeWanted says whether an output for whole messages applies to a lesson: 1, 0, or -1 where that is not known.
func wholeWanted(ls evaluate.Message, name string) float32 {
	switch {
	case name == string(ls.Kind):
		return 1
	case name != classify.NoCause:
		return 0
	case ls.Kind != knowledge.Symptom || len(ls.RedFlags) > 0:
		return -1
	case len(ls.Causes) == 0:
		return 1
	}
	return 0
}

// asks returns the lessons of which it is known what the writer wants to know.
func (l *Learner) asks(lessons []evaluate.Message) []ngram.Example {
	var out []ngram.Example
	for _, ls := range lessons {
		if ls.Asks == "" {
			continue
		}
		want := make([]float32, len(lexicon.Asks()))
		want[slices.Index(lexicon.Asks(), ls.Asks)] = 1
		out = append(out, l.example(ls, (*classify.Scores).AskGrams, want))
	}
	return out
}

func (l *Learner) example(ls evaluate.Message, grams func(*classify.Scores, *ngram.Grams), want []float32) ngram.Example {
	var g ngram.Grams
	s := l.read(ls.Text)
	grams(s, &g)
	l.done(s)
	return ngram.Example{Buckets: g.Buckets(), Want: want, Weight: 1}
}
