package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"spotter/internal/store"
)

// testModel runs random transactions from several goroutines and asks for an order of them, true to when each began and
// ended, in which every one has read what a plain map says. They have no key in common by which an engine could find that
// order: it follows from what they read.
func testModel(t *testing.T, s store.Store) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	if err := checkModel(s, seed); err != nil {
		t.Error(err)
	}
}

const (
	modelPeople = 4
	modelTimes  = 60
	modelKeys   = 12
)

func checkModel(s store.Store, seed uint64) error {
	r := recorder{start: time.Now(), meet: make(chan struct{})}
	together(modelPeople, func(i int) {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		for n := range modelTimes {
			r.record(s, i, randomTransaction(random, fmt.Sprint(i, ".", n, ".")))
		}
	})
	if err := errors.Join(r.errs...); err != nil {
		return err
	}
	return linear(r.history)
}

// History runs random transactions on stores that are one to the world, two at once on each, as long as it is told to, and tests
// that there is an order in which they can have taken effect. Of an Update that returned store.ErrUnavailable it is not known
// whether it has, and will not be before the end.
func History(t *testing.T, stores []store.Store, more func() bool) {
	r := recorder{start: time.Now(), meet: make(chan struct{})}
	together(2*len(stores), func(i int) {
		random := rand.New(rand.NewPCG(rand.Uint64(), 0))
		for n := 0; more(); n++ {
			r.record(stores[i/2], i, randomTransaction(random, fmt.Sprint(i, ".", n, ".")))
			<-time.After(rand.N(20 * time.Millisecond))
		}
	})
	open := 0
	for i, op := range r.history {
		if op.Output == nil {
			r.history[i].Return = time.Since(r.start).Nanoseconds()
			open++
		}
	}
	t.Logf("%d transactions, of %d of them it is not known what they did", len(r.history), open)
	for _, err := range r.errs {
		if err != nil {
			t.Errorf("transaction: %v", err)
		}
	}
	if err := linear(r.history); err != nil {
		t.Error(err)
	}
}

// A recorder notes what transactions did, and when.
type recorder struct {
	start time.Time
	meet  chan struct{}

	mu      sync.Mutex
	history []porcupine.Operation
	errs    []error
}

// record runs a transaction for a client. One that only read, and had no answer, is left out.
func (r *recorder) record(s store.Store, client int, tx transaction) {
	op := porcupine.Operation{ClientId: client, Input: tx, Call: time.Since(r.start).Nanoseconds()}
	reads, err := tx.run(s, r.meet)
	op.Return = time.Since(r.start).Nanoseconds()
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		op.Output = reads
	case !errors.Is(err, store.ErrUnavailable):
		r.errs = append(r.errs, err)
		return
	case tx.kind != commits:
		return
	}
	r.history = append(r.history, op)
}

// linear returns an error unless the history of transactions has an order that explains it.
func linear(history []porcupine.Operation) error {
	switch porcupine.CheckOperationsTimeout(plainMap, history, time.Minute) {
	case porcupine.Illegal:
		return errors.New("no order of the transactions explains what they read")
	case porcupine.Unknown:
		return errors.New("no order of the transactions was found in time")
	}
	return nil
}

// plainMap is what a store must be like: a map on which whole transactions take effect one after the other.
var plainMap = (&porcupine.NondeterministicModel{
	Init: func() []any { return []any{map[string]string{}} },
	Step: func(state, input, output any) []any {
		tx, after := input.(transaction), maps.Clone(state.(map[string]string))
		reads, known := output.([]string)
		for i, s := range tx.steps {
			if read := s.on(after); known && read != reads[i] {
				return nil
			}
		}
		switch {
		case tx.kind != commits:
			return []any{state}
		case !known:
			return []any{state, after}
		}
		return []any{after}
	},
	Equal: func(a, b any) bool { return maps.Equal(a.(map[string]string), b.(map[string]string)) },
}).ToModel()

// A transaction is what one does.
type transaction struct {
	kind  kind
	steps []step
	pause int // the step before which it looks for another that is under way
}

type kind int

const (
	views kind = iota
	undoes
	commits
)

var errUndo = errors.New("undo")

// randomTransaction returns a view, or an Update of which one in five gives up at its end. Each value is written but once.
func randomTransaction(random *rand.Rand, name string) transaction {
	tx := transaction{kind: commits}
	switch n := random.IntN(15); {
	case n < 4:
		tx.kind = views
	case n < 6:
		tx.kind = undoes
	}
	for n := range 1 + random.IntN(8) {
		tx.steps = append(tx.steps, randomStep(random, tx.kind == views, name+strconv.Itoa(n)))
	}
	tx.pause = random.IntN(len(tx.steps) + 1)
	return tx
}

func randomStep(random *rand.Rand, reads bool, value string) step {
	key := func() string { return fmt.Sprintf("k/%02d", random.IntN(modelKeys)) }
	switch n := random.IntN(8); {
	case n < 3:
		return step{op: "get", key: key()}
	case n < 5 || reads:
		from, to := key(), key()
		if from > to && random.IntN(8) > 0 {
			from, to = to, from
		}
		return step{op: "scan", key: from, to: to, limit: []int{0, 1, 2, 3, 5, 20}[random.IntN(6)]}
	case n == 5:
		return step{op: "del", key: key()}
	}
	return step{op: "put", key: key(), value: value + strings.Repeat("v", random.IntN(300))}
}

// run does the transaction and returns what each step read.
func (tx transaction) run(s store.Store, meet chan struct{}) (reads []string, err error) {
	ctx := context.Background()
	if tx.kind == views {
		err = s.View(ctx, func(r store.Reader) (err error) {
			reads, err = tx.play(r, nil, meet)
			return err
		})
		return reads, err
	}
	err = s.Update(ctx, func(t store.Tx) (err error) {
		reads, err = tx.play(t, t, meet)
		if err == nil && tx.kind == undoes {
			err = errUndo
		}
		return err
	})
	if errors.Is(err, errUndo) {
		err = nil
	}
	return reads, err
}

func (tx transaction) play(r store.Reader, t store.Tx, meet chan struct{}) (reads []string, err error) {
	for i, s := range tx.steps {
		if i == tx.pause {
			pause(meet)
		}
		read, err := s.do(r, t)
		if err != nil {
			return nil, fmt.Errorf("%v: %w", s, err)
		}
		reads = append(reads, read)
	}
	if tx.pause == len(tx.steps) {
		pause(meet)
	}
	return reads, nil
}

// pause lets two transactions that are under way, if the engine allows two, go on side by side.
func pause(meet chan struct{}) {
	select {
	case meet <- struct{}{}:
	case <-meet:
	case <-time.After(300 * time.Microsecond):
	}
}
