package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"spotter/internal/store"
	"spotter/internal/store/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func(testing.TB) store.Store { return store.NewMemory() })
}

func TestAfter(t *testing.T) {
	for _, test := range []struct{ prefix, want string }{
		{"", ""},
		{"due/", "due0"},
		{"a\xff", "b"},
		{"a\xff\xff", "b"},
		{"\xff", ""},
	} {
		if got := store.After(test.prefix); got != test.want {
			t.Errorf("After(%q) = %q, want %q", test.prefix, got, test.want)
		}
	}
}

// A view that lasts sees what was there when it began, whatever becomes of the chunks it shares.
func TestMemoryLongView(t *testing.T) {
	const size = 5000
	s := fill(t, size)
	err := s.View(t.Context(), func(r store.Reader) error {
		for i := 0; i < size; i += 3 {
			err := s.Update(t.Context(), func(tx store.Tx) error {
				return errors.Join(tx.Delete(fmt.Sprintf("due/%08d", i)), tx.Put(fmt.Sprintf("due/%08d/new", i), nil))
			})
			if err != nil {
				return err
			}
		}
		pairs, err := r.Scan("", "", 2*size)
		if len(pairs) != size || pairs[0].Key != "due/00000000" {
			t.Errorf("the view has %d pairs, want the %d that were there", len(pairs), size)
		}
		for i, p := range pairs {
			if want := fmt.Sprintf("due/%08d", i); p.Key != want || len(p.Value) != 32 {
				t.Fatalf("pair %d is %q, want %q", i, p.Key, want)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// A transaction's cost must not grow with the store as a copy of it would: compare the sizes.
func BenchmarkMemoryUpdate(b *testing.B) {
	for _, size := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s := fill(b, size)
			value := make([]byte, 32)
			for i := 0; b.Loop(); i++ {
				err := s.Update(b.Context(), func(tx store.Tx) error {
					return tx.Put(fmt.Sprintf("due/%08d", i*7919%size), value)
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func fill(tb testing.TB, size int) store.Store {
	tb.Helper()
	s := store.NewMemory()
	value := make([]byte, 32)
	for page := range size / 1000 {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			for i := range 1000 {
				if err := tx.Put(fmt.Sprintf("due/%08d", page*1000+i), value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	return s
}
