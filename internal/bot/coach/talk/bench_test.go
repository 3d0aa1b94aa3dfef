package talk

import (
	"testing"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// BenchmarkTurn tells the kind of a turn and answers it, beside the Assess that every message gets.
func BenchmarkTurn(b *testing.B) {
	base, err := knowledge.Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	c, s := New(base), &State{}
	first := base.Assess("traps on fire after bench, shoulders end up at my ears")
	c.Turn(s, "traps on fire after bench, shoulders end up at my ears", turn.NewComplaint, first)
	lines := []string{"how long until it is gone?", "can i bench on friday", "thanks", "how many of those", "is that normal"}
	heard := make([]knowledge.Assessment, len(lines))
	for i, l := range lines {
		heard[i] = base.Assess(l)
	}
	for i := 0; b.Loop(); i++ {
		k := i % len(lines)
		kind := c.Kind(s, lines[k], heard[k], s.Context(false, false))
		c.Turn(s, lines[k], kind, heard[k])
	}
}
