package knowledge

import (
	"fmt"
	"io/fs"
	"path"

	"spotter/internal/knowledge/overlay"
)

// An Exported file is a built-in one for an owner's folder.
type Exported struct {
	Name string // its path in the folder, with slashes
	Text string
}

// Export returns the built-in files: those of the content to be changed, each entry with what it is based on, and those of the lexicon to be read
// and copied from, line for line as `spotter why` names them.
func Export() ([]Exported, error) {
	var all []Exported
	names, err := fs.Glob(embedded, "content/*.toml")
	if err != nil {
		return nil, fmt.Errorf("list content: %w", err)
	}
	for _, name := range names {
		text, err := overlay.Exported(embedded, name)
		if err != nil {
			return nil, err
		}
		all = append(all, Exported{path.Base(name), text})
	}
	words, err := fs.Glob(embedded, "lexicon/*words.toml")
	if err != nil {
		return nil, fmt.Errorf("list lexicon: %w", err)
	}
	for _, name := range words {
		text, err := fs.ReadFile(embedded, name)
		if err != nil {
			return nil, fmt.Errorf("read what is built in: %w", err)
		}
		all = append(all, Exported{name + ".txt", string(text)})
	}
	return all, nil
}
