package knowledge

import (
	"fmt"
	"math"
	"strings"
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

// The heads, in the order of their scores.
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

func makeHeads(hs ...head) ([]head, int) {
	at := 0
	for i := range hs {
		hs[i].at = at
		at += len(hs[i].outcomes)
	}
	return hs, at
}

// of gives the scores of a head among those of all.
func (h head) of(scores []float64) []float64 { return scores[h.at : h.at+len(h.outcomes)] }

// A model is weight that was learned from labelled messages, on top of what the lexicon says.
type model struct {
	// An open hash table: features where they hash to or in the next free place, and beside each where
	// its weights begin. A third as slow to ask as a map, and some hundred features are asked for.
	features []feature
	begins   []int32
	weights  []float32 // for each feature one for each outcome of each head
}

// newModel makes one with room for n features.
func newModel(n int) *model {
	size := 64
	for size < 2*n {
		size *= 2
	}
	return &model{features: make([]feature, size), begins: make([]int32, size), weights: make([]float32, 0, n*outcomes)}
}

// place gives the place of a feature in the table, or the free one where it would go.
func (m *model) place(f feature) int {
	mask := len(m.features) - 1
	i := int(f*0x9e3779b97f4a7c15>>32) & mask
	for m.features[i] != 0 && m.features[i] != f {
		i = (i + 1) & mask
	}
	return i
}

// weight gives how much a feature speaks for an outcome, counted over all heads.
func (m *model) weight(f feature, outcome int) float32 {
	i := m.place(f)
	if m.features[i] == 0 {
		return 0
	}
	return m.weights[int(m.begins[i])+outcome]
}

// maxOutcomes bounds the outcomes of all heads together.
const maxOutcomes = 64

// add adds to the scores what the features speak for.
func (m *model) add(scores []float64, fs []feature) {
	var sums [maxOutcomes]float32
	for _, f := range fs {
		i := m.place(f)
		if m.features[i] == 0 {
			continue
		}
		row := m.weights[m.begins[i]:][:outcomes]
		for k, w := range row {
			sums[k] += w
		}
	}
	for i := range scores {
		scores[i] += float64(sums[i])
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

// parseModel reads the file of weights: a feature a line, its kind, its name and a character for
// each outcome, with tabs between them. What speaks about groups that are no more is passed over.
func parseModel(x *mind, text string) (*model, error) {
	m := newModel(strings.Count(text, "\n"))
	n := 0
	for line := range strings.Lines(text) {
		n++
		label, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		what, values, ok := strings.Cut(rest, "\t")
		if !ok || len(values) != outcomes {
			return nil, fmt.Errorf("line %d: want a kind, a name and %d weights, with tabs between them", n, outcomes)
		}
		f, ok := x.feature(label, what)
		if !ok {
			continue
		}
		i := m.place(f)
		m.features[i], m.begins[i] = f, int32(len(m.weights))
		for i := range values {
			m.weights = append(m.weights, weightStep*float32(int(values[i])-noWeight))
		}
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
