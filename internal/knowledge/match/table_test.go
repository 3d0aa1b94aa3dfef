package match

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/knowledge/text"
)

// A table has the values of each symbol in their order, and none for symbols that it does not know.
func TestTable(t *testing.T) {
	const symbols = 20
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		var syms []text.Sym
		want := map[text.Sym][]int{}
		for i := range random.IntN(50) {
			s := text.Sym(random.IntN(symbols))
			syms, want[s] = append(syms, s), append(want[s], i)
		}
		got := newTable(symbols, func(yield func(text.Sym, int) bool) {
			for i, s := range syms {
				if !yield(s, i) {
					return
				}
			}
		})
		for s := range text.Sym(symbols + 5) {
			if diff := cmp.Diff(append([]int(nil), got.of(s)...), want[s]); diff != "" {
				t.Fatalf("symbol %d of %v: %s", s, syms, diff)
			}
		}
	}
}

func TestBits(t *testing.T) {
	b := bits{1, 2, 3}.cleared(100)
	for _, i := range []int32{0, 63, 64, 99} {
		if b.has(i) || !b.add(i) || b.add(i) || !b.has(i) {
			t.Errorf("%d was not added once", i)
		}
	}
	if b.has(1) || b.has(65) {
		t.Errorf("%b has what was not added", b)
	}
}
