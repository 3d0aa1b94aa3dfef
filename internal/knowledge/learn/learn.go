// Package learn works out what the classifier knows beside the lexicon, from messages that a careful coach has labelled.
// The program itself does not need it: see the command train.
package learn

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/classify/ngram"
	"spotter/internal/knowledge/evaluate"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/scope"
	"spotter/internal/knowledge/text"
)

// A Learner learns for a base.
type Learner struct {
	base       *knowledge.Base
	lexicon    *lexicon.Lexicon
	scope      *scope.Reader
	classifier *classify.Classifier
	tasks      []classify.Task
}

// New makes one.
func New(b *knowledge.Base) *Learner {
	l := &Learner{base: b}
	l.lexicon, l.scope, l.classifier = b.Parts()
	l.tasks = l.classifier.Tasks()
	return l
}

// score reads a text without scoring it. Give it back with done.
func (l *Learner) read(message string) *classify.Scores {
	return l.classifier.Blank(l.scope.Read(message))
}

func (l *Learner) done(s *classify.Scores) {
	said := s.Analysis
	l.classifier.Done(s)
	l.scope.Done(said)
}

// examples are what weights are learned from, one task at a time.
type examples struct {
	index    map[classify.Feature]int
	features []classify.Feature
	list     []example
}

type example struct {
	prior []float64
	parts []classify.Part // what the lexicon added to it, and what it held to be not meant
	seen  []int
	want  [][]float64 // by task; nil where the task has nothing to learn from it
}

// How the weights are learned. Changed only with the cross-validated table in view (see train).
const (
	rounds    = 40
	settled   = 20 // rounds from which on the weights are averaged: what was overlooked last counts no more than the rest
	rate      = 0.15
	decay     = 0.012 // pulls each weight towards zero: towards what the lexicon says
	leastSeen = 3     // messages that a feature must occur in
)

// Learn learns from lessons. The same lessons in the same order give the same.
func (l *Learner) Learn(lessons []evaluate.Message) classify.Learned {
	xs := l.examples(append(slices.Clip(lessons), stitched(lessons)...), len(lessons))
	weights := make([][]float64, len(xs.features))
	for i := range weights {
		weights[i] = make([]float64, l.outcomes())
	}
	for i := range l.tasks {
		l.train(xs, i, weights)
	}
	return classify.Learned{
		Weights: l.format(xs, weights),
		Second:  ngram.Learn(l.passages(lessons), l.outputs()).String(),
		Whole:   ngram.Learn(l.wholes(lessons), classify.WholeOutputs()).String(),
		Asks:    ngram.Learn(l.asks(lessons), lexicon.Asks()).String(),
	}
}

// outcomes returns how many outcomes all tasks have.
func (l *Learner) outcomes() int {
	last := l.tasks[len(l.tasks)-1]
	return last.At + len(last.Outcomes)
}

// examples reads each lesson, of which those behind the written ones are stitched: nothing is learned from these of warning
// signs. It numbers the features that occur often enough.
func (l *Learner) examples(lessons []evaluate.Message, written int) *examples {
	for _, ls := range lessons {
		l.lexicon.Words.Learn(ls.Text)
	}
	usual := l.usual(lessons)
	xs := &examples{index: map[classify.Feature]int{}}
	count, last := map[classify.Feature]int{}, map[classify.Feature]int{} // lessons that have it, and the last of them
	var seen [][]classify.Feature
	for n, ls := range lessons {
		e := l.read(ls.Text)
		add := func(v scope.View, want [][]float64) {
			fs := slices.Clone(e.Features(v, usual))
			slices.Sort(fs)
			fs = slices.Compact(fs)
			for _, f := range fs {
				if last[f] != n+1 {
					last[f] = n + 1
					count[f]++
				}
			}
			seen = append(seen, fs)
			prior, parts := e.Prior(v)
			xs.list = append(xs.list, example{prior: slices.Clone(prior), parts: slices.Clone(parts), want: want})
		}
		want := l.wants(ls)
		if n >= written {
			add(e.Look(e.Everything()), want)
			l.done(e)
			continue
		}
		labelled := l.clauses(e, ls)
		if len(labelled) == 1 {
			want[classify.Flags] = l.signsWanted(labelled[0])
		}
		add(e.Look(e.Gist(e.Tells)...), want)
		if len(labelled) > 1 {
			for _, w := range labelled {
				only := make([][]float64, len(l.tasks))
				only[classify.Flags] = l.signsWanted(w)
				add(e.Look(w.Passage), only)
			}
		}
		l.done(e)
	}
	for i, fs := range seen {
		for _, f := range fs {
			if count[f] < leastSeen {
				continue
			}
			if _, ok := xs.index[f]; !ok {
				xs.index[f] = len(xs.features)
				xs.features = append(xs.features, f)
			}
			xs.list[i].seen = append(xs.list[i].seen, xs.index[f])
		}
	}
	return xs
}

func (l *Learner) signsWanted(c clause) []float64 {
	want := make([]float64, len(l.tasks[classify.Flags].Outcomes))
	for i := range want {
		want[i] = float64(c.want[i])
	}
	return want
}

// usual says of a word whether it occurs in as many lessons beside its own as weight is learned for.
func (l *Learner) usual(lessons []evaluate.Message) func(text.Sym) bool {
	last, count := map[text.Sym]int{}, map[text.Sym]int{}
	for i, ls := range lessons {
		e := l.read(ls.Text)
		for _, w := range e.Words {
			if last[w.Sym] != i+1 {
				last[w.Sym] = i + 1
				count[w.Sym]++
			}
		}
		l.done(e)
	}
	return func(s text.Sym) bool { return count[s] > leastSeen }
}

// train learns one task: multinomial logistic regression around the prior, by stochastic gradient
// descent with a step of its own for each weight (AdaGrad), in a seeded order.
func (l *Learner) train(xs *examples, task int, weights [][]float64) {
	hd := &l.tasks[task]
	steps := make([][]float64, len(weights))
	for i := range steps {
		steps[i] = make([]float64, len(hd.Outcomes))
	}
	order := rand.New(rand.NewPCG(1, uint64(seeds[task])))
	doubts := rand.New(rand.NewPCG(2, uint64(seeds[task])))
	scores := make([]float64, len(hd.Outcomes))
	sums := make([][]float64, len(weights))
	for i := range sums {
		sums[i] = make([]float64, len(hd.Outcomes))
	}
	for round := range rounds {
		for _, i := range order.Perm(len(xs.list)) {
			ex := &xs.list[i]
			if ex.want[task] == nil {
				continue
			}
			copy(scores, hd.Of(ex.prior))
			ex.doubt(hd, scores, doubts)
			much := classify.Dilution(len(ex.seen))
			for _, f := range ex.seen {
				for k, w := range hd.Of(weights[f]) {
					scores[k] += much * w
				}
			}
			hd.Share(scores)
			for _, f := range ex.seen {
				update(hd.Of(weights[f]), steps[f], scores, ex.want[task], much)
			}
		}
		if round >= settled {
			sum(hd, sums, weights)
		}
	}
	for f, s := range sums {
		for k := range s {
			hd.Of(weights[f])[k] = s[k] / (rounds - settled)
		}
	}
}

// sum adds the weights of a task to what they were in the rounds before.
func sum(t *classify.Task, sums, weights [][]float64) {
	for f, s := range sums {
		for k, w := range t.Of(weights[f]) {
			s[k] += w
		}
	}
}

// seeds are those of the tasks, by their constants: they stay, so that the same lessons give the same.
var seeds = [...]int{classify.Causes: 0, classify.Kinds: 1, classify.Topics: 2, classify.Flags: 3, classify.Lifts: 4}

// How often, in learning, words of the lexicon are overlooked, and words that are not meant taken at
// their word: the lexicon was written with the messages that are learned from in view, and is less sure
// of those that nobody has seen.
const (
	overlooked = 0.25
	mistaken   = 0.25
)

// doubt takes some parts of the prior of a task away, and adds some that are not meant.
func (ex *example) doubt(t *classify.Task, scores []float64, random *rand.Rand) {
	for _, p := range ex.parts {
		if p.Outcome < t.At || p.Outcome >= t.At+len(t.Outcomes) {
			continue
		}
		switch r := random.Float64(); {
		case p.Meant && r < overlooked:
			scores[p.Outcome-t.At] -= p.Much
		case !p.Meant && r < mistaken:
			scores[p.Outcome-t.At] += p.Much
		}
	}
}

// update moves the weights of one feature towards what was wanted.
func update(weights, steps, got, want []float64, much float64) {
	for k := range weights {
		if want[k] < 0 { // not known
			continue
		}
		g := much*float64(got[k]-want[k]) + float64(decay*weights[k])
		steps[k] += float64(g * g)
		weights[k] -= float64(rate * g / (math.Sqrt(steps[k]) + 1e-3))
	}
}

// format writes the weights, leaving out the features that hardly matter.
func (l *Learner) format(xs *examples, weights [][]float64) string {
	var lines []string
	none := classify.EncodeWeight(0)
	for i, f := range xs.features {
		values := make([]byte, l.outcomes())
		matters := false
		for o, w := range weights[i] {
			values[o] = classify.EncodeWeight(w)
			matters = matters || values[o] != none
		}
		if matters {
			lines = append(lines, l.classifier.Name(f)+"\t"+string(values)+"\n")
		}
	}
	slices.Sort(lines)
	return l.classifier.Header() + strings.Join(lines, "")
}
