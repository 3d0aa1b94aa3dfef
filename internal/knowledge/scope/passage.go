package scope

import (
	"iter"
	"slices"

	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/text"
)

// A Passage is a run of words that is read by itself, so that what else a message tells does not drown it. What
// is denied, past or somebody else's is worked out over the whole message before.
type Passage struct {
	First, Last int     // words, both included
	From, To    int     // units, both included
	Hits        []int32 // those that have a word in it, by index
}

// Len returns how many words the passage has.
func (p Passage) Len() int { return p.Last + 1 - p.First }

// How many words a unit has at least where the message has as many, from how many on a sentence is cut, how many of
// the one before the unit behind a cut repeats, and how many two neighbours have at most that are read together.
const (
	leastUnit    = 6
	mostUnit     = 30
	overlap      = 10
	mostTwoUnits = 36
)

// layOut cuts the message into passages. Its work and what it keeps grow with the length of the message only.
func (a *Analysis) layOut() {
	a.Units = a.cut(a.Units[:0])
	a.starts = append(a.starts[:0], make([]int, len(a.Units)+1)...)
	a.eachUnitOfHits(func(unit, _ int) { a.starts[unit+1]++ })
	for i := range a.Units {
		a.starts[i+1] += a.starts[i]
	}
	a.hits = append(a.hits[:0], make([]int32, a.starts[len(a.Units)])...)
	for i := range a.Units {
		a.Units[i].From, a.Units[i].To = i, i
		a.Units[i].Hits = a.hits[a.starts[i]:a.starts[i]]
	}
	a.eachUnitOfHits(func(unit, hit int) { a.Units[unit].Hits = append(a.Units[unit].Hits, int32(hit)) })
	a.Twos = a.Twos[:0]
	for k := 1; k < len(a.Units); k++ {
		if two := a.between(k-1, k); two.Len() <= mostTwoUnits {
			a.Twos = append(a.Twos, two)
		}
	}
}

// cut appends the units of the message, without their hits.
func (a *Analysis) cut(units []Passage) []Passage {
	first := 0
	for i := range a.Words {
		last := i+1 == len(a.Words)
		ends := last || a.Words[i+1].Break == text.Sentence
		switch size := i + 1 - first; {
		case ends && (size >= leastUnit || last):
			units = append(units, Passage{First: first, Last: i})
			first = i + 1
		case size >= mostUnit || size >= mostUnit/2 && a.Words[i+1].Break >= text.Comma:
			units = append(units, Passage{First: first, Last: i})
			if first = i + 1; a.Words[first].Break < text.Comma {
				first -= overlap
			}
		}
	}
	return units
}

// eachUnitOfHits calls do with each unit that has a word of a hit, for all hits in order.
func (a *Analysis) eachUnitOfHits(do func(unit, hit int)) {
	units := a.Units
	within := func(hit, first, last, after int) int {
		at, _ := slices.BinarySearchFunc(units, first, func(p Passage, word int) int { return p.Last - word })
		for at = max(at, after); at < len(units) && units[at].First <= last; at++ {
			do(at, hit)
		}
		return at
	}
	for i := range a.Hits {
		m, after := a.Hits[i].Match, 0
		if m.OtherFirst >= 0 {
			after = within(i, m.OtherFirst, m.OtherLast, 0)
		}
		within(i, m.First, m.Last, after)
	}
}

// between returns the passage from one unit to another.
func (a *Analysis) between(from, to int) Passage {
	return Passage{a.Units[from].First, a.Units[to].Last, from, to, a.hits[a.starts[from]:a.starts[to+1]]}
}

// Everything returns the passage of the whole message.
func (a *Analysis) Everything() Passage {
	if len(a.Units) == 0 {
		return Passage{Last: -1, To: -1}
	}
	return a.between(0, len(a.Units)-1)
}

// GistFrom is how many words a message has at least of which only the gist is read for what it wants.
const GistFrom = 40

// Gist returns the units of a long message that tell of the coach's subject, neighbours joined; all of
// it where none does, and of a short one.
func (a *Analysis) Gist(tells func(unit int) bool) []Passage {
	out, from := a.telling[:0], 0
	for i := range a.Units {
		switch {
		case len(a.Words) < GistFrom || !tells(i):
			from = i + 1
		case from < i:
			out[len(out)-1] = a.between(from, i)
		default:
			out = append(out, a.between(i, i))
		}
	}
	if len(out) == 0 {
		out = append(out, a.Everything())
	}
	a.telling = out
	return out
}

// A View is what some passages say as a whole.
type View struct {
	Passages []Passage
	Roles    lexicon.Roles // of all hits
	Lift     content.Lift  // what they are about, or else the message
	Intent   Intent
}

// Look returns the view of passages.
func (a *Analysis) Look(ps ...Passage) View {
	v := View{Passages: ps}
	for h := range a.HitsIn(ps) {
		v.Roles |= h.Roles
	}
	if v.Lift = a.findLift(v); v.Lift == content.Unknown {
		v.Lift = a.Lift
	}
	v.Intent = a.findIntent(v)
	return v
}

// HitsIn yields the hits of passages; one that reaches over two units perhaps twice.
func (a *Analysis) HitsIn(ps []Passage) iter.Seq[*Hit] {
	return func(yield func(*Hit) bool) {
		for _, p := range ps {
			for _, i := range p.Hits {
				if !yield(&a.Hits[i]) {
					return
				}
			}
		}
	}
}

// Tells reports whether a unit complains, names a reason or a warning sign, or asks after what is taught.
func (a *Analysis) Tells(unit int) bool {
	v := a.Look(a.Units[unit])
	return v.Roles&(lexicon.OfCause|lexicon.OfFlag|lexicon.Complains|lexicon.OfHurting) != 0 || v.Intent.Asks != Unsaid && v.Roles&lexicon.OfTopic != 0
}
