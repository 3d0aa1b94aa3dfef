// Package fact tells which of the facts that are taught a question is after, in whatever words it asks. It is learned from
// the questions in testdata, by the program in learn, and knows the facts by their ids alone.
package fact

import (
	"errors"
	"math"
	"slices"
	"sync"

	"spotter/internal/knowledge/classify/ngram"
	"spotter/internal/knowledge/flat"
	"spotter/internal/knowledge/turn"
)

// None is what a question is after that no fact answers.
const None = "none"

// A Reader tells which fact a question is after. It is safe for concurrent use.
type Reader struct {
	learned *ngram.Classifier
	ids     []string
	pool    sync.Pool
}

// New reads what Learn wrote.
func New(learned string) (*Reader, error) {
	c, err := ngram.Parse(learned)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(c.Names(), None) {
		return nil, errors.New("no output for questions that no fact answers")
	}
	x := &Reader{learned: c}
	x.prepare()
	return x, nil
}

// Flatten goes over a reader.
func Flatten(c *flat.Coder, of **Reader) {
	if c.Reading() {
		*of = &Reader{}
	}
	ngram.Flatten(c, &(*of).learned)
	(*of).prepare()
}

func (x *Reader) prepare() {
	x.ids = x.learned.Names()
	x.pool.New = func() any { return &ngram.Grams{} }
}

// Guess returns the id of the fact that a question is most likely after, or None, and how much speaks for it: a share of one.
func (x *Reader) Guess(question string) (id string, share float64) {
	g := x.pool.Get().(*ngram.Grams)
	defer x.pool.Put(g)
	note(g, question)
	scores := make([]float64, x.learned.Outputs())
	x.learned.Score(g, scores)
	best := slices.Index(scores, slices.Max(scores))
	sum := 0.0
	for _, s := range scores {
		sum += math.Exp(s - scores[best])
	}
	return x.ids[best], 1 / sum
}

// Marks of features that are no word.
const (
	opening uint32 = iota + 1
	together
)

// longest is how many words of a question are paired with each other.
const longest = 24

// note notes the words of a question, its first two, and which words stand in it together: "how many" and "tucks".
func note(g *ngram.Grams, question string) {
	g.Reset()
	words, _ := turn.Split(question)
	for _, w := range words {
		g.Word([]byte(w))
	}
	if len(words) > 1 {
		g.Mark(opening, []byte(words[0]+" "+words[1]))
	}
	slices.Sort(words)
	words = slices.Compact(words)
	for i, w := range words[:min(len(words), longest)] {
		for _, v := range words[:i] {
			g.Mark(together, []byte(v+" "+w))
		}
	}
}

// An Example is a question and the facts that answer it equally well; None alone where there is none.
type Example struct {
	Question string
	Facts    []string
}

// Learn learns which of the facts with these ids questions are after; the same examples give the same text, which New reads.
func Learn(examples []Example, ids []string) string {
	var g ngram.Grams
	var lessons []ngram.Example
	outputs := append(slices.Clone(ids), None)
	for _, e := range examples {
		note(&g, e.Question)
		want := make([]float32, len(outputs))
		for _, id := range e.Facts {
			want[slices.Index(outputs, id)] = 1
		}
		lessons = append(lessons, ngram.Example{Buckets: slices.Clone(g.Buckets()), Want: want, Weight: 1})
	}
	return ngram.LearnAmong(lessons, outputs).String()
}
