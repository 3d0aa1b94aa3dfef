package knowledge_test

import (
	"strings"
	"testing"
)

const twentyWords = "traps on fire after bench lol, shoulders end up at my ears every set, no numbness or anything, just sore up top"

func BenchmarkAssess20Words(b *testing.B) {
	base := load(b)
	b.ReportAllocs()
	for b.Loop() {
		base.Assess(twentyWords)
	}
}

// BenchmarkAssessMessages takes thousands of messages in turn: one that is repeated finds all that it
// needs in the processor's nearest memory.
func BenchmarkAssessMessages(b *testing.B) {
	base, ms := load(b), messages(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		base.Assess(ms[i%len(ms)].Text)
	}
}

// BenchmarkAssess64KiB takes the kinds of text that could cost more than their length.
func BenchmarkAssess64KiB(b *testing.B) {
	base := load(b)
	for name, unit := range worst {
		text := strings.Repeat(unit, 64<<10/len(unit))
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				base.Assess(text)
			}
		})
	}
}

// worst are texts to repeat: words that begin most phrases, denials, one endless word, misspellings.
var worst = map[string]string{
	"blades":    "shoulder blade ",
	"denials":   "no numbness, ",
	"symptoms":  "sharp pain in my arm when i bench and my hips sag ",
	"letters":   "a",
	"misspelt":  "shouldre bladse tinglling ",
	"unknown":   "xqzwv ",
	"questions": "how? ",
	"numbers":   "9/10 3 ",
	"accents":   "é’",
}
