package lanes

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Jobs of one key run in order, those of others beside them, at most so many at once.
func TestOrderOfAKey(t *testing.T) {
	for _, workers := range []int{0, 1, 3} {
		t.Run(fmt.Sprint(workers, " workers"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := New[int](0, workers)
				var mu sync.Mutex
				done, now, most := map[int][]int{}, 0, 0
				for i := range 20 {
					for key := range 10 {
						l.Push(key, func() {
							mu.Lock()
							now++
							most = max(most, now)
							mu.Unlock()
							time.Sleep(time.Second)
							mu.Lock()
							defer mu.Unlock()
							now--
							done[key] = append(done[key], i)
						})
					}
				}
				l.Wait()
				for key := range 10 {
					if got := done[key]; len(got) != 20 || !slices.IsSorted(got) {
						t.Errorf("key %d: %v, want 0 to 19", key, got)
					}
				}
				want := workers
				if workers == 0 {
					want = 10
				}
				if most != want {
					t.Errorf("%d ran at once, want %d", most, want)
				}
				if l.workers != 0 || l.pending != 0 || len(l.byKey) != 0 {
					t.Errorf("left over: %d workers, %d jobs, %d lanes", l.workers, l.pending, len(l.byKey))
				}
			})
		})
	}
}

// Push says what is before a job, and refuses what is beyond the bound.
func TestRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New[string](2, 1)
		slow := func() { time.Sleep(time.Second) }
		push := func(key string, wantBefore int, wantOK bool) {
			t.Helper()
			if before, ok := l.Push(key, slow); before != wantBefore || ok != wantOK {
				t.Errorf("Push(%s) = %d, %v, want %d, %v", key, before, ok, wantBefore, wantOK)
			}
		}
		push("a", 0, true)
		synctest.Wait()
		push("a", 1, true)
		push("b", 0, true)
		push("c", 0, false)
		if n := l.Waiting(); n != 2 {
			t.Errorf("%d jobs wait, want 2 beside the one that runs", n)
		}
		hurried := false
		l.Hurry(func() { hurried = true })
		synctest.Wait()
		if !hurried {
			t.Error("a job in a hurry waits")
		}
		l.Wait()
		if n := l.Waiting(); n != 0 {
			t.Errorf("%d jobs wait, want none", n)
		}
	})
}

// Widen starts workers for what waits, and lets those that are too many end.
func TestWiden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New[int](0, 1)
		began := time.Now()
		for key := range 9 {
			l.Push(key, func() { time.Sleep(time.Second) })
		}
		time.Sleep(time.Second / 2)
		l.Widen(4)
		time.Sleep(3 * time.Second / 4) // one has run, four run: three until 1.5 s, one until 2 s
		l.Widen(1)
		l.Wait()
		if took := time.Since(began); took != 6*time.Second {
			t.Errorf("took %v, want 6 s", took)
		}
	})
}

// Close drops what waits; what runs ends, and may push where nothing is before it.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New[string](0, 2)
		var mu sync.Mutex
		var ran []string
		job := func(name string, then func()) func() {
			return func() {
				time.Sleep(time.Second)
				mu.Lock()
				ran = append(ran, name)
				mu.Unlock()
				if then != nil {
					then()
				}
			}
		}
		l.Push("a", job("runs", func() {
			if _, ok := l.Push("b", job("is answered", nil)); !ok {
				t.Error("a job that runs cannot push to a free lane")
			}
			if _, ok := l.Push("a", job("waits behind it", nil)); ok {
				t.Error("a job is queued behind another after Close")
			}
		}))
		l.Push("a", job("waits", nil))
		synctest.Wait()
		l.Close()
		if want := []string{"runs", "is answered"}; !slices.Equal(ran, want) {
			t.Errorf("%q ran, want %q", ran, want)
		}
	})
}
