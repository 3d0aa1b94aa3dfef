package overlay

import (
	"crypto/sha256"
	"io/fs"

	"spotter/internal/knowledge/flat"
)

// A Learned file was learned and not written. An override can only repeat it: other numbers could silence a warning
// sign, and nobody can see in them which.
type Learned struct {
	Name string
	Sum  string // SHA-256 of what it holds
}

// LearnedOf returns what the files of those names in a folder hold; "" of those that cannot be read.
func LearnedOf(files fs.FS, folder string, names []string) (all []Learned) {
	for _, name := range names {
		f := Learned{Name: name}
		if text, err := Read(files, folder+name, maxFile); err == nil {
			f.Sum = sum(text)
		}
		all = append(all, f)
	}
	return all
}

// FlattenLearned goes over one.
func FlattenLearned(c *flat.Coder, f *Learned) {
	flat.Text(c, &f.Name)
	flat.Text(c, &f.Sum)
}

func sum(text string) string {
	of := sha256.Sum256([]byte(text))
	return string(of[:])
}

// CheckLearned notes the files of an override that are not what was learned.
func (l *Loader) CheckLearned() {
	for _, learned := range l.learned {
		l.read = append(l.read, learned.Name)
		p := l.Replaced[learned.Name]
		if p == "" {
			continue
		}
		if f := l.openFrom(l.override, p, p); f != nil && sum(f.Text) != learned.Sum {
			l.Fault(f, 0, "this is not what was learned with the built-in words: leave the file out")
		}
	}
}
