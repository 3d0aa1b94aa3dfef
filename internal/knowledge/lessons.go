package knowledge

import (
	"slices"
	"strings"

	"spotter/internal/knowledge/classify"
)

// A clause is a passage of a lesson with what it tells: by output of the second reader 1 or 0, and below 0 where that is not known.
type clause struct {
	passage
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
func (x *mind) clauses(e *evidence, ls Lesson) []clause {
	passages := slices.Concat(e.layout.units, e.layout.twos)
	if len(passages) > 1 && len(e.Words) <= wholeMost {
		passages = append(passages, e.everything())
	}
	var out []clause
	for _, p := range passages {
		c := clause{passage: p, want: make([]float32, secondOutputs), weight: 1}
		for i, id := range caseFlags {
			if !slices.Contains(ls.Flags, id) {
				continue
			}
			c.want[i] = x.toldIn(e, ls, i, p)
			c.want[signOutput] = either(c.want[signOutput], c.want[i])
			if x.grave[i] {
				c.want[emergencyOutput] = either(c.want[emergencyOutput], c.want[i])
			}
		}
		if ls.Crisis {
			c.want[crisisOutput], c.weight = e.told(ls.Where["crisis"], p), crisisWeight
		}
		if slices.ContainsFunc(ls.Decoys, func(d string) bool { return e.told(d, p) != 0 }) {
			c.weight = decoyWeight
		}
		out = append(out, c)
	}
	return out
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
func (x *mind) toldIn(e *evidence, ls Lesson, i int, p passage) float32 {
	if p.words() == len(e.Words) {
		return 1
	}
	if where := ls.Where[caseFlags[i]]; where != "" {
		return e.told(where, p)
	}
	found := false
	for k := range e.hits {
		h := &e.hits[k]
		if !h.meant || e.groups[h.group].outcome != heads[flagHead].at+i {
			continue
		}
		if slices.Contains(p.hits, int32(k)) {
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
func (e *evidence) told(quote string, p passage) float32 {
	at := strings.Index(e.Text, quote)
	if at < 0 || quote == "" {
		if p.words() == len(e.Words) {
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
	switch common := min(last, p.last) - max(first, p.first) + 1; {
	case common <= 0:
		return 0
	case 10*common >= 7*(last-first+1) || common >= enoughWords:
		return 1
	}
	return -1
}

// examples gives the lessons in the form that the second reader learns from.
func (x *mind) examples(lessons []Lesson) []classify.Example {
	var out []classify.Example
	var g classify.Grams
	for _, ls := range lessons {
		e := x.read(ls.Text)
		for _, c := range x.clauses(e, ls) {
			e.grams(&g, c.passage)
			out = append(out, classify.Example{Buckets: slices.Clone(g.Buckets()), Want: c.want, Weight: c.weight})
		}
		x.done(e)
	}
	return out
}

// wants spreads the answer of a lesson over the outcomes of each head but that of warning signs, which are told by passage.
func wants(ls Lesson) [][]float64 {
	want := make([][]float64, len(heads))
	if ls.Kind == "" {
		return want
	}
	want[kindHead] = spread(heads[kindHead], []string{string(ls.Kind)}, nil)
	if ls.Kind != OutOfScope {
		want[liftHead] = spread(heads[liftHead], []string{string(ls.Lift)}, nil)
	}
	switch ls.Kind {
	case Symptom:
		if len(ls.Causes) == 0 {
			want[causeHead] = spread(heads[causeHead], []string{none}, nil)
		} else {
			want[causeHead] = spread(heads[causeHead], ls.Causes[:1], append(ls.Causes[1:len(ls.Causes):len(ls.Causes)], ls.AlsoOK...))
		}
	case HowTo:
		want[topicHead] = spread(heads[topicHead], ls.Topics[:1], ls.Topics[1:])
	}
	return want
}

// second is what an answer that is accepted as well weighs beside the best one.
const second = 0.3

func spread(h head, first, others []string) []float64 {
	out, sum := make([]float64, len(h.outcomes)), 0.0
	add := func(ids []string, much float64) {
		for _, id := range ids {
			if i := slices.Index(h.outcomes, id); i >= 0 && out[i] == 0 {
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
