package telegram

import (
	"bytes"
	"reflect"
	"testing"

	"spotter/internal/chat"
)

func FuzzDecodeUpdate(f *testing.F) {
	f.Add([]byte(`{"update_id":7,"message":{"message_id":1,"chat":{"id":1},"text":"x","entities":[{"offset":-1}]}}`))
	f.Add([]byte(`{"update_id": 99999999999999999999,"message":[]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, err := decodeUpdate(raw)
		if u == nil || err == nil && u.ID == 0 {
			t.Fatalf("decodeUpdate(%q) = %v, %v", raw, u, err)
		}
		if again, err2 := decodeUpdate(raw); !reflect.DeepEqual(u, again) || (err == nil) != (err2 == nil) {
			t.Errorf("decodeUpdate(%q) is not the same twice", raw)
		}
	})
}

func TestPlaces(t *testing.T) {
	for _, p := range []chat.Place{"telegram:5", "telegram:-100123", "telegram:-100123/7"} {
		a, err := parsePlace(p)
		if err != nil || a.place() != p {
			t.Errorf("parsePlace(%q) = %+v, %v", p, a, err)
		}
	}
	for _, p := range []chat.Place{"", "telegram:", "discord:5", "telegram:x", "telegram:5/", "telegram:5/x", "5"} {
		if a, err := parsePlace(p); err == nil {
			t.Errorf("parsePlace(%q) = %+v, want an error", p, a)
		}
	}
}

func TestAnswered(t *testing.T) {
	a, one, other := newAnswered(), []byte("one"), []byte("other")
	a.add(5, printOf(one))
	if !a.has(5, one) || a.has(5, other) || a.has(6, one) {
		t.Error("an update is known by its id and its content together")
	}
	for id := range int64(3 * mostAnswered) {
		a.add(100+id, printOf(one))
		a.add(100+id, printOf(one))
	}
	if len(a.prints) != mostAnswered || len(a.order) != mostAnswered || !a.has(99+3*mostAnswered, one) {
		t.Errorf("%d are known, want the latest %d", len(a.prints), mostAnswered)
	}
}

func FuzzFrame(f *testing.F) {
	f.Add([]byte(`{"update_id":1}`), []byte{})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		raws, err := unframe(frame([]kept{{raw: a}, {raw: b}}))
		if err != nil || len(raws) != 2 || !bytes.Equal(raws[0], a) || !bytes.Equal(raws[1], b) {
			t.Errorf("unframe = %q, %v, want %q and %q", raws, err, a, b)
		}
		_, _ = unframe(a) // whatever it is, it must not panic
	})
}

// An update that comes again before it is confirmed is the same one however it is written; later the number
// may be another's.
func TestLedgerKnowsWhatComesAgain(t *testing.T) {
	l := newLedger()
	if !l.begin(5, []byte(`{"update_id":5,"x":1}`)) {
		t.Fatal("a new update is known")
	}
	again := []byte(`{ "x": 1, "update_id": 5 }`)
	if l.begin(5, again) {
		t.Error("unanswered, it begins again")
	}
	l.finish(5)
	if l.begin(5, again) {
		t.Error("answered, it begins again")
	}
	l.confirmed(6)
	if !l.begin(5, again) {
		t.Error("after it was confirmed, another update of its number is known")
	}
}
