package reading

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

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
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
		var m Message
		v.Read(&m, text)
		var got []string
		for _, w := range m.Words {
			name := v.Name(w.Sym)
			if w.Sym == None {
				name = "?"
			}
			got = append(got, name)
		}
		if diff := cmp.Diff(strings.Join(got, " "), want); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestBreaks(t *testing.T) {
	v := vocabulary()
	var m Message
	v.Read(&m, "traps, bench - no. blade? i")
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

func TestPatterns(t *testing.T) {
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"squeeze blade", "squeezing the blades", true},
		{"squeeze blade", "squeeze. blades", false},
		{"squeeze blade", "squeeze your big fat blades", false},
		{"squeeze .. blade", "squeeze your big fat blades", true},
		{"head ... down", "head goes all the way down", true},
		{"<hips> & sag", "they sag, my lower belly and such", true},
		{"<hips> & sag", "they sag. my lower belly and such", false},
		{"#8+ day", "9 days", true},
		{"#8+ day", "3 days", false},
		{"#8+ day", "nine days", true},
		{"day #8+", "day 9", true},
		{"day #8+", "day 3", false},
		{"# & sag", "they sag, on rep 3", true},
		{"# & sag", "they sag", false},
		{"<hips> & sag", "they sag", false},
		{"<hips> & sag? hard", "my lower belly goes hard", true},
		{"too? hard", "hard", true},
		{"too? hard", "too", false},
		{"too? hard", "too hard", true},
		{"pinch|squeeze hard", "pinched hard", true},
	} {
		v := NewVocabulary("")
		x := NewMatcher(v, []string{"the", "your", "my"})
		x.AddClass("hips", []string{"hip", "lower belly"})
		if _, err := x.Compile(test.pattern); err != nil {
			t.Fatal(err)
		}
		x.Ready()
		var m Message
		v.Read(&m, test.text)
		x.Find(&m)
		if got := len(m.Matches) > 0; got != test.want {
			t.Errorf("%q in %q: got %v", test.pattern, test.text, got)
		}
	}
}

func TestPatternFaults(t *testing.T) {
	for _, bad := range []string{"", "... x", "x ..", "a & b & c", "<nothing>", "a||b", "#x", "a .. b .. c .. d .. e .. f"} {
		if _, err := NewMatcher(NewVocabulary(""), nil).Compile(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
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
