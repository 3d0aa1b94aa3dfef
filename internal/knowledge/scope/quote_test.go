package scope

import (
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
