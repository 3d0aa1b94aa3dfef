package knowledge

import (
	"embed"
	"io/fs"

	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/fact"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/knowledge/scope"
	"spotter/internal/knowledge/turn"
)

// embedded are the files that a coach can correct. What is learned, and all that is made of the files, stands in the table.
//
//go:embed content/*.toml lexicon/words.toml lexicon/*-words.toml lexicon/ordinary.txt
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
	facts      *fact.Reader
	advice     []*Advice
	lifts      []Lift       // by cause: the only lift that it belongs to; empty: to any
	prospects  [][]prospect // by question and cause
	notes      Faults
	learned    []overlay.Learned
}

// Compiled returns what is built in. A program that calls this and never Load does not carry the files and what reads them.
func Compiled() (*Base, error) { return fromTable() }

// Load returns what is built in. What a file of the same name in override holds takes the place of
// the entries of the same id, or is added to them; override may be nil. A TOML file there that has no counterpart is
// a fault too, since it would have no effect.
//
// The error is Faults: everything that is wrong in any file, with its position.
func Load(override fs.FS) (*Base, error) {
	b, err := fromTable()
	if override == nil || err != nil {
		return b, err
	}
	l := overlay.New(embedded, override, b.learned...)
	l.CheckLearned()
	return read(l, func(of *Base) {
		if of.lexicon != nil {
			of.classifier = b.classifier.On(of.lexicon, of.Library)
			of.classifier.CheckReached(l)
		}
		of.kinds, of.facts, of.learned = b.kinds, b.facts, b.learned
	})
}

// Read returns what stands in files: a folder like that of this package, with all that is learned. The error is that of Load.
func Read(files fs.FS) (*Base, error) {
	l := overlay.New(files, nil)
	return read(l, func(b *Base) {
		if b.lexicon != nil {
			b.classifier = classify.Read(l, b.lexicon, b.Library)
		}
		b.kinds, b.facts, b.learned = loadKinds(l), loadFacts(l), overlay.LearnedOf(files, "lexicon/", learned)
	})
}

// learned are the files of lexicon/ that are learned and not written.
var learned = []string{"weights.tsv", "ngrams.bin", "whole.bin", "asks.bin", "judge.toml", "kinds.bin", "facts.bin"}

// read reads the files of a loader; learn adds what was learned to what stands in them.
func read(l *overlay.Loader, learn func(*Base)) (*Base, error) {
	b := &Base{Library: content.Read(l)}
	b.advice = readAdvice(l, b.Library)
	if len(l.Faults) == 0 { // what the lexicon can speak for is known
		b.lexicon = lexicon.Read(l, lexicon.SubjectsOf(b.Library))
	}
	b.turns = loadTurns(l)
	learn(b)
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
