package knowledge_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Each line of testdata/signs-*.tsv is the warning signs of a message, with commas between them or "-"
// for none, a tab, and the message. They are plain ways to say a sign, and innocent sentences that
// sound like one; no weight is learned from them.
func TestSigns(t *testing.T) {
	names, err := filepath.Glob("testdata/signs-*.tsv")
	if err != nil || len(names) == 0 {
		t.Fatalf("find testdata/signs-*.tsv: %v", err)
	}
	b := load(t)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			want, message, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			if !ok {
				t.Fatalf("%s: want flags, a tab and a message: %q", name, line)
			}
			var flags []string
			if want != "-" {
				flags = strings.Split(want, ",")
			}
			var got []string
			for _, f := range b.Assess(message).RedFlags {
				got = append(got, f.ID)
			}
			slices.Sort(got)
			slices.Sort(flags)
			if !slices.Equal(got, flags) {
				t.Errorf("%s: %q: got %v, want %v", name, message, got, flags)
			}
		}
	}
}
