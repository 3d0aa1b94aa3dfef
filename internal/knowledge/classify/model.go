package classify

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"spotter/internal/knowledge/flat"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/text"
)

// A model is weight that was learned from labelled messages, on top of what the lexicon says. It is read as it stands in
// the table of the program.
type model struct {
	names  []string // of the outcomes that it was learned of, in the order of the columns: topics come last
	always weights  // of all outcomes but topics; behind each row stands which row of topics goes with it
	topics weights  // of topics, half of all outcomes, of which most features say nothing
	// An open hash table: cells stand where their feature hashes to or in the next free place. A third
	// as slow to ask as a map, and some hundred features are asked for.
	cells string

	columns []int32 // by outcome of the classifier, of those without topics and of topics: where its weight stands; -1: nowhere
}

// A cell is eight bytes, lowest first: a feature, and below it in rowBits the row of its weights. A free one is 0.
const (
	cellBytes = 8
	rowBits   = 20
)

func (m *model) cell(i int) uint64 {
	return binary.LittleEndian.Uint64([]byte(m.cells[i*cellBytes : i*cellBytes+cellBytes]))
}

// places returns how many cells there are.
func places(cells int) int { return cells / cellBytes }

// home returns the place among n where a feature is looked for first.
func home(f Feature, n int) int {
	at, _ := bits.Mul64(uint64(f)*0x9e3779b97f4a7c15, uint64(n))
	return int(at)
}

// find returns the place of a feature, or -1.
func (m *model) find(f Feature) (place int, row int32) {
	n := places(len(m.cells))
	for i := home(f, n); ; {
		c := m.cell(i)
		switch {
		case c == 0:
			return -1, 0
		case Feature(c>>rowBits) == f:
			return i, int32(c & (1<<rowBits - 1))
		}
		if i++; i == n {
			i = 0
		}
	}
}

// layOut returns cells for features, of which the last counts where one is there twice, and their rows.
func layOut(features []Feature, rows []int32) string {
	n := max(64, 2*len(features)) // half of them free, since most features that are looked for are not there
	cells := make([]byte, n*cellBytes)
	for k, f := range features {
		i := home(f, n)
		for {
			c := binary.LittleEndian.Uint64(cells[i*cellBytes:])
			if c == 0 || Feature(c>>rowBits) == f {
				break
			}
			if i++; i == n {
				i = 0
			}
		}
		binary.LittleEndian.PutUint64(cells[i*cellBytes:], uint64(f)<<rowBits|uint64(rows[k]))
	}
	return string(cells)
}

// knows reports whether anything was learned of a word.
func (m *model) knows(word text.Sym) bool {
	at, _ := m.find(newFeature(aWord, word, 0))
	return at >= 0
}

// rowNumber is how many bytes the number of a row of topics has.
const rowNumber = 3

// topicRow returns the row of topics that goes with a row.
func (m *model) topicRow(row int32) int32 {
	n := m.always.rows[int(row)*m.always.stride+m.always.outcomes:][:rowNumber]
	return int32(n[0]) | int32(n[1])<<8 | int32(n[2])<<16
}

// room is what a model works in.
type room struct {
	done   []uint64 // a bit for each place
	rows   []int32
	topics []int32
	blocks []block // sums
}

// rowsOf returns the rows of features, each feature once however often it is listed.
func (m *model) rowsOf(fs []Feature, r *room) []int32 {
	r.done = append(r.done[:0], make([]uint64, places(len(m.cells))/64+1)...)
	r.rows = r.rows[:0]
	for _, f := range fs {
		at, row := m.find(f)
		if at < 0 {
			continue
		}
		word, bit := &r.done[at/64], uint64(1)<<(at%64)
		if *word&bit == 0 {
			*word |= bit
			r.rows = append(r.rows, row)
		}
	}
	return r.rows
}

// addAlways adds rows to the scores of all outcomes but topics.
func (m *model) addAlways(scores []float64, rows []int32, r *room) {
	m.always.add(scores, m.columns[:len(scores)], rows, r)
}

// addTopics adds rows to the scores of topics.
func (m *model) addTopics(scores []float64, rows []int32, r *room) {
	r.topics = r.topics[:0]
	for _, row := range rows {
		r.topics = append(r.topics, m.topicRow(row))
	}
	m.topics.add(scores, m.columns[len(m.columns)-len(scores):], r.topics, r)
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
// character for each outcome, with tabs between them. What speaks about groups that are no more is passed over.
func parseModel(x *lexicon.Lexicon, text string) (*model, error) {
	m := modelMaker{model: newModel(namesIn(text))}
	if len(m.names) == 0 {
		return nil, &badLine{1, "want " + outcomesLine + ", a tab and the names of outcomes"}
	}
	names, n := newFeatureReader(x), 0
	for line := range strings.Lines(text) {
		if n++; n == 1 {
			continue
		}
		label, rest, _ := strings.Cut(line, "\t")
		what, weights, ok := strings.Cut(strings.TrimSuffix(rest, "\n"), "\t")
		if !ok || what == "" || len(weights) != len(m.names) {
			return nil, &badLine{n, fmt.Sprintf("want a kind, a name and %d weights, with tabs between them", len(m.names))}
		}
		if strings.ContainsFunc(weights, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return nil, &badLine{n, "weights with other characters than those of ASCII"}
		}
		if f, ok := names.feature(label, what); ok {
			m.put(f, weights)
		}
	}
	if len(m.always.made) >= 1<<rowBits {
		return nil, &badLine{n, "more weights than a table has room for"}
	}
	return m.done(), nil
}

// A modelMaker makes a model.
type modelMaker struct {
	*model
	always, topics rowMaker
	features       []Feature
	rows           []int32
}

// put sets what is written for the weights of a feature, a character for each outcome.
func (m *modelMaker) put(f Feature, weights string) {
	own := m.model.always.outcomes
	row := m.topics.add(weights[own:])
	behind := string([]byte{byte(row), byte(row >> 8), byte(row >> 16)})
	m.features, m.rows = append(m.features, f), append(m.rows, m.always.add(weights[:own]+behind))
}

func (m *modelMaker) done() *model {
	m.cells, m.model.always.rows, m.model.topics.rows = layOut(m.features, m.rows), m.always.done(), m.topics.done()
	return m.model
}

// newModel makes a model of outcomes of these names that has learned nothing.
func newModel(names []string) *model {
	m := &model{names: names}
	m.always.outcomes = len(names)
	for i, name := range slices.Backward(names) {
		if strings.HasPrefix(name, taskNames[Topics]+"/") {
			m.always.outcomes = i
		}
	}
	m.topics.outcomes = len(names) - m.always.outcomes
	m.always.stride, m.topics.stride = m.always.outcomes+rowNumber, m.topics.outcomes
	return m
}

// A rowMaker lays rows side by side, those that are alike only once.
type rowMaker struct {
	rows strings.Builder
	made map[string]int32
}

// add returns the number of a row.
func (r *rowMaker) add(row string) int32 {
	n, ok := r.made[row]
	if !ok {
		if r.made == nil {
			r.made = map[string]int32{}
		}
		n = int32(len(r.made))
		r.made[row] = n
		r.rows.WriteString(row)
	}
	return n
}

func (r *rowMaker) done() string { return r.rows.String() + nothing }

// flatten goes over a model but for its columns.
func (m *model) flatten(c *flat.Coder) {
	flat.Texts(c, &m.names)
	if c.Reading() {
		*m = *newModel(m.names)
	}
	flat.Text(c, &m.always.rows)
	flat.Text(c, &m.topics.rows)
	flat.Text(c, &m.cells)
}

// in returns the same for the words and groups of another lexicon. What speaks about groups that are no more is left out.
func (m *model) in(to, from *lexicon.Lexicon) *model {
	move := newMover(to, from)
	var features []Feature
	var rows []int32
	for i := range places(len(m.cells)) {
		c := m.cell(i)
		if c == 0 {
			continue
		}
		if f, ok := move.feature(Feature(c >> rowBits)); ok {
			features, rows = append(features, f), append(rows, int32(c&(1<<rowBits-1)))
		}
	}
	moved := *m
	moved.cells = layOut(features, rows)
	return &moved
}

// columnsOf returns by outcome of tasks where a weight for it stands, among those of topics or of all others, or -1.
func (m *model) columnsOf(all []Task) []int32 {
	var columns []int32
	for task, t := range all {
		for _, o := range t.Outcomes {
			at := slices.IndexFunc(m.names, func(name string) bool {
				label, id, _ := strings.Cut(name, "/")
				return label == taskNames[task] && id == o
			})
			if at >= m.always.outcomes {
				at -= m.always.outcomes
			}
			columns = append(columns, int32(at))
		}
	}
	return columns
}

// badLine is the error of parseModel about one line, counted from 1.
type badLine struct {
	line int
	what string
}

func (b *badLine) Error() string { return fmt.Sprintf("line %d: %s", b.line, b.what) }

// keepUp adds what was learned for "none", if it speaks for it, to causes that nothing was learned of and that have words in
// the message, so that their words count as much beside "none" as the lexicon says. At is where the causes begin.
func (m *model) keepUp(causes []float64, at int, learned float64) {
	for i, score := range causes {
		if m.columns[at+i] < 0 && score > 0 {
			causes[i] += max(0, learned)
		}
	}
}
