package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"time"
)

// A record is what of a ledger survives a restart. Fields may be added, never renamed.
type record struct {
	Version int        `json:"v"`
	Done    []doneMark `json:"done,omitempty"`  // answered, and may be delivered again
	Asides  []int      `json:"aside,omitempty"` // the numbers of the keys that hold updates set aside

	Gone map[int][]byte `json:"gone,omitempty"` // which of a key's updates are answered, as ledger.gone returns it
}

// A doneMark is an update's id and its print. The id alone would not do: after a week of silence Telegram draws
// ids by lot, and a server that stands in for it may begin anew.
type doneMark struct {
	ID    int64  `json:"id"`
	Print uint64 `json:"print"`
}

// record returns what to remember, the numbers under which nothing is left, and of which answered updates it tells.
func (l *ledger) record() (r record, empty []int, told []int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.Version, r.Gone = 1, map[int][]byte{}
	for n, left := range l.left {
		if left > 0 {
			r.Asides = append(r.Asides, n)
			r.Gone[n] = l.gone(n)
		} else {
			empty = append(empty, n)
		}
	}
	slices.Sort(r.Asides)
	for id, f := range l.unsure {
		told = append(told, id)
		if f.number < 0 {
			r.Done = append(r.Done, doneMark{id, f.print})
		}
	}
	return r, empty, told
}

// restore takes up a record.
func (l *ledger) restore(r record) {
	for _, d := range r.Done {
		l.done.add(d.ID, d.Print)
		l.unsure[d.ID] = finished{print: d.Print, number: -1}
	}
}

// remembered notes that a record is written which tells of these answered updates.
func (l *ledger) remembered(told []int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range told {
		if f, ok := l.unsure[id]; ok {
			f.since = time.Time{}
			l.unsure[id] = f
		}
	}
}

// free makes numbers available again, and forgets what was set aside under them.
func (l *ledger) free(numbers []int) {
	l.mu.Lock()
	for _, n := range numbers {
		delete(l.left, n)
		delete(l.order, n)
	}
	for id, f := range l.unsure {
		if slices.Contains(numbers, f.number) {
			delete(l.unsure, id)
		}
	}
	l.mu.Unlock()
	signal(l.changed)
}

// remember writes the ledger's record, then removes what was set aside and is answered by now.
func (a *Adapter) remember(ctx context.Context, l *ledger) error {
	l.saving.Lock()
	defer l.saving.Unlock()
	r, empty, told := l.record()
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := a.memory.Save(ctx, a.key("updates"), b); err != nil {
		return fmt.Errorf("remember which updates are answered: %w", err)
	}
	l.remembered(told)
	for _, n := range empty {
		if err := a.memory.Save(ctx, a.asideKey(n), nil); err != nil {
			return fmt.Errorf("remove updates set aside: %w", err)
		}
	}
	if len(empty) > 0 {
		l.free(empty)
	}
	return nil
}

// answered is the set of the latest updates that were answered.
type answered struct {
	prints map[int64]uint64
	order  []int64
}

// mostAnswered is how many updates are known to be answered: many times what Telegram sends again.
const mostAnswered = 4096

func newAnswered() *answered { return &answered{prints: map[int64]uint64{}} }

func (a *answered) add(id int64, print uint64) {
	if _, known := a.prints[id]; !known {
		a.order = append(a.order, id)
	}
	a.prints[id] = print
	if len(a.order) > mostAnswered {
		delete(a.prints, a.order[0])
		a.order = a.order[1:]
	}
}

func (a *answered) has(id int64, raw []byte) bool {
	print, known := a.prints[id]
	return known && print == printOf(raw)
}

// printOf returns a number that differs between updates.
func printOf(raw []byte) uint64 {
	h := fnv.New64a()
	h.Write(raw)
	return h.Sum64()
}
