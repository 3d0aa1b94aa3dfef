package reminders

import (
	"errors"
	"math/rand/v2"
	"time"

	"spotter/internal/store"
)

func isDamage(err error) bool { return errors.Is(err, errDamaged) }

// settle notes what became of an item and moves its entry to the next occurrence. It returns how many
// keys it touched beyond the entry's old and new one.
func (l *lane) settle(tx store.Tx, it *item, now time.Time) (extra int, err error) {
	switch {
	case it.dropped:
		return 0, nil
	case it.check != nil:
		return 1, l.settleCheck(tx, it, now)
	}
	value, err := tx.Get(it.key)
	if err != nil {
		return 0, err
	}
	if value == nil || string(value) != string(it.raw) {
		return l.settleChanged(tx, it, now)
	}
	r := it.record.copy(now)
	l.outcome(r, it)
	return r.keep(tx)
}

// settleChanged settles an item whose plan was changed while it was on its way.
func (l *lane) settleChanged(tx store.Tx, it *item, now time.Time) (extra int, err error) {
	const searched = 4 // keys, mostly
	r, err := load(tx, it.card.Owner, now)
	if err != nil || r == nil {
		return searched, err // erased
	}
	if r.Rings() && !r.next.At.IsZero() {
		r.ring(or(l.book.Late, DefaultLate))
	}
	card := it.card.slotted()
	again := r.next.slotted() == card && r.done[card.Slot] < card.Day
	switch {
	case again && r.nonce == it.record.nonce && r.from.Equal(it.record.from):
		l.outcome(r, it)
	case it.err == nil && !it.missed && r.Place == it.card.Place:
		done := r.done
		if r.shown(card, it.id); again { // snoozed or moved meanwhile: that was promised, and is still to come
			r.done = done
		}
	default:
		return searched, nil
	}
	extra, err = r.keep(tx)
	return searched + extra, err
}

// outcome changes the record by what became of the item.
func (l *lane) outcome(r *record, it *item) {
	var sendErr *SendError
	errors.As(it.err, &sendErr)
	switch {
	case it.missed:
		r.giveUp(Missed)
		r.advance(r.now)
	case it.err == nil:
		r.shown(it.card.slotted(), it.id)
		r.asked = r.asked || it.card.Review
		r.advance(r.now)
	case sendErr != nil && sendErr.Gone:
		l.book.log().Info("cannot reach a person any more", "lane", l.name, "err", it.err)
		r.giveUp(Unheard)
		r.block(sendErr.Why)
		r.advance(r.now)
		r.plans = true
	default:
		l.book.log().Warn("send reminder", "lane", l.name, "tries", r.tries+1, "err", it.err)
		r.retry(sendErr, or(l.book.Late, DefaultLate))
	}
}

func (c Card) slotted() Slotted { return Slotted{c.Day, c.Slot} }

// shown notes that the card was delivered.
func (r *record) shown(c Slotted, id string) {
	r.card = Shown{ID: id, Day: c.Day, Slot: c.Slot}
	if m := r.marked(c.Day, c.Slot); m == None || m == Missed {
		r.mark(c.Day, c.Slot, Sent)
	}
	r.done[c.Slot] = max(r.done[c.Slot], c.Day)
}

// retry brings next again a while later, or gives it up if it would then be too late or the next slot has come.
func (r *record) retry(e *SendError, late time.Duration) {
	wait := backoff(r.tries)
	if e != nil {
		wait = max(wait, e.After)
	}
	again := r.now.Add(wait).Truncate(time.Second).Add(time.Second)
	done := r.done
	done[r.next.Slot] = max(done[r.next.Slot], r.next.Day)
	following, ok := next(*r.Plan, done, r.next.At)
	if ok && !again.Before(following.At) || again.Sub(r.due0()) > late {
		r.giveUp(Missed)
		r.advance(r.now)
		return
	}
	r.tries++
	r.when = again
	r.plans = true
}

// Bounds of the time between tries.
const (
	firstRetry = 15 * time.Second
	lastRetry  = 15 * time.Minute
)

// backoff returns how long to wait after so many failed tries: twice as long each time, give or take
// a quarter.
func backoff(tries int) time.Duration {
	wait := min(firstRetry<<min(tries, 10), lastRetry)
	return wait*3/4 + rand.N(wait/2)
}

// copy returns a record that can be changed without changing r: a transaction may run again.
func (r *record) copy(now time.Time) *record {
	p, s := *r.Plan, *r.state
	c := *r
	c.Plan, c.state, c.now = &p, &s, now
	return &c
}

// keep stores a record after a delivery, and returns how many keys it touched beyond the entry's. The
// plan is rewritten only where it tells where the entry is.
func (r *record) keep(tx store.Tx) (extra int, err error) {
	if r.aged || len(r.history.Marks) > hotDays {
		extra++
		if err := r.keepHistory(tx); err != nil {
			return extra, err
		}
	}
	if r.plans {
		extra++
		r.Plan.due = r.when
		if err := tx.Put(planPrefix+r.Owner, r.Plan.encode()); err != nil {
			return extra, err
		}
	}
	return extra, r.saveDue(tx)
}

// keepHistory moves the older part of the history to where firings do not rewrite it.
func (r *record) keepHistory(tx store.Tx) error {
	if !r.aged { // not read yet
		value, err := tx.Get(pastPrefix + r.Owner)
		if err != nil {
			return err
		}
		if r.past, err = decodeHistory(value); err != nil {
			return err
		}
	}
	r.history.fold(&r.past)
	return tx.Put(pastPrefix+r.Owner, r.past.encode())
}

// checkLate is how late the one question may come.
const checkLate = 48 * time.Hour

// settleCheck forgets a check that was asked, and brings one that was not delivered again.
func (l *lane) settleCheck(tx store.Tx, it *item, now time.Time) error {
	c, err := loadCheck(tx, it.check.kind, it.check.owner)
	if err != nil || c.when.IsZero() || c.key() != it.key {
		return err
	}
	if err := deleteCheck(tx, c.kind, c.owner); err != nil {
		return err
	}
	var sendErr *SendError
	errors.As(it.err, &sendErr)
	if it.err == nil || it.missed || sendErr != nil && sendErr.Gone {
		return nil
	}
	wait := backoff(c.tries)
	if sendErr != nil {
		wait = max(wait, sendErr.After)
	}
	c.tries++
	c.when = now.Add(wait).Truncate(time.Second).Add(time.Second)
	return c.save(tx)
}
