package knowledge

import (
	"slices"
	"testing"
)

// What is rehearsed with an override is heard without one, and every warning sign is rehearsed.
func TestRehearsed(t *testing.T) {
	b := base(t)
	for _, r := range rehearsed {
		if what := b.unheard(r.text, r.heard); what != "" {
			t.Errorf("%q %s: %+v", r.text, what, b.Assess(r.text).RedFlags)
		}
	}
	for _, text := range rehearsedTurns {
		if took := b.Turn(text).Takes; took != "" {
			t.Errorf("%q takes a sign back as %s", text, took)
		}
	}
	var ids []string
	for _, f := range b.Flags() {
		ids = append(ids, f.ID)
	}
	for _, id := range append(ids, "crisis", "stroke", "") {
		if !slices.ContainsFunc(rehearsed, func(r struct{ text, heard string }) bool { return r.heard == id }) {
			t.Errorf("no message rehearses %q", id)
		}
	}
}
