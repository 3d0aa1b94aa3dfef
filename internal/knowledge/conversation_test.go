package knowledge_test

import (
	"testing"

	"spotter/internal/knowledge"
)

// Whatever is pressed, and in whatever order, every button of every reply can be pressed: its case
// reads back, and the talk comes to an end.
func TestEveryButtonCanBePressed(t *testing.T) {
	b := load(t)
	seen := map[string]bool{}
	var press func(a knowledge.Assessment, path string)
	press = func(a knowledge.Assessment, path string) {
		s := a.Case.String()
		if seen[s] {
			return
		}
		seen[s] = true
		c, err := b.ParseCase(s)
		if err != nil {
			t.Errorf("after %s: %v", path, err)
			return
		}
		if len(path) > 200 {
			t.Fatalf("the talk does not end: %s", path)
		}
		if a.AskBack != nil {
			for _, o := range a.AskBack.Options {
				next, err := b.Answer(c, o.ID)
				if err != nil {
					t.Errorf("after %s, %s: %v", path, o.ID, err)
					continue
				}
				press(next, path+", "+o.ID)
			}
		}
		if len(a.Causes) > 0 {
			press(b.Another(c), path+", another")
		}
	}
	for _, text := range []string{"my upper back hurts", "sore upper back after push-ups", "numb hand, shoulders at my ears on bench"} {
		press(b.Assess(text), text)
	}
	if len(seen) < 100 {
		t.Errorf("only %d cases were seen", len(seen))
	}
}
