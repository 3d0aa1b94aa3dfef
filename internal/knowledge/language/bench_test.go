package language

import "testing"

// BenchmarkTellEnglish is what every English message costs.
func BenchmarkTellEnglish(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Tell("traps on fire after bench lol, shoulders end up at my ears every set, no numbness or anything, just sore up top", never)
	}
}

// BenchmarkLoad is what the first message of a language costs.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := load("de"); err != nil {
			b.Fatal(err)
		}
	}
}
