package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// A Fault is one thing that is wrong in a file, or in the environment. It never holds a value that may
// be a secret.
type Fault struct {
	File         string // as it was named; "environment" for that
	Line, Column int    // from 1, in lines and characters; 0 if it is the whole file
	What         string // one sentence, without a period
}

func (f *Fault) Error() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", f.File, f.What)
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.What)
}

// A Warning is something that works and is still unwise.
type Warning Fault

func (w Warning) String() string { return (*Fault)(&w).Error() }

// join returns the faults as one error with a line for each, in their order in the file.
func join(faults []*Fault) error {
	slices.SortStableFunc(faults, func(a, b *Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	var all []error
	for _, f := range faults {
		all = append(all, f)
	}
	return errors.Join(all...)
}
