package knowledge

import (
	"errors"
	"slices"
	"strings"

	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/knowledge/turn"
)

// Turn says what somebody wants who was just told something, and whether they take back what they told.
func (b *Base) Turn(text string) turn.Turn { return b.turns.Read(text) }

// loadTurns reads what turns are recognised by.
func loadTurns(l *overlay.Loader) *turn.Reader {
	ordinary, f := l.Open("lexicon/ordinary.txt"), l.Open("lexicon/turn-words.toml")
	if ordinary == nil || f == nil {
		return nil
	}
	var words turn.Words
	if !l.Decode(&overlay.Entry{File: f, End: len(f.Text)}, &words) {
		return nil
	}
	names, e, before := turn.Ideas(), f.Whole(), len(l.Faults)
	for _, i := range words.Ideas {
		if !slices.Contains(names, i.For) {
			_, hint := overlay.Suggest(i.For, names)
			l.Fault(f, e.Find("idea.for", i.For, 0), "nothing listens to an idea %q: %s", i.For, hint)
		}
	}
	if len(l.Faults) > before {
		return nil
	}
	r, err := turn.New(ordinary.Text, words)
	if bad, ok := errors.AsType[*turn.PhraseError](err); ok {
		at := e.Find("idea.for", bad.Idea, 0)
		l.Fault(f, at+max(0, strings.Index(f.Text[at:], bad.Phrase)), "%v", err)
	} else if err != nil {
		l.Faults = append(l.Faults, Fault{File: f.Name, What: err.Error()})
	}
	return r
}

// Denied returns the warning signs that a message names and denies, each with the words that do: "I don't have chest
// pain".
func (b *Base) Denied(text string) []Finding {
	said := b.scope.Read(text)
	defer b.scope.Done(said)
	var found []Finding
	for i := range said.Hits {
		if h := &said.Hits[i]; h.Roles&lexicon.OfFlag != 0 && said.Denies(h) {
			found = append(found, Finding{ID: b.lexicon.Groups[h.Group].For, Because: []string{said.QuoteHit(h)}})
		}
	}
	return found
}
