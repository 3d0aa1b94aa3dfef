package knowledge

import (
	"fmt"
	"math"
	"os"
	"strings"
)

// A head is a question that the weighing answers: one of its outcomes.
type head struct {
	name     string
	outcomes []string
	each     bool    // any number of outcomes may hold; else exactly one
	decay    float64 // pulls each learned weight towards zero: towards what the lexicon says
	at       int     // where its scores begin among those of all heads
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

var dc = func() (d [4]float64) {
	d = [4]float64{0.012, 0.012, 0.012, 0.012}
	fmt.Sscan(os.Getenv("DC"), &d[0], &d[1], &d[2], &d[3])
	return
}()

var heads, outcomes = makeHeads(
	head{name: "cause", decay: dc[0], outcomes: []string{
		"over-squeezing", "weak-stabilizers", "tight-shoulders", "stiff-thoracic-spine", "shrugged-setup",
		"rushed-setup", "forward-head-posture", "scapular-winging", "sagging-hips", "neck-misalignment", none,
	}},
	head{name: "kind", decay: dc[1], outcomes: []string{string(Symptom), string(HowTo), string(OutOfScope)}},
	head{name: "topic", decay: dc[2], outcomes: []string{
		"thoracic-mobilization", "chin-tuck", "chin-tuck-wing-flaps", "chin-tuck-ear-covers", "chin-tuck-rope-climbs",
		"scapular-push-up", "y-t-w-raises", "cat-cow", "t-spine-rotation", "row", "lat-pulldown", "pull-up",
		"retract-and-depress", "chest-up", "leg-drive", "take-your-time", "elbows-down", "straight-line",
		"keep-protracted", "neutral-neck", "muscles", "when-to-see-a-doctor", "posture-routine",
		"over-squeezing", "weak-stabilizers", "tight-shoulders", "stiff-thoracic-spine", "shrugged-setup",
		"rushed-setup", "forward-head-posture", "scapular-winging", "sagging-hips", "neck-misalignment",
	}},
	head{name: "flag", decay: dc[3], outcomes: caseFlags, each: true},
	head{name: "lift", decay: dc[1], outcomes: []string{string(BenchPress), string(PushUp), string(Unknown)}},
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
	rows    map[feature]int32 // where the weights of a feature begin
	weights []float32         // for each feature in rows one for each outcome of each head
}

// add adds to the scores what the features speak for.
func (m *model) add(scores []float64, fs []feature) {
	var sums [64]float32
	for _, f := range fs {
		at, ok := m.rows[f]
		if !ok {
			continue
		}
		for i, w := range m.weights[at : int(at)+outcomes] {
			sums[i] += w
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
	m := &model{rows: map[feature]int32{}}
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
		m.rows[f] = int32(len(m.weights))
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
