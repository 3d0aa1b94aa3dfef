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

	"spotter/internal/knowledge/flat"
)

// Buckets is how many features are told apart; those whose hashes meet share their weights.
const Buckets = 1 << 15

// A Classifier gives a score for each of its outputs.
type Classifier struct {
	names   []string // of the outputs
	outputs int
	bias    []float32 // by output
	scale   []float32 // by output: what one step of a weight is worth
	rows    string    // by bucket: its rarity in steps of rarityStep, and the weight of each output, a signed byte each; then lanes bytes
}

// row returns the rarity and the weights of a bucket, and what follows them.
func (c *Classifier) row(bucket uint32) string { return c.rows[int(bucket)*(1+c.outputs):] }

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
	length, noted, stride := 0, 0, 1+c.outputs
	for _, b := range g.buckets {
		rarity := int(c.rows[int(b)*stride])
		length += rarity * rarity
		noted += rarity
	}
	g.sums = g.sums[:0]
	for k := 0; k < c.outputs; k += lanes {
		var s sums
		for _, b := range g.buckets {
			at := int(b) * stride
			s.add(binary.LittleEndian.Uint64([]byte(c.rows[at+1+k:at+1+k+lanes])), uint64(c.rows[at]))
		}
		g.sums = append(g.sums, s)
	}
	norm := math.Sqrt(max(rarityStep*rarityStep*float64(length), leastLength))
	for o := range scores {
		sum := rarityStep * float64(g.sums[o/lanes].of(o%lanes)-noted*bias)
		scores[o] = float64(c.bias[o]) + float64(c.scale[o])*sum/norm
	}
}

// Eight weights are summed at once. They are whole numbers, so that their sums are exact in any order.
const (
	lanes = 8
	bias  = 128 // what is added to a weight lest it is below 0
)

// sums are those of eight outputs, two in each number: those of 0 and 4, 1 and 5, and so on. Each has 32 bits, which hold
// those of all buckets.
type sums [lanes / 2]uint64

// add adds eight weights, times a number of at most eight bits.
func (s *sums) add(weights, times uint64) {
	const everyOther, everyFourth = 0x00ff00ff00ff00ff, 0x0000ffff0000ffff
	weights ^= bias * 0x0101010101010101
	even, odd := (weights&everyOther)*times, (weights>>8&everyOther)*times
	s[0] += even & everyFourth
	s[1] += odd & everyFourth
	s[2] += even >> 16 & everyFourth
	s[3] += odd >> 16 & everyFourth
}

// of returns the sum of one output.
func (s *sums) of(lane int) int { return int(uint32(s[lane%4] >> (lane / 4 * 32))) }

// Weight returns what one bucket adds to the score of an output, before a text is brought to length one.
func (c *Classifier) Weight(bucket uint32, output int) float64 {
	row := c.row(bucket)
	return rarityStep * float64(row[0]) * float64(c.scale[output]) * float64(int8(row[1+output]))
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
	c.setRows(rest[8*n:8*n+Buckets], rest[8*n+Buckets:])
	return c, nil
}

// setRows brings rarities by bucket, and weights by bucket and output, together.
func (c *Classifier) setRows(rarity, weights string) {
	rows := make([]byte, 0, len(rarity)+len(weights)+lanes)
	for b := range Buckets {
		rows = append(append(rows, rarity[b]), weights[b*c.outputs:(b+1)*c.outputs]...)
	}
	c.rows = string(append(rows, make([]byte, lanes)...))
}

// parts returns the rarities by bucket, and the weights by bucket and output.
func (c *Classifier) parts() (rarity, weights []byte) {
	for b := range uint32(Buckets) {
		row := c.row(b)
		rarity, weights = append(rarity, row[0]), append(weights, row[1:1+c.outputs]...)
	}
	return rarity, weights
}

// Flatten goes over a classifier, whose rows are read where they lie.
func Flatten(c *flat.Coder, of **Classifier) {
	if c.Reading() {
		*of = &Classifier{}
	}
	x := *of
	flat.Texts(c, &x.names)
	flat.Floats(c, &x.bias)
	flat.Floats(c, &x.scale)
	flat.Text(c, &x.rows)
	x.outputs = len(x.names)
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
	rarity, weights := c.parts()
	return string(out) + string(rarity) + string(weights)
}
