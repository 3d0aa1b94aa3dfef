package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/store"
)

// An interleaving is a first transaction, held at "hold" the first time it runs, and others that run one after the other
// meanwhile. Afterwards the store must be as if the first had run before, between or behind the others, whole.
//
// Each transaction keeps what it read under a key of its own, and each of the others reads the first one's: none of them
// may have gone before it if it did not see what they wrote. The first has no key in common with the others but those
// that the steps name, so an engine finds out by those or not at all.
type interleaving struct {
	name   string
	before string // the keys that are there
	first  string // steps, separated by ";"
	others []string
	view   bool // the first is a View
}

// holdMost is how long the first transaction is held for others that do not end, because the engine lets them wait.
const holdMost = 2 * time.Second

func testInterleavings(t *testing.T, s store.Store) {
	together, err := overlap(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("Updates overlap: %t", together)
	for n, i := range interleavings {
		if err := i.run(s, fmt.Sprintf("%03d/", n), together); err != nil {
			t.Errorf("%s: %v", i.name, err)
		}
	}
}

// overlap reports whether the engine runs one Update while another is running. If not, nobody need be held for it.
func overlap(s store.Store) (bool, error) {
	var start sync.Once
	var other sync.WaitGroup
	var otherErr error
	entered := make(chan struct{})
	enter := sync.OnceFunc(func() { close(entered) })
	overlaps := false
	err := s.Update(context.Background(), func(store.Tx) error {
		start.Do(func() {
			other.Go(func() {
				otherErr = s.Update(context.Background(), func(store.Tx) error { enter(); return nil })
			})
			select {
			case <-entered:
				overlaps = true
			case <-time.After(holdMost / 4):
			}
		})
		return nil
	})
	other.Wait()
	return overlaps, errors.Join(err, otherErr)
}

// run plays the interleaving on keys that begin with prefix, and returns what is wrong with what came of it.
func (i interleaving) run(s store.Store, prefix string, overlaps bool) error {
	before := map[string]string{}
	for _, key := range strings.Fields(i.before) {
		before[prefix+key] = "before"
	}
	if err := s.Update(context.Background(), func(tx store.Tx) error { return change(tx, before, false) }); err != nil {
		return err
	}
	var othersErr error
	var others sync.WaitGroup
	var once sync.Once
	hold := func() {
		once.Do(func() {
			ended := make(chan struct{})
			others.Go(func() {
				defer close(ended)
				othersErr = i.runOthers(s, prefix)
			})
			if overlaps || i.view {
				select {
				case <-ended:
				case <-time.After(holdMost):
				}
			}
		})
	}
	err := i.runFirst(s, prefix, hold)
	others.Wait()
	if err = errors.Join(err, othersErr); err != nil {
		return err
	}
	return i.judge(s, prefix, before)
}

func (i interleaving) runFirst(s store.Store, prefix string, hold func()) error {
	steps, ctx := parse(i.first, prefix, "first"), context.Background()
	if !i.view {
		return s.Update(ctx, func(tx store.Tx) error { return play(steps, prefix+"saw/first", tx, hold) })
	}
	var seen string
	err := s.View(ctx, func(r store.Reader) (err error) {
		seen, err = readAll(steps, r, nil, hold)
		return err
	})
	if err != nil {
		return err
	}
	return s.Update(ctx, func(tx store.Tx) error { return tx.Put(prefix+"saw/first", []byte(seen)) })
}

func (i interleaving) runOthers(s store.Store, prefix string) error {
	for n := range i.others {
		steps, note := i.other(n, prefix)
		err := s.Update(context.Background(), func(tx store.Tx) error { return play(steps, note, tx, nil) })
		if err != nil {
			return fmt.Errorf("other %d: %w", n, err)
		}
	}
	return nil
}

// other returns the steps of one of the others, and the key under which it keeps what it read.
func (i interleaving) other(n int, prefix string) (steps []step, note string) {
	steps = parse(i.others[n], prefix, fmt.Sprint("other ", n))
	if !i.view { // a view writes nothing that they could see
		steps = append(steps, step{op: "get", key: prefix + "saw/first"})
	}
	return steps, fmt.Sprint(prefix, "saw/other/", n)
}

// parse reads steps: "get KEY", "scan FROM TO LIMIT", "put KEY", "del KEY" and "hold".
func parse(text, prefix, who string) (steps []step) {
	for n, line := range strings.Split(text, ";") {
		var s step
		fmt.Sscan(line, &s.op, &s.key, &s.to, &s.limit) // what is missing stays empty
		s.key, s.to = prefix+s.key, prefix+s.to
		s.value = fmt.Sprint(who, " ", n)
		steps = append(steps, s)
	}
	return steps
}

// play runs the steps in tx and keeps under note what they read.
func play(steps []step, note string, tx store.Tx, hold func()) error {
	seen, err := readAll(steps, tx, tx, hold)
	if err != nil {
		return err
	}
	return tx.Put(note, []byte(seen))
}

func readAll(steps []step, r store.Reader, tx store.Tx, hold func()) (seen string, err error) {
	for _, s := range steps {
		if s.op == "hold" {
			hold()
			continue
		}
		read, err := s.do(r, tx)
		if err != nil {
			return "", fmt.Errorf("%v: %w", s, err)
		}
		seen += read + "|"
	}
	return seen, nil
}

// judge compares the store with every order in which the transactions may have run.
func (i interleaving) judge(s store.Store, prefix string, before map[string]string) error {
	got, err := dump(s, prefix)
	if err != nil {
		return err
	}
	var wants []string
	for at := range len(i.others) + 1 {
		want := i.serial(prefix, before, at)
		if maps.Equal(got, want) {
			return nil
		}
		wants = append(wants, fmt.Sprintf("with the first at %d: %v", at, want))
	}
	return fmt.Errorf("left %v, want one of\n%s", got, strings.Join(wants, "\n"))
}

// serial returns what is left if the first runs when so many of the others have.
func (i interleaving) serial(prefix string, before map[string]string, at int) map[string]string {
	model := maps.Clone(before)
	run := func(steps []step, note string) {
		var seen string
		for _, s := range steps {
			if s.op != "hold" {
				seen += s.on(model) + "|"
			}
		}
		model[note] = seen
	}
	for n := range len(i.others) + 1 {
		if n == at {
			run(parse(i.first, prefix, "first"), prefix+"saw/first")
		}
		if n < len(i.others) {
			run(i.other(n, prefix))
		}
	}
	return model
}

func dump(s store.Store, prefix string) (map[string]string, error) {
	all := map[string]string{}
	err := s.View(context.Background(), func(r store.Reader) error {
		pairs, err := r.Scan(prefix, store.After(prefix), 1000)
		for _, p := range pairs {
			all[p.Key] = string(p.Value)
		}
		return err
	})
	return all, err
}

// interleavings are the ways in which an engine that does not let Updates wait for each other can miss that one made
// another's reads untrue. A range from k/ to k0 is all keys that begin with k/.
var interleavings = []interleaving{
	{name: "key changed", before: "a", first: "get a; hold", others: []string{"put a"}},
	{name: "key deleted", before: "a", first: "get a; hold", others: []string{"del a"}},
	{name: "absent key made", first: "get a; hold", others: []string{"put a"}},
	{name: "key deleted and made again", before: "a", first: "get a; hold", others: []string{"del a", "put a"}},
	{name: "key deleted and made again at once", before: "a", first: "get a; hold", others: []string{"del a; put a"}},
	{name: "absent key made, deleted and made again", first: "get a; hold", others: []string{"put a", "del a", "put a"}},
	{name: "absent key made with another and deleted", first: "get a; get b; hold", others: []string{"put a; put b", "del a"}},
	{name: "one of many keys changed", before: "a b c d", first: "get a; get b; get c; get d; hold", others: []string{"put c"}},
	{name: "key read twice, changed", before: "a", first: "get a; get a; hold; get a", others: []string{"put a"}},

	{name: "scanned key changed", before: "k/1 k/2 k/3", first: "scan k/ k0 9; hold", others: []string{"put k/2"}},
	{name: "first scanned key changed", before: "k/1 k/2 k/3", first: "scan k/ k0 9; hold", others: []string{"put k/1"}},
	{name: "last scanned key changed", before: "k/1 k/2 k/3", first: "scan k/ k0 9; hold", others: []string{"put k/3"}},
	{name: "scanned key deleted", before: "k/1 k/2 k/3", first: "scan k/ k0 9; hold", others: []string{"del k/2"}},
	{name: "first scanned key deleted", before: "k/1 k/2 k/3", first: "scan k/ k0 9; hold", others: []string{"del k/1"}},
	{name: "last scanned key deleted", before: "k/1 k/2 k/3", first: "scan k/ k0 9; hold", others: []string{"del k/3"}},
	{name: "only scanned key deleted", before: "k/1", first: "scan k/ k0 9; hold", others: []string{"del k/1"}},
	{name: "all scanned keys deleted", before: "k/1 k/2", first: "scan k/ k0 9; hold", others: []string{"del k/1; del k/2"}},
	{name: "scanned key deleted and made again", before: "k/1 k/2", first: "scan k/ k0 9; hold", others: []string{"del k/2", "put k/2"}},
	{name: "scanned key deleted, another made", before: "k/1 k/2", first: "scan k/ k0 9; hold", others: []string{"del k/2; put k/3"}},
	{name: "made in an empty range", first: "scan k/ k0 9; hold", others: []string{"put k/1"}},
	{name: "made at the start of the range", before: "k/1", first: "scan k/ k0 9; hold", others: []string{"put k/"}},
	{name: "made before the scanned keys", before: "k/2 k/4", first: "scan k/ k0 9; hold", others: []string{"put k/1"}},
	{name: "made between the scanned keys", before: "k/2 k/4", first: "scan k/ k0 9; hold", others: []string{"put k/3"}},
	{name: "made behind the scanned keys", before: "k/2 k/4", first: "scan k/ k0 9; hold", others: []string{"put k/9"}},
	{name: "made at the end of the range, which is not in it", before: "k/2", first: "scan k/ k/5 9; hold", others: []string{"put k/5"}},
	{name: "made and deleted, another made", before: "k/2", first: "scan k/ k0 9; hold", others: []string{"put k/1; put k/3", "del k/1"}},

	{name: "limited scan, made before", before: "k/2 k/4 k/6", first: "scan k/ k0 2; hold", others: []string{"put k/1"}},
	{name: "limited scan, made between", before: "k/2 k/4 k/6", first: "scan k/ k0 2; hold", others: []string{"put k/3"}},
	{name: "limited scan, made behind the last", before: "k/2 k/4 k/6", first: "scan k/ k0 2; hold", others: []string{"put k/5"}},
	{name: "limited scan, first deleted", before: "k/2 k/4 k/6", first: "scan k/ k0 2; hold", others: []string{"del k/2"}},
	{name: "limited scan, last deleted", before: "k/2 k/4 k/6", first: "scan k/ k0 2; hold", others: []string{"del k/4"}},
	{name: "limited scan, last changed", before: "k/2 k/4 k/6", first: "scan k/ k0 2; hold", others: []string{"put k/4"}},
	{name: "limited scan, the one behind changed", before: "k/2 k/4 k/6", first: "scan k/ k0 2; hold", others: []string{"put k/6"}},
	{name: "limited scan, last deleted and made again", before: "k/2 k/4 k/6", first: "scan k/ k0 2; hold", others: []string{"del k/4", "put k/4"}},
	{name: "limit just reached, made behind", before: "k/2 k/4", first: "scan k/ k0 2; hold", others: []string{"put k/5"}},
	{name: "limit not quite reached, made behind", before: "k/2 k/4", first: "scan k/ k0 3; hold", others: []string{"put k/5"}},
	{name: "limit of one, made before", before: "k/2 k/4", first: "scan k/ k0 1; hold", others: []string{"put k/1"}},
	{name: "two scans side by side, made in the second", before: "k/2 k/4", first: "scan k/ k/3 9; scan k/3 k0 9; hold", others: []string{"put k/5"}},
	{name: "two scans side by side, made in the first", before: "k/2 k/4", first: "scan k/ k/3 9; scan k/3 k0 9; hold", others: []string{"put k/1"}},
	{name: "two scans over each other, made in both", before: "k/2 k/4", first: "scan k/ k/5 9; scan k/3 k0 9; hold", others: []string{"put k/35"}},
	{name: "a wide scan after a narrow one, made behind", before: "k/2 k/4", first: "scan k/ k0 1; scan k/ k0 9; hold", others: []string{"put k/5"}},
	{name: "a page and the next, made in the next", before: "k/2 k/4 k/6", first: "scan k/ k0 2; scan k/4! k0 2; hold", others: []string{"put k/5"}},
	{name: "absent key in a scanned range made", before: "k/2", first: "get k/1; scan k/ k0 9; hold", others: []string{"put k/1"}},
	{name: "absent key behind a limited scan made", before: "k/2 k/4", first: "scan k/ k0 1; get k/3; hold", others: []string{"put k/3"}},

	{name: "write skew by keys", before: "a b", first: "get a; get b; hold; put a", others: []string{"get a; get b; put b"}},
	{name: "write skew by deletes", before: "a b", first: "get a; get b; hold; del a", others: []string{"get a; get b; del b"}},
	{name: "write skew by absent keys", first: "get a; get b; hold; put a", others: []string{"get a; get b; put b"}},
	{name: "write skew by scans", first: "scan k/ k0 9; hold; put k/1", others: []string{"scan k/ k0 9; put k/2"}},
	{name: "write skew by a scan and deletes", before: "k/1 k/2", first: "scan k/ k0 9; hold; del k/1", others: []string{"scan k/ k0 9; del k/2"}},
	{name: "write skew by a key and a scan", before: "a", first: "get a; hold; put k/1", others: []string{"scan k/ k0 9; put a"}},
	{name: "lost update", before: "a", first: "get a; hold; put a", others: []string{"get a; put a"}},

	{name: "own key in the range, made before", first: "put k/3; scan k/ k0 9; hold", others: []string{"put k/2"}},
	{name: "own key in the range, another deleted", before: "k/1", first: "put k/3; scan k/ k0 9; hold", others: []string{"del k/1"}},
	{name: "own key over another's, another made", before: "k/3", first: "put k/3; scan k/ k0 9; hold", others: []string{"put k/2"}},
	{name: "own key over another's, that one deleted", before: "k/3", first: "put k/3; scan k/ k0 9; hold", others: []string{"del k/3"}},
	{name: "own key reaches the limit, made before", before: "k/5", first: "put k/3; scan k/ k0 1; hold", others: []string{"put k/1"}},
	{name: "own key reaches the limit, made behind", before: "k/5", first: "put k/3; scan k/ k0 1; hold", others: []string{"put k/4"}},
	{name: "own key before the limit, made between", before: "k/5 k/7", first: "put k/3; scan k/ k0 2; hold", others: []string{"put k/4"}},
	{name: "own delete in the range, the next deleted", before: "k/1 k/2 k/3", first: "del k/1; scan k/ k0 1; hold", others: []string{"del k/2"}},
	{name: "own delete in the range, made between", before: "k/1 k/3", first: "del k/1; scan k/ k0 1; hold", others: []string{"put k/2"}},
	{name: "own delete in the range, made behind", before: "k/1 k/3", first: "del k/1; scan k/ k0 9; hold", others: []string{"put k/4"}},
	{name: "own delete of an absent key, made beside", first: "del k/1; scan k/ k0 9; hold", others: []string{"put k/2"}},
	{name: "all own deletes, one changed", before: "k/1 k/2", first: "scan k/ k0 9; del k/1; del k/2; hold; scan k/ k0 9", others: []string{"put k/2"}},
	{name: "read, then written, changed", before: "a", first: "get a; put a; hold", others: []string{"put a"}},
	{name: "scanned, then written, deleted", before: "k/1", first: "scan k/ k0 9; put k/1; hold", others: []string{"del k/1"}},
	{name: "scanned, then deleted, changed", before: "k/1", first: "scan k/ k0 9; del k/1; hold", others: []string{"put k/1"}},

	{name: "read on both sides", before: "a b", first: "get a; hold; get b", others: []string{"put a; put b"}},
	{name: "key before, range behind", before: "a k/1", first: "get a; hold; scan k/ k0 9", others: []string{"put a; put k/2"}},
	{name: "range before, key behind", before: "k/1", first: "scan k/ k0 9; hold; get a", others: []string{"del k/1; put a"}},
	{name: "the same range on both sides", before: "k/1", first: "scan k/ k0 9; hold; scan k/ k0 9", others: []string{"put k/2", "del k/1"}},
	{name: "nothing read before", before: "a", first: "put b; hold; get a", others: []string{"put a; del b"}},
	{name: "written blindly by both", first: "put a; hold; put b", others: []string{"put b; put a"}},
	{name: "many others", before: "a", first: "get a; hold; put b", others: []string{"put a", "get b; put a", "del a", "put a; put b"}},

	{name: "view of keys", view: true, before: "a b", first: "get a; hold; get b; get a", others: []string{"put a; put b"}},
	{name: "view of a range", view: true, before: "k/1 k/2", first: "scan k/ k0 9; hold; scan k/ k0 9; get k/2", others: []string{"put k/3", "del k/2"}},
	{name: "view of absent keys", view: true, first: "get a; hold; get b; scan k/ k0 9", others: []string{"put a; put b; put k/1"}},
}
