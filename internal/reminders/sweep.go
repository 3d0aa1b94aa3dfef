package reminders

import (
	"context"
	"fmt"
	"strings"
	"time"

	"spotter/internal/store"
)

// A plan that has no due entry any more, since a page of the file or the entry was damaged, would never ring again. So all plans are
// gone through now and then, slowly, and what is missing is rebuilt.

const (
	sweepEvery = 24 * time.Hour
	sweepPage  = 100 // plans
	sweepPause = 10 * time.Millisecond
	sweepBack  = 15 * time.Minute // what came due so shortly before is sent again rather than not at all
)

// lastRun is when a lane last ran before its first claim in this process; zero if never.
type lastRun struct {
	lane string
	at   time.Time
}

// Sweep has Run go through all plans soon and rebuild the due entries that are missing: part of the store was lost. It does not wait.
func (b *Book) Sweep() {
	select {
	case b.pokes.of("") <- struct{}{}:
	default: // it was asked for already
	}
}

// sweeps goes through all plans after the lanes' first claims, whenever Sweep was called, and daily. Each lane sends when it last ran
// before this process did.
func (b *Book) sweeps(ctx context.Context, ran <-chan lastRun, lanes int) {
	last := map[string]time.Time{}
	for len(last) < lanes {
		select {
		case r := <-ran:
			last[r.lane] = r.at
		case <-ctx.Done():
			return
		}
	}
	for ctx.Err() == nil {
		rebuilt, err := b.sweep(ctx, last)
		if rebuilt > 0 {
			b.log().Error("rebuilt reminders that had lost their place in the queue", "plans", rebuilt)
		}
		wait := sweepEvery
		if err != nil && ctx.Err() == nil {
			b.log().Error("look for reminders that have lost their place in the queue", "again_in", maxPause, "err", err)
			wait = maxPause
		} else {
			last = nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-b.pokes.of(""):
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// sweep goes through all plans once.
func (b *Book) sweep(ctx context.Context, last map[string]time.Time) (rebuilt int, err error) {
	var missing []string
	err = b.each(ctx, planPrefix, sweepPage, sweepPause, func(tx store.Reader, pair store.Pair) error {
		owner := strings.TrimPrefix(pair.Key, planPrefix)
		p, err := decodePlan(owner, pair.Value)
		if err != nil {
			b.log().Error("a plan cannot be read: its person gets no reminders", "err", err)
			return nil
		}
		s, _, err := findDue(tx, p, b.now())
		if err == nil && s == nil {
			missing = append(missing, owner)
		}
		return err
	})
	for _, owner := range missing {
		if err == nil {
			err = b.restore(ctx, owner, last)
		}
		if err == nil {
			rebuilt++
		}
	}
	return rebuilt, err
}

// restore gives a plan a new due entry if it still has none.
func (b *Book) restore(ctx context.Context, owner string, last map[string]time.Time) error {
	lane, _, err := splitOwner(owner)
	if err != nil {
		b.log().Error("a plan is of nobody", "err", err)
		return nil
	}
	now := b.now()
	from := now.Add(-sweepBack)
	if ran, known := last[lane]; known && !ran.IsZero() && ran.Before(from) {
		from = later(ran, now.Add(-or(b.Late, DefaultLate)))
	}
	err = b.Store.Update(ctx, func(tx store.Tx) error {
		_, err := rebuild(tx, owner, from, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("rebuild the reminders of %s: %w", owner, err)
	}
	b.pokes.poke(lane)
	return nil
}

// rebuild gives a plan that has no due entry one that rings at the first occurrence after from, and returns when it does. It leaves
// alone what can be read.
func rebuild(tx store.Tx, owner string, from, now time.Time) (when time.Time, err error) {
	p, err := loadPlan(tx, owner)
	if err != nil || p == nil {
		return parked, err
	}
	s, key, err := findDue(tx, p, now)
	if err != nil || s != nil {
		return parked, err
	}
	r := &record{Plan: p, state: &state{seq: p.seq, when: parked}, key: key, now: now}
	r.advance(from)
	return r.when, r.save(tx)
}
