// Package ngram is a linear classifier over n-grams of words and of their letters: logistic regression, one
// for each output, over features that are hashed into a table of fixed size, weighted by how rare they are and
// brought to length one, so that a long text counts no more than a short one.
//
// It knows nothing of lifting, of the lexicon, or of what its outputs mean. A Classifier is read-only once made
// and safe for concurrent use; Grams are one caller's room to work in.
package ngram

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Buckets is how many features are told apart; those whose hashes meet share their weights.
const Buckets = 1 << 15

// A Classifier gives a score for each of its outputs.
type Classifier struct {
	names   []string // of the outputs
	outputs int
	bias    []float32 // by output
	scale   []float32 // by output: what one step of a weight is worth
	rarity  string    // by bucket, a byte each, in steps of rarityStep
	weights string    // by bucket and output, a signed byte each
}

// rarityStep is how finely rarities are kept.
const rarityStep = 1.0 / 16

// leastLength is the square of the length to which a text is brought at least: a text of two or three words says
// little, however much speaks in it.
const leastLength = 1500

// Output returns which output has a name, -1 for none.
func (c *Classifier) Output(name string) int { return slices.Index(c.names, name) }

// Names returns the names of the outputs, in order.
func (c *Classifier) Names() []string { return slices.Clone(c.names) }

// Outputs returns how many outputs there are.
func (c *Classifier) Outputs() int { return c.outputs }

// Score puts the score of each output into scores, which holds as many: the logarithm of the odds that it
// applies to what was noted in g.
func (c *Classifier) Score(g *Grams, scores []float64) {
	sums := append(g.sums[:0], make([]float64, c.outputs)...)
	length := 0.0
	for _, b := range g.buckets {
		rarity := rarityStep * float64(c.rarity[b])
		length += rarity * rarity
		row := c.weights[int(b)*c.outputs:][:c.outputs]
		for o := range sums {
			sums[o] += rarity * float64(int8(row[o]))
		}
	}
	length = math.Sqrt(max(length, leastLength))
	for o := range scores {
		scores[o] = float64(c.bias[o]) + float64(c.scale[o])*sums[o]/length
	}
	g.sums = sums
}

// Weight returns what one bucket adds to the score of an output, before a text is brought to length one.
func (c *Classifier) Weight(bucket uint32, output int) float64 {
	return rarityStep * float64(c.rarity[bucket]) * float64(c.scale[output]) * float64(int8(c.weights[int(bucket)*c.outputs+output]))
}

// The form of a file: magic, the names of the outputs, a line, with tabs between them, a bias and a scale for each, the
// rarities and the weights by bucket, numbers lowest byte first.
const magic = "ngrams2\n"

// Parse reads what String wrote.
func Parse(text string) (*Classifier, error) {
	rest, ok := strings.CutPrefix(text, magic)
	names, rest, end := strings.Cut(rest, "\n")
	if !ok || !end {
		return nil, errors.New("not a table of n-grams")
	}
	c := &Classifier{names: strings.Split(names, "\t")}
	n := len(c.names)
	c.outputs, c.bias, c.scale = n, make([]float32, n), make([]float32, n)
	if want := 8*n + Buckets + Buckets*n; len(rest) != want {
		return nil, fmt.Errorf("table of n-grams of %d bytes for %d outputs, want %d", len(rest), n, want)
	}
	for o := range n {
		c.bias[o], c.scale[o] = float([]byte(rest[8*o:8*o+4])), float([]byte(rest[8*o+4:8*o+8]))
		if !sane(c.bias[o]) || !sane(c.scale[o]) {
			return nil, fmt.Errorf("table of n-grams with the numbers %v and %v for output %d", c.bias[o], c.scale[o], o)
		}
	}
	c.rarity, c.weights = rest[8*n:8*n+Buckets], rest[8*n+Buckets:]
	return c, nil
}

// sane reports whether a bias or a scale is a number that scores can be made of.
func sane(f float32) bool {
	const most = 1e3
	return f >= -most && f <= most
}

func float(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }

// String returns the classifier in the form that Parse reads.
func (c *Classifier) String() string {
	out := []byte(magic + strings.Join(c.names, "\t") + "\n")
	for o := range c.outputs {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(c.bias[o]))
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(c.scale[o]))
	}
	return string(out) + c.rarity + c.weights
}
