package match

import (
	"spotter/internal/knowledge/flat"
	"spotter/internal/knowledge/text"
)

// Read returns the matcher that was written after Ready, for a vocabulary. It takes no further classes and patterns.
func Read(c *flat.Coder, v *text.Vocabulary) *Matcher {
	x := &Matcher{vocabulary: v}
	x.Flatten(c)
	return x
}

// Flatten goes over all of a matcher that Find needs, but for its vocabulary.
func (x *Matcher) Flatten(c *flat.Coder) {
	flat.Lists(c, &x.single)
	flat.List(c, &x.phrases, func(c *flat.Coder, p *phrase) {
		flat.Int(c, &p.word)
		flat.Int(c, &p.longer)
		flat.Int(c, &p.sibling)
	})
	flat.Lists(c, &x.means)
	flat.Ints(c, &x.begins)
	flat.List(c, &x.fillers, flat.Bool)
	flat.Ints(c, &x.syms)
	flat.List(c, &x.sets, func(c *flat.Coder, s *set) {
		flat.Int(c, &s.from)
		flat.Int(c, &s.to)
		flat.Int(c, &s.trace)
		flat.Float(c, &s.least)
	})
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
	flat.Ints(c, &x.helps.begin)
	flat.Ints(c, &x.helps.values)
	flat.Int(c, &x.patterns)
	flat.Int(c, &x.halves)
}
