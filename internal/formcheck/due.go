package formcheck

import (
	"context"
	"errors"
	"fmt"
	"time"

	"spotter/internal/store"
)

// A Task is something that falls due.
type Task struct {
	At      time.Time
	Kind    string
	Subject string // a check's id or a group
}

// The kinds of tasks.
const (
	taskIdle   = "idle"   // a check may have had no activity for long
	taskDigest = "digest" // of a group
	taskPurge  = "purge"  // a group that was left
)

// lease is how long a digest that was handed out may take before it is handed out again.
const lease = 5 * time.Minute

// MaxListed is how many checks a digest lists.
const MaxListed = 10

// A Digest is a group's list of checks that wait too long.
type Digest struct {
	Settings Settings
	Checks   []*Check // oldest first
	More     bool     // there are more than listed
}

// An Event is what became due and is to be told: exactly one field is set.
type Event struct {
	Closed *Check  // closed for lack of activity
	Digest *Digest // to be sent, then noted with DigestSent
}

// NextDue returns when something falls due next, or zero if nothing will.
func (d *Desk) NextDue(ctx context.Context) (time.Time, error) {
	tasks, err := d.tasks(ctx, "", 1)
	if err != nil || len(tasks) == 0 {
		return time.Time{}, err
	}
	return tasks[0].At, nil
}

// Due does what is due at now, as much as fits one page, and returns what is to be told of it, and
// whether there may be more. What it returns an error for stays due; the events are valid still.
func (d *Desk) Due(ctx context.Context, now time.Time) (events []Event, more bool, err error) {
	page := max(1, d.store.Touch()/idleTouch)
	tasks, err := d.tasks(ctx, fmt.Sprintf("%s%011d/", duePrefix, now.Unix()+1), page)
	if err != nil {
		return nil, false, err
	}
	var idle, others []Task
	for _, t := range tasks {
		if t.Kind == taskIdle {
			idle = append(idle, t)
		} else {
			others = append(others, t)
		}
	}
	closed, err := d.expire(ctx, now, idle...)
	if err != nil { // one of them: each by itself
		closed, others = nil, tasks
	}
	for _, c := range closed {
		events = append(events, Event{Closed: c})
	}
	var errs []error
	for _, t := range others {
		e, err := d.perform(ctx, now, t)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s of %s: %w", t.Kind, t.Subject, err))
		} else if e != (Event{}) {
			events = append(events, e)
		}
	}
	return events, len(tasks) == page && len(errs) == 0, errors.Join(errs...)
}

// idleTouch is how many keys it touches to close a check, at most.
const idleTouch = 16

// tasks returns up to limit tasks whose keys are before to, earliest first.
func (d *Desk) tasks(ctx context.Context, to string, limit int) ([]Task, error) {
	if to == "" {
		to = store.After(duePrefix)
	}
	for {
		var tasks []Task
		var bad []store.Pair
		err := d.store.View(ctx, func(r store.Reader) error {
			tasks, bad = nil, nil
			pairs, err := r.Scan(duePrefix, to, limit)
			for _, p := range pairs {
				if t, err := parseDue(p.Key); err == nil {
					tasks = append(tasks, t)
				} else {
					bad = append(bad, p)
				}
			}
			return err
		})
		if err == nil && len(bad) > 0 {
			err = d.setAside(ctx, bad)
		}
		if err != nil {
			return nil, fmt.Errorf("list what is due: %w", err)
		}
		if len(bad) == 0 {
			return tasks, nil
		}
	}
}

// asidePrefix is of what stood among the tasks and is none.
const asidePrefix = "check/damaged/"

// setAside moves what is no task out of the way of those that are.
func (d *Desk) setAside(ctx context.Context, bad []store.Pair) error {
	return d.store.Update(ctx, func(tx store.Tx) error {
		for _, p := range bad {
			name := p.Key[:min(len(p.Key), store.MaxKey-len(asidePrefix))]
			if err := errors.Join(tx.Put(asidePrefix+name, p.Value), tx.Delete(p.Key)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Desk) perform(ctx context.Context, now time.Time, t Task) (Event, error) {
	var e Event
	var err error
	switch t.Kind {
	case taskIdle:
		var closed []*Check
		if closed, err = d.expire(ctx, now, t); len(closed) > 0 {
			e.Closed = closed[0]
		}
	case taskDigest:
		e.Digest, err = d.claimDigest(ctx, now, t)
	case taskPurge:
		err = d.purge(ctx, now, t)
	default:
		err = fmt.Errorf("task %q is of no known kind", t.Kind)
	}
	return e, err
}

// expire closes the checks that had no activity for IdleFor, or comes back to them when that would be: all in one transaction.
func (d *Desk) expire(ctx context.Context, now time.Time, tasks ...Task) (closed []*Check, err error) {
	if len(tasks) == 0 {
		return nil, nil
	}
	err = d.store.Update(ctx, func(tx store.Tx) error {
		closed = nil
		for _, t := range tasks {
			c, err := expireOne(tx, now, t)
			if err != nil {
				return err
			}
			if c != nil {
				closed = append(closed, c)
			}
		}
		return nil
	})
	return closed, err
}

func expireOne(tx store.Tx, now time.Time, t Task) (closed *Check, err error) {
	if err := tx.Delete(dueKey(t)); err != nil {
		return nil, err
	}
	c, err := load(tx, t.Subject)
	if errors.Is(err, ErrGone) || err == nil && c.State() == Closed {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if until := c.Active.Add(IdleFor); until.After(now) {
		// Rounded up: due in the second in which it is over, not before.
		return nil, tx.Put(dueKey(Task{until.Add(time.Second - 1), taskIdle, c.ID}), nil)
	}
	before := *c
	c.end(now, Idle)
	return c, save(tx, &before, c)
}

// claimDigest hands out a group's digest until DigestSent or until the lease is over, whichever is
// first; where nobody waits it settles the digest itself.
func (d *Desk) claimDigest(ctx context.Context, now time.Time, t Task) (*Digest, error) {
	var digest *Digest
	err := d.store.Update(ctx, func(tx store.Tx) error {
		digest = nil
		var s Settings
		found, err := get(tx, setupKey(t.Subject), &s)
		if err != nil {
			return err
		}
		if !found || !s.Next.Equal(t.At) {
			return tx.Delete(dueKey(t))
		}
		checks, more, err := unanswered(tx, s.Home, now.Add(-OverdueFor), MaxListed)
		if err != nil {
			return err
		}
		if len(checks) == 0 {
			return s.arm(tx, now)
		}
		digest = &Digest{Settings: s, Checks: checks, More: more}
		return s.move(tx, now.Add(lease))
	})
	return digest, err
}

// DigestSent notes that a group's digest was sent, or never can be, and makes the next one due.
func (d *Desk) DigestSent(ctx context.Context, now time.Time, home string) error {
	err := d.store.Update(ctx, func(tx store.Tx) error {
		var s Settings
		if found, err := get(tx, setupKey(home), &s); err != nil || !found {
			return err
		}
		return s.arm(tx, now)
	})
	if err != nil {
		return fmt.Errorf("settle a digest: %w", err)
	}
	return nil
}

// purge removes all data of a group that was left long enough ago.
func (d *Desk) purge(ctx context.Context, now time.Time, t Task) error {
	s := Settings{}
	err := d.store.View(ctx, func(r store.Reader) error {
		s = Settings{}
		_, err := get(r, setupKey(t.Subject), &s)
		return err
	})
	if err != nil {
		return err
	}
	if !s.Left.IsZero() && !s.Left.Add(KeptFor).After(now) {
		if _, err := d.removeAll(ctx, homePrefix(t.Subject)); err != nil {
			return err
		}
		if err := d.forget(ctx, setupKey(t.Subject), rateKey(t.Subject)); err != nil {
			return err
		}
	}
	return d.forget(ctx, dueKey(t))
}

func (d *Desk) forget(ctx context.Context, keys ...string) error {
	return d.store.Update(ctx, func(tx store.Tx) error {
		for _, k := range keys {
			if err := tx.Delete(k); err != nil {
				return err
			}
		}
		return nil
	})
}
