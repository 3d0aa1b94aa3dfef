package review

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A board is what a pace shows to: it notes when, and which state was the newest.
type board struct {
	mu    sync.Mutex
	state map[string]int
	at    map[string][]time.Time
	shown map[string]int
	slow  time.Duration
	fail  int // that many showings fail first
}

func newBoard() *board {
	return &board{state: map[string]int{}, at: map[string][]time.Time{}, shown: map[string]int{}}
}

func (b *board) show(ctx context.Context, id string) time.Duration {
	b.mu.Lock()
	now := b.state[id]
	b.at[id] = append(b.at[id], time.Now())
	fail := b.fail > 0
	if fail {
		b.fail--
	}
	b.mu.Unlock()
	select {
	case <-time.After(b.slow):
	case <-ctx.Done():
	}
	if fail {
		return 3 * time.Second
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown[id] = now
	return 0
}

func (b *board) set(p *pace, id string, state int) {
	b.mu.Lock()
	b.state[id] = state
	b.mu.Unlock()
	p.touch(id)
}

// paced runs f with a pace over b, and waits for all to be over.
func pacing(t *testing.T, b *board, f func(*pace)) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(time.Second, b.show)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { p.run(ctx) })
		f(p)
		time.Sleep(time.Minute)
		cancel()
		wg.Wait()
	})
}

func TestPaceShowsTheLastStateAtMostOnceASecond(t *testing.T) {
	for _, slow := range []time.Duration{0, 300 * time.Millisecond, 2500 * time.Millisecond} {
		t.Run(slow.String(), func(t *testing.T) {
			b := newBoard()
			b.slow = slow
			pacing(t, b, func(p *pace) {
				for i := range 200 {
					b.set(p, "a", i)
					b.set(p, "b", i)
					time.Sleep(50 * time.Millisecond)
				}
			})
			for _, id := range []string{"a", "b"} {
				if b.shown[id] != 199 {
					t.Errorf("%s shows %d at last, want 199", id, b.shown[id])
				}
				if n := len(b.at[id]); n > 12 || n < 4 {
					t.Errorf("%s was shown %d times in ten seconds", id, n)
				}
				for i, at := range b.at[id][1:] {
					if d := at.Sub(b.at[id][i]); d < time.Second {
						t.Errorf("%s was shown again after %v", id, d)
					}
				}
			}
		})
	}
}

func TestPaceShowsTheFirstTouchAtOnce(t *testing.T) {
	b := newBoard()
	var began time.Time
	pacing(t, b, func(p *pace) {
		began = time.Now()
		b.set(p, "a", 1)
	})
	if len(b.at["a"]) != 1 || b.at["a"][0] != began {
		t.Errorf("shown at %v, want once at %v", b.at["a"], began)
	}
}

func TestPaceTriesAgain(t *testing.T) {
	b := newBoard()
	b.fail = 2
	pacing(t, b, func(p *pace) { b.set(p, "a", 7) })
	if len(b.at["a"]) != 3 || b.shown["a"] != 7 {
		t.Errorf("shown %d times, state %d; want 3 times and 7", len(b.at["a"]), b.shown["a"])
	}
}

func TestPaceDoesNotLetASlowThingHoldTheOthers(t *testing.T) {
	b := newBoard()
	b.slow = time.Second
	var began time.Time
	pacing(t, b, func(p *pace) {
		began = time.Now()
		for i := range 4 * paceWidth {
			b.set(p, fmt.Sprint(i), 1)
		}
	})
	for id, at := range b.at {
		if late := at[0].Sub(began); late > 4*time.Second {
			t.Errorf("%s had to wait %v", id, late)
		}
	}
	if len(b.shown) != 4*paceWidth {
		t.Errorf("%d things shown, want %d", len(b.shown), 4*paceWidth)
	}
}

func TestPaceFlushWaitsForTheShowing(t *testing.T) {
	b := newBoard()
	pacing(t, b, func(p *pace) {
		b.set(p, "a", 1)
		synctest.Wait()
		b.mu.Lock()
		b.state["a"] = 2
		b.mu.Unlock()
		p.flush(context.Background(), "a")
		if b.shown["a"] != 2 {
			t.Errorf("after flush it shows %d, want 2", b.shown["a"])
		}
	})
}

func TestPaceForgetsWhatIsShown(t *testing.T) {
	b := newBoard()
	var p *pace
	pacing(t, b, func(q *pace) {
		p = q
		for i := range 100 {
			b.set(p, fmt.Sprint(i), 1)
		}
	})
	if len(p.things) != 0 {
		t.Errorf("%d things remembered, want none", len(p.things))
	}
}
