package overlay

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// BuiltIn begins the File of a fault in a file that is built in.
const BuiltIn = "built-in "

// A Fault is one thing that is wrong in a content file.
type Fault struct {
	File   string // its path in the override, or BuiltIn and its path
	Line   int    // from 1; 0 where the file as a whole is meant
	Column int    // from 1, in characters
	What   string
}

func (f Fault) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.What
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.What)
}

// Faults is the error of Load: all that is wrong, in the order of files and lines.
type Faults []Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// In returns the faults with the paths of files in the override seen from outside of its folder.
func (fs Faults) In(folder string) Faults {
	all := slices.Clone(fs)
	for i, f := range all {
		if !strings.HasPrefix(f.File, BuiltIn) {
			all[i].File = path.Join(folder, f.File)
		}
	}
	return all
}

// Sorted returns the faults in order, each once.
func (fs Faults) Sorted() Faults {
	slices.SortStableFunc(fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(fs)
}
