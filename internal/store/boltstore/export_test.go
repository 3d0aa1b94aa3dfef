package boltstore

import (
	"bytes"
	"context"
	"testing"
	"time"
)

// CheckNow does what Upkeep does soon after the start.
func CheckNow(ctx context.Context, s *Store) {
	s.tried = time.Time{}
	s.checkNow(ctx)
	s.tried = time.Time{}
}

// LookNow does what Upkeep does now and then.
func LookNow(s *Store) { s.lookNow() }

// Tidy does what Upkeep does daily.
func Tidy(s *Store, now time.Time) error { return s.tidy(now) }

// LeafOf returns where in a file's bytes the leaf in use is that has a key with the prefix.
func LeafOf(t testing.TB, data []byte, prefix string) (at int) {
	t.Helper()
	file := bytes.NewReader(data)
	m, _, err := readMetas(file)
	if err != nil {
		t.Fatal(err)
	}
	w := &walk{file: file, meta: m, summed: true, visit: func(_, _ []byte) error { return nil }}
	if err := w.run(); err != nil {
		t.Fatal(err)
	}
	for id := uint64(2); id < m.pages; id++ {
		p, err := readPage(file, id, m.pages)
		if err != nil || !w.seen[id] || p.flags != leafPage {
			continue
		}
		if i := bytes.Index(p.data, []byte(prefix)); i >= 0 {
			return int(id) * pageSize
		}
	}
	t.Fatalf("no leaf has %s", prefix)
	return 0
}
