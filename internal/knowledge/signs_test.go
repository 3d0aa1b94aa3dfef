package knowledge_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/knowledge/evaluate"
	"spotter/internal/racetest"
)

// signs reads testdata/signs-*.tsv: plain ways to say a warning sign, and innocent sentences that sound
// like one.
func signs(tb testing.TB) []evaluate.Message {
	tb.Helper()
	return readAll(tb, "testdata/signs-*.tsv")
}

// TestSigns lets one in a hundred be wrong: what is learned from all messages moves a few at each step.
func TestSigns(t *testing.T) {
	racetest.Skip(t)
	b, wrong := load(t), 0
	all := signs(t)
	for _, m := range all {
		got := []string{}
		for _, f := range b.Assess(m.Text).RedFlags {
			got = append(got, f.ID)
		}
		want := append([]string{}, m.RedFlags...)
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			wrong++
			t.Logf("%q: -want +got\n%s", m.Text, diff)
		}
	}
	if most := len(all) / 100; wrong > most {
		t.Errorf("got %d of %d wrong, want at most %d", wrong, len(all), most)
	}
}
