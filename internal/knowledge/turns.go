package knowledge

import (
	"errors"
	"slices"
	"strings"

	"spotter/internal/knowledge/turn"
)

// Turn says what somebody wants who was just told something, and whether they take back what they told.
func (b *Base) Turn(text string) turn.Turn { return b.turns.Read(text) }

// loadTurns reads what turns are recognised by.
func (l *loader) loadTurns() *turn.Reader {
	ordinary, f := l.open("lexicon/ordinary.txt"), l.open("lexicon/turn-words.toml")
	if ordinary == nil || f == nil {
		return nil
	}
	var words turn.Words
	if !l.decode(&entry{file: f, end: len(f.text)}, &words) {
		return nil
	}
	names, e, before := turn.Ideas(), f.gathered(), len(l.faults)
	for _, i := range words.Ideas {
		if !slices.Contains(names, i.For) {
			_, hint := suggest(i.For, names)
			l.fault(f, e.find("idea.for", i.For, 0), "nothing listens to an idea %q: %s", i.For, hint)
		}
	}
	if len(l.faults) > before {
		return nil
	}
	r, err := turn.New(ordinary.text, words)
	if bad, ok := errors.AsType[*turn.PhraseError](err); ok {
		at := e.find("idea.for", bad.Idea, 0)
		l.fault(f, at+max(0, strings.Index(f.text[at:], bad.Phrase)), "%v", err)
	} else if err != nil {
		l.faults = append(l.faults, Fault{File: f.name, What: err.Error()})
	}
	return r
}

// Denied returns the warning signs that a message names and denies, each with the words that do: "I don't have chest
// pain".
func (b *Base) Denied(text string) []Finding {
	e := b.mind.read(text)
	defer b.mind.done(e)
	var found []Finding
	for i := range e.hits {
		if h := &e.hits[i]; h.roles&ofFlag != 0 && e.denies(h) {
			found = append(found, Finding{ID: e.groups[h.group].For, Because: []string{e.quote(h.match)}})
		}
	}
	return found
}

// denies says whether a denial stands in the words of a hit, or reaches one of them.
func (e *evidence) denies(h *hit) bool {
	for i := h.match.First; i <= h.match.Last; i++ {
		if e.state[i].deniedBy > 0 || e.deniesAt(i) && !e.denying[h.match.Pattern] {
			return true
		}
	}
	return false
}
