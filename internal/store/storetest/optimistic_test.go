package storetest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"sync"

	"spotter/internal/store"
)

// An optimistic engine keeps all versions in memory, reads at the revision it began with, and checks at the commit that
// what was read is as it was, as etcdstore does. A fault leaves out one of the checks; none leaves the engine sound.
type optimistic struct {
	fault fault

	mu       sync.Mutex
	versions map[string][]version // in the order of revisions
	revision int
	running  sync.WaitGroup
	closed   bool
}

type version struct {
	revision int
	number   int // of the versions since the key was made
	value    []byte
	deleted  bool
}

// A fault is what an engine does wrong.
type fault string

const (
	sound          fault = ""
	noChanges      fault = "ignores that a key that was got has changed"
	noAbsent       fault = "ignores that a key that was absent has been made"
	noInserts      fault = "ignores what was made in a scanned range"
	noScanDeletes  fault = "ignores that a scanned key was deleted"
	noScanChanges  fault = "ignores that a scanned key was changed"
	onlyBetween    fault = "looks only between the first and the last scanned key"
	notBehind      fault = "looks only to the last scanned key, limit or not"
	notFirst       fault = "forgets the first scanned key"
	notLast        fault = "forgets the last scanned key"
	lastScan       fault = "remembers its last scan only"
	byNumber       fault = "compares numbers of versions, which begin anew when a key is made again"
	byPresence     fault = "compares only whether a key is there"
	onlyWritten    fault = "checks only the keys that it writes: write skew"
	ownHides       fault = "takes a range in which it wrote for its own"
	ownDeleteHides fault = "forgets a scanned key that it deleted before"
	ownKeyHides    fault = "forgets what it got once it has written it"
	latestReads    fault = "reads what is there now, not what was there when it began"
	latestViews    fault = "lets a view read what is there now"
	halves         fault = "commits in two halves"
	neverChecks    fault = "commits whatever was read"
	countsKeys     fault = "compares how many keys a range has"
	staleViews     fault = "lets views read what was there a write ago"
	blindScans     fault = "does not see its own writes in scans"
)

var faults = []fault{
	noChanges, noAbsent, noInserts, noScanDeletes, noScanChanges, onlyBetween, notBehind, notFirst, notLast, lastScan, byNumber,
	byPresence, onlyWritten, ownHides, ownDeleteHides, ownKeyHides, latestReads, latestViews, halves, neverChecks, countsKeys,
	staleViews, blindScans,
}

func newOptimistic(f fault) *optimistic {
	return &optimistic{fault: f, versions: map[string][]version{}}
}

func (o *optimistic) begin(ctx context.Context) (*optimisticTx, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil, store.ErrClosed
	}
	o.running.Add(1)
	return &optimisticTx{o: o, at: o.revision, got: map[string]version{}, writes: map[string][]byte{}}, ctx.Err()
}

func (o *optimistic) View(ctx context.Context, fn func(store.Reader) error) error {
	tx, err := o.begin(ctx)
	if tx == nil {
		return err
	}
	defer o.running.Done()
	if err != nil {
		return err
	}
	switch o.fault {
	case latestViews:
		tx.latest = true
	case staleViews:
		tx.at = max(0, tx.at-1)
	}
	return fn(tx)
}

func (o *optimistic) Update(ctx context.Context, fn func(store.Tx) error) error {
	for {
		tx, err := o.begin(ctx)
		if tx == nil {
			return err
		}
		tx.latest = o.fault == latestReads
		done, err := tx.run(ctx, fn, err)
		if done {
			return err
		}
	}
}

func (t *optimisticTx) run(ctx context.Context, fn func(store.Tx) error, err error) (done bool, _ error) {
	defer t.o.running.Done()
	if err != nil {
		return true, err
	}
	if err := fn(t); err != nil {
		return true, err
	}
	if err := ctx.Err(); err != nil {
		return true, err
	}
	return t.commit(), nil
}

func (o *optimistic) Touch() int { return 100 }

func (o *optimistic) Close() error {
	o.mu.Lock()
	closed := o.closed
	o.closed = true
	o.mu.Unlock()
	if closed {
		return store.ErrClosed
	}
	o.running.Wait()
	return nil
}

// newest returns the newest version of key that is not newer than at.
func (o *optimistic) newest(key string, at int) version {
	for _, v := range slices.Backward(o.versions[key]) {
		if v.revision <= at {
			return v
		}
	}
	return version{deleted: true}
}

// A scanned range is what one scan observed.
type scanned struct {
	from, to string
	keys     []string
	versions []version
}

func (r scanned) has(key string) bool { return key >= r.from && (r.to == "" || key < r.to) }

type optimisticTx struct {
	o      *optimistic
	at     int
	latest bool
	got    map[string]version
	ranges []scanned
	writes map[string][]byte // nil is a delete
}

func (t *optimisticTx) now() int {
	if t.latest {
		return t.o.revision
	}
	return t.at
}

func (t *optimisticTx) Get(key string) ([]byte, error) {
	if err := store.Check(key, nil); err != nil {
		return nil, err
	}
	if value, ok := t.writes[key]; ok {
		return bytes.Clone(value), nil
	}
	t.o.mu.Lock()
	defer t.o.mu.Unlock()
	v := t.o.newest(key, t.now())
	t.got[key] = v
	return bytes.Clone(v.value), nil
}

// Scan observes all keys that decided what it returns, those that its own deletes hide among them.
func (t *optimisticTx) Scan(from, to string, limit int) (pairs []store.Pair, _ error) {
	t.o.mu.Lock()
	defer t.o.mu.Unlock()
	if limit <= 0 {
		return nil, nil
	}
	all := slices.Collect(maps.Keys(t.o.versions))
	for key := range t.writes {
		if _, there := t.o.versions[key]; !there {
			all = append(all, key)
		}
	}
	slices.Sort(all)
	r := scanned{from: from, to: to}
	for _, key := range all {
		if !r.has(key) {
			continue
		}
		value, own := t.writes[key]
		if v := t.o.newest(key, t.now()); !v.deleted {
			r.keys, r.versions = append(r.keys, key), append(r.versions, v)
			if !own || t.o.fault == blindScans {
				value = v.value
			}
		}
		if value == nil {
			continue
		}
		pairs = append(pairs, store.Pair{Key: key, Value: bytes.Clone(value)})
		if len(pairs) == limit {
			r.to = key + "\x00"
			break
		}
	}
	t.observe(r)
	return pairs, nil
}

func (t *optimisticTx) observe(r scanned) {
	switch {
	case t.o.fault == lastScan:
		t.ranges = nil
	case t.o.fault == ownHides && slices.ContainsFunc(slices.Collect(maps.Keys(t.writes)), r.has):
		return
	}
	t.ranges = append(t.ranges, r)
}

func (t *optimisticTx) Put(key string, value []byte) error {
	if err := store.Check(key, value); err != nil {
		return err
	}
	t.writes[key] = append([]byte{}, value...)
	return nil
}

func (t *optimisticTx) Delete(key string) error {
	if err := store.Check(key, nil); err != nil {
		return err
	}
	t.writes[key] = nil
	return nil
}

// commit writes, unless what was read is no longer so, which it reports by false.
func (t *optimisticTx) commit() bool {
	t.o.mu.Lock()
	defer t.o.mu.Unlock()
	if len(t.writes) == 0 {
		return true
	}
	if t.o.fault != neverChecks && !(t.keysHold() && t.rangesHold()) {
		return false
	}
	t.o.revision++
	for i, key := range slices.Sorted(maps.Keys(t.writes)) {
		if t.o.fault == halves && i == (len(t.writes)+1)/2 {
			t.o.revision++
			t.o.mu.Unlock() // others see the first half
			for range 10 {
				runtime.Gosched()
			}
			t.o.mu.Lock()
		}
		t.write(key, t.writes[key])
	}
	return true
}

func (t *optimisticTx) write(key string, value []byte) {
	v := version{revision: t.o.revision, value: value, deleted: value == nil}
	if last := t.o.newest(key, t.o.revision); !last.deleted {
		v.number = last.number + 1
	}
	t.o.versions[key] = append(t.o.versions[key], v)
}

func (t *optimisticTx) keysHold() bool {
	for key, seen := range t.got {
		_, own := t.writes[key]
		switch {
		case t.o.fault == onlyWritten && !own, t.o.fault == ownKeyHides && own,
			t.o.fault == noChanges && !seen.deleted, t.o.fault == noAbsent && seen.deleted:
			continue
		}
		if !t.same(key, seen) {
			return false
		}
	}
	return true
}

// same reports whether key is as it was seen.
func (t *optimisticTx) same(key string, seen version) bool {
	now := t.o.newest(key, t.o.revision)
	switch {
	case now.deleted || seen.deleted:
		return now.deleted == seen.deleted
	case t.o.fault == byPresence:
		return true
	case t.o.fault == byNumber:
		return now.number == seen.number
	}
	return now.revision == seen.revision
}

func (t *optimisticTx) rangesHold() bool {
	for _, r := range t.ranges {
		if t.o.fault == onlyWritten {
			continue
		}
		if !t.scannedHold(r) || t.o.fault != noInserts && t.inserted(r) {
			return false
		}
	}
	return true
}

// scannedHold reports whether the keys that the scan found are as they were.
func (t *optimisticTx) scannedHold(r scanned) bool {
	for i, key := range r.keys {
		value, own := t.writes[key]
		now := t.o.newest(key, t.o.revision)
		switch {
		case t.o.fault == notFirst && i == 0, t.o.fault == notLast && i == len(r.keys)-1, t.o.fault == countsKeys,
			t.o.fault == ownDeleteHides && own && value == nil,
			t.o.fault == noScanDeletes && now.deleted, t.o.fault == noScanChanges && !now.deleted:
			continue
		}
		if !t.same(key, r.versions[i]) {
			return false
		}
	}
	return true
}

// inserted reports whether there are keys in the range that the scan did not find.
func (t *optimisticTx) inserted(r scanned) bool {
	if t.o.fault == notBehind && len(r.keys) > 0 {
		r.to = r.keys[len(r.keys)-1] + "\x00"
	}
	if t.o.fault == onlyBetween && len(r.keys) > 0 {
		r.from, r.to = r.keys[0], r.keys[len(r.keys)-1]+"\x00"
	}
	count, found := 0, false
	for key := range t.o.versions {
		if !r.has(key) || t.o.newest(key, t.o.revision).deleted {
			continue
		}
		count++
		found = found || !slices.Contains(r.keys, key)
	}
	if t.o.fault == countsKeys {
		return count != len(r.keys)
	}
	return found
}

var errNothing = errors.New("found nothing wrong")
