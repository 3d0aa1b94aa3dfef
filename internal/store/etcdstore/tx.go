//go:build etcd

package etcdstore

import (
	"context"
	"maps"
	"slices"
	"strings"

	clientv3 "go.etcd.io/etcd/client/v3"

	"spotter/internal/store"
)

// A tx is one run of a transaction, or a view.
//
// All reads are at one revision. The commit compares each key that was got with its revision then (0 if it was absent), and for
// each scan two things: that no key in the range it observed is newer, which finds what was made and what was changed, and that
// each key it found has its revision still, which finds what was deleted. A scan observes the range up to its last pair if that
// reached the limit, or else the whole of it: comparing more would conflict with writes that it did not see, and make etcd read
// them.
type tx struct {
	ctx    context.Context
	store  *Store
	wait   wait
	at     int64             // the revision at which it reads; 0 before the first read
	known  map[string]seen   // what stands there at that revision
	used   map[string]bool   // of the known: what fn was told, or what decided that
	ranges []span            // what scans observed
	writes map[string][]byte // nil for a delete
	failed error             // the first read that failed: nothing may be committed, whatever fn makes of it
}

// A seen key is what it was. An absent one has revision 0.
type seen struct {
	value    []byte
	revision int64
}

// A span is the keys from <= key < to, in etcd.
type span struct{ from, to string }

func newTx(ctx context.Context, s *Store) *tx {
	return &tx{ctx: ctx, store: s, wait: wait{patience}, known: map[string]seen{}, used: map[string]bool{}, writes: map[string][]byte{}}
}

func (t *tx) Get(key string) ([]byte, error) {
	if err := store.Check(key, nil); err != nil {
		return nil, err
	}
	if value, own := t.writes[key]; own {
		return clone(value), nil
	}
	if _, ok := t.known[key]; !ok {
		if err := t.read([]clientv3.Op{clientv3.OpGet(t.store.space.data + key)}, []string{key}); err != nil {
			return nil, err
		}
	}
	t.used[key] = true
	return clone(t.known[key].value), nil
}

// Ahead implements store.Ahead: what is not known of the keys is read in one request.
func (t *tx) Ahead(keys []string) error {
	var ops []clientv3.Op
	var asked []string
	for _, key := range keys {
		if err := store.Check(key, nil); err != nil {
			return err
		}
		if _, ok := t.known[key]; !ok && len(ops) < touch {
			ops, asked = append(ops, clientv3.OpGet(t.store.space.data+key)), append(asked, key)
		}
	}
	if len(ops) == 0 {
		return nil
	}
	return t.read(ops, asked)
}

// read gets keys in one request and keeps what they are as known.
func (t *tx) read(ops []clientv3.Op, keys []string) error {
	var got *clientv3.TxnResponse
	err := t.ask(func(ctx context.Context) (err error) {
		got, err = t.store.client.Txn(ctx).Then(t.atRevision(ops)...).Commit()
		return err
	})
	if err != nil {
		return err
	}
	t.began(got.Header.Revision)
	for i, key := range keys {
		t.know(key, (*clientv3.GetResponse)(got.Responses[i].GetResponseRange()))
	}
	return nil
}

// atRevision makes the gets read at the transaction's revision, if it has one.
func (t *tx) atRevision(ops []clientv3.Op) []clientv3.Op {
	if t.at == 0 {
		return ops
	}
	for i := range ops {
		ops[i] = clientv3.OpGet(string(ops[i].KeyBytes()), clientv3.WithRev(t.at))
	}
	return ops
}

// know keeps what a get of one key returned.
func (t *tx) know(key string, got *clientv3.GetResponse) {
	t.known[key] = seen{}
	if len(got.Kvs) > 0 {
		t.known[key] = seen{full(got.Kvs[0].Value), got.Kvs[0].ModRevision}
	}
}

func (t *tx) ask(request func(context.Context) error) error {
	err := t.store.ask(t.ctx, &t.wait, request)
	if err != nil && t.failed == nil {
		t.failed = err
	}
	return err
}

func (t *tx) began(revision int64) {
	if t.at == 0 {
		t.at = revision
	}
}

// Scan implements store.Reader. It fetches as many pairs more as its own deletes may hide.
func (t *tx) Scan(from, to string, limit int) ([]store.Pair, error) {
	if limit <= 0 || to != "" && from >= to {
		return nil, nil
	}
	own := t.ownIn(from, to)
	fetch := limit
	for _, key := range own {
		if t.writes[key] == nil {
			fetch++
		}
	}
	found, err := t.fetch(from, to, fetch)
	if err != nil {
		return nil, err
	}
	pairs := t.merge(found, own)
	whole := len(found) < fetch
	observed := t.rangeOf(from, to)
	switch {
	case len(pairs) >= limit:
		pairs = pairs[:limit]
		observed.to = t.store.space.data + pairs[limit-1].Key + "\x00"
	case !whole: // own deletes have hidden all that is there to hide, so the last fetched pair is returned
		observed.to = t.store.space.data + found[len(found)-1] + "\x00"
	}
	t.observe(observed, found)
	return pairs, nil
}

// ownIn returns the keys in the range that the transaction has written or deleted, in order.
func (t *tx) ownIn(from, to string) (own []string) {
	for key := range t.writes {
		if key >= from && (to == "" || key < to) {
			own = append(own, key)
		}
	}
	slices.Sort(own)
	return own
}

// rangeOf returns where the keys of a range stand in etcd.
func (t *tx) rangeOf(from, to string) span {
	end := t.store.space.end
	if to != "" {
		end = t.store.space.data + to
	}
	return span{t.store.space.data + from, end}
}

// fetch reads up to limit pairs of the range, makes them known and returns their keys.
func (t *tx) fetch(from, to string, limit int) (keys []string, err error) {
	var got *clientv3.GetResponse
	where := t.rangeOf(from, to)
	err = t.ask(func(ctx context.Context) (err error) {
		got, err = t.store.client.Get(ctx, where.from, clientv3.WithRange(where.to), clientv3.WithLimit(int64(limit)), clientv3.WithRev(t.at))
		return err
	})
	if err != nil {
		return nil, err
	}
	t.began(got.Header.Revision)
	for _, kv := range got.Kvs {
		key := string(kv.Key[len(t.store.space.data):])
		t.known[key] = seen{full(kv.Value), kv.ModRevision}
		keys = append(keys, key)
	}
	return keys, nil
}

// merge returns what was found as the transaction's own writes leave it.
func (t *tx) merge(found, own []string) (pairs []store.Pair) {
	all := slices.Concat(found, own)
	slices.Sort(all)
	for _, key := range slices.Compact(all) {
		value, mine := t.writes[key]
		if !mine {
			value = t.known[key].value
		}
		if value != nil {
			pairs = append(pairs, store.Pair{Key: key, Value: clone(value)})
		}
	}
	return pairs
}

// observe notes the range, and which of the keys that were found decided what a scan returned.
func (t *tx) observe(observed span, found []string) {
	t.ranges = append(t.ranges, observed)
	for _, key := range found {
		if t.store.space.data+key < observed.to {
			t.used[key] = true
		}
	}
}

func (t *tx) Put(key string, value []byte) error {
	if err := store.Check(key, value); err != nil {
		return err
	}
	t.writes[strings.Clone(key)] = full(slices.Clone(value))
	return nil
}

func (t *tx) Delete(key string) error {
	if err := store.Check(key, nil); err != nil {
		return err
	}
	t.writes[strings.Clone(key)] = nil
	return nil
}

// compares returns what must still be so for the writes to be true.
func (t *tx) compares() (compares []clientv3.Cmp) {
	ranges := merged(t.ranges)
	for _, r := range ranges {
		compares = append(compares, clientv3.Compare(clientv3.ModRevision(r.from), "<", t.at+1).WithRange(r.to))
	}
	for _, key := range t.points(ranges) {
		compares = append(compares, clientv3.Compare(clientv3.ModRevision(t.store.space.data+key), "=", t.known[key].revision))
	}
	return compares
}

// points returns the keys that must be compared one by one: all that were read but those whose absence a range attests.
func (t *tx) points(ranges []span) (keys []string) {
	for _, key := range slices.Sorted(maps.Keys(t.used)) {
		if t.known[key].revision != 0 || !slices.ContainsFunc(ranges, func(r span) bool { return r.has(t.store.space.data + key) }) {
			keys = append(keys, key)
		}
	}
	return keys
}

func (r span) has(key string) bool { return key >= r.from && key < r.to }

// merged joins ranges that overlap or touch.
func merged(ranges []span) (joined []span) {
	sorted := slices.SortedFunc(slices.Values(ranges), func(a, b span) int { return strings.Compare(a.from, b.from) })
	for _, r := range sorted {
		if last := len(joined) - 1; last >= 0 && r.from <= joined[last].to {
			joined[last].to = max(joined[last].to, r.to)
			continue
		}
		joined = append(joined, r)
	}
	return joined
}

// full returns value, or an empty one for nil: etcd does not tell them apart, and nil means absent here.
func full(value []byte) []byte {
	if value == nil {
		return []byte{}
	}
	return value
}

// clone returns a copy of value, which stays nil if it is.
func clone(value []byte) []byte {
	if value == nil {
		return nil
	}
	return append(make([]byte, 0, len(value)), value...)
}
