package telegram

import (
	"encoding/json"
	"fmt"
	"testing"
)

// aside sets aside what is open, as a session does without a memory, and returns the record.
func aside(t *testing.T, l *ledger) []byte {
	t.Helper()
	n, ok := l.freeNumber()
	if !ok {
		t.Fatal("there is no free number")
	}
	l.putAside(n, l.some(maxAsideBytes))
	r, empty, told := l.record()
	l.remembered(told)
	l.free(empty)
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func raw(id int) json.RawMessage {
	return fmt.Appendf(nil, `{"update_id":%d,"message":{"text":"my upper traps are on fire"}}`, id)
}

// However long a flood goes on, of which a few wait long, those few take few keys, and the record stays small.
func TestFewWaitInFewKeys(t *testing.T) {
	l := newLedger()
	for id := range 20_000 {
		l.begin(int64(id), raw(id))
		if id%10 != 0 {
			l.finish(int64(id))
		}
		if id >= 3000 && id%10 == 0 {
			l.finish(int64(id - 3000))
		}
		if id%100 == 99 {
			l.confirmed(int64(id - 99))
			if b := aside(t, l); len(b) > 32<<10 || len(l.left) > 3 {
				t.Fatalf("%d keys and a record of %d bytes", len(l.left), len(b))
			}
		}
	}
}

// Of what was set aside, a restart takes up what is not answered.
func TestGoneIsRemembered(t *testing.T) {
	l := newLedger()
	for id := range 20 {
		l.begin(int64(id+1), raw(id+1))
	}
	aside(t, l)
	for _, id := range []int64{1, 2, 9, 17} {
		l.finish(id)
	}
	r, _, _ := l.record()
	if len(r.Done) > 0 || len(r.Asides) != 1 {
		t.Fatalf("the record is %+v", r)
	}
	for i, id := range l.order[r.Asides[0]] {
		if got, want := isGone(r.Gone[r.Asides[0]], i), id == 1 || id == 2 || id == 9 || id == 17; got != want {
			t.Errorf("update %d is gone: %v, want %v", id, got, want)
		}
	}
}
