package knowledge_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/knowledge/evaluate"
)

// signs reads testdata/signs-*.tsv: plain ways to say a warning sign, and innocent sentences that sound
// like one.
func signs(tb testing.TB) []evaluate.Message {
	tb.Helper()
	return readAll(tb, "testdata/signs-*.tsv")
}

func TestSigns(t *testing.T) {
	b := load(t)
	for _, m := range signs(t) {
		got := []string{}
		for _, f := range b.Assess(m.Text).RedFlags {
			got = append(got, f.ID)
		}
		want := append([]string{}, m.RedFlags...)
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", m.Text, diff)
		}
	}
}
