package text

import (
	"os"
	"strings"
	"testing"

	"github.com/kljensen/snowball/english"
)

// Stems are those of another implementation, for each word of the language.
func TestStem(t *testing.T) {
	ordinary, err := os.ReadFile("../lexicon/ordinary.txt")
	if err != nil {
		t.Fatal(err)
	}
	endings := []string{"", "s", "ed", "ing", "ly", "ness", "y", "ers", "ies", "ation", "ical", "ee", "ll"}
	n := 0
	for word := range strings.FieldsSeq(string(ordinary)) {
		for i := range endings {
			if i > 0 && (n+i)%3 > 0 { // a third of them is enough
				continue
			}
			n++
			sameStem(t, word+endings[i])
		}
	}
	if n < 100_000 {
		t.Errorf("compared %d words only", n)
	}
}

func sameStem(t *testing.T, word string) {
	t.Helper()
	if got, want := string(stem(nil, word)), english.Stem(word, true); got != want {
		t.Errorf("%s: got %s, want %s", word, got, want)
	}
}

func TestStemOfNoWords(t *testing.T) {
	for _, word := range []string{"", "zdrętwiałing", strings.Repeat("ah", longest/2) + "ing"} {
		if got := string(stem(nil, word)); got != word {
			t.Errorf("got %q, want %q as it is", got, word)
		}
	}
}

func FuzzStem(f *testing.F) {
	for _, word := range strings.Fields("hopping hoping ties cries gas gaps kiwis yyying generously communism eed succeeding y ied ool aational ogi") {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, text string) {
		word := strings.Map(func(r rune) rune { return 'a' + (r%26+26)%26 }, text)
		sameStem(t, word[:min(len(word), longest)])
	})
}
