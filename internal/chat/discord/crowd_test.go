package discord

import (
	"fmt"
	"testing"
)

// Of one person 20 wait, until they are answered; of all in a place 60, until they are read. Who has nothing waiting
// comes in all the same, and elsewhere nobody is concerned.
func TestCrowd(t *testing.T) {
	t.Parallel()
	c := newCrowd()
	in := func(place, person string, n int) (all []*ticket) {
		for range n {
			if k := c.enter(place, person); k != nil {
				all = append(all, k)
			}
		}
		return all
	}
	check := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d came in, want %d", what, got, want)
		}
	}
	ann := in("gym", "ann", 30)
	check("one", len(ann), mostOfOne)
	check("the same elsewhere", len(in("home", "ann", 30)), mostOfOne)
	check("the second", len(in("gym", "bob", 30)), mostOfOne)
	check("the third", len(in("gym", "cid", 30)), mostOfAll-2*mostOfOne)
	check("the fourth", len(in("gym", "dan", 30)), 1)
	for _, k := range ann {
		k.wasRead()
		k.wasRead()
	}
	check("one who was read", len(in("gym", "ann", 30)), 0)
	check("the third, since others were read", len(in("gym", "cid", 30)), 0) // has 20 already
	check("the fourth, since others were read", len(in("gym", "dan", 30)), mostOfOne-1)
	ann[0].leave()
	ann[0].leave()
	check("one who was answered, in a full place", len(in("gym", "ann", 30)), 0)
	elsewhere := in("park", "ann", 30)
	elsewhere[0].leave()
	check("one who was answered", len(in("park", "ann", 30)), 1)
}

func TestCrowdTellsOnce(t *testing.T) {
	t.Parallel()
	c := newCrowd()
	told := func() string {
		return fmt.Sprint(c.tell("gym", "ann"), c.tell("gym", "ann"))
	}
	a, b := c.enter("gym", "ann"), c.enter("gym", "ann")
	if got := told(); got != "true false" {
		t.Errorf("told %s", got)
	}
	a.leave()
	if got := told(); got != "false false" {
		t.Errorf("while something waits, told %s", got)
	}
	b.leave()
	if len(c.places) != 0 {
		t.Errorf("%d places are kept of which nothing waits", len(c.places))
	}
	c.enter("gym", "ann")
	if got := told(); got != "true false" {
		t.Errorf("the next time, told %s", got)
	}
}
