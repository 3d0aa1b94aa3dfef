package knowledge

import (
	"math"
	"strings"
	"testing"
)

// read returns what a message was found to say.
func readBy(t *testing.T, text string) *evidence {
	t.Helper()
	return base(t).mind.read(text)
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
		for i, u := range e.layout.units {
			if u.first > next || u.last < u.first || u.words() > mostUnit {
				t.Errorf("%.40q: unit %d has the words %d to %d", text, i, u.first, u.last)
			}
			next = u.last + 1
		}
		if next != len(e.Words) {
			t.Errorf("%.40q: the units end at word %d of %d", text, next, len(e.Words))
		}
		in := make([]bool, len(e.hits))
		for _, i := range e.everything().hits {
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
		"three weeks": 21, "2 years": 730, "a couple of months": 60, "6 days": 6, "a good few weeks": 21, "three sets": 0, "weeks": 0, "two, weeks": 0,
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

// One bare word, which is believed less than it speaks, takes nothing from what another passage says.
func TestBareWordBesidePhrase(t *testing.T) {
	phrase := testimony{grave: true, said: 4, phrase: true, second: 2}
	bare := testimony{grave: true, said: 4, second: -3}
	r := signReading{odds: math.Inf(-1)}
	for _, said := range []struct {
		testimony
		odds float64
	}{{phrase, 2}, {bare, 3}} {
		r.hear(&said.testimony, said.odds, passage{})
	}
	if r.odds != 2 {
		t.Errorf("got %v, want 2", r.odds)
	}
}
