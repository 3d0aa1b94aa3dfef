package classify

// weights are what was learned of features for some outcomes that stand side by side.
type weights struct {
	outcomes int
	width    int // how many numbers a row takes
	// What the file has for weights, a character for each outcome, eight to a number, the first lowest.
	// The rows lie close together, apart from their names, because a message needs some 190 of them and
	// the processor's cache would rather hold all.
	rows []uint64
}

// lanes is how many weights are added at once.
const lanes = 8

// blank is a row of nothing, the first.
const blank = 0

// newWeights makes some with room for n rows.
func newWeights(outcomes, n int) *weights {
	width := (outcomes + lanes - 1) / lanes
	return &weights{outcomes: outcomes, width: width, rows: make([]uint64, width, (n+1)*width)}
}

// put adds a row with a character for each outcome and says which it is.
func (w *weights) put(text string) int32 {
	n := len(w.rows)
	w.rows = append(w.rows, w.rows[:w.width]...)
	for i := range w.width {
		w.rows[n+i] = eight(text[i*lanes:])
	}
	return int32(n / w.width)
}

// eight returns the first eight bytes of a text as one number, the first lowest.
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

// of gives one weight of a row.
func (w *weights) of(row int32, outcome int) float32 {
	lane := w.rows[int(row)*w.width+outcome/lanes]
	return decodeWeight(int(lane>>(8*(outcome%lanes))&0xff), 1)
}

// What is written for weights is summed eight bytes at once: those in even places and those in odd
// ones with 16 bits for each, which hold maxSummed rows.
const (
	everyOther = 0x00ff00ff00ff00ff
	maxSummed  = (1<<16 - 1) / (1<<8 - 1)
	notASCII   = 0x8080808080808080
)

// diluted is the number of features from which on what was learned of them is scaled down, so that a long
// message counts no more than one of some forty words.
const diluted = 250

// Dilution is how much what was learned of each of n features counts.
func Dilution(n int) float64 { return min(1, diluted/float64(max(n, 1))) }

// add adds rows to the scores of the outcomes.
func (w *weights) add(scores []float64, rows []int32, r *room) {
	much := Dilution(len(rows))
	for ; len(rows) > maxSummed; rows = rows[maxSummed:] {
		w.addSome(scores, rows[:maxSummed], much, r)
	}
	w.addSome(scores, rows, much, r)
}

func (w *weights) addSome(scores []float64, rows []int32, much float64, r *room) {
	w.sum(rows, r)
	for i := range r.even {
		even, odd := r.even[i], r.odd[i]
		for o := i * lanes; o < min(i*lanes+lanes, w.outcomes); o++ {
			scores[o] += much * float64(decodeWeight(int(uint16(even)), len(rows)))
			even, odd = odd, even>>16
		}
	}
}

// sum adds up what rows have, two at a time: two characters of ASCII add up to eight bits.
func (w *weights) sum(rows []int32, r *room) {
	n := w.width
	r.even, r.odd = append(r.even[:0], make([]uint64, n)...), append(r.odd[:0], make([]uint64, n)...)
	for i := 0; i < len(rows); i += 2 {
		one, other := int(rows[i])*n, blank*n
		if i+1 < len(rows) {
			other = int(rows[i+1]) * n
		}
		a, b, even, odd := w.rows[one:one+n], w.rows[other:other+n], r.even[:n], r.odd[:n]
		for k, lane := range a {
			lane += b[k]
			even[k] += lane & everyOther
			odd[k] += lane >> 8 & everyOther
		}
	}
}

// ascii reports whether what is written for weights can be added up.
func (w *weights) ascii() bool {
	all := uint64(0)
	for _, lane := range w.rows {
		all |= lane
	}
	return all&notASCII == 0
}
