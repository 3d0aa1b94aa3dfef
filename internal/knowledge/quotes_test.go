package knowledge

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAddQuote(t *testing.T) {
	for _, test := range []struct {
		name   string
		quotes []string
		add    string
		want   []string
	}{
		{"the first", nil, "sag", []string{"sag"}},
		{"contained in another", []string{"hips sag"}, "sag", []string{"hips sag"}},
		{"containing another", []string{"shrug", "sag"}, "hips sag", []string{"shrug", "hips sag"}},
		{"containing several", []string{"rushed", "burning", "setup … rushed"}, "rushed my setup", []string{"rushed my setup", "burning"}},
		{"the same words with a gap", []string{"chest pressure"}, "chest … pressure", []string{"chest pressure"}},
		{"in another case", []string{"Hips sag"}, "SAG", []string{"Hips sag"}},
		{"part of a word is no word", []string{"sagging"}, "sag", []string{"sagging", "sag"}},
		{"something else", []string{"sag"}, "winging", []string{"sag", "winging"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var quotes []quote
			for _, text := range test.quotes {
				quotes = append(quotes, quoteOf(text))
			}
			var got []string
			for _, q := range addQuote(quotes, quoteOf(test.add)) {
				got = append(got, q.text)
			}
			if diff := cmp.Diff(got, test.want); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func quoteOf(text string) quote { return quote{text, strings.Fields(text)} }

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
		if len(words) > 1 && slices.Contains(dangling, words[len(words)-1]) {
			t.Errorf("Assess(%q): %s: %q breaks off", text, f.ID, q)
		}
		for j, other := range f.Because {
			if i != j && quoteOf(other).holds(quoteOf(q)) {
				t.Errorf("Assess(%q): %s: %q is quoted beside %q", text, f.ID, q, other)
			}
		}
	}
}
