package knowledge

import (
	"iter"
	"slices"

	"spotter/internal/knowledge/reading"
)

// A passage is a run of words that is read by itself, so that what else a message tells does not drown it. What
// is denied, past or somebody else's is worked out over the whole message before.
type passage struct {
	first, last int     // words, both included
	from, to    int     // units, both included
	hits        []int32 // those that have a word in it, by index
}

func (p passage) words() int { return p.last + 1 - p.first }

// How many words a unit has at least where the message has as many, from how many on a sentence is cut, how many of
// the one before the unit behind a cut repeats, and how many two neighbours have at most that are read together.
const (
	leastUnit    = 6
	mostUnit     = 30
	overlap      = 10
	mostTwoUnits = 36
)

// A layout is how a message is cut into passages.
type layout struct {
	units  []passage // sentences, short ones joined to the next and long ones cut
	twos   []passage // neighbours, since "it" or a duration often stands in the next sentence
	hits   []int32   // of all units, one after the other
	starts []int     // where those of each unit begin
}

// layOut cuts the message into passages. Its work and what it keeps grow with the length of the message only.
func (e *evidence) layOut() {
	l := &e.layout
	l.units = e.cut(l.units[:0])
	l.starts = append(l.starts[:0], make([]int, len(l.units)+1)...)
	e.eachUnitOfHits(func(unit, _ int) { l.starts[unit+1]++ })
	for i := range l.units {
		l.starts[i+1] += l.starts[i]
	}
	l.hits = append(l.hits[:0], make([]int32, l.starts[len(l.units)])...)
	for i := range l.units {
		l.units[i].from, l.units[i].to = i, i
		l.units[i].hits = l.hits[l.starts[i]:l.starts[i]]
	}
	e.eachUnitOfHits(func(unit, hit int) { l.units[unit].hits = append(l.units[unit].hits, int32(hit)) })
	l.twos = l.twos[:0]
	for k := 1; k < len(l.units); k++ {
		if two := e.between(k-1, k); two.words() <= mostTwoUnits {
			l.twos = append(l.twos, two)
		}
	}
}

// cut appends the units of the message, without their hits.
func (e *evidence) cut(units []passage) []passage {
	first := 0
	for i := range e.Words {
		last := i+1 == len(e.Words)
		ends := last || e.Words[i+1].Break == reading.Sentence
		switch size := i + 1 - first; {
		case ends && (size >= leastUnit || last):
			units = append(units, passage{first: first, last: i})
			first = i + 1
		case size >= mostUnit || size >= mostUnit/2 && e.Words[i+1].Break >= reading.Comma:
			units = append(units, passage{first: first, last: i})
			if first = i + 1; e.Words[first].Break < reading.Comma {
				first -= overlap
			}
		}
	}
	return units
}

// eachUnitOfHits calls do with each unit that has a word of a hit, for all hits in order.
func (e *evidence) eachUnitOfHits(do func(unit, hit int)) {
	units := e.layout.units
	within := func(hit, first, last, after int) int {
		at, _ := slices.BinarySearchFunc(units, first, func(p passage, word int) int { return p.last - word })
		for at = max(at, after); at < len(units) && units[at].first <= last; at++ {
			do(at, hit)
		}
		return at
	}
	for i := range e.hits {
		m, after := e.hits[i].match, 0
		if m.OtherFirst >= 0 {
			after = within(i, m.OtherFirst, m.OtherLast, 0)
		}
		within(i, m.First, m.Last, after)
	}
}

// between returns the passage from one unit to another.
func (e *evidence) between(from, to int) passage {
	l := &e.layout
	return passage{l.units[from].first, l.units[to].last, from, to, l.hits[l.starts[from]:l.starts[to+1]]}
}

// everything returns the passage of the whole message.
func (e *evidence) everything() passage {
	if len(e.layout.units) == 0 {
		return passage{last: -1, to: -1}
	}
	return e.between(0, len(e.layout.units)-1)
}

// gistFrom is how many words a message has at least of which only the gist is read for what it wants.
const gistFrom = 40

// gist returns the units of a long message that tell of the coach's subject, neighbours joined; all of
// it where none does, and of a short one.
func (e *evidence) gist(tells func(unit int) bool) []passage {
	out, from := e.telling[:0], 0
	for i := range e.layout.units {
		switch {
		case len(e.Words) < gistFrom || !tells(i):
			from = i + 1
		case from < i:
			out[len(out)-1] = e.between(from, i)
		default:
			out = append(out, e.between(i, i))
		}
	}
	if len(out) == 0 {
		out = append(out, e.everything())
	}
	e.telling = out
	return out
}

// surelyAsks is how likely it is that a unit of a long message asks how something is done, so that it is taken to.
const surelyAsks = 0.6

// question returns the unit of a long message that most likely asks how something is done, or -1 if none does.
func (e *evidence) question() int {
	best := -1
	if len(e.Words) < gistFrom {
		return best
	}
	for unit, likely := range e.asking[:len(e.layout.units)] {
		if likely >= surelyAsks && (best < 0 || likely > e.asking[best]) {
			best = unit
		}
	}
	return best
}

// A view is what some passages say as a whole.
type view struct {
	passages []passage
	roles    roles // of all hits
	lift     Lift  // what they are about, or else the message
	stance   stance
}

// look returns the view of passages.
func (e *evidence) look(ps ...passage) view {
	v := view{passages: ps}
	for h := range e.hitsIn(ps) {
		v.roles |= h.roles
	}
	if v.lift = e.findLift(v); v.lift == Unknown {
		v.lift = e.lift
	}
	v.stance = e.findStance(v)
	return v
}

// hitsIn yields the hits of passages; one that reaches over two units perhaps twice.
func (e *evidence) hitsIn(ps []passage) iter.Seq[*hit] {
	return func(yield func(*hit) bool) {
		for _, p := range ps {
			for _, i := range p.hits {
				if !yield(&e.hits[i]) {
					return
				}
			}
		}
	}
}

// tells reports whether a unit complains, names a reason or a warning sign, or asks after what is taught.
func (e *evidence) tells(unit int) bool {
	v := e.look(e.layout.units[unit])
	return v.roles&(ofCause|ofFlag|complains|ofHurting) != 0 || v.stance.asks != unsaid && v.roles&ofTopic != 0
}
