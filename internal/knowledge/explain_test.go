package knowledge_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"spotter/internal/knowledge"
	"spotter/internal/racetest"
)

// TestExplain: what is explained is what is answered, and its rulings are those of the answer.
func TestExplain(t *testing.T) {
	racetest.Skip(t)
	b := load(t)
	messages := append(readAll(t, "testdata/dev.jsonl"), readAll(t, "testdata/long-a.jsonl")...)
	for _, m := range messages[:min(300, len(messages))] {
		x := b.Explain(m.Text)
		if diff := cmp.Diff(x.Assessment, b.Assess(m.Text), cmpopts.IgnoreUnexported(knowledge.Case{})); diff != "" {
			t.Errorf("%q: -explained +assessed\n%s", m.Text, diff)
		}
		for _, f := range x.Assessment.RedFlags {
			ruled := slices.ContainsFunc(x.Rulings, func(r knowledge.Ruling) bool { return r.About == "sign" && r.What == f.ID && r.Holds })
			if !ruled && x.Language == "" {
				t.Errorf("%q: sign %s without a ruling", m.Text, f.ID)
			}
		}
		for _, s := range x.Sentences {
			if !strings.Contains(m.Text, s.Text) {
				t.Errorf("%q: sentence %q is none of it", m.Text, s.Text)
			}
		}
	}
}
