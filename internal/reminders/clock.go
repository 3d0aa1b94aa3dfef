package reminders

import (
	"context"
	"fmt"
	"time"

	"spotter/internal/store"
)

// A wall clock that was wrong and is set back leaves entries behind that are put off too far: what
// came due by the wrong clock has moved on. So each lane notes how late it was, and goes through its
// entries when it finds itself in the past.

const (
	clockSet  = time.Hour        // a clock that goes back by more than this was set
	clockNote = 10 * time.Minute // how often the time is noted
)

// checkClock puts the lane's entries right if the clock was set back since the lane last ran, in this
// process or before.
func (l *lane) checkClock(ctx context.Context, now time.Time) error {
	if l.noted.IsZero() {
		err := l.book.Store.View(ctx, func(tx store.Reader) error {
			value, err := tx.Get(clockPrefix + l.name)
			if err != nil || len(value) == 0 || value[0] != version {
				return err
			}
			r := reader{rest: value[1:]}
			l.noted = r.time()
			return r.err
		})
		if err != nil {
			return fmt.Errorf("read when lane %s last ran: %w", l.name, err)
		}
	}
	if !now.Before(l.noted.Add(-clockSet)) && !now.Before(l.seen.Add(-clockSet)) {
		return nil
	}
	l.book.log().Warn("the clock was set back: working out again what is due", "lane", l.name, "by", l.noted.Sub(now).Round(time.Minute))
	if err := l.book.reckon(ctx, l.name, now, nil); err != nil {
		return fmt.Errorf("work out again what is due on lane %s: %w", l.name, err)
	}
	l.noted, l.seen = time.Time{}.Add(1), now // the next turn notes the time
	return nil
}

// noteClock writes down the time, now and then.
func (l *lane) noteClock(tx store.Tx, now time.Time) (noted bool, err error) {
	if now.Before(l.noted.Add(clockNote)) {
		return false, nil
	}
	w := writer{version}
	w.time(now)
	return true, tx.Put(clockPrefix+l.name, w)
}

// reckon goes through all entries of a lane that ring after now and puts each at its next occurrence:
// those of plans in the given zones, or all if zones is nil.
func (b *Book) reckon(ctx context.Context, lane string, now time.Time, zones map[string]bool) error {
	page := max(1, (b.Store.Touch()-reserve)/4)
	for cursor := dueBound(lane, now.Add(time.Second)); cursor != ""; {
		from := cursor
		err := b.Store.Update(ctx, func(tx store.Tx) error {
			pairs, err := tx.Scan(from, dueBound(lane, parked), page)
			if err != nil {
				return err
			}
			for _, pair := range pairs {
				if err := reckonEntry(tx, pair, now, zones); err != nil && !isDamage(err) {
					return err
				}
			}
			if cursor = ""; len(pairs) == page {
				cursor = pairs[page-1].Key + "\x00"
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// soon is how far ahead a snoozed or failed card may be without having been put off by a wrong clock.
const soon = 2 * time.Hour

func reckonEntry(tx store.Tx, pair store.Pair, now time.Time, zones map[string]bool) error {
	e, err := parseDueKey(pair.Key)
	if err != nil || e.kind != kindPlan {
		return err
	}
	p, err := loadPlan(tx, e.owner)
	if err != nil || p == nil || zones != nil && !zones[p.Zone] {
		return err
	}
	s, err := decodeState(pair.Value, e.when)
	if err != nil || s.seq != p.seq {
		return err
	}
	if (!s.from.IsZero() || s.tries > 0) && e.when.Before(now.Add(soon)) {
		return nil
	}
	r := &record{Plan: p, state: s, key: pair.Key, now: now}
	for slot := range r.done {
		r.takeBack(slot)
	}
	r.history.forgetAfter(r.today())
	r.advance(now)
	r.plans = true
	_, err = r.keep(tx)
	return err
}

// takeBack undoes what was noted of slots that are still to come, by the right clock. What was
// delivered or answered today is not delivered again.
func (r *record) takeBack(slot int) {
	today := r.today()
	r.done[slot] = min(r.done[slot], today)
	at, ok := instant(today, r.Slots[slot].Minute, r.location())
	m := r.marked(today, slot)
	if r.done[slot] == today && ok && at.After(r.now) && m != Sent && m != Done && m != Skipped {
		r.mark(today, slot, None)
		r.done[slot] = today - 1
	}
}

// forgetAfter drops the marks of the days after today.
func (h *History) forgetAfter(today Day) {
	keep := min(max(int(today-h.First)+1, 0), len(h.Marks))
	h.Marks = h.Marks[:keep]
}
