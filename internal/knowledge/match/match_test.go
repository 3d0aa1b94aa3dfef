package match

import (
	"testing"

	"spotter/internal/knowledge/text"
)

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
		v := text.NewVocabulary("")
		x := New(v, []string{"the", "your", "my"})
		x.AddClass("hips", []string{"hip", "lower belly"})
		if _, err := x.Compile(test.pattern); err != nil {
			t.Fatal(err)
		}
		x.Ready()
		var m text.Tokens
		var found Found
		v.Tokenize(&m, test.text)
		x.Find(&m, &found)
		if got := len(found.Matches) > 0; got != test.want {
			t.Errorf("%q in %q: got %v", test.pattern, test.text, got)
		}
	}
}

func TestPatternFaults(t *testing.T) {
	for _, bad := range []string{"", "... x", "x ..", "a & b & c", "<nothing>", "a||b", "#x", "a .. b .. c .. d .. e .. f"} {
		if _, err := New(text.NewVocabulary(""), nil).Compile(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
