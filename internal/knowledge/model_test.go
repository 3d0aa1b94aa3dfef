package knowledge

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Sums of many rows, eight weights at once, are those of the weights one by one.
func TestModelAdd(t *testing.T) {
	const most = 1000
	random := rand.New(rand.NewPCG(1, 2))
	m := newModel(most)
	var fs []feature
	for f := feature(1); f <= most; f++ {
		fs = append(fs, f)
		if f%7 == 0 { // some have no weight
			continue
		}
		row := make([]byte, outcomes)
		for i := range row {
			row[i] = encodeWeight(random.Float64() * 2) // mostly for it, so that sums grow
		}
		m.put(f, string(row))
	}
	for _, n := range []int{0, 1, 2, maxSummed, maxSummed + 1, most} {
		got := make([]float64, outcomes)
		m.add(got, fs[:n])
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
