package lexicon

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// The files of words are read side by side with what was changed in them.
func TestLinesAreShort(t *testing.T) {
	const most = 100
	names, err := filepath.Glob("*.toml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files of words: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if n := utf8.RuneCountInString(line); n > most {
				t.Errorf("%s:%d: %d columns, at most %d: a phrase goes on in the next line after a \\", name, i+1, n, most)
			}
		}
	}
}
