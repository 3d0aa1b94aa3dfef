package knowledge

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/reading"
)

// A Lesson is a message with the answer that a careful coach settled on.
type Lesson struct {
	Text   string
	Kind   Kind // empty where only the warning signs are known
	Lift   Lift
	Causes []string          // the best first; empty: nothing points to any
	AlsoOK []string          // accepted in first place as well
	Topics []string          // any of them is right
	Flags  []string          // the warning signs that the writer has now
	Where  map[string]string // by warning sign: the words that tell of it, where that is known
	Crisis bool              // the writer may harm themselves
	Decoys []string          // words that look like a warning sign and are none

	stitched bool // has harmless sentences around it, and is learned from for all but warning signs
}

// A learner works out weights, one head at a time.
type learner struct {
	index    map[feature]int
	features []feature
	examples []example
}

type example struct {
	prior []float64
	parts []part // what the lexicon added to it, and what it held to be not meant
	seen  []int
	want  [][]float64 // by head; nil where the head has nothing to learn from it
}

// How the weights are learned. Changed only with the cross-validated table in view (see train).
const (
	rounds    = 40
	settled   = 20 // rounds from which on the weights are averaged: what was overlooked last counts no more than the rest
	rate      = 0.15
	decay     = 0.012 // pulls each weight towards zero: towards what the lexicon says
	leastSeen = 3     // messages that a feature must occur in
)

// Learned is what was learned from lessons, in the form of the files that Load reads.
type Learned struct {
	Weights string // of the first reader: lexicon/weights.tsv
	Second  string // the second reader of warning signs: lexicon/ngrams.bin
}

// Learn learns from lessons. The same lessons in the same order give the same.
func (b *Base) Learn(lessons []Lesson) Learned {
	l := b.mind.lessons(append(slices.Clip(lessons), stitched(lessons)...))
	weights := make([][]float64, len(l.features))
	for i := range weights {
		weights[i] = make([]float64, outcomes)
	}
	for h := range heads {
		l.train(h, weights)
	}
	return Learned{l.format(b.mind, weights), classify.Learn(b.mind.examples(lessons), secondOutputs).String()}
}

// With gives a base that is the same but for what was learned.
func (b *Base) With(l Learned) (*Base, error) {
	x := newMind(b.mind.lexicon, nil)
	var err error
	if x.model, err = parseModel(x, l.Weights); err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	if x.second, err = parseSecond(l.Second); err != nil {
		return nil, fmt.Errorf("read n-grams: %w", err)
	}
	x.judge, x.grave, x.lifts = b.mind.judge, b.mind.grave, b.mind.lifts
	with := *b
	with.mind = x
	return &with, nil
}

// lessons reads each message and numbers the features that occur often enough.
func (x *mind) lessons(lessons []Lesson) *learner {
	for _, ls := range lessons {
		x.words.Learn(ls.Text)
	}
	usual := x.usual(lessons)
	l := &learner{index: map[feature]int{}}
	count, last := map[feature]int{}, map[feature]int{} // lessons that have it, and the last of them
	var seen [][]feature
	for n, ls := range lessons {
		e := x.read(ls.Text)
		add := func(v view, want [][]float64) {
			fs := slices.Clone(x.features(e, v, usual))
			slices.Sort(fs)
			fs = slices.Compact(fs)
			for _, f := range fs {
				if last[f] != n+1 {
					last[f] = n + 1
					count[f]++
				}
			}
			seen = append(seen, fs)
			l.examples = append(l.examples, example{prior: slices.Clone(x.prior(e, v)), parts: slices.Clone(e.parts), want: want})
		}
		want := wants(ls)
		if ls.stitched {
			add(e.look(e.everything()), want)
			x.done(e)
			continue
		}
		labelled := x.clauses(e, ls)
		if len(labelled) == 1 {
			want[flagHead] = signsWanted(labelled[0])
		}
		add(e.look(e.gist(e.tells)...), want)
		if len(labelled) > 1 {
			for _, w := range labelled {
				only := make([][]float64, len(heads))
				only[flagHead] = signsWanted(w)
				add(e.look(w.passage), only)
			}
		}
		x.done(e)
	}
	for i, fs := range seen {
		for _, f := range fs {
			if count[f] < leastSeen {
				continue
			}
			if _, ok := l.index[f]; !ok {
				l.index[f] = len(l.features)
				l.features = append(l.features, f)
			}
			l.examples[i].seen = append(l.examples[i].seen, l.index[f])
		}
	}
	return l
}

func signsWanted(l clause) []float64 {
	want := make([]float64, len(caseFlags))
	for i := range want {
		want[i] = float64(l.want[i])
	}
	return want
}

// usual says of a word whether it occurs in as many lessons beside its own as weight is learned for.
func (x *mind) usual(lessons []Lesson) func(reading.Sym) bool {
	last, count := map[reading.Sym]int{}, map[reading.Sym]int{}
	for i, ls := range lessons {
		e := x.read(ls.Text)
		for _, w := range e.Words {
			if last[w.Sym] != i+1 {
				last[w.Sym] = i + 1
				count[w.Sym]++
			}
		}
		x.done(e)
	}
	return func(s reading.Sym) bool { return count[s] > leastSeen }
}

// train learns one head: multinomial logistic regression around the prior, by stochastic gradient
// descent with a step of its own for each weight (AdaGrad), in a seeded order.
func (l *learner) train(h int, weights [][]float64) {
	hd := heads[h]
	steps := make([][]float64, len(weights))
	for i := range steps {
		steps[i] = make([]float64, len(hd.outcomes))
	}
	order := rand.New(rand.NewPCG(1, uint64(h)))
	doubts := rand.New(rand.NewPCG(2, uint64(h)))
	scores := make([]float64, len(hd.outcomes))
	sums := make([][]float64, len(weights))
	for i := range sums {
		sums[i] = make([]float64, len(hd.outcomes))
	}
	for round := range rounds {
		for _, i := range order.Perm(len(l.examples)) {
			ex := &l.examples[i]
			if ex.want[h] == nil {
				continue
			}
			copy(scores, hd.of(ex.prior))
			ex.doubt(hd, scores, doubts)
			much := shareOfFeatures(len(ex.seen))
			for _, f := range ex.seen {
				for k, w := range hd.of(weights[f]) {
					scores[k] += much * w
				}
			}
			hd.share(scores)
			for _, f := range ex.seen {
				update(hd.of(weights[f]), steps[f], scores, ex.want[h], much)
			}
		}
		if round >= settled {
			sum(hd, sums, weights)
		}
	}
	for f, s := range sums {
		for k := range s {
			hd.of(weights[f])[k] = s[k] / (rounds - settled)
		}
	}
}

// sum adds the weights of a head to what they were in the rounds before.
func sum(h head, sums, weights [][]float64) {
	for f, s := range sums {
		for k, w := range h.of(weights[f]) {
			s[k] += w
		}
	}
}

// How often, in learning, words of the lexicon are overlooked, and words that are not meant taken at
// their word: the lexicon was written with the messages that are learned from in view, and is less sure
// of those that nobody has seen.
const (
	overlooked = 0.25
	mistaken   = 0.25
)

// doubt takes some parts of the prior of a head away, and adds some that are not meant.
func (ex *example) doubt(h head, scores []float64, random *rand.Rand) {
	for _, p := range ex.parts {
		if p.outcome < h.at || p.outcome >= h.at+len(h.outcomes) {
			continue
		}
		switch r := random.Float64(); {
		case p.meant && r < overlooked:
			scores[p.outcome-h.at] -= p.much
		case !p.meant && r < mistaken:
			scores[p.outcome-h.at] += p.much
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
func (l *learner) format(x *mind, weights [][]float64) string {
	var lines []string
	for i, f := range l.features {
		values := make([]byte, outcomes)
		matters := false
		for o, w := range weights[i] {
			values[o] = encodeWeight(w)
			matters = matters || values[o] != noWeight
		}
		if matters {
			lines = append(lines, x.name(f)+"\t"+string(values)+"\n")
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}
