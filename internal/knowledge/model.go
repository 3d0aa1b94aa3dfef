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
	each     bool // any number of outcomes may hold; else exactly one
	at       int  // where its scores begin among those of all heads
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
	}
	return hs, at
}

// of gives the scores of a head among those of all.
func (h head) of(scores []float64) []float64 { return scores[h.at : h.at+len(h.outcomes)] }

// A model is weight that was learned from labelled messages, on top of what the lexicon says.
type model struct {
	// An open hash table: cells stand where their feature hashes to or in the next free place. A third
	// as slow to ask as a map, and some hundred features are asked for.
	table          []cell
	always, topics *weights // of topics, half of all outcomes, and of the others
}

// A cell says which row has the weights of a feature.
type cell struct {
	feature feature // 0: a free place
	row     int32
}

// newModel makes one with room for n features.
func newModel(n int) *model {
	size := 64
	for size < 2*n {
		size *= 2
	}
	at := heads[topicHead].at
	return &model{table: make([]cell, size), always: newWeights(at, n), topics: newWeights(outcomes-at, n)}
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
func (m *model) put(f feature, text string) {
	m.table[m.place(f)] = cell{f, m.always.put(text[:m.always.outcomes])}
	m.topics.put(text[m.always.outcomes:])
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
	if n := m.always.outcomes; outcome >= n {
		return m.topics.of(e.row, outcome-n)
	}
	return m.always.of(e.row, outcome)
}

// room is what a model works in.
type room struct {
	done      []uint64 // a bit for each row
	rows      []int32
	even, odd []uint64 // sums by lane
}

// rowsOf gives the rows of features, each once however often its feature is listed.
func (m *model) rowsOf(fs []feature, r *room) []int32 {
	r.done = append(r.done[:0], make([]uint64, len(m.always.rows)/m.always.width/64+1)...)
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
	names, n := featureReader{mind: x}, 0
	for line := range strings.Lines(text) {
		n++
		label, rest, _ := strings.Cut(line, "\t")
		what, weights, ok := strings.Cut(strings.TrimSuffix(rest, "\n"), "\t")
		if !ok || what == "" || len(weights) != outcomes {
			return nil, &badLine{n, fmt.Sprintf("want a kind, a name and %d weights, with tabs between them", outcomes)}
		}
		if f, ok := names.feature(label, what); ok {
			m.put(f, weights)
		}
	}
	if !m.always.ascii() || !m.topics.ascii() {
		return nil, fmt.Errorf("weights with other characters than those of ASCII")
	}
	return m, nil
}

// badLine is the error of parseModel about one line, counted from 1.
type badLine struct {
	line int
	what string
}

func (b *badLine) Error() string { return fmt.Sprintf("line %d: %s", b.line, b.what) }

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
