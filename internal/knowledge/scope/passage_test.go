package scope

import (
	"os"
	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/overlay"
	"strings"
	"testing"
)

// read returns what a message was found to say.
func readBy(t *testing.T, text string) *Analysis {
	t.Helper()
	l := overlay.New(os.DirFS(".."), nil)
	x := lexicon.Read(l, lexicon.SubjectsOf(content.Read(l)))
	if len(l.Faults) > 0 {
		t.Fatal(l.Faults)
	}
	return NewReader(x).Read(text)
}

// Every word lies in a unit, units are short, and each hit is in the units that have its words.
func TestLayOut(t *testing.T) {
	for _, text := range []string{
		"", "sore", "pop. each rep. shoulder. bench. sore up back",
		strings.Repeat("my arm goes numb and then it tingles for a while and ", 20),
		strings.Repeat("I bench on monday. It hurts, a little, then it clicks. ", 30),
	} {
		e := readBy(t, text)
		next := 0
		for i, u := range e.Units {
			if u.First > next || u.Last < u.First || u.Len() > mostUnit {
				t.Errorf("%.40q: unit %d has the words %d to %d", text, i, u.First, u.Last)
			}
			next = u.Last + 1
		}
		if next != len(e.Words) {
			t.Errorf("%.40q: the units end at word %d of %d", text, next, len(e.Words))
		}
		in := make([]bool, len(e.Hits))
		for _, i := range e.Everything().Hits {
			in[i] = true
		}
		for i, is := range in {
			if !is {
				t.Errorf("%.40q: hit %d is in no unit", text, i)
			}
		}
	}
}

func TestDuration(t *testing.T) {
	for text, want := range map[string]float64{
		"three weeks": 21, "2 years": 730, "a couple of months": 60, "6 days": 6, "a good few weeks": 21, "three sets": 0, "weeks": 14, "two, weeks": 0,
	} {
		e := readBy(t, text)
		if days, _ := e.duration(0); days != want {
			t.Errorf("%q: got %v days, want %v", text, days, want)
		}
	}
}

// What is told of long ago holds until something is told of now.
func TestStories(t *testing.T) {
	e := readBy(t, "Two summers ago, that is two years ago, I came off the motorbike. They put a plate into the collarbone there. Now I only have sore traps after bench.")
	if got := e.stories; len(got) != 3 || !got[0] || !got[1] || got[2] {
		t.Errorf("got %v", got)
	}
}
