package knowledge

import (
	"slices"
	"strings"
	"testing"
)

func TestBecauseReadsWell(t *testing.T) {
	b := base(t)
	for _, text := range []string{
		"chest pressure and left arm pain while benching",
		"upper back is sore after push-ups for 2 weeks and counting",
		"traps burn on bench, shoulders end up at my ears, my shoulders are at my ears",
		"pins and needles in my fingers, tingling pins and needles since the last set on",
		"rushed setup, i rushed the setup, setup was rushed on bench and my back is sore",
	} {
		a := b.Assess(text)
		for _, f := range append(a.RedFlags, a.Causes...) {
			checkQuotes(t, text, f)
		}
	}
}

// checkQuotes says where a finding quotes the same words twice, or breaks off before what a word
// leads on to.
func checkQuotes(t *testing.T, text string, f Finding) {
	t.Helper()
	for i, q := range f.Because {
		words := strings.Fields(q)
		if len(words) > 1 && slices.Contains([]string{"a", "and", "at", "but", "for", "i", "in", "my", "of", "on", "or", "so", "the", "to", "with"}, words[len(words)-1]) {
			t.Errorf("Assess(%q): %s: %q breaks off", text, f.ID, q)
		}
		for j, other := range f.Because {
			if i != j && holds(other, q) {
				t.Errorf("Assess(%q): %s: %q is quoted beside %q", text, f.ID, q, other)
			}
		}
	}
}

// holds reports whether every word of a quote is one of another.
func holds(other, quote string) bool {
	for _, w := range strings.Fields(quote) {
		if !slices.ContainsFunc(strings.Fields(other), func(o string) bool { return strings.EqualFold(o, w) }) {
			return false
		}
	}
	return true
}
