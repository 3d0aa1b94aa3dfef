package knowledge

import (
	"embed"
	"io/fs"

	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/knowledge/scope"
	"spotter/internal/knowledge/turn"
)

//go:embed content/*.toml lexicon/*.toml lexicon/*.txt lexicon/*.tsv lexicon/*.bin
var embedded embed.FS

// A Base is all that the coach knows. It does not change after Load and is safe for concurrent use;
// what its methods return is shared and must not be modified.
type Base struct {
	*content.Library
	lexicon    *lexicon.Lexicon
	scope      *scope.Reader
	classifier *classify.Classifier
	turns      *turn.Reader
	kinds      *turn.KindReader
	advice     []*Advice
	lifts      []Lift       // by cause: the only lift that it belongs to; empty: to any
	prospects  [][]prospect // by question and cause
	notes      Faults
}

// Load reads the content that is built in and checks it. What a file of the same name in override holds takes the place of
// the entries of the same id, or is added to them; override may be nil. A TOML file there that has no counterpart is
// a fault too, since it would have no effect.
//
// The error is Faults: everything that is wrong in any file, with its position.
func Load(override fs.FS) (*Base, error) {
	l := overlay.New(embedded, override)
	b := &Base{Library: content.Read(l)}
	b.advice = readAdvice(l, b.Library)
	if len(l.Faults) == 0 { // what the lexicon can speak for is known
		b.lexicon = lexicon.Read(l, lexicon.SubjectsOf(b.Library))
	}
	if b.lexicon != nil {
		b.scope = scope.NewReader(b.lexicon)
		b.classifier = classify.Read(l, b.lexicon, b.Library)
	}
	b.turns = loadTurns(l)
	b.kinds = loadKinds(l)
	l.Unused()
	if len(l.Faults) == 0 {
		b.prepare()
		rehearse(l, b)
	}
	if len(l.Faults) > 0 {
		return nil, l.Faults.Sorted()
	}
	b.notes = l.Notes.Sorted()
	return b, nil
}

// Notes returns what an owner should look at in the override, and is no fault: entries that are older than the built-in ones which
// they take the place of.
func (b *Base) Notes() Faults { return b.notes }

// Parts returns the stages that training needs beside the content.
func (b *Base) Parts() (*lexicon.Lexicon, *scope.Reader, *classify.Classifier) {
	return b.lexicon, b.scope, b.classifier
}

// With returns a base that is the same but for what was learned.
func (b *Base) With(learned classify.Learned) (*Base, error) {
	c, err := b.classifier.With(b.Library, learned)
	if err != nil {
		return nil, err
	}
	with := *b
	with.classifier = c
	return &with, nil
}
