package formcheck

import (
	"slices"
	"testing"

	"spotter/internal/store"
)

func TestPeople(t *testing.T) {
	s := store.NewMemory()
	err := s.Update(t.Context(), func(tx store.Tx) error {
		for _, key := range []string{key("by", "x:ann/1", "1"), key("by", "x:ann/1", "2"), key("by", "x:ben", "3"), key("voter", "x:cy", "1"), key("home", "x:gym", "1"), key("vote", "1", "x:dee")} {
			if err := tx.Put(key, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := New(s).People(t.Context())
	if want := []string{"x:ann/1", "x:ben", "x:cy"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("People = %q, %v, want %q", got, err, want)
	}
}
