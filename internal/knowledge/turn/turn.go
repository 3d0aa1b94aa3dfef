// Package turn reads what somebody says who was just told something: whether they act on it, ask about
// it, play it down, or take back what they had said. It finds ideas, each a small table of phrases of
// lexicon/turn-words.toml, and concludes by rules on which ideas stand together (rules.go).
//
// What kind of turn it is (kind.go) is learned from the examples in testdata, by the program in learn; classes.go has words
// that are alike there. Phrases (phrases.go) are looked for where a table of them says enough.
//
// It knows nothing of warning signs, of what was told, or of wording; it keeps nothing.
package turn

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"spotter/internal/knowledge/flat"
	"spotter/internal/knowledge/match"
	"spotter/internal/knowledge/text"
)

// Words is the file of ideas.
type Words struct {
	Fillers string            `toml:"fillers"`
	Same    map[string]string `toml:"same"`
	Classes map[string]string `toml:"classes"`
	Ideas   []Idea            `toml:"idea"`
}

// An Idea is phrases, one a line, for one meaning.
type Idea struct {
	For     string `toml:"for"`
	Phrases string `toml:"phrases"`
}

// A Reader reads turns. It is safe for concurrent use.
type Reader struct {
	words   *text.Vocabulary
	matcher *match.Matcher
	ideas   []idea // by pattern
	pool    sync.Pool
}

// New makes a Reader. Ordinary holds words of the language that are no misspellings, sorted, one a line. The
// error names the idea or the pattern that is wrong.
func New(ordinary string, w Words) (*Reader, error) {
	x := newReader()
	x.words = text.NewVocabulary(ordinary)
	for _, base := range slices.Sorted(maps.Keys(w.Same)) {
		sym := x.words.Add(base, true)
		for _, form := range listed(w.Same[base]) {
			x.words.Same(form, sym, len(form) > len(base))
		}
	}
	x.matcher = match.New(x.words, strings.Fields(w.Fillers))
	for _, name := range slices.Sorted(maps.Keys(w.Classes)) {
		x.matcher.AddClass(name, listed(w.Classes[name]))
	}
	missing := maps.Clone(ideas)
	for _, i := range w.Ideas {
		if err := x.add(i); err != nil {
			return nil, err
		}
		delete(missing, i.For)
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		return nil, fmt.Errorf("idea %q is missing", name)
	}
	x.matcher.Ready()
	return x, nil
}

// Flatten goes over a reader. One that is read is given the ordinary words of the language.
func Flatten(c *flat.Coder, of **Reader, ordinary string) {
	if c.Reading() {
		*of = newReader()
	}
	x := *of
	text.Flatten(c, &x.words, ordinary)
	match.Flatten(c, &x.matcher, x.words)
	flat.List(c, &x.ideas, flat.Int[idea])
}

func newReader() *Reader {
	x := &Reader{}
	x.pool.New = func() any { return &message{} }
	return x
}

// Ideas returns the names that ideas can have, in order.
func Ideas() []string { return slices.Sorted(maps.Keys(ideas)) }

// A PhraseError is the error of New about a phrase that is no pattern.
type PhraseError struct {
	Idea, Phrase string
	Err          error
}

func (e *PhraseError) Error() string { return fmt.Sprintf("idea %q: %v", e.Idea, e.Err) }

func (e *PhraseError) Unwrap() error { return e.Err }

func (x *Reader) add(i Idea) error {
	means, ok := ideas[i.For]
	if !ok {
		return fmt.Errorf("idea %q: there is none of that name", i.For)
	}
	if strings.TrimSpace(i.Phrases) == "" {
		return fmt.Errorf("idea %q: there are no phrases", i.For)
	}
	for line := range strings.Lines(i.Phrases) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if _, err := x.matcher.Compile(line); err != nil {
			return &PhraseError{i.For, line, err}
		}
		x.ideas = append(x.ideas, means)
	}
	return nil
}

func listed(s string) []string {
	var out []string
	for p := range strings.SplitSeq(s, ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// heard is the ideas of a message, and its outer form.
type heard struct {
	ideas  idea
	words  int
	asks   bool   // has a question
	stated string // what is no question of it
	whole  idea   // the ideas of which it has nothing but, and polite words beside
}

// message is the words of a turn, and what was found among them.
type message struct {
	text.Tokens
	match.Found
}

func (x *Reader) hear(turn string) heard {
	m := x.pool.Get().(*message)
	defer func() { m.Text = ""; x.pool.Put(m) }() // no word of a message outlives it
	x.words.Tokenize(&m.Tokens, turn)
	x.matcher.Find(&m.Tokens, &m.Found)
	h := heard{words: len(m.Words)}
	h.stated, h.asks = statements(&m.Tokens)
	for i := range m.Matches {
		h.ideas |= x.ideas[m.Matches[i].Pattern]
	}
	if h.words <= longestCourtesy {
		h.whole = x.nothingBut(m, h.ideas&courteous)
	}
	return h
}

// longestCourtesy is the most words of a message that is polite and nothing else.
const longestCourtesy = 8

// nothingBut returns those of the ideas that are there, if each word belongs to one of them or is polite.
func (x *Reader) nothingBut(m *message, among idea) idea {
	covered := make([]bool, len(m.Words))
	for i := range m.Matches {
		if p := &m.Matches[i]; x.ideas[p.Pattern]&(among|polite) != 0 {
			for k := p.First; k <= p.Last; k++ {
				covered[k] = true
			}
		}
	}
	if slices.Contains(covered, false) {
		return 0
	}
	return among
}
