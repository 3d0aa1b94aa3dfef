package reminders

import (
	"context"
	"errors"
	"time"
)

// ErrNoZone says that a plan cannot begin before the person's time zone is known.
var ErrNoZone = errors.New("the time zone is not known")

// ErrSlots says that a plan would have no slot, or two at one time.
var ErrSlots = errors.New("a plan needs one slot, or two at different times")

// DefaultSlots are the times that a new plan has.
var DefaultSlots = [2]Slot{{On: true, Minute: 8 * 60}, {On: true, Minute: 20 * 60}}

// A Setup is what a plan begins with, or is changed to by On. Place is required.
type Setup struct {
	Place string
	Zone  string   // empty: the one that is known
	Slots *[2]Slot // nil: those that are known, or the Book's
}

// On turns the owner's reminders on. It ends a pause and a block, and is no error if the plan is on
// already: what is given takes the place of what was set, and a slot whose time has passed today by that comes
// tomorrow. Without a zone, known or given, it is ErrNoZone. It returns whether the plan is new.
func (b *Book) On(ctx context.Context, owner string, to Setup) (plan Plan, created bool, err error) {
	begin := func() (*record, error) {
		if to.Zone == "" {
			return nil, ErrNoZone
		}
		created = true
		now := b.now()
		p := &Plan{Owner: owner, Place: to.Place, Zone: to.Zone, Slots: b.Slots, Created: now.Truncate(time.Second).UTC()}
		if b.Slots == [2]Slot{} {
			p.Slots = DefaultSlots
		}
		return &record{Plan: p, state: &state{when: parked}, now: now}, nil
	}
	plan, err = b.update(ctx, owner, begin, func(r *record) error {
		if r.Place != to.Place {
			r.Place, r.card = to.Place, Shown{}
		}
		r.resume()
		if to.Zone != "" {
			if err := r.setZone(to.Zone); err != nil {
				return err
			}
		}
		if to.Slots != nil {
			return r.setSlots(*to.Slots)
		}
		return nil
	})
	return plan, created, err
}

// Off turns the reminders off. Settings and history stay, for On.
func (b *Book) Off(ctx context.Context, owner string) (Plan, error) {
	return b.change(ctx, owner, func(r *record) error {
		r.Off = true
		return nil
	})
}

// SetTimes sets both slots. A slot that is due or snoozed and whose new time is still to come today
// rings at its new time.
func (b *Book) SetTimes(ctx context.Context, owner string, slots [2]Slot) (Plan, error) {
	return b.change(ctx, owner, func(r *record) error { return r.setSlots(slots) })
}

func (r *record) setSlots(slots [2]Slot) error {
	both := slots[Morning].On && slots[Evening].On
	if !slots[Morning].On && !slots[Evening].On || both && slots[Morning].Minute == slots[Evening].Minute {
		return ErrSlots
	}
	moved := r.pending() && slots[r.next.Slot] != r.Slots[r.next.Slot]
	r.Slots = slots
	if !moved {
		return nil
	}
	if at, ok := instant(r.next.Day, slots[r.next.Slot].Minute, r.location()); ok && at.After(r.now) {
		r.next, r.when, r.from = Occurrence{}, parked, time.Time{}
	}
	return nil
}

// SetDays sets the days of the week.
func (b *Book) SetDays(ctx context.Context, owner string, days Weekdays) (Plan, error) {
	return b.change(ctx, owner, func(r *record) error {
		r.Days = days & Everyday
		return nil
	})
}

// SetEnd sets the last day, or none if it is zero.
func (b *Book) SetEnd(ctx context.Context, owner string, last Day) (Plan, error) {
	return b.change(ctx, owner, func(r *record) error {
		r.Ends = last
		return nil
	})
}

// SetSummary sets whether the week's last card says how it went.
func (b *Book) SetSummary(ctx context.Context, owner string, wanted bool) (Plan, error) {
	return b.change(ctx, owner, func(r *record) error {
		r.Summary = wanted
		return nil
	})
}

// SetZone moves the plan to another zone, as the person moves: no day's slot comes twice, and none is left out. One
// that was still to come and whose time has passed in the new zone rings at once, and is returned; without
// one, At is zero. One that rang on that day does not ring again.
func (b *Book) SetZone(ctx context.Context, owner, zone string) (plan Plan, now Occurrence, err error) {
	plan, err = b.change(ctx, owner, func(r *record) error {
		now = Occurrence{}
		before := *r.Plan
		if err := r.setZone(zone); err != nil || zone == before.Zone || r.pending() {
			return err
		}
		if r.catchUp(before); r.pending() {
			now = r.next
		}
		return nil
	})
	return plan, now, err
}

func (r *record) setZone(zone string) error {
	if _, err := Location(zone); err != nil {
		return err
	}
	r.Zone = zone
	return nil
}

// catchUp finds the slots that were still to come in the zone before and have passed in the new one since there
// is a plan. The last of them rings at once; the others are not held against anyone.
func (r *record) catchUp(before Plan) {
	was, is := before.location(), r.location()
	at := r.now.Add(-2 * farthest)
	for {
		o, ok := next(*r.Plan, r.done, at)
		if !ok || o.At.After(r.now) {
			return
		}
		at = o.At
		old, exists := instant(o.Day, r.Slots[o.Slot].Minute, was)
		if !exists || !old.After(r.now) || o.At.Before(r.Created) {
			continue
		}
		if r.pending() {
			r.mark(r.next.Day, r.next.Slot, PausedOn)
			r.done[r.next.Slot] = r.next.Day
		}
		now := r.now.Truncate(time.Second).In(is)
		r.next, r.when, r.from = o, now, now
		r.tries, r.nonce = 0, newNonce()
	}
}

// Pause silences the reminders until the given day, or with Never until Resume.
func (b *Book) Pause(ctx context.Context, owner string, until Day) (Plan, error) {
	return b.change(ctx, owner, func(r *record) error {
		r.settlePause()
		r.PausedFrom, r.PausedUntil = r.now.Truncate(time.Second).UTC(), until
		return nil
	})
}

// Resume ends a pause and a block.
func (b *Book) Resume(ctx context.Context, owner string) (Plan, error) {
	return b.change(ctx, owner, func(r *record) error {
		r.resume()
		return nil
	})
}

// Unblock ends a block alone: a pause stays, and a plan that is off stays off.
func (b *Book) Unblock(ctx context.Context, owner string) (Plan, error) {
	return b.change(ctx, owner, func(r *record) error {
		r.unblock()
		return nil
	})
}

func (r *record) resume() {
	r.settlePause()
	r.unblock()
	r.Off = false
}

func (r *record) unblock() {
	if r.Blocked.IsZero() {
		return
	}
	since := r.Blocked
	r.Blocked, r.BlockedWhy = time.Time{}, ""
	r.history.fill(*r.Plan, since, r.now, Unheard)
}

// settlePause ends a pause and notes the slots that it has silenced so far.
func (r *record) settlePause() {
	if r.PausedFrom.IsZero() {
		return
	}
	from := r.PausedFrom
	to := r.now
	if end, ok := instant(min(r.PausedUntil, DayOf(to)+1), 0, r.location()); ok && end.Before(to) {
		to = end
	}
	r.PausedFrom, r.PausedUntil = time.Time{}, 0
	if !r.Off && r.Blocked.IsZero() {
		r.history.fill(*r.Plan, from, to, PausedOn)
	}
}

// SetBlocked notes that nothing can be delivered to the owner, and why, in words for the person.
// Nothing is sent until Resume or On.
func (b *Book) SetBlocked(ctx context.Context, owner, why string) (Plan, error) {
	return b.change(ctx, owner, func(r *record) error {
		if r.Blocked.IsZero() {
			r.block(why)
		}
		return nil
	})
}

func (r *record) block(why string) {
	r.Blocked, r.BlockedWhy = r.now.Truncate(time.Second).UTC(), why
}
