package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"spotter/internal/store"
)

// testModel runs random transactions from several goroutines. Each writer counts itself under the key
// "turn", which numbers the transactions in the order in which they took effect; in that order, every
// one of them must have read what a plain map says, and every view what the map said at the view's turn.
func testModel(t *testing.T, s store.Store) {
	const people, times = 4, 60
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	var mu sync.Mutex
	var history []transaction
	together(people, func(i int) {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		for range times {
			done, err := randomTransaction(s, random)
			if err != nil {
				t.Errorf("transaction: %v", err)
				return
			}
			mu.Lock()
			history = append(history, done)
			mu.Unlock()
		}
	})
	replay(t, history)
}

// A transaction is what one did and what it saw.
type transaction struct {
	turn  int
	write bool
	steps []step
}

// A step is one call: "get", "scan", "put" or "delete", with what it returned or wrote.
type step struct {
	op, key, to string
	limit       int
	value       string
}

var errUndo = errors.New("undo")

// randomTransaction runs one; one in five writers gives up at the end and leaves nothing but what it read.
func randomTransaction(s store.Store, random *rand.Rand) (done transaction, err error) {
	seed := random.Uint64()
	if random.IntN(3) == 0 {
		err = s.View(context.Background(), func(r store.Reader) error {
			done = transaction{}
			if err := readTurn(r, &done); err != nil {
				return err
			}
			return randomSteps(r, nil, rand.New(rand.NewPCG(seed, 0)), &done)
		})
		return done, err
	}
	undo := random.IntN(5) == 0
	err = s.Update(context.Background(), func(tx store.Tx) error {
		done = transaction{write: !undo}
		if err := readTurn(tx, &done); err != nil {
			return err
		}
		if err := randomSteps(tx, tx, rand.New(rand.NewPCG(seed, 0)), &done); err != nil {
			return err
		}
		if undo {
			return errUndo
		}
		return add(tx, "turn", 1)
	})
	if errors.Is(err, errUndo) {
		err = nil
	}
	return done, err
}

func readTurn(r store.Reader, done *transaction) error {
	value, err := r.Get("turn")
	done.turn, _ = strconv.Atoi(string(value)) // 0 if absent
	return err
}

// randomSteps reads, and writes if tx is not nil, and notes what it did.
func randomSteps(r store.Reader, tx store.Tx, random *rand.Rand, done *transaction) error {
	key := func() string { return fmt.Sprintf("k/%02d", random.IntN(40)) }
	for range 1 + random.IntN(12) {
		did, err := step{key: key()}, error(nil)
		switch n := random.IntN(6); {
		case n == 0 || tx == nil && n < 4:
			var value []byte
			value, err = r.Get(did.key)
			did.op, did.value = "get", show(value)
		case n == 1 || tx == nil:
			var pairs []store.Pair
			did.op, did.to, did.limit = "scan", key(), random.IntN(10)
			pairs, err = r.Scan(did.key, did.to, did.limit)
			did.value = showAll(pairs)
		case n == 2:
			did.op = "delete"
			err = tx.Delete(did.key)
		default:
			did.op, did.value = "put", strings.Repeat("v", random.IntN(300))
			err = tx.Put(did.key, []byte(did.value))
		}
		if err != nil {
			return fmt.Errorf("%s %s: %w", did.op, did.key, err)
		}
		done.steps = append(done.steps, did)
	}
	return nil
}

func show(value []byte) string {
	if value == nil {
		return "none"
	}
	return "=" + string(value)
}

func showAll(pairs []store.Pair) string {
	var b strings.Builder
	for _, p := range pairs {
		fmt.Fprintf(&b, "%s=%s;", p.Key, p.Value)
	}
	return b.String()
}

// replay checks the history against a plain map. What only read at a turn comes before what wrote at it.
func replay(t *testing.T, history []transaction) {
	slices.SortStableFunc(history, func(a, b transaction) int {
		if a.turn != b.turn {
			return a.turn - b.turn
		}
		return btoi(a.write) - btoi(b.write)
	})
	model := map[string]string{}
	turn := 0
	for _, tx := range history {
		if tx.turn != turn {
			t.Fatalf("a transaction read turn %d, want %d: two took effect at one", tx.turn, turn)
		}
		after := maps.Clone(model)
		for _, did := range tx.steps {
			if want := did.on(after); want != did.value {
				t.Fatalf("turn %d: %s %q %q limit %d = %.80q, want %.80q", turn, did.op, did.key, did.to, did.limit, did.value, want)
			}
		}
		if tx.write {
			model = after
			turn++
		}
	}
}

// on does the step to the model and returns what it should have returned.
func (s step) on(model map[string]string) string {
	switch s.op {
	case "put":
		model[s.key] = s.value
	case "delete":
		delete(model, s.key)
	case "get":
		if value, ok := model[s.key]; ok {
			return show([]byte(value))
		}
		return show(nil)
	case "scan":
		var pairs []store.Pair
		for _, key := range slices.Sorted(maps.Keys(model)) {
			if key >= s.key && key < s.to && len(pairs) < s.limit {
				pairs = append(pairs, store.Pair{Key: key, Value: []byte(model[key])})
			}
		}
		return showAll(pairs)
	}
	return s.value
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
