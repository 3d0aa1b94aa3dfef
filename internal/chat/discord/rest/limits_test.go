package rest

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// inTurn returns when each of n requests went out.
func inTurn(t *testing.T, l *limits, n int, route string, answer bool) []time.Duration {
	t.Helper()
	began := time.Now()
	var at []time.Duration
	for range n {
		if err := l.wait(t.Context(), route, answer); err != nil {
			t.Fatal(err)
		}
		at = append(at, time.Since(began))
	}
	return at
}

func TestGlobalLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits()
		at := inTurn(t, l, 500, "x", false)
		for i := range at {
			if i >= 50 && at[i]-at[i-50] < time.Second {
				t.Fatalf("requests %d to %d went out within %v", i-50, i, at[i]-at[i-50])
			}
		}
		if last := at[len(at)-1]; last > 12*time.Second {
			t.Errorf("500 requests took %v, want about 11 s", last)
		}
		if at := inTurn(t, l, 500, "x", true); at[499] != 0 {
			t.Errorf("answers to interactions waited %v", at[499])
		}
	})
}

func TestRouteLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits()
		h := http.Header{}
		h.Set("X-RateLimit-Remaining", "2")
		h.Set("X-RateLimit-Reset-After", "3.5")
		l.learn(time.Now(), "a", h)
		at := inTurn(t, l, 3, "a", true)
		if at[1] != 0 || at[2] < 3500*time.Millisecond {
			t.Errorf("two were left and went out after %v, the third after %v", at[1], at[2])
		}
		if at := inTurn(t, l, 1, "b", true); at[0] != 0 {
			t.Errorf("another route waited %v", at[0])
		}
		<-time.After(time.Minute)
		l.learn(time.Now(), "b", h)
		if len(l.routes) != 1 {
			t.Errorf("%d routes are kept after a minute, want 1", len(l.routes))
		}
	})
}

// Many who wait for one route go out as it lets them, window by window: each 429 counts towards a ban.
func TestRouteLimitForMany(t *testing.T) {
	const limit, many = 10, 45
	const span = 10 * time.Second
	synctest.Test(t, func(t *testing.T) {
		l := newLimits()
		var mu sync.Mutex
		var reset time.Time
		used, refused := 0, 0
		ask := func() bool {
			if err := l.wait(t.Context(), "open", false); err != nil {
				t.Error(err)
			}
			mu.Lock()
			now := time.Now()
			if !reset.After(now) {
				used, reset = 0, now.Add(span)
			}
			used++
			h := http.Header{}
			h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
			h.Set("X-RateLimit-Remaining", strconv.Itoa(max(limit-used, 0)))
			h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(reset.Sub(now).Seconds(), 'f', 3, 64))
			ok, after := used <= limit, reset.Sub(now)
			mu.Unlock()
			<-time.After(100 * time.Millisecond) // the way back
			l.learn(time.Now(), "open", h)
			if !ok {
				mu.Lock()
				refused++
				mu.Unlock()
				l.refused(time.Now(), "open", after, false, false, false)
			}
			return ok
		}
		ask() // from here on the limit is known
		began := time.Now()
		var all sync.WaitGroup
		for range many {
			all.Go(func() {
				for !ask() {
				}
			})
		}
		all.Wait()
		if took := time.Since(began); refused > 0 || took > (many/limit+1)*span {
			t.Errorf("%d of %d requests were refused, and all took %v", refused, many, took)
		}
	})
}

func TestGates(t *testing.T) {
	for _, row := range []struct {
		name                     string
		global, banned           bool
		sameRoute, other, answer time.Duration // how long each waits
	}{
		{"route", false, false, 2 * time.Second, 0, 0},
		{"global", true, false, 2 * time.Second, 2 * time.Second, 0},
		{"before the API", false, true, 2 * time.Second, 2 * time.Second, 2 * time.Second},
	} {
		for i, route := range []string{"same", "other", "answer"} {
			synctest.Test(t, func(t *testing.T) {
				l := newLimits()
				l.refused(time.Now(), "same", 2*time.Second, row.global, row.banned, false)
				want := []time.Duration{row.sameRoute, row.other, row.answer}[i]
				if got := inTurn(t, l, 1, route, route == "answer")[0]; got != want {
					t.Errorf("%s: %s waited %v, want %v", row.name, route, got, want)
				}
			})
		}
	}
}

// Who cannot wait long enough is told at once.
func TestLimitKeepsDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits()
		l.refused(time.Now(), "a", time.Minute, false, false, false)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		var limit *limitError
		if err := l.wait(ctx, "a", false); !errors.As(err, &limit) || limit.after != time.Minute {
			t.Errorf("wait = %v, want another minute", err)
		}
		if time.Since(began) != 0 {
			t.Errorf("waited %v in vain", time.Since(began))
		}
	})
}

// Many answers leave the last request of a route to an emergency, which does not wait for the global limit either;
// reminders leave that to whom somebody waits for.
func TestRanks(t *testing.T) {
	h := http.Header{}
	h.Set("X-RateLimit-Limit", "5")
	h.Set("X-RateLimit-Remaining", "2")
	h.Set("X-RateLimit-Reset-After", "4")
	waited := func(t *testing.T, l *limits, r Rank, route string) time.Duration {
		began := time.Now()
		if err := l.wait(Ranked(t.Context(), r), route, false); err != nil {
			t.Error(err)
		}
		return time.Since(began)
	}
	synctest.Test(t, func(t *testing.T) {
		l := newLimits()
		l.learn(time.Now(), "chat", h)
		if first := waited(t, l, Live, "chat"); first != 0 {
			t.Errorf("the last but one waited %v", first)
		}
		short, cancel := context.WithTimeout(Ranked(t.Context(), Live), time.Second)
		defer cancel()
		var limit *limitError
		if err := l.wait(short, "chat", false); !errors.As(err, &limit) {
			t.Errorf("the last went out for an answer: %v", err)
		}
		if alarm := waited(t, l, Urgent, "chat"); alarm != 0 {
			t.Errorf("the emergency waited %v", alarm)
		}
		if next := waited(t, l, Live, "chat"); next != 4*time.Second {
			t.Errorf("the next waited %v", next)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		l := newLimits()
		var all sync.WaitGroup
		for range 450 { // ten seconds of reminders
			all.Go(func() { waited(t, l, Unasked, "x") })
		}
		<-time.After(2 * time.Second)
		for range 20 {
			if w := waited(t, l, Live, "y"); w > 100*time.Millisecond {
				t.Errorf("an answer waited %v behind reminders", w)
			}
		}
		began := time.Now()
		for range 20 {
			if w := waited(t, l, Urgent, "z"); w != 0 {
				t.Errorf("an emergency waited %v", w)
			}
		}
		all.Wait()
		if took := time.Since(began); took > 12*time.Second {
			t.Errorf("the reminders took another %v", took)
		}
	})
}
