package knowledge

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
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
		summed := m.rowsOf(slices.Concat(fs[:n], fs[:n/2]), &room{}) // what is listed again counts once
		m.always.add(got, summed, &room{})
		m.topics.add(heads[topicHead].of(got), summed, &room{})
		for o := range got {
			want := 0.0
			for _, f := range fs[:n] {
				want += float64(m.weight(f, o))
			}
			want *= shareOfFeatures(len(summed))
			if math.Abs(got[o]-want) > 1e-3 {
				t.Fatalf("%d features, outcome %d: got %v, want %v", n, o, got[o], want)
			}
		}
	}
}

// A row need not end with eight weights.
func TestEight(t *testing.T) {
	for text, want := range map[string]uint64{"": 0, "a": 'a', "ab": 'a' | 'b'<<8, "\x01\x02\x03\x04\x05\x06\x07\x08\x09": 0x0807060504030201} {
		if got := eight(text); got != want {
			t.Errorf("%q: got %#x, want %#x", text, got, want)
		}
	}
}

func TestParseModelFaults(t *testing.T) {
	x, row := base(t).mind, strings.Repeat("P", outcomes-1)
	for text, want := range map[string]string{
		"word\tbench\t" + row + "Q\n":                                 "",
		"word\tbench\t" + row + "Q\nword bench\n":                     "line 2: want a kind, a name and ",
		"word\tbench\t" + row + "\n":                                  "line 1: want a kind, a name and ",
		"word\tbench\t" + row + "\x80\n":                              "weights with other characters than those of ASCII",
		"no-such-kind\tbench\t" + row + "\x80\nsize\t0\t" + row + "Q": "",
	} {
		if _, err := parseModel(x, text); (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
