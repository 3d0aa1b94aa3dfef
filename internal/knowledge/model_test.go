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
	m := newModel(string(rows), most)
	var fs []feature
	for i := range most {
		f := feature(i + 1)
		fs = append(fs, f)
		if f%7 > 0 { // some have no weight
			m.put(f, i*outcomes)
		}
	}
	for _, n := range []int{0, 1, 2, maxSummed, maxSummed + 1, most} {
		got := make([]float64, outcomes)
		m.add(got, slices.Concat(fs[:n], fs[:n/2]), nil) // what is listed again counts once
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

// Rows need not be whole lanes.
func TestSums(t *testing.T) {
	row := "abcdefghijk"
	for n := range len(row) + 1 {
		var s sums
		s.add(row[:n])
		s.add(row[:n])
		for i := range n {
			if got, want := s.of(i), decodeWeight(2*int(row[i]), 2); got != want {
				t.Errorf("%s at %d: got %v, want %v", row[:n], i, got, want)
			}
		}
	}
}
