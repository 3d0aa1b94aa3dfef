package knowledge

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"

	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/fact"
	"spotter/internal/knowledge/flat"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/knowledge/turn"
)

// The table is what Read makes of the files beside it, written as it stands in memory, so that a start parses nothing. Weights
// and texts are read where they lie.
//
//go:generate go run ./compile
//go:embed table.bin
var table string

// ordinary are the words of the language.
//
//go:embed lexicon/ordinary.txt
var ordinary string

// fromTable returns what stands in the table.
func fromTable() (*Base, error) {
	b := &Base{}
	if err := flat.Read(table, b.flatten); err != nil {
		return nil, Faults{{File: BuiltIn + "table.bin", What: err.Error() + ": run go generate ./internal/knowledge"}}
	}
	b.prepare()
	return b, nil
}

// flatten goes over all of a base but what prepare works out.
func (b *Base) flatten(c *flat.Coder) {
	content.Flatten(c, &b.Library)
	flat.Pointers(c, &b.advice, flattenAdvice)
	lexicon.Flatten(c, &b.lexicon, ordinary)
	classify.Flatten(c, &b.classifier, b.lexicon, b.Library)
	turn.Flatten(c, &b.turns, ordinary)
	turn.FlattenKinds(c, &b.kinds)
	fact.Flatten(c, &b.facts)
	flat.List(c, &b.learned, overlay.FlattenLearned)
}

func flattenAdvice(c *flat.Coder, a *Advice) {
	flat.Text(c, &a.For)
	flat.Text(c, &a.Words)
	flat.Texts(c, &a.About)
	flat.Texts(c, &a.Sources)
	flat.Texts(c, &a.Say)
}

// WriteTable makes the table of the files in folder, that of this package, anew.
func WriteTable(folder string) error {
	b, err := Read(os.DirFS(folder))
	if err != nil {
		return fmt.Errorf("read %s: %w", folder, err)
	}
	return os.WriteFile(filepath.Join(folder, "table.bin"), []byte(flat.Write(b.flatten)), 0o644)
}
