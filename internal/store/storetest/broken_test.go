package storetest

import (
	"errors"
	"fmt"
	"testing"

	"spotter/internal/store"
)

// The suite passes an engine that does not let Updates wait, when there is nothing wrong with it.
func TestOptimistic(t *testing.T) {
	Run(t, func(testing.TB) store.Store { return newOptimistic(sound) })
}

// What the suite is for: it finds each engine that forgets something, by the interleavings written out, every time.
func TestInterleavingsFindFaults(t *testing.T) {
	for _, f := range faults {
		if f == halves {
			continue // it happens within the commit, which nothing here holds
		}
		if err := interleave(newOptimistic(f)); err == nil {
			t.Errorf("an engine that %s: %v", f, errNothing)
		} else {
			t.Logf("an engine that %s: %.200v", f, err)
		}
	}
	if err := interleave(newOptimistic(sound)); err != nil {
		t.Errorf("a sound engine: %v", err)
	}
}

func interleave(s store.Store) error {
	var errs []error
	for n, i := range interleavings {
		if err := i.run(s, fmt.Sprintf("%03d/", n), true); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", i.name, err))
		}
	}
	return errors.Join(errs...)
}

// The model finds them too, by chance: what the written-out interleavings do not name, it may meet. Two faults show in so
// few histories that it is not asked for them.
func TestModelFindsFaults(t *testing.T) {
	for _, f := range faults {
		found := f == byNumber || f == ownDeleteHides
		for seed := uint64(0); seed < 300 && !found; seed++ {
			found = checkModel(newOptimistic(f), seed) != nil
		}
		if !found {
			t.Errorf("an engine that %s: %v", f, errNothing)
		}
	}
}
