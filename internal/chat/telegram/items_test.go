package telegram

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzItems: of a list that is valid, the items are those that the standard library finds, or none.
func FuzzItems(f *testing.F) {
	for _, s := range []string{`[]`, `[{}]`, `[{"a":"}\\\"]"},{"b":[{}]}]`, `[{"a":1} ,{}]`, `[1]`, `[{}`, `{}`, `[{}]]`, `[{},]`, `[{"\\":"\\\\"},{}]`, "[{\"a\":\"\\", ""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, list []byte) {
		got, ok := itemsOf(list)
		var want []json.RawMessage
		if err := json.Unmarshal(list, &want); err != nil || !ok {
			return
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("itemsOf(%q), got - want +:\n%s", list, diff)
		}
	})
}

func TestItems(t *testing.T) {
	got, ok := itemsOf([]byte(`[{"update_id":1,"a":"\\\"}]"},{"b":[{}]},{}]`))
	want := []json.RawMessage{[]byte(`{"update_id":1,"a":"\\\"}]"}`), []byte(`{"b":[{}]}`), []byte(`{}`)}
	if diff := cmp.Diff(got, want); !ok || diff != "" {
		t.Errorf("%v, got - want +:\n%s", ok, diff)
	}
	for _, list := range []string{"", "[", "[1]", "[{}", "[{},]", "[{}]]", `[{"a":"}]`, "{}", "[{}{}]", "]"} {
		if got, ok := itemsOf([]byte(list)); ok {
			t.Errorf("itemsOf(%q) = %q, want false", list, got)
		}
	}
}
