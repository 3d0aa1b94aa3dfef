package boltstore

import (
	"bytes"
	"fmt"
	"strings"

	bolt "go.etcd.io/bbolt"

	"spotter/internal/store"
)

// slabSize is how much a transaction allocates at once for the values that it writes.
const slabSize = 8 << 10

// A tx is one transaction, or a view's snapshot. What bbolt hands out is mapped memory that dies with
// the transaction, so everything that leaves is copied; what goes in, bbolt keeps until the commit, so
// that is copied too.
type tx struct {
	bucket *bolt.Bucket
	cursor *bolt.Cursor
	key    []byte      // the last key looked for, to spare an allocation
	slab   []byte      // where the next values go
	found  [][2][]byte // the last scan's pairs, not copied yet
	writes int         // keys put and deleted
}

func newTx(btx *bolt.Tx) *tx {
	bucket := btx.Bucket(bucketName)
	return &tx{bucket: bucket, cursor: bucket.Cursor()}
}

// seek places the cursor at key and returns its value, which is mapped memory.
func (t *tx) seek(key string) (value []byte, found bool, err error) {
	if err := store.Check(key, nil); err != nil {
		return nil, false, err
	}
	t.key = append(t.key[:0], key...)
	k, value := t.cursor.Seek(t.key)
	return value, bytes.Equal(k, t.key), nil
}

// whole turns what bbolt panics with on a damaged page into an error: the rest of the file goes on being used.
func whole(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("read database: %w: %v; stop the program and put a backup in its place", errDamaged, p)
	}
}

func (t *tx) Get(key string) (_ []byte, err error) {
	defer whole(&err)
	value, found, err := t.seek(key)
	if err != nil || !found {
		return nil, err
	}
	return append(make([]byte, 0, len(value)), value...), nil
}

// Scan copies all keys into one string and all values into one slice: four allocations, however many
// the pairs.
func (t *tx) Scan(from, to string, limit int) (_ []store.Pair, err error) {
	defer whole(&err)
	keyBytes, valueBytes := t.find(from, to, limit)
	if len(t.found) == 0 {
		return nil, nil
	}
	var keys strings.Builder
	keys.Grow(keyBytes)
	values := make([]byte, 0, valueBytes)
	pairs := make([]store.Pair, 0, len(t.found))
	for _, p := range t.found {
		k, v := keys.Len(), len(values)
		keys.Write(p[0])
		values = append(values, p[1]...)
		pairs = append(pairs, store.Pair{Key: keys.String()[k:], Value: values[v:len(values):len(values)]})
	}
	return pairs, nil
}

// find sets t.found and returns how long its keys and its values are together.
func (t *tx) find(from, to string, limit int) (keyBytes, valueBytes int) {
	t.key = append(t.key[:0], to...)
	t.found = t.found[:0]
	for k, v := t.cursor.Seek([]byte(from)); k != nil && len(t.found) < limit; k, v = t.cursor.Next() {
		if to != "" && bytes.Compare(k, t.key) >= 0 {
			break
		}
		t.found = append(t.found, [2][]byte{k, v})
		keyBytes += len(k)
		valueBytes += len(v)
	}
	return keyBytes, valueBytes
}

func (t *tx) Put(key string, value []byte) (err error) {
	defer whole(&err)
	if err := store.Check(key, value); err != nil {
		return err
	}
	t.writes++
	t.key = append(t.key[:0], key...) // bbolt copies it
	return t.bucket.Put(t.key, t.keep(value))
}

func (t *tx) Delete(key string) (err error) {
	defer whole(&err)
	_, found, err := t.seek(key)
	if err != nil || !found {
		return err
	}
	t.writes++
	return t.cursor.Delete()
}

// keep copies value to where it stays unchanged until the commit.
func (t *tx) keep(value []byte) []byte {
	if cap(t.slab)-len(t.slab) < len(value) || t.slab == nil {
		t.slab = make([]byte, 0, max(len(value), slabSize))
	}
	start := len(t.slab)
	t.slab = append(t.slab, value...)
	return t.slab[start:len(t.slab):len(t.slab)]
}
