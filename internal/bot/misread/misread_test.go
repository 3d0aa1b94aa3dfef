package misread

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"spotter/internal/chat"
)

// TestHeldIsBounded: of a hundred thousand people with long words little is held, and nothing two hours after the last.
func TestHeldIsBounded(t *testing.T) {
	now := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	d := New(Parts{Now: func() time.Time { return now }})
	words, answer := strings.Repeat("sore after bench ", 1000), chat.Plain(strings.Repeat("a common reason ", 150))
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	from := func(i int) *chat.Request {
		return &chat.Request{From: chat.User{ID: chat.UserID(fmt.Sprintf("test:%d", i))}, Where: "test:here"}
	}
	for i := range 100_000 {
		for range 1 + i/98_000*(mostEach-1) { // only those of the last are still held
			d.Offer(from(i), words[:4000], &chat.Message{Text: answer})
		}
	}
	if grown := heap() - before; grown > 32<<20 {
		t.Errorf("%d MiB are held", grown>>20)
	}
	if d.Meant(from(99_999), "you misread me") == nil || d.Meant(from(0), "you misread me") != nil {
		t.Error("not the last people are held")
	}
	now = now.Add(holdFor)
	if d.Meant(from(99_999), "you misread me") != nil {
		t.Error("it is held for longer than two hours")
	}
}
