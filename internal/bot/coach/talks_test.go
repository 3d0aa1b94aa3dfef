package coach

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"spotter/internal/bot/coach/talk"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
	"spotter/internal/racetest"
)

// TestTalksAreBounded: a hundred thousand people leave no more behind than ten thousand do, and a talk is forgotten two
// hours after its last word.
func TestTalksAreBounded(t *testing.T) {
	racetest.Skip(t)
	base, err := knowledge.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	memory, coach := newTalks(), talk.New(base)
	a := base.Assess("traps on fire after bench, shoulders end up at my ears")
	from := func(i int) *chat.Request {
		place := chat.Place(fmt.Sprintf("test:%d", i))
		return &chat.Request{From: chat.User{ID: chat.UserID(place), Direct: place}, Where: place}
	}
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for i := range 100_000 {
		s := memory.of(from(i), now)
		coach.Turn(&s, "traps on fire after bench, shoulders end up at my ears", "new-complaint", a)
		s.Said("A common reason lifters get this is that. The fix is this. One drill: a row.")
		memory.keep(from(i), s, now)
	}
	if grown := int64(heap()) - int64(before); grown > 64<<20 {
		t.Errorf("%d MiB are kept", grown>>20)
	}
	if s := memory.of(from(0), now); s.Told {
		t.Error("the first is still remembered")
	}
	if s := memory.of(from(99_999), now.Add(talkFor-time.Minute)); !s.Told {
		t.Error("the last is forgotten")
	}
	if s := memory.of(from(99_999), now.Add(2*talkFor)); s.Told {
		t.Error("it is remembered for longer than two hours")
	}
}
