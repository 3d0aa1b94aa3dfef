package reminders

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"spotter/internal/store"
)

// ErrNoPlan says that the owner has no plan.
var ErrNoPlan = errors.New("no reminders are set up")

// A record is everything about one plan within a transaction.
type record struct {
	*Plan
	*state
	key   string // where the due entry was; empty if there was none
	past  History
	aged  bool // past was changed
	plans bool // the plan was changed by a delivery
	now   time.Time
}

// change runs fn on the owner's record, works out what rings next and stores both.
func (b *Book) change(ctx context.Context, owner string, fn func(*record) error) (Plan, error) {
	return b.update(ctx, owner, func() (*record, error) { return nil, ErrNoPlan }, fn)
}

// update is change with what to begin with if the owner has no plan.
func (b *Book) update(ctx context.Context, owner string, begin func() (*record, error), fn func(*record) error) (Plan, error) {
	var plan Plan
	lane, _, err := splitOwner(owner)
	if err == nil {
		err = b.knowZones(ctx)
	}
	if err != nil {
		return plan, err
	}
	err = b.Store.Update(ctx, func(tx store.Tx) error {
		r, err := load(tx, owner, b.now())
		if err != nil {
			return err
		}
		if r == nil {
			if r, err = begin(); err != nil {
				return err
			}
		}
		if err := fn(r); err != nil {
			return err
		}
		r.reschedule()
		plan = *r.Plan
		return r.save(tx)
	})
	if err != nil {
		return plan, fmt.Errorf("change plan of %s: %w", owner, err)
	}
	b.pokes.poke(lane)
	return plan, nil
}

// load reads the owner's record, or nil if there is no plan. A plan whose due entry cannot be found or read
// gets a new one, which rings as if nothing had been delivered yet that is still to come.
func load(tx store.Reader, owner string, now time.Time) (*record, error) {
	p, err := loadPlan(tx, owner)
	if err != nil || p == nil {
		return nil, err
	}
	r := &record{Plan: p, now: now}
	if r.state, r.key, err = findDue(tx, p, now); err != nil {
		return nil, err
	}
	if r.state == nil {
		r.state = &state{seq: p.seq, when: parked}
		r.advance(now)
	}
	value, err := tx.Get(pastPrefix + owner)
	if err != nil {
		return nil, err
	}
	r.past, err = decodeHistory(value)
	return r, err
}

func loadPlan(tx store.Reader, owner string) (*Plan, error) {
	value, err := tx.Get(planPrefix + owner)
	if err != nil || value == nil {
		return nil, err
	}
	return decodePlan(owner, value)
}

// findDue returns the due entry of a plan and its key, or nil if there is none or it cannot be read.
func findDue(tx store.Reader, p *Plan, now time.Time) (*state, string, error) {
	for when := range whereabouts(p, now) {
		key := dueKey(p.Owner, when, p.Created, kindPlan)
		value, err := tx.Get(key)
		if err != nil {
			return nil, "", err
		}
		if value == nil {
			continue
		}
		switch s, err := decodeState(value, when); {
		case isDamage(err):
			return nil, key, nil
		case err != nil || s.seq == p.seq:
			return s, key, err
		}
	}
	return nil, "", nil
}

// whereabouts yields the instants at which a plan's due entry may be, likeliest first: where the last change or
// failure put it, else at one of the plan's own occurrences, since deliveries move it from one to the
// next.
func whereabouts(p *Plan, now time.Time) iter.Seq[time.Time] {
	const ahead = 6 // a skip or an early answer leaves out a day's two slots at most; twice that for clocks set back
	return func(yield func(time.Time) bool) {
		if !yield(p.due) {
			return
		}
		at := now.Add(-24 * time.Hour)
		for n := 0; n < ahead; {
			o, ok := Next(*p, at)
			if !ok {
				break
			}
			if at = o.At; at.After(now) {
				n++
			}
			if !yield(at) {
				return
			}
		}
		if yieldPast(p, now, yield) {
			yield(parked)
		}
	}
}

// yieldPast yields the occurrences from the last change of the plan on: where the entry is if deliveries have
// not run for more than a day. It tells whether to go on.
func yieldPast(p *Plan, now time.Time, yield func(time.Time) bool) bool {
	at := p.due.Add(-time.Second)
	if oldest := now.AddDate(0, 0, -KeepDays); at.Before(oldest) {
		at = oldest
	}
	for {
		o, ok := Next(*p, at)
		if !ok || o.At.After(now) {
			return true
		}
		if !yield(o.At) {
			return false
		}
		at = o.At
	}
}

// save stores the record: the plan with a new sequence number, and its entry with the same.
func (r *record) save(tx store.Tx) error {
	if err := keepZone(tx, r.Zone, r.now); err != nil {
		return err
	}
	r.Plan.seq++
	r.Plan.due = r.when
	if err := tx.Put(planPrefix+r.Owner, r.Plan.encode()); err != nil {
		return err
	}
	if r.aged {
		if err := tx.Put(pastPrefix+r.Owner, r.past.encode()); err != nil {
			return err
		}
	}
	return r.saveDue(tx)
}

// saveDue stores the due entry under its new key.
func (r *record) saveDue(tx store.Tx) error {
	r.state.seq = r.Plan.seq
	key := dueKey(r.Owner, r.when, r.Created, kindPlan)
	if r.key != "" && r.key != key {
		if err := tx.Delete(r.key); err != nil {
			return err
		}
	}
	r.key = key
	return tx.Put(key, r.state.encode())
}

// reschedule works out what rings next after a change. What is overdue or snoozed stays as it is, if the plan
// still wants it.
func (r *record) reschedule() {
	if r.pending() {
		return
	}
	r.advance(r.now)
}

// pending tells whether next was due already, or was snoozed, and is still to be delivered.
func (r *record) pending() bool {
	s := r.state
	return r.Rings() && s.when != parked && (!s.from.IsZero() || !s.when.After(r.now) || !s.next.At.After(r.now)) &&
		s.next.Day > s.done[s.next.Slot] && r.Slots[s.next.Slot].On && r.open(s.next.Day)
}

// advance sets next to the first occurrence after the instant that has not been dealt with.
func (r *record) advance(after time.Time) {
	s := r.state
	s.tries, s.from = 0, time.Time{}
	o, ok := next(*r.Plan, s.done, after)
	if !ok {
		s.next, s.when = Occurrence{}, parked
		return
	}
	s.next, s.when, s.nonce = o, o.At, newNonce()
}

// newNonce returns a number that is not 0.
func newNonce() uint32 { return 1 + rand.Uint32N(math.MaxUint32) }

// mark notes what became of a day's slot, wherever the history of that day is kept.
func (r *record) mark(d Day, slot int, m Mark) {
	if !r.history.set(d, slot, m) && r.past.set(d, slot, m) {
		r.aged = true
	}
}

// marked returns what became of a day's slot.
func (r *record) marked(d Day, slot int) Mark {
	if m := r.history.At(d, slot); m != None {
		return m
	}
	return r.past.At(d, slot)
}
