package classify

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"spotter/internal/knowledge/text"
)

// A model is weight that was learned from labelled messages, on top of what the lexicon says.
type model struct {
	// An open hash table: cells stand where their feature hashes to or in the next free place. A third
	// as slow to ask as a map, and some hundred features are asked for.
	table          []cell
	always, topics *weights // of topics, half of all outcomes, and of the others
}

// A cell says which row has the weights of a feature.
type cell struct {
	feature Feature // 0: a free place
	row     int32
}

// newModel makes one with room for n features.
func newModel(always, topics, n int) *model {
	size := 64
	for size < 2*n {
		size *= 2
	}
	return &model{table: make([]cell, size), always: newWeights(always, n), topics: newWeights(topics, n)}
}

// place returns the place of a feature in the table, or the free one where it would go.
func (m *model) place(f Feature) int {
	mask := len(m.table) - 1
	i := int(f*0x9e3779b97f4a7c15>>32) & mask
	for m.table[i].feature != 0 && m.table[i].feature != f {
		i = (i + 1) & mask
	}
	return i
}

// put sets what is written for the weights of a feature, a character for each outcome.
func (m *model) put(f Feature, text string) {
	m.table[m.place(f)] = cell{f, m.always.put(text[:m.always.outcomes])}
	m.topics.put(text[m.always.outcomes:])
}

// knows reports whether anything was learned of a word.
func (m *model) knows(word text.Sym) bool {
	return m.table[m.place(newFeature(aWord, word, 0))].feature != 0
}

// weight returns how much a feature speaks for an outcome, counted over all tasks.
func (m *model) weight(f Feature, outcome int) float32 {
	at := m.table[m.place(f)]
	if at.feature == 0 {
		return 0
	}
	if n := m.always.outcomes; outcome >= n {
		return m.topics.of(at.row, outcome-n)
	}
	return m.always.of(at.row, outcome)
}

// room is what a model works in.
type room struct {
	done      []uint64 // a bit for each row
	rows      []int32
	even, odd []uint64 // sums by lane
}

// rowsOf returns the rows of features, each once however often its feature is listed.
func (m *model) rowsOf(fs []Feature, r *room) []int32 {
	r.done = append(r.done[:0], make([]uint64, len(m.always.rows)/m.always.width/64+1)...)
	r.rows = r.rows[:0]
	for _, f := range fs {
		at := &m.table[m.place(f)]
		if at.feature == 0 {
			continue
		}
		word, bit := &r.done[uint32(at.row)/64], uint64(1)<<(uint32(at.row)%64)
		if *word&bit == 0 {
			*word |= bit
			r.rows = append(r.rows, at.row)
		}
	}
	return r.rows
}

// A weight is written as one character: noWeight is none, each character after it a weightStep
// more, each before it one less.
const (
	noWeight   = 'P'
	mostWeight = 45 // steps
	weightStep = 0.04
)

// EncodeWeight returns the character that is written for a weight.
func EncodeWeight(w float64) byte {
	return byte(noWeight + int(max(-mostWeight, min(mostWeight, math.Round(w/weightStep)))))
}

// decodeWeight returns the sum of n weights from the sum of what is written for them.
func decodeWeight(sum, n int) float32 { return weightStep * float32(sum-n*noWeight) }

// parseModel reads the file of weights: the names of its outcomes, and then a feature a line, its kind, its name and a
// character for each outcome, with tabs between them. What speaks about groups that are no more is passed over, and
// nothing was learned of an outcome that it does not name.
func (c *Classifier) parseModel(text string) (*model, error) {
	named := namesIn(text)
	if len(named) == 0 {
		return nil, &badLine{1, "want " + outcomesLine + ", a tab and the names of outcomes"}
	}
	columns := c.columns(named)
	m := newModel(c.tasks[Topics].At, len(c.tasks[Topics].Outcomes), strings.Count(text, "\n"))
	names, n := featureReader{lexicon: c.lexicon}, 0
	for line := range strings.Lines(text) {
		if n++; n == 1 {
			continue
		}
		label, rest, _ := strings.Cut(line, "\t")
		what, weights, ok := strings.Cut(strings.TrimSuffix(rest, "\n"), "\t")
		if !ok || what == "" || len(weights) != len(named) {
			return nil, &badLine{n, fmt.Sprintf("want a kind, a name and %d weights, with tabs between them", len(named))}
		}
		if f, ok := names.feature(label, what); ok {
			m.put(f, ordered(weights, columns))
		}
	}
	if !m.always.ascii() || !m.topics.ascii() {
		return nil, errors.New("weights with other characters than those of ASCII")
	}
	return m, nil
}

// columns returns by outcome which of the named ones it is, -1 for none; nil where all are in order.
func (c *Classifier) columns(named []string) []int {
	own := c.names()
	if slices.Equal(own, named) {
		return nil
	}
	columns := make([]int, len(own))
	for i, name := range own {
		columns[i] = slices.Index(named, name)
	}
	return columns
}

// ordered returns what is written for weights in the order of columns.
func ordered(weights string, columns []int) string {
	if columns == nil {
		return weights
	}
	out := make([]byte, len(columns))
	for i, from := range columns {
		out[i] = noWeight
		if from >= 0 {
			out[i] = weights[from]
		}
	}
	return string(out)
}

// badLine is the error of parseModel about one line, counted from 1.
type badLine struct {
	line int
	what string
}

func (b *badLine) Error() string { return fmt.Sprintf("line %d: %s", b.line, b.what) }
