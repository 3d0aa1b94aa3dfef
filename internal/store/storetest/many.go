package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"spotter/internal/store"
)

// testManyKeys fills and empties the store by pages, so that whatever it is cut into splits and goes
// away again, and compares ranges with a plain map.
func testManyKeys(t *testing.T, s store.Store) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	model := map[string]string{}
	for round := range 40 {
		deletes := round/10%2 == 1 // ten rounds of growing, ten of shrinking
		changes := map[string]string{}
		for range min(s.Touch()/2, 400) {
			changes[fmt.Sprintf("k/%04d", random.IntN(2000))] = strconv.Itoa(round)
		}
		update(t, s, func(tx store.Tx) error { return change(tx, changes, deletes) })
		for key, value := range changes {
			if deletes {
				delete(model, key)
			} else {
				model[key] = value
			}
		}
		sorted := slices.Sorted(maps.Keys(model))
		compare(t, s, model, sorted, "", "", len(sorted)+1)
		for range 5 {
			from, to := fmt.Sprintf("k/%04d", random.IntN(2000)), fmt.Sprintf("k/%04d", random.IntN(2000))
			compare(t, s, model, sorted, from, to, random.IntN(600))
		}
	}
}

func change(tx store.Tx, changes map[string]string, deletes bool) error {
	for key, value := range changes {
		var err error
		if deletes {
			err = tx.Delete(key)
		} else {
			err = tx.Put(key, []byte(value))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// compare checks one range, and that each of its keys can be got.
func compare(t *testing.T, s store.Store, model map[string]string, sorted []string, from, to string, limit int) {
	t.Helper()
	var want []string
	for _, key := range sorted {
		if key >= from && (to == "" || key < to) && len(want) < limit {
			want = append(want, key+"="+model[key])
		}
	}
	view(t, s, func(r store.Reader) error {
		pairs, err := r.Scan(from, to, limit)
		if err != nil {
			return err
		}
		var got []string
		for _, p := range pairs {
			got = append(got, p.Key+"="+string(p.Value))
			if value, err := r.Get(p.Key); err != nil || string(value) != string(p.Value) {
				t.Errorf("Get(%q) = %q, %v, want %q", p.Key, value, err, p.Value)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("Scan(%q, %q, %d) = %d pairs, want %d", from, to, limit, len(got), len(want))
		}
		return nil
	})
}
