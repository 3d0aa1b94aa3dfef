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
	// An open hash table: rows stand where their feature hashes to or in the next free place. A third as
	// slow to ask as a map, and some hundred features are asked for.
	table []row
	text  string // the file: in it a character for each outcome of each head
}

// A row says where in the text the weights of a feature begin.
type row struct {
	of    feature // 0: a free place
	begin int32
}

// newModel makes one with room for n features.
func newModel(text string, n int) *model {
	size := 64
	for size < 2*n {
		size *= 2
	}
	return &model{table: make([]row, size), text: text}
}

// place gives the place of a feature in the table, or the free one where it would go.
func (m *model) place(f feature) int {
	mask := len(m.table) - 1
	i := int(f*0x9e3779b97f4a7c15>>32) & mask
	for m.table[i].of != 0 && m.table[i].of != f {
		i = (i + 1) & mask
	}
	return i
}

// put says where the row of a feature begins.
func (m *model) put(f feature, begin int) { m.table[m.place(f)] = row{f, int32(begin)} }

// knows says whether anything was learned of a word.
func (m *model) knows(word reading.Sym) bool {
	return m.table[m.place(makeFeature(aWord, word, 0))].of != 0
}

// weight gives how much a feature speaks for an outcome, counted over all heads.
func (m *model) weight(f feature, outcome int) float32 {
	r := m.table[m.place(f)]
	if r.of == 0 {
		return 0
	}
	return decodeWeight(int(m.text[int(r.begin)+outcome]), 1)
}

// room is what rows works in.
type room struct {
	done   []uint64 // a bit for each place in the table
	begins []int32
}

// rows gives where in the text the weights of features begin, each once however often it is listed.
func (m *model) rows(fs []feature, r *room) []int32 {
	r.done = append(r.done[:0], make([]uint64, len(m.table)/64)...)
	r.begins = r.begins[:0]
	for _, f := range fs {
		i := m.place(f)
		bit := uint64(1) << (i % 64)
		if m.table[i].of != 0 && r.done[i/64]&bit == 0 {
			r.done[i/64] |= bit
			r.begins = append(r.begins, m.table[i].begin)
		}
	}
	return r.begins
}

// lanes is how many weights are added at once.
const lanes = 8

// What is written for weights is summed eight bytes at once: those in even places and those in odd
// ones with 16 bits for each, which hold maxSummed rows.
const (
	everyOther = 0x00ff00ff00ff00ff
	maxSummed  = (1<<16 - 1) / (1<<8 - 1)
)

// add adds to the scores the weights that begin there in the text.
func (m *model) add(scores []float64, begins []int32) {
	for ; len(begins) > maxSummed; begins = begins[maxSummed:] {
		m.add(scores, begins[:maxSummed])
	}
	for from := 0; from < outcomes; from += lanes {
		to := min(from+lanes, outcomes)
		even, odd := uint64(0), uint64(0)
		for _, b := range begins {
			w := eight(m.text[int(b)+from : int(b)+to])
			even += w & everyOther
			odd += w >> 8 & everyOther
		}
		for o := from; o < to; o += 2 {
			scores[o] += float64(decodeWeight(int(uint16(even)), len(begins)))
			if o+1 < to {
				scores[o+1] += float64(decodeWeight(int(uint16(odd)), len(begins)))
			}
			even, odd = even>>16, odd>>16
		}
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
	m := newModel(text, strings.Count(text, "\n"))
	n, begin := 0, 0
	for line := range strings.Lines(text) {
		n++
		label, rest, _ := strings.Cut(line, "\t")
		what, weights, ok := strings.Cut(strings.TrimSuffix(rest, "\n"), "\t")
		if !ok || len(weights) != outcomes {
			return nil, fmt.Errorf("line %d: want a kind, a name and %d weights, with tabs between them", n, outcomes)
		}
		if f, ok := x.feature(label, what); ok {
			m.put(f, begin+len(label)+len(what)+2)
		}
		begin += len(line)
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
