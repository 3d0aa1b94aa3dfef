package match

import (
	"iter"

	"spotter/internal/knowledge/text"
)

// A table lists values by symbol, those of a symbol side by side.
type table[T any] struct {
	begin  []int32 // by symbol: where its values begin; where they end is where those of the next begin
	values []T
}

// newTable makes one of pairs, for the symbols below n. It goes through the pairs twice.
func newTable[T any](n int, pairs iter.Seq2[text.Sym, T]) table[T] {
	begin := make([]int32, n+2)
	for s := range pairs {
		begin[s+2]++
	}
	for i := 1; i < len(begin); i++ {
		begin[i] += begin[i-1]
	}
	// Until a symbol's values are all in, its end stands where its beginning will.
	values := make([]T, begin[n+1])
	for s, t := range pairs {
		values[begin[s+1]] = t
		begin[s+1]++
	}
	return table[T]{begin[:n+1], values}
}

// listsOf makes one of lists by symbol.
func listsOf[T any](lists [][]T) table[T] {
	return newTable(len(lists), func(yield func(text.Sym, T) bool) {
		for i, list := range lists {
			for _, t := range list {
				if !yield(text.Sym(i), t) {
					return
				}
			}
		}
	})
}

// of gives the values of a symbol, none for one that came after the table was made.
func (t *table[T]) of(s text.Sym) []T {
	if int(s)+1 >= len(t.begin) {
		return nil
	}
	return t.values[t.begin[s]:t.begin[s+1]]
}

// bits is a set of small numbers.
type bits []uint64

// cleared gives an empty set with room for numbers below n, in the memory of b where that is enough.
func (b bits) cleared(n int) bits { return append(b[:0], make(bits, n/64+1)...) }

func (b bits) has(i int32) bool { return b[uint32(i)/64]&(1<<(uint32(i)%64)) != 0 }

// add says whether i was missing.
func (b bits) add(i int32) bool {
	word, bit := &b[uint32(i)/64], uint64(1)<<(uint32(i)%64)
	missing := *word&bit == 0
	*word |= bit
	return missing
}

// A trace is a hint of which symbols a set has: where those of two sets share no bit, they share no symbol.
type trace uint64

func traceOf(s text.Sym) trace { return 1 << (uint32(s) % 64) }

func traceOfAll(syms []text.Sym) (t trace) {
	for _, s := range syms {
		t |= traceOf(s)
	}
	return t
}
