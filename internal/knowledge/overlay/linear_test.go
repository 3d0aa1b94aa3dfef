package overlay_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"spotter/internal/knowledge/overlay"
)

// Time grows with the faults, not with their square: each of these files took minutes.
func TestManyFaultsAreFoundInTime(t *testing.T) {
	var unknown, wrong, entries strings.Builder
	unknown.WriteString("[[thing]]\nid = \"a\"\n")
	for n := range 90_000 {
		fmt.Fprintf(&unknown, "key%d = %d\n", n, n)
		fmt.Fprintf(&wrong, "[[thing]]\nid = %d\n", n)
		fmt.Fprintf(&entries, "[[thing]]\nid = \"%d\"\nnone = 1\n", n)
	}
	for name, text := range map[string]string{"unknown keys": unknown.String(), "wrong values": wrong.String(), "faulty entries": entries.String()} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			l := overlay.New(fstest.MapFS{"content/things.toml": {Data: []byte("[[thing]]\nid = \"b\"\n")}}, fstest.MapFS{"things.toml": {Data: []byte(text)}})
			overlay.List[struct{ ID string }](l, "content/things.toml", "thing")
			if took := time.Since(begin); len(l.Faults) == 0 || took > 10*time.Second {
				t.Errorf("%d faults after %v", len(l.Faults), took)
			}
		})
	}
}
