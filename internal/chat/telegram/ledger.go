package telegram

import (
	"context"
	"encoding/json"
	"log/slog"
	"math"
	"sync"
	"time"

	"spotter/internal/chat/telegram/botapi"
)

// A ledger knows which updates are being worked on and which are answered. An update is confirmed to
// Telegram only when all before it are answered or set aside (aside.go), so a crash loses none; what was
// answered is remembered until it is confirmed, so a redelivery repeats none.
type ledger struct {
	saving  sync.Mutex // held while a record is made and written, so that none overtakes another
	mu      sync.Mutex
	open    map[int64]json.RawMessage // fetched, not answered, not confirmed
	aside   map[int64]shelved         // fetched, not answered, set aside
	order   map[int][]int64           // which updates are under a number, in their order there
	left    map[int]int               // how many of the updates set aside under that number are not answered
	last    int64                     // the highest id of the latest batch, -1 before there is one
	done    *answered                 // of late, whether or not they are confirmed
	unsure  map[int64]finished        // answered, and may be delivered again
	changed chan struct{}             // has an item when an update was answered since it was last emptied
	dirty   chan struct{}             // has an item when an update was answered since keep last looked
}

// finished is an answered update: its print, under which number it was set aside, -1 for none, and since
// when it waits to be confirmed or remembered, zero once it is remembered.
type finished struct {
	print  uint64
	number int
	since  time.Time
	here   bool // answered in this run
}

func newLedger() *ledger {
	return &ledger{
		open: map[int64]json.RawMessage{}, aside: map[int64]shelved{}, order: map[int][]int64{}, left: map[int]int{}, last: -1,
		done: newAnswered(), unsure: map[int64]finished{},
		changed: make(chan struct{}, 1), dirty: make(chan struct{}, 1),
	}
}

// begin notes that an update was fetched, and tells whether it is new.
func (l *ledger) begin(id int64, raw json.RawMessage) bool {
	if l.knows(id, raw) {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[id] = raw
	return true
}

// knows tells whether an update was fetched before. Until Telegram has heard that one is answered, its id is
// enough: a server may write it in another way each time.
func (l *ledger) knows(id int64, raw json.RawMessage) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, open := l.open[id]
	_, aside := l.aside[id]
	return open || aside || l.unsure[id].here || l.done.has(id, raw)
}

// fetched notes the highest id of a batch. It may be lower than the last one: after a week of
// silence Telegram numbers updates anew, and none of the old ones comes again.
func (l *ledger) fetched(highest int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if highest < l.last {
		l.forget(math.MaxInt64)
	}
	l.last = highest
}

// confirmed notes that Telegram will send nothing again that comes before an offset.
func (l *ledger) confirmed(offset int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(offset)
}

// forget drops answered updates before an id, unless a key still holds them. mu is held.
func (l *ledger) forget(before int64) {
	for id, f := range l.unsure {
		if id < before && f.number < 0 {
			delete(l.unsure, id)
		}
	}
}

// finish notes that an update is answered.
func (l *ledger) finish(id int64) {
	l.mu.Lock()
	f := finished{number: -1, since: time.Now(), here: true}
	if raw, ok := l.open[id]; ok {
		f.print = printOf(raw)
		delete(l.open, id)
	}
	if a, ok := l.aside[id]; ok {
		f.print, f.number = printOf(a.raw), a.number
		delete(l.aside, id)
		l.left[a.number]--
	}
	l.done.add(id, f.print)
	l.unsure[id] = f
	l.mu.Unlock()
	signal(l.changed)
	signal(l.dirty)
}

// offset returns the id of the first update to ask for, 0 for the earliest that Telegram has.
func (l *ledger) offset() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last < 0 {
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

// span returns how many updates lie between the first that is not confirmed and the last fetched, both
// included: so many would come again.
func (l *ledger) span() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	var span int64
	for id := range l.open {
		span = max(span, l.last-id+1)
	}
	return span
}

// settled waits until Telegram would send at most so many updates again, or patience is over, or, if any
// will do, one was answered. It returns ctx's error if that ends first.
func (l *ledger) settled(ctx context.Context, again int64, patience time.Duration, any bool) error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for l.span() > again {
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

// unconfirmedFor is how long an answered update may wait for the poll that confirms it. Most are confirmed
// sooner; the others are remembered.
const unconfirmedFor = 3 * time.Millisecond

// keep remembers the ledger when answered updates are not soon confirmed, until ctx is done, and once more
// then. Many within a few milliseconds become one write.
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
		for rest := unconfirmedFor; l.waits(0) && botapi.Pause(ctx, rest) == nil; {
			rest = unconfirmedFor
			if !l.waits(unconfirmedFor) {
				continue
			}
			if err := remember(ctx, l); err != nil && ctx.Err() == nil {
				log.Error("answered updates not remembered", "err", err)
				rest = time.Second
			}
		}
	}
}

// waits tells whether an answered update waits to be confirmed or remembered for so long already.
func (l *ledger) waits(long time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.unsure {
		if !f.since.IsZero() && time.Since(f.since) >= long {
			return true
		}
	}
	return false
}

// signal puts an item into c unless there is one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
