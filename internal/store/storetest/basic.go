package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"spotter/internal/store"
)

func testReadsOwnWrites(t *testing.T, s store.Store) {
	put(t, s, "b", "old")
	update(t, s, func(tx store.Tx) error {
		err := errors.Join(tx.Put("a", []byte("1")), tx.Put("b", []byte("2")), tx.Put("c", []byte("3")), tx.Delete("a"), tx.Delete("never"))
		if got, e := tx.Get("b"); e != nil || string(got) != "2" {
			t.Errorf("Get of an own write = %q, %v, want %q", got, e, "2")
		}
		if got, e := tx.Get("a"); e != nil || got != nil {
			t.Errorf("Get of an own delete = %q, %v, want nil", got, e)
		}
		pairs, e := tx.Scan("", "", 10)
		if got := keys(pairs); e != nil || got != "b c" {
			t.Errorf("Scan over own writes = %q, %v, want %q", got, e, "b c")
		}
		return err
	})
	wantGet(t, s, "a", "-")
	wantGet(t, s, "b", "2")
	wantGet(t, s, "c", "3")
}

func testRollback(t *testing.T, s store.Store) {
	put(t, s, "kept", "1")
	no := errors.New("no")
	err := s.Update(t.Context(), func(tx store.Tx) error {
		return errors.Join(tx.Put("kept", []byte("2")), tx.Put("new", nil), tx.Delete("kept"), no)
	})
	if !errors.Is(err, no) {
		t.Errorf("Update = %v, want fn's error", err)
	}
	if err := s.View(t.Context(), func(store.Reader) error { return no }); !errors.Is(err, no) {
		t.Errorf("View = %v, want fn's error", err)
	}
	wantGet(t, s, "kept", "1")
	wantGet(t, s, "new", "-")
}

func testPanic(t *testing.T, s store.Store) {
	func() {
		defer func() {
			if got := recover(); got != "stop" {
				t.Errorf("recovered %v, want the panic of fn", got)
			}
		}()
		_ = s.Update(t.Context(), func(tx store.Tx) error {
			if err := tx.Put("a", nil); err != nil {
				return err
			}
			panic("stop")
		})
	}()
	wantGet(t, s, "a", "-")
	put(t, s, "a", "the store still works")
}

func testEmptyValue(t *testing.T, s store.Store) {
	for i, value := range [][]byte{nil, {}} {
		key := fmt.Sprint("empty", i)
		update(t, s, func(tx store.Tx) error {
			err := tx.Put(key, value)
			if got, e := tx.Get(key); e != nil || got == nil {
				t.Errorf("Get within the transaction = nil, %v, want empty", e)
			}
			return err
		})
		wantGet(t, s, key, "")
		view(t, s, func(r store.Reader) error {
			pairs, err := r.Scan(key, "", 1)
			if len(pairs) != 1 || pairs[0].Value == nil || len(pairs[0].Value) != 0 {
				t.Errorf("Scan = %v, want one pair with an empty value that is not nil", pairs)
			}
			return err
		})
	}
}

func testScanBounds(t *testing.T, s store.Store) {
	wantScan(t, s, "", "", 10, "")
	update(t, s, func(tx store.Tx) error {
		for _, key := range strings.Fields("c a/2 a b a/1 \xff") {
			if err := tx.Put(key, nil); err != nil {
				return err
			}
		}
		return nil
	})
	for _, test := range []struct {
		from, to string
		limit    int
		want     string
	}{
		{"", "", 10, "a a/1 a/2 b c \xff"},
		{"", "", 6, "a a/1 a/2 b c \xff"},
		{"", "", 2, "a a/1"},
		{"", "", 0, ""},
		{"", "", -1, ""},
		{"a", "b", 10, "a a/1 a/2"},
		{"a\x00", "b", 10, "a/1 a/2"},
		{"a/", store.After("a/"), 10, "a/1 a/2"},
		{"a/", store.After("a/"), 1, "a/1"},
		{"aa", "b", 10, ""},
		{"b", "b", 10, ""},
		{"c", "a", 10, ""},
		{"c", "", 10, "c \xff"},
		{"\xff\x00", "", 10, ""},
		{"", "a", 10, ""},
		{"", "a\x00", 10, "a"},
		{strings.Repeat("b", store.MaxKey+1), "", 1, "c"},
	} {
		wantScan(t, s, test.from, test.to, test.limit, test.want)
	}
}

// Some engines' cursors skip a key after deleting another (etcd-io/bbolt#146).
func testDeleteWhileScanning(t *testing.T, s store.Store) {
	size := s.Touch() / 2
	update(t, s, func(tx store.Tx) error {
		for i := range size {
			if err := tx.Put(fmt.Sprintf("key/%04d", i), []byte("value")); err != nil {
				return err
			}
		}
		return nil
	})
	update(t, s, func(tx store.Tx) error {
		for seen := 0; ; seen++ {
			pairs, err := tx.Scan("key/", store.After("key/"), 1)
			if err != nil {
				return err
			}
			if len(pairs) == 0 {
				if seen != size {
					t.Errorf("saw %d keys while deleting, want %d", seen, size)
				}
				return nil
			}
			if err := tx.Delete(pairs[0].Key); err != nil {
				return err
			}
		}
	})
	wantScan(t, s, "", "", 10, "")
}

func testLimits(t *testing.T, s store.Store) {
	long := strings.Repeat("k", store.MaxKey)
	big := strings.Repeat("v", store.MaxValue)
	put(t, s, long, big)
	wantGet(t, s, long, big)
	for _, test := range []struct {
		name string
		do   func(store.Tx) error
		want error
	}{
		{"put long key", func(tx store.Tx) error { return tx.Put(long+"k", nil) }, store.ErrKey},
		{"put no key", func(tx store.Tx) error { return tx.Put("", nil) }, store.ErrKey},
		{"put big value", func(tx store.Tx) error { return tx.Put("k", []byte(big+"v")) }, store.ErrValue},
		{"delete no key", func(tx store.Tx) error { return tx.Delete("") }, store.ErrKey},
		{"delete long key", func(tx store.Tx) error { return tx.Delete(long + "k") }, store.ErrKey},
		{"get no key", func(tx store.Tx) error { _, err := tx.Get(""); return err }, store.ErrKey},
		{"get long key", func(tx store.Tx) error { _, err := tx.Get(long + "k"); return err }, store.ErrKey},
	} {
		if err := s.Update(t.Context(), test.do); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
	wantScan(t, s, "", "", 10, long)
}

// What goes in and what comes out is a copy: changing it changes nothing, and it outlives its
// transaction.
func testCopies(t *testing.T, s store.Store) {
	value := []byte("value")
	update(t, s, func(tx store.Tx) error {
		err := tx.Put("k", value)
		copy(value, "XXXXX")
		return err
	})
	wantGet(t, s, "k", "value")
	put(t, s, "l", "other")

	var got []byte
	var pairs []store.Pair
	read := func(r store.Reader) (err error) {
		if got, err = r.Get("k"); err != nil {
			return err
		}
		copy(got, "YYYYY")
		if pairs, err = r.Scan("", "", 10); err != nil {
			return err
		}
		pairs[0].Value = append(pairs[0].Value, " grows over nothing"...)
		copy(pairs[0].Value, "ZZZZZ")
		return nil
	}
	view(t, s, read)
	update(t, s, func(tx store.Tx) error { return read(tx) })
	put(t, s, "k", "changed")
	if want := "YYYYY"; string(got) != want {
		t.Errorf("what Get returned became %q, want %q", got, want)
	}
	if got, want := string(pairs[1].Value), "other"; got != want {
		t.Errorf("the next value of the scan became %q, want %q", got, want)
	}
	wantGet(t, s, "k", "changed")
	wantGet(t, s, "l", "other")
}

func testTouch(t *testing.T, s store.Store) {
	size := s.Touch()
	if size < 20 {
		t.Fatalf("Touch() = %d, too few to work with", size)
	}
	update(t, s, func(tx store.Tx) error {
		for i := range size {
			if err := tx.Put(fmt.Sprintf("key/%06d", i), []byte("value")); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, s, func(r store.Reader) error {
		pairs, err := r.Scan("", "", size+1)
		if len(pairs) != size {
			t.Errorf("Scan found %d pairs, want %d", len(pairs), size)
		}
		return err
	})
}
