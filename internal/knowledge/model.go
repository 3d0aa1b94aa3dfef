package knowledge

import (
	"fmt"
	"math"
	"strings"

	"spotter/internal/knowledge/reading"
)

// A head is a question that the weighing answers: one of its outcomes.
type head struct {
	name     string
	outcomes []string
	each     bool   // any number of outcomes may hold; else exactly one
	at       int    // where its scores begin among those of all heads
	lifts    []Lift // by outcome: the only lift that it belongs to; empty: to any
}

// none is the outcome of the cause head where nothing points to a cause.
const none = "none"

// The heads.
const (
	causeHead = iota
	kindHead
	topicHead
	flagHead
	liftHead
)

var heads, outcomes = makeHeads(
	head{name: "cause", outcomes: []string{
		"over-squeezing", "weak-stabilizers", "tight-shoulders", "stiff-thoracic-spine", "shrugged-setup",
		"rushed-setup", "forward-head-posture", "scapular-winging", "sagging-hips", "neck-misalignment", none,
	}},
	head{name: "kind", outcomes: []string{string(Symptom), string(HowTo), string(OutOfScope)}},
	head{name: "topic", outcomes: []string{
		"thoracic-mobilization", "chin-tuck", "chin-tuck-wing-flaps", "chin-tuck-ear-covers", "chin-tuck-rope-climbs",
		"scapular-push-up", "y-t-w-raises", "cat-cow", "t-spine-rotation", "row", "lat-pulldown", "pull-up",
		"retract-and-depress", "chest-up", "leg-drive", "take-your-time", "elbows-down", "straight-line",
		"keep-protracted", "neutral-neck", "muscles", "when-to-see-a-doctor", "posture-routine",
		"over-squeezing", "weak-stabilizers", "tight-shoulders", "stiff-thoracic-spine", "shrugged-setup",
		"rushed-setup", "forward-head-posture", "scapular-winging", "sagging-hips", "neck-misalignment",
	}},
	head{name: "flag", outcomes: caseFlags, each: true},
	head{name: "lift", outcomes: []string{string(BenchPress), string(PushUp), string(Unknown)}},
)

// makeHeads puts the scores of topics last: half of all, which few messages need.
func makeHeads(hs ...head) ([]head, int) {
	at := 0
	for _, i := range []int{causeHead, kindHead, flagHead, liftHead, topicHead} {
		hs[i].at = at
		at += len(hs[i].outcomes)
		for _, id := range hs[i].outcomes {
			hs[i].lifts = append(hs[i].lifts, liftOf[id])
		}
	}
	return hs, at
}

// of gives the scores of a head among those of all.
func (h head) of(scores []float64) []float64 { return scores[h.at : h.at+len(h.outcomes)] }

// A model is weight that was learned from labelled messages, on top of what the lexicon says.
type model struct {
	// An open hash table: cells stand where their feature hashes to or in the next free place. A third
	// as slow to ask as a map, and some hundred features are asked for.
	table []cell
	// What the file has for weights, a character for each outcome of each head, eight to a number, the
	// first lowest. Kept apart from the names so that a row lies in one line of the processor's cache.
	rows []uint64
}

// A cell says which row has the weights of a feature.
type cell struct {
	feature feature // 0: a free place
	row     int32
}

// lanes is how many weights are added at once.
const lanes = 8

// rowSize is how many numbers a row takes.
var rowSize = (outcomes + lanes - 1) / lanes

// blank is a row of nothing, the first.
const blank = 0

// newModel makes one with room for n features.
func newModel(n int) *model {
	size := 64
	for size < 2*n {
		size *= 2
	}
	return &model{table: make([]cell, size), rows: make([]uint64, rowSize, (n+1)*rowSize)}
}

// place gives the place of a feature in the table, or the free one where it would go.
func (m *model) place(f feature) int {
	mask := len(m.table) - 1
	i := int(f*0x9e3779b97f4a7c15>>32) & mask
	for m.table[i].feature != 0 && m.table[i].feature != f {
		i = (i + 1) & mask
	}
	return i
}

// put sets what is written for the weights of a feature, a character for each outcome.
func (m *model) put(f feature, weights string) {
	m.table[m.place(f)] = cell{f, int32(len(m.rows) / rowSize)}
	for from := 0; from < len(weights); from += lanes {
		m.rows = append(m.rows, eight(weights[from:min(from+lanes, len(weights))]))
	}
}

// eight gives the first eight bytes of a text as one number, the first lowest.
func eight(s string) (w uint64) {
	if len(s) >= lanes { // one load
		return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	}
	for i := range len(s) {
		w |= uint64(s[i]) << (8 * i)
	}
	return w
}

// knows says whether anything was learned of a word.
func (m *model) knows(word reading.Sym) bool {
	return m.table[m.place(makeFeature(aWord, word, 0))].feature != 0
}

// weight gives how much a feature speaks for an outcome, counted over all heads.
func (m *model) weight(f feature, outcome int) float32 {
	e := m.table[m.place(f)]
	if e.feature == 0 {
		return 0
	}
	lane := m.rows[int(e.row)*rowSize+outcome/lanes]
	return decodeWeight(int(lane>>(8*(outcome%lanes))&0xff), 1)
}

// room is what a model works in.
type room struct {
	done      []uint64 // a bit for each row
	rows      []int32
	even, odd []uint64 // sums by lane
}

// rowsOf gives the rows of features, each once however often its feature is listed.
func (m *model) rowsOf(fs []feature, r *room) []int32 {
	r.done = append(r.done[:0], make([]uint64, len(m.rows)/rowSize/64+1)...)
	r.rows = r.rows[:0]
	for _, f := range fs {
		e := &m.table[m.place(f)]
		if e.feature == 0 {
			continue
		}
		word, bit := &r.done[uint32(e.row)/64], uint64(1)<<(uint32(e.row)%64)
		if *word&bit == 0 {
			*word |= bit
			r.rows = append(r.rows, e.row)
		}
	}
	return r.rows
}

// What is written for weights is summed eight bytes at once: those in even places and those in odd
// ones with 16 bits for each, which hold maxSummed rows.
const (
	everyOther = 0x00ff00ff00ff00ff
	maxSummed  = (1<<16 - 1) / (1<<8 - 1)
	notASCII   = 0x8080808080808080
)

// add adds the weights of rows to the scores of the outcomes below to, from an outcome on.
func (m *model) add(scores []float64, rows []int32, from, to int, r *room) {
	for ; len(rows) > maxSummed; rows = rows[maxSummed:] {
		m.add(scores, rows[:maxSummed], from, to, r)
	}
	first := from / lanes
	m.sum(rows, first, (to+lanes-1)/lanes, r)
	for i := range r.even {
		even, odd := r.even[i], r.odd[i]
		for o := range lanes {
			if o += (first + i) * lanes; o >= from && o < to {
				scores[o] += float64(decodeWeight(int(uint16(even)), len(rows)))
			}
			even, odd = odd, even>>16
		}
	}
}

// sum adds up what some lanes of rows have, two rows at a time: two characters of ASCII add up to
// eight bits.
func (m *model) sum(rows []int32, first, end int, r *room) {
	n := end - first
	r.even, r.odd = append(r.even[:0], make([]uint64, n)...), append(r.odd[:0], make([]uint64, n)...)
	for i := 0; i < len(rows); i += 2 {
		one, other := int(rows[i])*rowSize+first, blank*rowSize
		if i+1 < len(rows) {
			other = int(rows[i+1])*rowSize + first
		}
		a, b, even, odd := m.rows[one:one+n], m.rows[other:other+n], r.even[:n], r.odd[:n]
		for k, lane := range a {
			lane += b[k]
			even[k] += lane & everyOther
			odd[k] += lane >> 8 & everyOther
		}
	}
}

// A weight is written as one character: noWeight is none, each character after it a weightStep
// more, each before it one less.
const (
	noWeight   = 'P'
	mostWeight = 45 // steps
	weightStep = 0.04
)

func encodeWeight(w float64) byte {
	return byte(noWeight + int(max(-mostWeight, min(mostWeight, math.Round(w/weightStep)))))
}

// decodeWeight gives the sum of n weights from the sum of what is written for them.
func decodeWeight(sum, n int) float32 { return weightStep * float32(sum-n*noWeight) }

// parseModel reads the file of weights: a feature a line, its kind, its name and a character for
// each outcome, with tabs between them. What speaks about groups that are no more is passed over.
func parseModel(x *mind, text string) (*model, error) {
	m := newModel(strings.Count(text, "\n"))
	n := 0
	for line := range strings.Lines(text) {
		n++
		label, rest, _ := strings.Cut(line, "\t")
		what, weights, ok := strings.Cut(strings.TrimSuffix(rest, "\n"), "\t")
		if !ok || len(weights) != outcomes {
			return nil, fmt.Errorf("line %d: want a kind, a name and %d weights, with tabs between them", n, outcomes)
		}
		if f, ok := x.feature(label, what); ok {
			m.put(f, weights)
		}
	}
	all := uint64(0)
	for _, lane := range m.rows {
		all |= lane
	}
	if all&notASCII != 0 {
		return nil, fmt.Errorf("weights with other characters than those of ASCII")
	}
	return m, nil
}

// share turns the scores of a head into shares: of one, or each by itself.
func (h head) share(scores []float64) {
	if !h.each {
		softmax(scores)
		return
	}
	for i, s := range scores {
		scores[i] = 1 / (1 + math.Exp(-s))
	}
}

// softmax turns scores into shares of one.
func softmax(scores []float64) {
	top, sum := math.Inf(-1), 0.0
	for _, s := range scores {
		top = max(top, s)
	}
	for i, s := range scores {
		scores[i] = math.Exp(s - top)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}
