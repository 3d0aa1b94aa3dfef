package knowledge

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Sums of many rows, eight weights at once, are those of the weights one by one.
func TestModelAdd(t *testing.T) {
	const most = 1000
	random := rand.New(rand.NewPCG(1, 2))
	rows := make([]byte, most*outcomes)
	for i := range rows {
		rows[i] = encodeWeight(random.Float64() * 2) // mostly for it, so that sums grow
	}
	m := newModel(most)
	var fs []feature
	for i := range most {
		f := feature(i + 1)
		fs = append(fs, f)
		if f%7 > 0 { // some have no weight
			m.put(f, string(rows[i*outcomes:(i+1)*outcomes]))
		}
	}
	for _, n := range []int{0, 1, 2, maxSummed, maxSummed + 1, most} {
		got := make([]float64, outcomes)
		m.add(got, m.rowsOf(slices.Concat(fs[:n], fs[:n/2]), &room{}), 0, outcomes) // what is listed again counts once
		for o := range got {
			want := 0.0
			for _, f := range fs[:n] {
				want += float64(m.weight(f, o))
			}
			if math.Abs(got[o]-want) > 1e-3 {
				t.Fatalf("%d features, outcome %d: got %v, want %v", n, o, got[o], want)
			}
		}
	}
}
