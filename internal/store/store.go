// Package store is the port behind which Spotter keeps what it must remember: a small
// transactional, ordered key-value map, with the limits that every engine keeps.
//
// The engines live in packages of their own (boltstore); Memory, here, is for tests and for the
// terminal's throw-away runs. What keys and values mean is their owners' affair: reminders,
// formcheck and the adapters each document their keys, and each key begins with its owner's
// prefix ("due/", "plan/", "check/", "telegram/").
package store

import (
	"context"
	"errors"
	"fmt"
)

// Limits that every engine keeps: the smallest of any. Bytes.
const (
	MaxKey   = 512
	MaxValue = 64 << 10
)

// Errors that every engine returns, wrapped.
var (
	ErrClosed = errors.New("store is closed")
	ErrKey    = fmt.Errorf("key is empty or longer than %d bytes", MaxKey)
	ErrValue  = fmt.Errorf("value is longer than %d bytes", MaxValue)

	// ErrDamaged says that something of what a transaction read, or what it would write to, cannot be read any more. An
	// engine that can sets it aside at once, so that trying again succeeds with what is left.
	ErrDamaged = errors.New("stored data is damaged")
	// ErrUnavailable says that an engine beyond the process did not answer in time. A transaction may be tried again later;
	// whether an Update was written is not known.
	ErrUnavailable = errors.New("the store does not answer")
)

// A Store is a transactional ordered map from keys to values. It is safe for concurrent use.
type Store interface {
	// View runs fn on one snapshot and returns fn's error.
	View(ctx context.Context, fn func(Reader) error) error
	// Update runs fn and commits what it wrote if fn returns nil; otherwise nothing is written and
	// fn's error is returned. Transactions are serializable, in an order true to when each began and
	// ended. fn may run again, so it touches nothing outside tx but variables that it sets afresh each
	// time, and opens no other transaction.
	// When Update returns nil, what was written survives a crash (of engines that survive one).
	Update(ctx context.Context, fn func(Tx) error) error
	// Touch returns how many keys one transaction may read or write. Bulk work pages by it.
	Touch() int
	// Close waits for running transactions. Later calls of any method return ErrClosed.
	Close() error
}

// A Reader reads one snapshot. It is valid only until the function it was given to returns.
type Reader interface {
	// Get returns a copy of the value, or nil if the key is absent. An empty value is not nil.
	Get(key string) ([]byte, error)
	// Scan returns copies of up to limit pairs with from <= key < to, in key order. An empty to means
	// no upper end.
	Scan(from, to string, limit int) ([]Pair, error)
}

// A Tx reads and writes. Its reads see its own writes.
type Tx interface {
	Reader
	// Put sets the value. It keeps neither key nor value after it returns.
	Put(key string, value []byte) error
	// Delete removes the key. An absent key is no error.
	Delete(key string) error
}

// A Pair is a key and its value.
type Pair struct {
	Key   string
	Value []byte
}

// Ahead tells the engine that these keys are about to be got, so that one beyond the process can read them together. What they
// are is not part of what the transaction has read until it gets them.
func Ahead(r Reader, keys ...string) error {
	if r, ok := r.(interface{ Ahead(keys []string) error }); ok {
		return r.Ahead(keys)
	}
	return nil
}

// After returns the smallest string that is greater than every key with the given prefix: the upper
// end of a Scan over that prefix. It returns "" (no end) if there is none.
func After(prefix string) string {
	b := []byte(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return string(b[:i+1])
		}
	}
	return ""
}

// Check returns ErrKey or ErrValue, wrapped with what was wrong, if an engine must refuse the pair.
// Engines call it from Put; for other methods value is nil.
func Check(key string, value []byte) error {
	switch {
	case key == "" || len(key) > MaxKey:
		return fmt.Errorf("%w: %.40q has %d", ErrKey, key, len(key))
	case len(value) > MaxValue:
		return fmt.Errorf("%w: %.40q has %d", ErrValue, key, len(value))
	}
	return nil
}
