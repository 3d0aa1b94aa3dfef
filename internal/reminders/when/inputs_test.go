package when

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inputs runs read on each line of a table of what people write, "typed => reading". A reading is "asks" where one is
// to be asked back: better than to be misread.
func inputs(t *testing.T, name string, read func(typed string) (string, error)) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(text)) {
		typed, want, ok := strings.Cut(strings.TrimSpace(line), " => ")
		if !ok || line[0] == '#' {
			continue
		}
		rows++
		got, err := read(typed)
		if err != nil {
			if !readable(err) {
				t.Errorf("%s: %q: %v is no sentence for a person", name, typed, err)
			}
			got = "asks"
		}
		if got != want {
			t.Errorf("%s: %q is read as %s (%v), want %s", name, typed, got, err, want)
		}
	}
	if rows < 100 {
		t.Errorf("%s has %d rows", name, rows)
	}
}

func TestInputs(t *testing.T) {
	inputs(t, "days.txt", func(typed string) (string, error) {
		days, err := ParseDays(typed)
		return days.String(), err
	})
	inputs(t, "times.txt", func(typed string) (string, error) {
		slots, err := ParseTimes(typed)
		return written(slots), err
	})
	inputs(t, "places.txt", func(typed string) (string, error) {
		z, err := ParseZone(typed)
		if len(z.Options) > 1 && z.Name == "" {
			return "asks", err
		}
		return z.Name, err
	})
}
