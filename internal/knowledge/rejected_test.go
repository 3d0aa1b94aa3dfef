package knowledge_test

import (
	"slices"
	"strings"
	"testing"
)

// TestOwnEvidence: what was tried without help, what others think and the writer does not, what is denied, and the names of exercises are no
// evidence; an observation of others that is not rejected, and what the writer does, are.
func TestOwnEvidence(t *testing.T) {
	b := load(t)
	for _, test := range []struct {
		text, cause string
		is          bool   // the cause leads; else it is not named at all
		unquoted    string // no quote has this
	}{
		{"I already did chin tucks for a month, no difference. Upper back sore after push-ups.", "forward-head-posture", false, "chin"},
		{"I did chin tucks for six weeks and it got worse. My neck is sore after push ups because my head hangs.", "neck-misalignment", true, "chin"},
		{"I stretched my thoracic spine daily for a month, no difference. Upper back sore after bench.", "stiff-thoracic-spine", false, ""},
		{"I do heavy shrugs and barbell rows. Upper back is sore after bench.", "shrugged-setup", false, ""},
		{"I do bent over rows, shrugs and face pulls. Upper back sore after benching.", "shrugged-setup", false, "bent"},
		{"My traps shrug up during bench and they burn.", "shrugged-setup", true, ""},
		{"My traps feel like I did shrugs, but it's from bench, shoulders end up at my ears.", "shrugged-setup", true, ""},
		{"It's not my shoulders creeping up, I checked. Upper back sore after bench.", "shrugged-setup", false, ""},
		{"My hips don't sag. Upper back sore after push-ups.", "sagging-hips", false, ""},
		{"My physio thinks it's my shoulders creeping up to my ears but I filmed it and they stay down. Sore upper back after bench.", "shrugged-setup", false, ""},
		{"My coach says my shoulders creep up to my ears, traps are sore after bench.", "shrugged-setup", true, ""},
		{"Everyone on reddit says squeeze your blades less, tried that, did nothing. Upper back still sore after bench.", "over-squeezing", false, ""},
		{"I already squeeze my blades as hard as I can on bench and it's sore between them.", "over-squeezing", true, ""},
	} {
		a := b.Assess(test.text)
		if test.is && (len(a.Causes) == 0 || a.Causes[0].ID != test.cause) {
			t.Errorf("%q: %v, want %s first", test.text, a.Causes, test.cause)
		}
		for _, f := range a.Causes {
			if !test.is && f.ID == test.cause {
				t.Errorf("%q: %s, which is rejected", test.text, f.ID)
			}
			if quoted := slices.ContainsFunc(f.Because, func(q string) bool { return strings.Contains(strings.ToLower(q), test.unquoted) }); quoted && test.unquoted != "" {
				t.Errorf("%q: %s is quoted for %s", test.text, f.Because, f.ID)
			}
		}
	}
}
