package reminders

import (
	"encoding/binary"
	"errors"
	"time"
)

// Stored values are a version byte and then fields in a fixed order. Fields may be added at the end,
// never removed or reordered: a reader takes a field that is not there as zero, and leaves what it
// does not know. So old and new programs can read each other's files.

// errDamaged says that a stored value cannot be read.
var errDamaged = errors.New("stored value is damaged")

// A writer appends fields.
type writer []byte

func (w *writer) uint(n uint64)  { *w = binary.AppendUvarint(*w, n) }
func (w *writer) int(n int64)    { *w = binary.AppendVarint(*w, n) }
func (w *writer) bytes(b []byte) { w.uint(uint64(len(b))); *w = append(*w, b...) }
func (w *writer) text(s string)  { w.uint(uint64(len(s))); *w = append(*w, s...) }

// time writes whole seconds; the zero time as 0.
func (w *writer) time(t time.Time) {
	if t.IsZero() {
		w.int(0)
		return
	}
	w.int(t.Unix())
}

// A reader takes fields in the order in which they were written.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) uint() uint64 {
	if len(r.rest) == 0 {
		return 0
	}
	n, size := binary.Uvarint(r.rest)
	r.skip(size)
	return n
}

func (r *reader) int() int64 {
	if len(r.rest) == 0 {
		return 0
	}
	n, size := binary.Varint(r.rest)
	r.skip(size)
	return n
}

// skip goes past a number of the given size, which is not positive if it could not be read.
func (r *reader) skip(size int) {
	if size <= 0 {
		r.rest, r.err = nil, errDamaged
		return
	}
	r.rest = r.rest[size:]
}

// bytes returns a field that shares the value's memory.
func (r *reader) bytes() []byte {
	n := r.uint()
	if n > uint64(len(r.rest)) {
		r.rest, r.err = nil, errDamaged
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) text() string { return string(r.bytes()) }

func (r *reader) time() time.Time {
	n := r.int()
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
