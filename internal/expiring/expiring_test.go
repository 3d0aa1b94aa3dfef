package expiring

import (
	"testing"
	"time"
)

func TestForgets(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	m := New[string, int](time.Hour, 2)
	set := func(key string, value int) { m.Update(key, now, func(int) (int, bool) { return value, true }) }
	want := func(key string, value int, there bool) {
		t.Helper()
		if got, ok := m.Get(key, now); got != value || ok != there {
			t.Errorf("%s after %v: got %d %t, want %d %t", key, now.Format("15:04"), got, ok, value, there)
		}
	}
	set("a", 1)
	set("b", 2)
	want("a", 1, true)
	set("c", 3) // b was used longest ago
	want("b", 0, false)
	now = now.Add(59 * time.Minute)
	want("a", 1, true) // a use, so that it stays
	now = now.Add(2 * time.Minute)
	want("a", 1, true)
	want("c", 0, false)
	m.Update("a", now, func(v int) (int, bool) { return v, false })
	want("a", 0, false)
	set("d", 4)
	m.Delete("d")
	want("d", 0, false)
	if len(m.entries) != 0 || m.order.Len() != 0 {
		t.Errorf("%d entries and %d places are left", len(m.entries), m.order.Len())
	}
}

// TestRoom: what has expired makes room by itself.
func TestRoom(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	m := New[int, int](time.Minute, 1000)
	for i := range 100 {
		m.Update(i, now, func(int) (int, bool) { return i, true })
		now = now.Add(time.Minute)
	}
	if n := m.order.Len(); n != 1 || len(m.entries) != 1 {
		t.Errorf("%d entries are kept, want the one that is not over", n)
	}
}
