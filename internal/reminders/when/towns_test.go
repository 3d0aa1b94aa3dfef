package when

import (
	"strings"
	"testing"
)

// Every town's zone is one that people can choose, and the table is small enough to be built in.
func TestTowns(t *testing.T) {
	const most = 1 << 20
	if len(townsPacked) > most {
		t.Errorf("%d bytes, at most %d", len(townsPacked), most)
	}
	offered := map[string]bool{}
	for _, z := range world().zones {
		offered[z.Name] = true
	}
	g := towns()
	for _, zone := range g.zones {
		if !offered[zone] {
			t.Errorf("%s is no zone that is offered", zone)
		}
	}
	if len(g.starts) < 60_000 || len(g.countries) < 200 {
		t.Errorf("%d names in %d countries", len(g.starts), len(g.countries))
	}
	for i := range g.starts[1:] {
		name, _, _ := strings.Cut(g.lines[g.starts[i]:], "\t")
		next, _, _ := strings.Cut(g.lines[g.starts[i+1]:], "\t")
		if name > next {
			t.Fatalf("line %d is out of order", i)
		}
	}
}
