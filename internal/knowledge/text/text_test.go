package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func vocabulary() *Vocabulary {
	v := NewVocabulary("dumb\nmingling\nshoulder\nstubbing\n")
	for _, w := range strings.Fields("numbness tingling shoulder blade stabbing soon no without with can't traps i bench kg") {
		v.Add(strings.ReplaceAll(w, "'", ""), true)
	}
	return v
}

func TestTokenize(t *testing.T) {
	for written, want := range map[string]string{
		"Can’t BÉNCH":               "cant bench",
		"can't bench w/o traps":     "cant bench without trap",
		"w/ traps":                  "with trap",
		"soooooon":                  "soon",
		"shouldre blaade tinglling": "shoulder blade tingl",
		"stubbing dumb mingling":    "? ? ?",
		"90kg 5x5":                  "? kg ?",
		"9/10 and 3/10":             "#severe ? #mild",
		"traps💀traps":               "trap trap",
		"":                          "",
	} {
		v := vocabulary()
		var m Tokens
		v.Tokenize(&m, written)
		var got []string
		for _, w := range m.Words {
			name := v.Name(w.Sym)
			if w.Sym == None {
				name = "?"
			}
			got = append(got, name)
		}
		if diff := cmp.Diff(strings.Join(got, " "), want); diff != "" {
			t.Errorf("%q: %s", written, diff)
		}
	}
}

func TestBreaks(t *testing.T) {
	v := vocabulary()
	var m Tokens
	v.Tokenize(&m, "traps, bench - no. blade? i")
	var got []Break
	for _, w := range m.Words {
		got = append(got, w.Break)
	}
	if diff := cmp.Diff(got, []Break{Sentence, Comma, Clause, Sentence, Sentence}); diff != "" {
		t.Error(diff)
	}
	if !m.Words[3].Asks {
		t.Error("the question mark was not seen")
	}
}

func TestOrdinary(t *testing.T) {
	words := []string{"ab", "b", "bc", "cat", "d"}
	for n := range len(words) + 1 {
		for _, end := range []string{"", "\n"} {
			v := NewVocabulary(strings.Join(words[:n], "\n") + end)
			for i, word := range words {
				if got := v.IsOrdinary(word); got != (i < n) {
					t.Errorf("%q among the first %d: got %v", word, n, got)
				}
				for _, other := range []string{word + "a", word[:len(word)-1] + "!"} {
					if v.IsOrdinary(other) {
						t.Errorf("%q is among the first %d", other, n)
					}
				}
			}
		}
	}
}

func FuzzOneEdit(f *testing.F) {
	f.Add("numbness", 3, byte('x'))
	f.Fuzz(func(t *testing.T, word string, at int, c byte) {
		if len(word) == 0 {
			return
		}
		at = (at%len(word) + len(word)) % len(word)
		put := string([]byte{c})
		for _, edited := range []string{word[:at] + word[at+1:], word[:at] + put + word[at:], word[:at] + put + word[at+1:], word} {
			if !oneEdit(word, edited) || !oneEdit(edited, word) {
				t.Errorf("%q and %q are one edit apart", word, edited)
			}
		}
		if oneEdit(word, word+"zz") {
			t.Errorf("%q: two letters more is not one edit", word)
		}
	})
}

// TestTokenizeParts: a heading is read and never quoted, and a field begins a sentence.
func TestTokenizeParts(t *testing.T) {
	v := NewVocabulary("")
	var m Tokens
	v.TokenizeParts(&m, []Part{{Heading: "sore:", Text: "my neck"}, {Heading: "it feels", Text: "dull"}, {Text: "after"}, {Heading: "end"}})
	got := ""
	for i, w := range m.Words {
		if w.Break == Sentence {
			got += "|"
		}
		got += " " + m.Text[w.Start:w.End]
		if w.Given {
			got += "*"
		}
		if quote := m.Quote(i, i); w.Given != (quote == "") {
			t.Errorf("word %d is quoted as %q", i, quote)
		}
	}
	if want := "| sore* my neck| it* feels* dull| after| end*"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := m.Quote(0, 4), "my neck"; got != want {
		t.Errorf("got %q, want %q without the headings around it", got, want)
	}
}
