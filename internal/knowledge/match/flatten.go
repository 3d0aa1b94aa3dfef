package match

import (
	"spotter/internal/knowledge/flat"
	"spotter/internal/knowledge/text"
)

// Flatten goes over a matcher that is ready. One that is read is given its vocabulary, and takes no further classes and
// patterns.
func Flatten(c *flat.Coder, m **Matcher, v *text.Vocabulary) {
	if c.Reading() {
		*m = &Matcher{vocabulary: v}
	}
	x := *m
	flattenSyms(c, &x.singles)
	flat.List(c, &x.phrases, func(c *flat.Coder, p *phrase) {
		flat.Int(c, &p.word)
		flat.Int(c, &p.longer)
		flat.Int(c, &p.sibling)
	})
	flattenSyms(c, &x.meanings)
	flat.Ints(c, &x.begins)
	flat.List(c, &x.fillers, flat.Bool)
	flat.Ints(c, &x.syms)
	flat.List(c, &x.sets, x.flattenSet)
	flat.List(c, &x.slots, func(c *flat.Coder, s *slot) {
		flat.Int(c, &s.set)
		flat.Int(c, &s.gap)
		flat.Bool(c, &s.optional)
	})
	flat.List(c, &x.sequences, func(c *flat.Coder, s *sequence) {
		flat.Int(c, &s.pattern)
		flat.Int(c, &s.half)
		flat.Int(c, &s.from)
		flat.Int(c, &s.to)
	})
	flat.Ints(c, &x.starts.begin)
	flat.List(c, &x.starts.values, func(c *flat.Coder, s *start) {
		flat.Int(c, &s.seq)
		flat.Int(c, &s.slot)
		flat.Int(c, &s.need)
	})
	flattenSyms(c, &x.helps)
	flat.Int(c, &x.patterns)
	flat.Int(c, &x.halves)
}

// flattenSet goes over a set of symbols that are there already.
func (x *Matcher) flattenSet(c *flat.Coder, s *set) {
	flat.Int(c, &s.from)
	flat.Int(c, &s.to)
	number := s.least >= 0
	flat.Bool(c, &number)
	if number {
		flat.Float(c, &s.least)
	} else {
		s.least = -1
	}
	if c.Reading() && s.from <= s.to && int(s.to) <= len(x.syms) {
		s.trace = traceOfAll(x.syms[s.from:s.to])
	}
}

func flattenSyms[T ~int32](c *flat.Coder, t *table[T]) {
	flat.Ints(c, &t.begin)
	flat.Ints(c, &t.values)
}
