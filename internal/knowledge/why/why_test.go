package why

import (
	"strings"
	"testing"
	"unicode/utf8"

	"spotter/internal/knowledge"
)

// TestWrite: no line is longer than a terminal, and each stage has its say.
func TestWrite(t *testing.T) {
	base, err := knowledge.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		text string
		want []string
	}{
		{"My fingers go numb when I bench, but no chest pain. My mate had sharp pain.", []string{
			"1. “My fingers go numb when I bench, but no chest pain”", "flag numbness “fingers go numb”", "flag-words.toml:",
			"“chest pain” is denied\n     by “no”: denies a list", "scope-words.toml:", "flag sharp-pain “sharp pain”: does not count, somebody else's",
			"numbness", "YES", "barSign", "warning sign: numbness because of “fingers go numb”"}},
		{"crushing chest pain right now", []string{"an emergency", "barNamed", "care emergency"}},
		{"how many reps of chin tucks?", []string{"howto", "leastTopic", "topics: chin-tuck"}},
		{"shoulders end up at my ears on bench, traps on fire", []string{"cause shrugged-setup", "leastShare", "reason: shrugged-setup because of"}},
		{"my upper back is sore", []string{"nothing points to a reason", "leastInformation", "asks back: "}},
		{"me duele el pecho", []string{"Written in “es”", "chest-pain", "answered in its own language"}},
		{"I want to die", []string{"crisisHeard", "a crisis"}},
		{"", []string{"There are no words", "So it is"}},
		{strings.Repeat("my upper back is sore after bench and my traps burn, ", 12), []string{"As a whole, by the third reader", "strangeWhole"}},
		{strings.Repeat("x", 200), nil},
	} {
		var out strings.Builder
		if err := Write(&out, base.Explain(test.text)); err != nil {
			t.Fatal(err)
		}
		for _, want := range test.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("why %q lacks %q:\n%s", test.text, want, out.String())
			}
		}
		for line := range strings.Lines(out.String()) {
			if line = strings.TrimSuffix(line, "\n"); utf8.RuneCountInString(line) > width && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("why %q: %d columns: %s", test.text, utf8.RuneCountInString(line), line)
			}
		}
	}
}
