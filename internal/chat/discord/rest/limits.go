package rest

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Discord lets a bot make 50 requests a second; answers to interactions do not count (Rate Limits,
// "Global Rate Limit"). A burst of 5 keeps any one second under 50.
const (
	perSecond = 45
	burst     = 5
)

// limits keeps us under Discord's rate limits: the global one, those that its answers announce per
// route, and gates that close while Discord refuses everything. One serves all shards.
type limits struct {
	global *rate.Limiter

	mu      sync.Mutex
	limited time.Time // until then only answers to interactions may go out
	banned  time.Time // until then nothing may
	shut    int       // refusals from before the API, one after another
	routes  map[string]*window
	sweep   time.Time
}

// A window is what Discord said last of one route, less what went out since.
type window struct {
	left  int
	reset time.Time
	limit int           // how many requests a window takes; 1 until Discord says so
	span  time.Duration // how long one is, as far as was seen
}

// renew begins a new window if w has passed. Discord has not said anything of it yet: but it will not take more than
// before, and those who waited for it must not go out all at once.
func (w *window) renew(now time.Time) {
	if !w.reset.After(now) {
		w.left, w.reset = max(w.limit, 1), now.Add(w.span)
	}
}

func newLimits() *limits {
	return &limits{global: rate.NewLimiter(perSecond, burst), routes: map[string]*window{}}
}

// A limitError says that a request had to wait longer than its context allows.
type limitError struct{ after time.Duration }

func (e *limitError) Error() string {
	return fmt.Sprintf("rate limited for another %v", e.after.Round(time.Millisecond))
}

// wait returns when a request on route may go out, sooner by the Rank of ctx. It does not wait at all if
// ctx would end first.
func (l *limits) wait(ctx context.Context, route string, answer bool) error {
	r := rankOf(ctx)
	for {
		until := l.take(time.Now(), route, answer, r)
		if until.IsZero() {
			break
		}
		if err := sleepUntil(ctx, until); err != nil {
			return err
		}
	}
	if answer {
		return nil
	}
	return l.turn(ctx, r)
}

// turn waits for the global limit. Emergencies count but do not wait, and what nobody waits for takes
// only what the others leave.
func (l *limits) turn(ctx context.Context, r Rank) error {
	const kept = 2
	for r == Unasked {
		now := time.Now()
		l.mu.Lock()
		lack := kept + 1 - l.global.TokensAt(now)
		if lack <= 0 {
			l.global.ReserveN(now, 1)
			l.mu.Unlock()
			return nil
		}
		l.mu.Unlock()
		if err := sleepUntil(ctx, now.Add(max(time.Duration(lack/perSecond*float64(time.Second)), time.Millisecond))); err != nil {
			return err
		}
	}
	reserved := l.global.Reserve()
	if r == Urgent {
		return nil
	}
	if err := sleepUntil(ctx, time.Now().Add(reserved.Delay())); err != nil {
		reserved.Cancel()
		return err
	}
	return nil
}

// take counts a request on route and returns zero, or when to ask again.
func (l *limits) take(now time.Time, route string, answer bool, r Rank) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	until := l.banned
	if !answer && l.limited.After(until) {
		until = l.limited
	}
	w := l.routes[route]
	if w != nil {
		w.renew(now)
	}
	if w != nil && w.left <= w.kept(!answer && r == Live) && w.reset.After(until) {
		until = w.reset
	}
	if until.After(now) {
		return until
	}
	if w != nil {
		w.left--
	}
	return time.Time{}
}

// kept returns how many requests of a window are not to be used up. Where a window takes several, the last is kept
// for an emergency: many answers at once must not use up somebody's private chat.
func (w *window) kept(some bool) int {
	if some && w.limit > 2 {
		return 1
	}
	return 0
}

// learn takes in what the answer to a request on route says of limits.
func (l *limits) learn(now time.Time, route string, h http.Header) {
	left, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	after := seconds(h.Get("X-RateLimit-Reset-After"))
	if err != nil || after <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.After(l.sweep) { // forget what has passed, so that the map stays small
		for key, w := range l.routes {
			if w.reset.Before(now) {
				delete(l.routes, key)
			}
		}
		l.sweep = now.Add(30 * time.Second)
	}
	w := &window{left: left, reset: now.Add(after), limit: left + 1, span: after}
	if most, err := strconv.Atoi(h.Get("X-RateLimit-Limit")); err == nil {
		w.limit = most
	}
	if old := l.routes[route]; old != nil {
		const slack = 500 * time.Millisecond // answers overtake each other
		if w.span = max(w.span, old.span); w.reset.Before(old.reset.Add(slack)) {
			w.left = min(w.left, old.left) // the answer knows nothing of what is still under way
		}
	}
	l.routes[route] = w
}

// refused takes in a 429 that asks to wait.
func (l *limits) refused(now time.Time, route string, after time.Duration, global, banned, answer bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	until := now.Add(after)
	switch {
	case banned:
		l.banned = later(l.banned, until)
	case global:
		l.limited = later(l.limited, until)
	}
	if !banned && (!global || answer) { // answers do not heed the global limit, unless they are told so
		w := &window{reset: until, limit: 1, span: after}
		if old := l.routes[route]; old != nil {
			w.limit, w.span = old.limit, max(old.span, after)
		}
		l.routes[route] = w
	}
}

// mostShut is how many refusals from before the API may be about what was said, and not about us.
const mostShut = 3

// shutOut takes in a refusal from before the API that names no time.
func (l *limits) shutOut(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shut++; l.shut >= mostShut {
		l.banned = later(l.banned, now.Add(defaultBan))
	}
}

// letIn takes in that a request was let through.
func (l *limits) letIn() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shut = 0
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// seconds reads Discord's decimal seconds, 0 if there are none.
func seconds(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f <= 0 {
		return 0
	}
	return time.Duration(f * float64(time.Second))
}

// sleepUntil waits for t. If ctx would end before it does not wait and returns a *limitError.
func sleepUntil(ctx context.Context, t time.Time) error {
	d := time.Until(t)
	if d <= 0 {
		return ctx.Err()
	}
	if end, ok := ctx.Deadline(); ok && end.Before(t) {
		return &limitError{d}
	}
	return Sleep(ctx, d)
}

// sleep waits for d or until ctx ends.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
