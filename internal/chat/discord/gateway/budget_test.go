package gateway

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// memory is a Memory that is lost with the test.
type memory struct {
	mu sync.Mutex
	by map[string][]byte
}

func (m *memory) Load(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.by[key], nil
}

func (m *memory) Save(_ context.Context, key string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.by[key] = value
	return nil
}

// told returns what Discord says of the budget.
func told(remaining int, reset time.Duration, atOnce int) Info {
	var i Info
	i.Limit.Remaining, i.Limit.ResetAfter, i.Limit.MaxConcurrency = remaining, int(reset.Milliseconds()), atOnce
	return i
}

func config(m Memory, info *Info) Config {
	return Config{
		Memory: m, Timing: DefaultTiming(), Log: slog.New(slog.DiscardHandler),
		Ask: func(context.Context) (Info, error) {
			if info == nil {
				return Info{}, errors.New("no answer")
			}
			return *info, nil
		},
	}
}

// identify returns when each of n IDENTIFYs of a shard was sent, none of which leads to a session that lasts.
func identify(t *testing.T, b *budget, shard, n int) []time.Time {
	t.Helper()
	var at []time.Time
	for range n {
		end, err := b.begin(t.Context(), shard)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond) // the way to HELLO
		b.use(t.Context(), shard)
		at = append(at, time.Now())
		end()
	}
	return at
}

// Sessions that end at once cost few IDENTIFYs, in one run as in many.
func TestBudgetOfFailures(t *testing.T) {
	for _, restarts := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			m, info := &memory{by: map[string][]byte{}}, told(1000, 24*time.Hour, 1)
			b := newBudget(t.Context(), config(m, &info), info)
			began := time.Now()
			var at []time.Time
			for time.Since(began) < time.Hour {
				at = append(at, identify(t, b, 0, 1)...)
				if restarts {
					b = newBudget(t.Context(), config(m, &info), info)
				}
			}
			early := 0
			for i, one := range at {
				if one.Sub(began) <= 150*time.Second {
					early++
				}
				if i > 0 && one.Sub(at[i-1]) < b.Timing.Identify {
					t.Errorf("two IDENTIFYs are %v apart at the frame", one.Sub(at[i-1]))
				}
			}
			if early > 7 || len(at) > 14 {
				t.Errorf("%d IDENTIFYs in 150 s and %d in an hour (restarts: %v)", early, len(at), restarts)
			}
			b.steady(t.Context(), 0)
			if next := identify(t, b, 0, 2); next[1].Sub(next[0]) > 6*time.Second {
				t.Errorf("after a session that lasted, the next waited %v", next[1].Sub(next[0]))
			}
		})
	}
}

// What Discord allows for the day is kept, whether it counts along or not, and over restarts.
func TestBudgetOfTheDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, info := &memory{by: map[string][]byte{}}, told(3, time.Hour, 1)
		began := time.Now()
		for range 3 {
			b := newBudget(t.Context(), config(m, &info), info)
			identify(t, b, 0, 1)
			b.steady(t.Context(), 0)
		}
		b := newBudget(t.Context(), config(m, &info), info)
		if at := identify(t, b, 0, 1)[0]; at.Sub(began) < time.Hour {
			t.Errorf("the fourth went out after %v, want an hour", at.Sub(began))
		}
	})
	synctest.Test(t, func(t *testing.T) { // a number that fell since is asked for
		m, info := &memory{by: map[string][]byte{}}, told(1000, time.Hour, 1)
		b := newBudget(t.Context(), config(m, &info), info)
		identify(t, b, 0, 1)
		time.Sleep(10 * time.Minute)
		info = told(0, 20*time.Minute, 1)
		began := time.Now()
		if at := identify(t, b, 0, 1)[0]; at.Sub(began) < 20*time.Minute {
			t.Errorf("another went out after %v, want 20 minutes", at.Sub(began))
		}
	})
}

// Shards of one bucket go one by one, those of others beside them.
func TestBudgetOfShards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		info := told(1000, 0, 2)
		b := newBudget(t.Context(), config(&memory{by: map[string][]byte{}}, &info), info)
		began := time.Now()
		var all sync.WaitGroup
		for shard := range 6 {
			all.Go(func() { identify(t, b, shard, 1) })
		}
		all.Wait()
		if took := time.Since(began); took < 11*time.Second || took > 13*time.Second {
			t.Errorf("six shards in two buckets took %v, want twice 5.5 s", took)
		}
	})
}

// Only who has to identify anew waits for as long as Discord demands: an interaction that is told meanwhile has 3 seconds.
func TestPauses(t *testing.T) {
	timing := DefaultTiming()
	for range 100 {
		if p := timing.pause(errResumable, 0); p > time.Second/2 {
			t.Fatalf("pause before resuming an invalid session is %v", p)
		}
		if p := timing.pause(errInvalid, 0); p < time.Second || p > 5*time.Second {
			t.Fatalf("pause after the end of a session is %v, want 1 to 5 s", p)
		}
	}
}
