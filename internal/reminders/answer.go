package reminders

import (
	"context"
	"time"
)

// A Slotted names a card by its day and slot.
type Slotted struct {
	Day  Day
	Slot int
}

// An Answer is what a press or a typed answer came to.
type Answer struct {
	Plan Plan
	Slotted
	Mark Mark       // what the slot is marked as now
	None bool       // there is nothing to answer, and nothing was changed
	Same bool       // it was so already
	Old  bool       // a later card has come since
	Rest bool       // the day's other slot is skipped too
	Next Occurrence // what rings next; its At is zero if nothing does
	When time.Time  // when it rings: later than Next.At if it was snoozed
	Card string     // the message that shows the card, if it is the latest one
}

// Done marks a card as done; nil means the open one, or else the next one of today, which then does
// not come.
func (b *Book) Done(ctx context.Context, owner string, card *Slotted) (Answer, error) {
	return b.answer(ctx, owner, card, (*record).answerable, func(r *record, a *Answer) {
		r.settleWith(a, Done)
	})
}

// Skip marks a card as skipped, and what is still to come of its day; nil means what is open or to
// come today, or else the next one.
func (b *Book) Skip(ctx context.Context, owner string, card *Slotted) (Answer, error) {
	return b.answer(ctx, owner, card, (*record).skippable, func(r *record, a *Answer) {
		r.settleWith(a, Skipped)
		other := 1 - a.Slot
		if r.Slots[other].On && r.open(a.Day) && r.done[other] < a.Day && a.Day >= r.today() {
			r.mark(a.Day, other, Skipped)
			r.done[other] = a.Day
			a.Rest = true
		}
	})
}

// Snooze brings the open card again after the given time, but never beyond the slot that follows. A
// card that was answered or is not the latest stays as it is: Same and Old say so.
func (b *Book) Snooze(ctx context.Context, owner string, card *Slotted, wait time.Duration) (Answer, error) {
	return b.answer(ctx, owner, card, (*record).answerable, func(r *record, a *Answer) {
		a.Mark = r.marked(a.Day, a.Slot)
		a.Same = a.Mark == Done || a.Mark == Skipped
		if !a.Old && !a.Same {
			r.snooze(a.Slotted, wait)
		}
	})
}

// answer changes the owner's record by what a card's answer means. find chooses the card if none is named.
func (b *Book) answer(ctx context.Context, owner string, card *Slotted, find func(*record) (Slotted, bool), apply func(*record, *Answer)) (Answer, error) {
	var a Answer
	var rec *record
	plan, err := b.change(ctx, owner, func(r *record) error {
		a, rec = Answer{}, r
		known := false
		if card == nil {
			a.Slotted, known = find(r)
		} else {
			a.Slotted, known = *card, r.knows(*card)
		}
		if a.None = !known; a.None {
			return nil
		}
		a.Old = a.Slotted != r.card.slotted() && a.Slotted != r.next.slotted()
		apply(r, &a)
		return nil
	})
	if err != nil {
		return a, err
	}
	a.Plan, a.Next = plan, rec.next
	if rec.card.slotted() == a.Slotted {
		a.Card = rec.card.ID
	}
	if !a.Next.At.IsZero() {
		loc := rec.location()
		a.Next.At, a.When = a.Next.At.In(loc), rec.when.In(loc)
	}
	return a, nil
}

func (s Shown) slotted() Slotted      { return Slotted{s.Day, s.Slot} }
func (o Occurrence) slotted() Slotted { return Slotted{o.Day, o.Slot} }

func (r *record) today() Day { return DayOf(r.now.In(r.location())) }

// knows tells whether the card was ever shown, or rings next: presses come from outside and may name anything.
func (r *record) knows(c Slotted) bool {
	if c.Slot != Morning && c.Slot != Evening {
		return false
	}
	due := c == r.next.slotted() && !r.when.After(r.now)
	return due || c == r.card.slotted() && r.card.Day != 0 || r.marked(c.Day, c.Slot) != None
}

// shortNight is until when after midnight an unanswered card of the evening is still meant.
const shortNight = 4 * time.Hour

// answerable returns the card that an answer without a card means.
func (r *record) answerable() (Slotted, bool) {
	open := r.card.Day != 0 && r.marked(r.card.Day, r.card.Slot) == Sent
	coming := !r.next.At.IsZero() && r.next.Day <= r.today()
	switch {
	case r.pending():
		return r.next.slotted(), true
	case open && (r.card.Day >= DayOf(r.now.Add(-shortNight).In(r.location())) || !coming):
		return r.card.slotted(), true
	case coming:
		return r.next.slotted(), true
	}
	return Slotted{}, false
}

// skippable returns the first slot of what a skip without a card means.
func (r *record) skippable() (Slotted, bool) {
	if c, ok := r.answerable(); ok && c.Day >= r.today() {
		return c, true
	}
	return r.next.slotted(), !r.next.At.IsZero()
}

// settleWith marks the card, whatever it was marked as before, and sees to it that it does not ring
// any more.
func (r *record) settleWith(a *Answer, m Mark) {
	a.Same = r.marked(a.Day, a.Slot) == m
	a.Mark = m
	r.mark(a.Day, a.Slot, m)
	r.done[a.Slot] = max(r.done[a.Slot], a.Day)
}

// snooze makes the card ring again, unless the slot that follows comes before.
func (r *record) snooze(c Slotted, wait time.Duration) {
	until := r.now.Add(wait).Truncate(time.Second)
	done := r.done
	done[c.Slot] = max(done[c.Slot], c.Day)
	following, ok := next(*r.Plan, done, r.now)
	if ok && !until.Before(following.At) || !r.Rings() {
		r.done = done
		return
	}
	at, _ := instant(c.Day, r.Slots[c.Slot].Minute, r.location())
	r.done[c.Slot] = c.Day - 1
	r.next = Occurrence{c.Day, c.Slot, at}
	r.when, r.from = until, until
	r.tries, r.nonce = 0, newNonce()
}
