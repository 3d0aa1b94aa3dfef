package learn

import (
	"slices"
	"strings"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/classify/ngram"
	"spotter/internal/knowledge/evaluate"
	"spotter/internal/knowledge/scope"
)

// A clause is a passage of a lesson with what it tells: by output of the second reader 1 or 0, and below 0 where that is not known.
type clause struct {
	scope.Passage
	want   []float32
	weight float32
}

// decoyWeight is how much a passage counts in learning that looks like a warning sign and is none.
const decoyWeight = 2

// crisisWeight is how much one counts that tells of a crisis, since few do.
const crisisWeight = 3

// wholeMost is how many words a lesson has at most that is also learned from as a whole.
const wholeMost = 40

// clauses labels the passages of a lesson.
func (l *Learner) clauses(e *classify.Scores, ls evaluate.Message) []clause {
	passages := slices.Concat(e.Units, e.Twos)
	if len(passages) > 1 && len(e.Words) <= wholeMost {
		passages = append(passages, e.Everything())
	}
	ids := l.tasks[classify.Flags].Outcomes
	var out []clause
	for _, p := range passages {
		c := clause{Passage: p, want: make([]float32, len(l.outputs())), weight: 1}
		for i, id := range l.tasks[classify.Flags].Outcomes {
			if !slices.Contains(ls.RedFlags, id) {
				continue
			}
			c.want[i] = l.toldIn(e, ls, i, p)
			c.want[someSign+len(ids)] = either(c.want[someSign+len(ids)], c.want[i])
			if l.classifier.Grave(i) {
				c.want[someEmergency+len(ids)] = either(c.want[someEmergency+len(ids)], c.want[i])
			}
		}
		if ls.Crisis {
			c.want[crisis+len(ids)], c.weight = told(e, ls.Where["crisis"], p), crisisWeight
		}
		if slices.ContainsFunc(ls.Decoys, func(d string) bool { return told(e, d, p) != 0 }) {
			c.weight = decoyWeight
		}
		out = append(out, c)
	}
	return out
}

// The outputs of the second reader behind those of the warning signs.
const (
	crisis = iota
	someSign
	someEmergency
)

// outputs returns the names of all outputs of the second reader.
func (l *Learner) outputs() []string {
	return append(slices.Clone(l.tasks[classify.Flags].Outcomes), classify.OwnOutputs...)
}

// either says whether one of two things holds, which may not be known.
func either(a, b float32) float32 {
	if a == 1 || b == 1 {
		return 1
	}
	return min(a, b)
}

// toldIn says whether a passage tells of the i-th sign, which the lesson has: where it is known to stand, else where the
// lexicon finds it, else in all of it.
func (l *Learner) toldIn(e *classify.Scores, ls evaluate.Message, i int, p scope.Passage) float32 {
	if p.Len() == len(e.Words) {
		return 1
	}
	if where := ls.Where[l.tasks[classify.Flags].Outcomes[i]]; where != "" {
		return told(e, where, p)
	}
	found := false
	for k := range e.Hits {
		h := &e.Hits[k]
		if !h.Meant || !l.classifier.SpeaksFor(h.Group, classify.Flags, i) {
			continue
		}
		if slices.Contains(p.Hits, int32(k)) {
			return 1
		}
		found = true
	}
	if found {
		return 0
	}
	return -1
}

// enoughWords is how many words of a quote a passage has at most to have so as to tell of it.
const enoughWords = 12

// told says whether a passage has most of a quote's words: 1, or none: 0. An empty quote stands for all of the message.
func told(e *classify.Scores, quote string, p scope.Passage) float32 {
	at := strings.Index(e.Text, quote)
	if at < 0 || quote == "" {
		if p.Len() == len(e.Words) {
			return 1
		}
		return -1
	}
	first, last := len(e.Words), -1
	for i, w := range e.Words {
		if w.End > at && w.Start < at+len(quote) {
			first, last = min(first, i), i
		}
	}
	switch common := min(last, p.Last) - max(first, p.First) + 1; {
	case common <= 0:
		return 0
	case 10*common >= 7*(last-first+1) || common >= enoughWords:
		return 1
	}
	return -1
}

// passages returns the lessons in the form that the second reader learns from.
func (l *Learner) passages(lessons []evaluate.Message) []ngram.Example {
	var out []ngram.Example
	var g ngram.Grams
	for _, ls := range lessons {
		e := l.read(ls.Text)
		for _, c := range l.clauses(e, ls) {
			e.Grams(&g, c.Passage)
			out = append(out, ngram.Example{Buckets: slices.Clone(g.Buckets()), Want: c.want, Weight: c.weight})
		}
		l.done(e)
	}
	return out
}

// wants spreads the answer of a lesson over the outcomes of each task but that of warning signs, which are told by passage.
func (l *Learner) wants(ls evaluate.Message) [][]float64 {
	want := make([][]float64, len(l.tasks))
	if ls.Kind == "" {
		return want
	}
	want[classify.Kinds] = spread(&l.tasks[classify.Kinds], []string{string(ls.Kind)}, nil)
	if ls.Kind != knowledge.OutOfScope {
		want[classify.Lifts] = spread(&l.tasks[classify.Lifts], []string{string(ls.Exercise)}, nil)
	}
	switch ls.Kind {
	case knowledge.Symptom:
		if len(ls.Causes) == 0 {
			want[classify.Causes] = spread(&l.tasks[classify.Causes], []string{classify.None}, nil)
		} else {
			want[classify.Causes] = spread(&l.tasks[classify.Causes], ls.Causes[:1], append(ls.Causes[1:len(ls.Causes):len(ls.Causes)], ls.AlsoOK...))
		}
	case knowledge.HowTo:
		want[classify.Topics] = spread(&l.tasks[classify.Topics], ls.Topics[:1], ls.Topics[1:])
	}
	return want
}

// second is what an answer that is accepted as well weighs beside the best one.
const second = 0.3

func spread(t *classify.Task, first, others []string) []float64 {
	out, sum := make([]float64, len(t.Outcomes)), 0.0
	add := func(ids []string, much float64) {
		for _, id := range ids {
			if i := slices.Index(t.Outcomes, id); i >= 0 && out[i] == 0 {
				out[i], sum = much, sum+much
			}
		}
	}
	add(first, 1)
	add(others, second)
	for i := range out {
		out[i] /= sum
	}
	return out
}
