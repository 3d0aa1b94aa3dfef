package boltstore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
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
	broken bool        // a damaged page was met: nothing that was written may be committed
}

// sumSize is how long the checksum is that stands behind each value: CRC-32C of key and value.
const sumSize = 4

var sums = crc32.MakeTable(crc32.Castagnoli)

// appendSealed appends the value and the checksum of key and value.
func appendSealed(b, key, value []byte) []byte {
	return binary.LittleEndian.AppendUint32(append(b, value...), crc32.Update(crc32.Checksum(key, sums), sums, value))
}

// unsealed returns the value without its checksum, or false if key and value are not what was written.
func unsealed(key, sealed []byte) (value []byte, ok bool) {
	n := len(sealed) - sumSize
	if n < 0 {
		return nil, false
	}
	value = sealed[:n]
	return value, binary.LittleEndian.Uint32(sealed[n:]) == crc32.Update(crc32.Checksum(key, sums), sums, value)
}

func newTx(btx *bolt.Tx) (t *tx, err error) {
	t = &tx{}
	defer t.whole(&err)
	t.bucket = btx.Bucket(bucketName)
	if t.bucket == nil {
		return nil, fmt.Errorf("read database: %w: its bucket is gone", errDamaged)
	}
	t.cursor = t.bucket.Cursor()
	return t, nil
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

// whole turns what bbolt panics with on a damaged page, and what the memory map faults with, into an error.
func (t *tx) whole(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("read database: %w: %v", errDamaged, p)
	}
	t.broken = t.broken || errors.Is(*err, errDamaged)
}

// open checks what bbolt found under a key, and returns the value.
func (t *tx) open(key, sealed []byte) ([]byte, error) {
	if len(key) <= store.MaxKey && len(sealed) <= store.MaxValue+sumSize { // else the lengths may be anything
		if value, ok := unsealed(key, sealed); ok {
			return value, nil
		}
	}
	return nil, fmt.Errorf("read database: %w: what is under %.60q is not what was written", errDamaged, key[:min(len(key), store.MaxKey)])
}

func (t *tx) Get(key string) (_ []byte, err error) {
	defer t.whole(&err)
	value, found, err := t.seek(key)
	if err != nil || !found {
		return nil, err
	}
	if value, err = t.open(t.key, value); err != nil {
		return nil, err
	}
	return append(make([]byte, 0, len(value)), value...), nil
}

// Scan copies all keys into one string and all values into one slice: four allocations, however many
// the pairs.
func (t *tx) Scan(from, to string, limit int) (_ []store.Pair, err error) {
	defer t.whole(&err)
	keyBytes, valueBytes, err := t.find(from, to, limit)
	if err != nil || len(t.found) == 0 {
		return nil, err
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
func (t *tx) find(from, to string, limit int) (keyBytes, valueBytes int, err error) {
	t.key = append(t.key[:0], to...)
	t.found = t.found[:0]
	for k, v := t.cursor.Seek([]byte(from)); k != nil && len(t.found) < limit; k, v = t.cursor.Next() {
		if to != "" && bytes.Compare(k, t.key) >= 0 {
			break
		}
		if v, err = t.open(k, v); err != nil {
			return 0, 0, err
		}
		t.found = append(t.found, [2][]byte{k, v})
		keyBytes += len(k)
		valueBytes += len(v)
	}
	return keyBytes, valueBytes, nil
}

func (t *tx) Put(key string, value []byte) (err error) {
	defer t.whole(&err)
	if err := store.Check(key, value); err != nil {
		return err
	}
	t.writes++
	t.key = append(t.key[:0], key...) // bbolt copies it
	return t.bucket.Put(t.key, t.keep(t.key, value))
}

func (t *tx) Delete(key string) (err error) {
	defer t.whole(&err)
	_, found, err := t.seek(key)
	if err != nil || !found {
		return err
	}
	t.writes++
	return t.cursor.Delete()
}

// keep copies value, with its checksum, to where it stays unchanged until the commit.
func (t *tx) keep(key, value []byte) []byte {
	size := len(value) + sumSize
	if cap(t.slab)-len(t.slab) < size || t.slab == nil {
		t.slab = make([]byte, 0, max(size, slabSize))
	}
	start := len(t.slab)
	t.slab = appendSealed(t.slab, key, value)
	return t.slab[start:len(t.slab):len(t.slab)]
}
