package knowledge

import (
	"sync"

	"spotter/internal/knowledge/reading"
)

// A mind is what understands messages: the lexicon, what it weighs, and room to work in.
type mind struct {
	*lexicon
	model *model
	pool  sync.Pool // of *evidence
}

// loadMind reads the lexicon and the weights that were learned with it.
func (l *loader) loadMind() *mind {
	words := l.loadLexicon()
	weights := l.open("lexicon/weights.tsv")
	if words == nil || weights == nil || len(l.faults) > 0 {
		return nil
	}
	x := newMind(words, nil)
	m, err := parseModel(x, string(weights.data))
	if err != nil {
		l.fault(weights, 0, "%v", err)
	}
	x.model = m
	return x
}

func newMind(l *lexicon, m *model) *mind {
	x := &mind{lexicon: l, model: m}
	x.pool.New = func() any { return &evidence{} }
	return x
}

// evidence is what a message was found to say.
type evidence struct {
	reading.Message
	groups  []group
	hits    []hit
	state   []state // by word
	denials []bool  // by word: whether it denies what follows
	denying []bool  // by pattern: whether it has a denial in it
	seen    []feature
}

// A hit is a place where words speak for something.
type hit struct {
	group int32
	match reading.Match
}

// read takes a message in. Give the evidence back with done.
func (x *mind) read(text string) *evidence {
	e := x.pool.Get().(*evidence)
	e.groups, e.denying = x.lexicon.groups, x.lexicon.denying
	x.words.Read(&e.Message, text)
	x.matcher.Find(&e.Message)
	e.hits = e.hits[:0]
	for _, m := range e.Matches {
		e.hits = append(e.hits, hit{x.groupOf[m.Pattern], m})
	}
	e.findScope()
	return e
}

func (x *mind) done(e *evidence) {
	e.Text = ""
	x.pool.Put(e)
}

// quote gives the words of a hit as the writer wrote them.
func (e *evidence) quote(h hit) string {
	m := h.match
	if m.OtherFirst < 0 {
		return e.Quote(m.First, m.Last)
	}
	return e.Quote(m.OtherFirst, m.OtherLast) + " … " + e.Quote(m.First, m.Last)
}

// has says whether any group of that sort and name was hit.
func (e *evidence) has(sort, name string) bool {
	for _, h := range e.hits {
		if g := &e.groups[h.group]; g.sort == sort && g.For == name {
			return true
		}
	}
	return false
}
