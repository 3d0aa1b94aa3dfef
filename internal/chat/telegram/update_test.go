package telegram

import (
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
