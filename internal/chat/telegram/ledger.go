package telegram

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// A ledger knows which updates are being worked on and which are answered. An update is confirmed to
// Telegram only when all before it are answered or set aside (aside.go), so a crash loses none; what was
// answered is remembered, so a redelivery repeats none.
type ledger struct {
	saving  sync.Mutex // held while a record is made and written, so that none overtakes another
	mu      sync.Mutex
	open    map[int64]json.RawMessage // fetched, not answered, not confirmed
	aside   map[int64]int             // fetched, not answered, set aside under that number
	left    map[int]int               // how many of the updates under that number are not answered
	last    int64                     // the highest id of the latest batch
	done    ranges                    // answered of late
	changed chan struct{}             // has an item when an update was answered since it was last emptied
	dirty   chan struct{}             // has an item when there is something to remember
}

func newLedger() *ledger {
	return &ledger{
		open: map[int64]json.RawMessage{}, aside: map[int64]int{}, left: map[int]int{},
		changed: make(chan struct{}, 1), dirty: make(chan struct{}, 1),
	}
}

// A record is what survives a restart. Fields may be added, never renamed.
type record struct {
	Version int        `json:"v"`
	Done    [][2]int64 `json:"done"`            // first and last ids of stretches that are answered
	Asides  []int      `json:"aside,omitempty"` // the numbers of the keys that hold updates set aside
}

// begin notes that an update was fetched, and tells whether it is new.
func (l *ledger) begin(id int64, raw json.RawMessage) bool {
	if l.knows(id) {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[id] = raw
	return true
}

// knows tells whether an update was fetched before.
func (l *ledger) knows(id int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, open := l.open[id]
	_, aside := l.aside[id]
	return open || aside || l.done.has(id)
}

// fetched notes the highest id of a batch. It may be lower than the last one: after a week of
// silence Telegram numbers updates anew.
func (l *ledger) fetched(highest int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = highest
}

// finish notes that an update is answered.
func (l *ledger) finish(id int64) {
	l.mu.Lock()
	delete(l.open, id)
	if n, ok := l.aside[id]; ok {
		delete(l.aside, id)
		l.left[n]--
	}
	l.done.add(id)
	l.mu.Unlock()
	signal(l.changed)
	signal(l.dirty)
}

// offset returns the id of the first update to ask for, 0 for the earliest that Telegram has.
func (l *ledger) offset() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last == 0 {
		return 0
	}
	from := l.last + 1
	for id := range l.open {
		from = min(from, id)
	}
	return from
}

// unconfirmed returns how many updates Telegram would send again because they are being worked on.
func (l *ledger) unconfirmed() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.open)
}

// settled waits until no update is unconfirmed, or patience is over, or, if any will do, one was
// answered. It returns ctx's error if that ends first.
func (l *ledger) settled(ctx context.Context, patience time.Duration, any bool) error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for l.unconfirmed() > 0 {
		select {
		case <-l.changed:
			if any {
				return ctx.Err()
			}
		case <-timer.C:
			return ctx.Err()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

// record returns what to remember, and the numbers under which nothing is left.
func (l *ledger) record() (r record, empty []int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n, left := range l.left {
		if left > 0 {
			r.Asides = append(r.Asides, n)
		} else {
			empty = append(empty, n)
		}
	}
	slices.Sort(r.Asides)
	r.Version, r.Done = 1, slices.Clone(l.done)
	return r, empty
}

// free makes numbers available again.
func (l *ledger) free(numbers []int) {
	l.mu.Lock()
	for _, n := range numbers {
		delete(l.left, n)
	}
	l.mu.Unlock()
	signal(l.changed)
}

// keep remembers the ledger whenever it changed, until ctx is done, and once more then. Many changes
// within a few milliseconds become one write.
func (l *ledger) keep(ctx context.Context, remember func(context.Context, *ledger) error, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			if err := remember(last, l); err != nil {
				log.Error("answered updates not remembered", "err", err)
			}
			return
		case <-l.dirty:
		}
		rest := shortly
		if err := remember(ctx, l); err != nil && ctx.Err() == nil {
			log.Error("answered updates not remembered", "err", err)
			signal(l.dirty)
			rest = time.Second
		}
		_ = pause(ctx, rest) // its error is seen above
	}
}

// remember writes the ledger's record, then removes what was set aside and is answered by now.
func (a *Adapter) remember(ctx context.Context, l *ledger) error {
	l.saving.Lock()
	defer l.saving.Unlock()
	r, empty := l.record()
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := a.memory.Save(ctx, a.key("updates"), b); err != nil {
		return err
	}
	for _, n := range empty {
		if err := a.memory.Save(ctx, a.asideKey(n), nil); err != nil {
			return err
		}
	}
	if len(empty) > 0 {
		l.free(empty)
	}
	return nil
}

// signal puts an item into c unless there is one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
