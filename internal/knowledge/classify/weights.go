package classify

import (
	"encoding/binary"
	"strings"
)

// weights are what was learned of features for some outcomes that stand side by side: rows of what the file has for
// weights, a character for each outcome. The rows lie close together, apart from their names, because a message needs some
// 190 of them and the processor's cache would rather hold all.
type weights struct {
	outcomes int
	stride   int    // bytes from one row to the next
	rows     string // with a block behind the last, so that the end of a row can be read with what follows it
}

// lanes is how many weights are added at once.
const lanes = 8

// eight returns eight bytes of rows from at on as one number, the first lowest.
func eight(rows string, at int) uint64 {
	return binary.LittleEndian.Uint64([]byte(rows[at : at+lanes]))
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
		b := &r.blocks[column/blockBytes]
		lane := column % blockBytes / lanes
		sums := b.even[lane]
		if column%2 != 0 {
			sums = b.odd[lane]
		}
		sum := uint16(sums >> (column % lanes / 2 * 16))
		scores[o] += much * float64(decodeWeight(int(sum), len(rows)))
	}
}

// A block is the sums of as many weights as a row mostly has.
type block struct{ even, odd [blockBytes / lanes]uint64 }

const blockBytes = 5 * lanes

// nothing goes with the last of an odd number of rows.
var nothing = strings.Repeat("\x00", blockBytes)

// sum adds up what rows have, two at a time: two characters of ASCII add up to eight bits. What it reads behind the end
// of a row adds to nothing before it.
func (w *weights) sum(rows []int32, r *room) {
	r.blocks = r.blocks[:0]
	for k := 0; k < w.outcomes; k += blockBytes {
		var b block
		for i := 0; i < len(rows); i += 2 {
			one, other := w.blockAt(rows[i], k), nothing
			if i+1 < len(rows) {
				other = w.blockAt(rows[i+1], k)
			}
			b.add(0, eight(one, 0)+eight(other, 0))
			b.add(1, eight(one, 8)+eight(other, 8))
			b.add(2, eight(one, 16)+eight(other, 16))
			b.add(3, eight(one, 24)+eight(other, 24))
			b.add(4, eight(one, 32)+eight(other, 32))
		}
		r.blocks = append(r.blocks, b)
	}
}

// blockAt returns a block of a row from weight k on.
func (w *weights) blockAt(row int32, k int) string {
	at := int(row)*w.stride + k
	return w.rows[at : at+blockBytes]
}

func (b *block) add(lane int, weights uint64) {
	b.even[lane] += weights & everyOther
	b.odd[lane] += weights >> 8 & everyOther
}
