package say

import (
	"strings"
	"testing"
)

func FuzzClean(f *testing.F) {
	f.Add("a\n\u202eb\x00 \u200b@everyone", 20)
	f.Fuzz(func(t *testing.T, s string, most int) {
		most = 1 + most&0xff
		got := Clean(s, most)
		if n := len([]rune(got)); n > most {
			t.Fatalf("Clean(%q, %d) has %d characters", s, most, n)
		}
		if got != Clean(got, most) || strings.ContainsAny(got, "\n\r\t\u202e\u2066\u200b\u2028") {
			t.Fatalf("Clean(%q) = %q", s, got)
		}
	})
}
