package lexicon

import (
	"spotter/internal/knowledge/flat"
	"spotter/internal/knowledge/match"
	"spotter/internal/knowledge/text"
)

// Flatten goes over a lexicon, but for the texts of its phrases. One that is read is given the ordinary words of the
// language.
func Flatten(c *flat.Coder, of **Lexicon, ordinary string) {
	if c.Reading() {
		*of = &Lexicon{}
	}
	x := *of
	text.Flatten(c, &x.Words, ordinary)
	match.Flatten(c, &x.matcher, x.Words)
	flat.List(c, &x.Groups, flattenGroup)
	flat.Ints(c, &x.groupOf)
	flat.List(c, &x.denying, flat.Bool)
	flat.Map(c, &x.signs, flattenSign)
	flat.List(c, &x.owners, flattenSign)
}

func flattenGroup(c *flat.Coder, g *Group) {
	if !c.Reading() {
		g.place.name, g.place.line = g.Where()
	}
	flat.Text(c, &g.For)
	flat.Float(c, &g.Weight)
	flat.Text(c, &g.Reason)
	flat.Text(c, &g.Sort)
	flat.Int(c, &g.Roles)
	flat.Int(c, &g.Cue)
	flat.Text(c, &g.place.name)
	flat.Int(c, &g.place.line)
}

func flattenSign(c *flat.Coder, s *Sign) {
	flat.Text(c, &s.For)
	flat.Text(c, &s.Owns)
	flat.Texts(c, &s.Yields)
	for _, is := range []*bool{&s.Grazes, &s.Lasting, &s.Event, &s.Blow, &s.Once, &s.Painful, &s.Rating} {
		flat.Bool(c, is)
	}
}
