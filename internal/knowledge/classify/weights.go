package classify

import "encoding/binary"

// weights are what was learned of features for some outcomes that stand side by side: rows of what the file has for
// weights, a character for each outcome. The rows lie close together, apart from their names, because a message needs some
// 190 of them and the processor's cache would rather hold all.
type weights struct {
	outcomes int
	stride   int    // bytes from one row to the next
	rows     string // with lanes bytes behind the last, so that the end of a row can be read with what follows it
}

// lanes is how many weights are added at once.
const lanes = 8

// eight returns eight bytes of the rows from at on as one number, the first lowest.
func (w *weights) eight(at int) uint64 {
	return binary.LittleEndian.Uint64([]byte(w.rows[at : at+lanes]))
}

// of gives one weight of a row.
func (w *weights) of(row int32, outcome int) float32 {
	return decodeWeight(int(w.rows[int(row)*w.stride+outcome]), 1)
}

// What is written for weights is summed eight bytes at once: those in even places and those in odd
// ones with 16 bits for each, which hold maxSummed rows.
const (
	everyOther = 0x00ff00ff00ff00ff
	maxSummed  = (1<<16 - 1) / (1<<8 - 1)
)

// diluted is the number of features from which on what was learned of them is scaled down, so that a long
// message counts no more than one of some forty words.
const diluted = 250

// Dilution is how much what was learned of each of n features counts.
func Dilution(n int) float64 { return min(1, diluted/float64(max(n, 1))) }

// add adds rows to the scores of outcomes, each of which is in the column that columns says, or in none below 0.
func (w *weights) add(scores []float64, columns, rows []int32, r *room) {
	much := Dilution(len(rows))
	for ; len(rows) > maxSummed; rows = rows[maxSummed:] {
		w.addSome(scores, columns, rows[:maxSummed], much, r)
	}
	w.addSome(scores, columns, rows, much, r)
}

func (w *weights) addSome(scores []float64, columns, rows []int32, much float64, r *room) {
	w.sum(rows, r)
	for o, column := range columns {
		if column < 0 {
			continue
		}
		sums := r.even
		if column%2 != 0 {
			sums = r.odd
		}
		sum := uint16(sums[column/lanes] >> (column % lanes / 2 * 16))
		scores[o] += much * float64(decodeWeight(int(sum), len(rows)))
	}
}

// sum adds up what rows have, two at a time: two characters of ASCII add up to eight bits. What it reads behind the end
// of a row adds to nothing before it.
func (w *weights) sum(rows []int32, r *room) {
	n := (w.outcomes + lanes - 1) / lanes
	r.even, r.odd = append(r.even[:0], make([]uint64, n)...), append(r.odd[:0], make([]uint64, n)...)
	even, odd := r.even[:n], r.odd[:n]
	for ; len(rows) > 1; rows = rows[2:] {
		one, other := int(rows[0])*w.stride, int(rows[1])*w.stride
		for k := range even {
			lane := w.eight(one+k*lanes) + w.eight(other+k*lanes)
			even[k] += lane & everyOther
			odd[k] += lane >> 8 & everyOther
		}
	}
	for _, row := range rows {
		for k := range even {
			lane := w.eight(int(row)*w.stride + k*lanes)
			even[k] += lane & everyOther
			odd[k] += lane >> 8 & everyOther
		}
	}
}
