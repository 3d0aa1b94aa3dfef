// Package inbox keeps the updates that a bot has fetched and not answered, so that they can be confirmed to Telegram at
// once: it sends at most a hundred unconfirmed ones, and behind slow answers everyone else would have to wait.
//
// A batch is written in the order of ids, sealed, each update under its own id, and behind it what tells a delivery of the
// same batch from news; an update is removed when it is answered. So a crash, also in the midst of a write, loses none,
// repeats at most what was answered in the milliseconds before it, and a restart finds them in their order. What people
// wrote is on the disk for the moment of its answer, readable only with a key (keys.go) that is not in the store.
package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Store is where an inbox is kept. It is safe for concurrent use.
type Store interface {
	// Load returns the value of key, or nil if there is none.
	Load(ctx context.Context, key string) ([]byte, error)
	// Change sets values in their order, and removes those without data. When it returns nil, that survives a crash; if it
	// fails, or a crash ends it, some of the first may be changed, and none behind one that is not. Values are at most
	// 64 KiB, keys at most 200 bytes.
	Change(ctx context.Context, values []Value) error
	// Scan returns up to limit values of keys with from <= key < to, in the order of keys.
	Scan(ctx context.Context, from, to string, limit int) ([]Value, error)
}

// A Value is what a Store has under a key; nothing where Data is nil.
type Value struct {
	Key  string
	Data []byte
}

// A Letter is an update: its id, and its JSON.
type Letter struct {
	ID  int64
	Raw json.RawMessage
}

// maxRaw is the longest update that is kept, in bytes: a value holds 64 KiB, with the seal. Telegram's are shorter.
const maxRaw = 63 << 10

// An Inbox knows which updates are being worked on. It is safe for concurrent use.
type Inbox struct {
	store  Store
	keys   *Keys
	prefix string // of its keys in the store

	writing sync.Mutex // held while the store is changed, so that no write overtakes another

	mu        sync.Mutex
	open      map[int64]bool            // fetched and not answered: whether it is in the store
	raws      map[int64]json.RawMessage // of those that are not
	gone      map[int64]bool            // answered, and still in the store
	prints    map[int64]uint64          // of the latest batch, answered or not, until it is confirmed
	delivered map[int64]uint64          // prints of those before, as many as may come again all the same
	order     []int64                   // of delivered, the oldest first
	marked    bool                      // the store has the marks of the latest batch
	last      int64                     // the highest id of the latest batch, -1 before there is one
	dirty     chan struct{}             // has an item when something was answered since Sweep last looked
	changed   chan struct{}             // likewise, for Settle
}

// New returns an inbox whose keys in the store begin with prefix. Restore reads what an earlier run left.
func New(store Store, keys *Keys, prefix string) *Inbox {
	return &Inbox{
		store: store, keys: keys, prefix: prefix, last: -1,
		open: map[int64]bool{}, raws: map[int64]json.RawMessage{}, gone: map[int64]bool{},
		prints: map[int64]uint64{}, delivered: map[int64]uint64{}, dirty: make(chan struct{}, 1), changed: make(chan struct{}, 1),
	}
}

// Begin notes that an update was fetched, and reports whether it is new. Until Telegram has heard that it is
// confirmed, its id is enough to know it again; what an earlier run had must be the same to the letter, since after
// a week of silence Telegram draws ids by lot, and a server that stands in for it may begin anew.
func (b *Inbox) Begin(l Letter) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	print := printOf(l.Raw)
	earlier, same := b.delivered[l.ID]
	_, open := b.open[l.ID]
	_, batch := b.prints[l.ID]
	if open || batch || same && earlier == print {
		b.prints[l.ID] = print
		return false
	}
	b.open[l.ID], b.raws[l.ID], b.prints[l.ID], b.marked = false, l.Raw, print, false
	delete(b.gone, l.ID) // another of its number: it is written over
	return true
}

// Done notes that an update is answered.
func (b *Inbox) Done(id int64) {
	b.mu.Lock()
	if b.open[id] {
		b.gone[id] = true
	}
	delete(b.open, id)
	delete(b.raws, id)
	b.mu.Unlock()
	signal(b.dirty)
	signal(b.changed)
}

// signal puts an item into c unless there is one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Settle waits until the latest batch is answered, at most so long, and reports whether it is: then nothing is to be
// kept, and its marks have time until Sweep writes them.
func (b *Inbox) Settle(ctx context.Context, most time.Duration) bool {
	timer := time.NewTimer(most)
	defer timer.Stop()
	for b.unsettled() {
		select {
		case <-b.changed:
		case <-timer.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
	return true
}

func (b *Inbox) unsettled() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id := range b.prints {
		if b.raws[id] != nil {
			return true
		}
	}
	return false
}

// Open returns how many updates are not answered.
func (b *Inbox) Open() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.open)
}

// Fetched notes the highest id of a batch. It may be lower than that of the last one: after a week of silence Telegram
// numbers updates anew, and none of the old ones comes again.
func (b *Inbox) Fetched(highest int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last = highest
}

// Offset returns the id of the first update to ask for, 0 for the earliest that Telegram has: asking for it confirms all
// before it, so it is no higher than what is neither answered nor kept.
func (b *Inbox) Offset() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.last < 0 {
		return 0
	}
	from := b.last + 1
	for id := range b.prints {
		if b.raws[id] != nil {
			from = min(from, id)
		}
	}
	return from
}

// Confirmed notes that Telegram will send nothing again that comes before an offset.
func (b *Inbox) Confirmed(offset int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, print := range b.prints {
		if id < offset {
			delete(b.prints, id)
			b.remember(id, print)
		}
	}
}

// mostDelivered is how many updates are known after they are confirmed: many times what comes again.
const mostDelivered = 1024

// remember notes the print of an update that is confirmed, or that an earlier run had. mu is held.
func (b *Inbox) remember(id int64, print uint64) {
	if _, known := b.delivered[id]; !known {
		b.order = append(b.order, id)
	}
	b.delivered[id] = print
	if len(b.order) > mostDelivered {
		delete(b.delivered, b.order[0])
		b.order = b.order[1:]
	}
}

// Keep writes what is not answered, and then the marks of the batch, and removes what is answered by now.
func (b *Inbox) Keep(ctx context.Context) error {
	b.writing.Lock()
	defer b.writing.Unlock()
	values, kept, gone, err := b.changes()
	if err != nil {
		return err
	}
	if err := b.store.Change(ctx, values); err != nil {
		b.unmark()
		return fmt.Errorf("keep updates: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range gone {
		delete(b.gone, id)
	}
	for _, id := range kept {
		if _, open := b.open[id]; open {
			b.open[id] = true
			delete(b.raws, id)
		} else {
			b.gone[id] = true // answered meanwhile
		}
	}
	return nil
}

// unmark notes that the marks of the batch are not written.
func (b *Inbox) unmark() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.marked = false
}

// changes returns what Keep writes, of which updates, and which it removes. A mark stands behind its update, and only for
// what is kept or answered: a crash between the two would lose what it is for.
func (b *Inbox) changes() (values []Value, kept, gone []int64, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	m := marks{1, map[int64]uint64{}}
	for _, id := range slices.Sorted(maps.Keys(b.prints)) {
		raw := b.raws[id]
		if len(raw) > maxRaw {
			continue
		}
		m.Prints[id] = b.prints[id]
		if raw == nil {
			continue
		}
		sealed, err := b.keys.seal(b.key(id), raw)
		if err != nil {
			return nil, nil, nil, err
		}
		values, kept = append(values, Value{b.key(id), sealed}), append(kept, id)
	}
	written, err := json.Marshal(m)
	if err != nil {
		return nil, nil, nil, err
	}
	values = append(values, Value{b.prefix + "batch", written})
	for id := range b.gone {
		values, gone = append(values, Value{b.key(id), nil}), append(gone, id)
	}
	b.marked = true
	return values, kept, gone, nil
}

// marks are what tells a batch that comes again from news. Fields may be added, never renamed.
type marks struct {
	Version int              `json:"v"`
	Prints  map[int64]uint64 `json:"prints"`
}

// soon is how long an answered update may stay in the store, or go without a mark, for want of another write. Many
// within it become one, and most are confirmed by then.
const soon = 10 * time.Millisecond

// Sweep removes what is answered when nothing else has it written, and marks what is not confirmed soon, until ctx is
// done, and once more then. It reports what fails, and tries again.
func (b *Inbox) Sweep(ctx context.Context, report func(error)) {
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			if err := b.sweep(last); err != nil {
				report(err)
			}
			return
		case <-b.dirty:
		}
		rest(ctx, soon)
		for err := b.sweep(ctx); err != nil && ctx.Err() == nil; err = b.sweep(ctx) {
			report(err)
			rest(ctx, time.Second)
		}
	}
}

func (b *Inbox) sweep(ctx context.Context) error {
	b.mu.Lock()
	clean := len(b.gone) == 0 && (b.marked || len(b.prints) == 0)
	b.mu.Unlock()
	if clean {
		return nil
	}
	return b.Keep(ctx)
}

func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// Restore takes up what an earlier run left, and calls take with each update in the order of ids. What cannot be read
// is reported and removed.
func (b *Inbox) Restore(ctx context.Context, take func(Letter), report func(error)) error {
	if err := b.restoreMarks(ctx, report); err != nil {
		return err
	}
	from := b.prefix + "update/"
	for to := b.prefix + "update0"; ; { // "0" comes after "/"
		page, err := b.store.Scan(ctx, from, to, 500)
		if err != nil {
			return fmt.Errorf("read kept updates: %w", err)
		}
		for _, v := range page {
			if l, err := b.letter(v); err != nil {
				report(err)
				b.drop(v.Key)
			} else {
				take(l)
			}
		}
		if len(page) < 500 {
			return nil
		}
		from = page[len(page)-1].Key + "\x00"
	}
}

func (b *Inbox) restoreMarks(ctx context.Context, report func(error)) error {
	raw, err := b.store.Load(ctx, b.prefix+"batch")
	if err != nil || raw == nil {
		return err
	}
	var m marks
	if err := json.Unmarshal(raw, &m); err != nil {
		report(fmt.Errorf("marks of the last batch are unreadable, so one may be answered twice: %w", err))
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, print := range m.Prints {
		b.remember(id, print)
	}
	return nil
}

// letter returns what a value keeps, and notes that it is open.
func (b *Inbox) letter(v Value) (Letter, error) {
	id, err := b.idOf(v.Key)
	if err != nil {
		return Letter{}, err
	}
	raw, err := b.keys.open(v.Key, v.Data)
	if err != nil {
		return Letter{}, fmt.Errorf("open kept update %d: %w", id, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open[id] = true
	return Letter{id, raw}, nil
}

// drop has a key removed with the next write.
func (b *Inbox) drop(key string) {
	if id, err := b.idOf(key); err == nil {
		b.mu.Lock()
		b.gone[id] = true
		b.mu.Unlock()
	}
}

// ErrUnreadable says that a kept update cannot be read and never will be.
var ErrUnreadable = errors.New("unreadable")

// Read returns an update that is not answered, kept or not yet. Its error may be ErrUnreadable, wrapped.
func (b *Inbox) Read(ctx context.Context, id int64) (json.RawMessage, error) {
	b.mu.Lock()
	raw := b.raws[id]
	b.mu.Unlock()
	if raw != nil {
		return raw, nil
	}
	sealed, err := b.store.Load(ctx, b.key(id))
	if err != nil {
		return nil, fmt.Errorf("read kept update %d: %w", id, err)
	}
	if raw, err = b.keys.open(b.key(id), sealed); err != nil {
		return nil, fmt.Errorf("read kept update %d: %w: %w", id, ErrUnreadable, err)
	}
	return raw, nil
}

// key returns the key of an update. Keys are in the order of ids.
func (b *Inbox) key(id int64) string { return fmt.Sprintf("%supdate/%016x", b.prefix, id) }

func (b *Inbox) idOf(key string) (int64, error) {
	return strconv.ParseInt(strings.TrimPrefix(key, b.prefix+"update/"), 16, 64)
}

// printOf returns a number that differs between updates.
func printOf(raw []byte) uint64 {
	h := fnv.New64a()
	h.Write(raw)
	return h.Sum64()
}

// A Memory is a Store that forgets at the end of the process. The zero value is empty.
type Memory struct {
	mu     sync.Mutex
	values map[string][]byte
}

// Load implements Store.
func (m *Memory) Load(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[key], nil
}

// Change implements Store.
func (m *Memory) Change(_ context.Context, values []Value) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values == nil {
		m.values = map[string][]byte{}
	}
	for _, v := range values {
		if m.values[v.Key] = v.Data; v.Data == nil {
			delete(m.values, v.Key)
		}
	}
	return nil
}

// Scan implements Store.
func (m *Memory) Scan(_ context.Context, from, to string, limit int) ([]Value, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []Value
	for _, key := range slices.Sorted(maps.Keys(m.values)) {
		if key >= from && key < to && len(all) < limit {
			all = append(all, Value{key, m.values[key]})
		}
	}
	return all, nil
}
