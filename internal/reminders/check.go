package reminders

import (
	"context"
	"fmt"
	"time"

	"spotter/internal/store"
)

// A check is what comes once: the question that follows a complaint, or a reminder out of turn. It knows when and where it comes, and
// nothing of what was complained of. A person has one of each kind at most.
type check struct {
	kind  byte // kindCheck or kindOnce
	owner string
	place string
	when  time.Time // moves with each failed try
	since time.Time // when it was asked for
	at    time.Time // when it was to come
	tries int
}

func (c *check) key() string { return dueKey(c.owner, c.when, c.since, c.kind) }

func (c *check) encode() []byte {
	w := writer{version}
	w.text(c.place)
	w.time(c.when)
	w.time(c.since)
	w.time(c.at)
	w.uint(uint64(c.tries))
	return w
}

func decodeCheck(kind byte, owner string, value []byte) (check, error) {
	if len(value) == 0 || value[0] != version {
		return check{}, fmt.Errorf("read check of %s: %w", owner, errDamaged)
	}
	r := reader{rest: value[1:]}
	c := check{kind: kind, owner: owner, place: r.text(), when: r.time(), since: r.time(), at: r.time(), tries: int(r.uint())}
	if r.err != nil {
		return c, fmt.Errorf("read check of %s: %w", owner, r.err)
	}
	return c, nil
}

// checkKey returns where the owner's check of a kind is.
func checkKey(kind byte, owner string) string {
	if kind == kindOnce {
		return oncePrefix + owner
	}
	return checkPrefix + owner
}

// loadCheck returns the owner's check of a kind; its when is zero if there is none.
func loadCheck(tx store.Reader, kind byte, owner string) (check, error) {
	value, err := tx.Get(checkKey(kind, owner))
	if err != nil || value == nil {
		return check{}, err
	}
	return decodeCheck(kind, owner, value)
}

func deleteCheck(tx store.Tx, kind byte, owner string) error {
	c, err := loadCheck(tx, kind, owner)
	if err != nil || c.when.IsZero() {
		return err
	}
	if err := tx.Delete(c.key()); err != nil {
		return err
	}
	return tx.Delete(checkKey(kind, owner))
}

// save stores the check; its due entry is empty, since all is in the check itself.
func (c *check) save(tx store.Tx) error {
	if err := tx.Put(checkKey(c.kind, c.owner), c.encode()); err != nil {
		return err
	}
	return tx.Put(c.key(), []byte{})
}

// AskLater sends the owner one Check card at the given time. It takes the place of one that was still
// to come.
func (b *Book) AskLater(ctx context.Context, owner, place string, at time.Time) error {
	return b.once(ctx, kindCheck, owner, place, at)
}

// RemindOnce sends the owner one Once card at the given time. It takes the place of one that was still to come. The owner needs no plan.
func (b *Book) RemindOnce(ctx context.Context, owner, place string, at time.Time) error {
	return b.once(ctx, kindOnce, owner, place, at)
}

func (b *Book) once(ctx context.Context, kind byte, owner, place string, at time.Time) error {
	lane, _, err := splitOwner(owner)
	if err != nil {
		return err
	}
	at = at.Truncate(time.Second).UTC()
	c := check{kind: kind, owner: owner, place: place, when: at, at: at, since: b.now().Truncate(time.Second).UTC()}
	err = b.Store.Update(ctx, func(tx store.Tx) error {
		if err := deleteCheck(tx, kind, owner); err != nil {
			return err
		}
		return c.save(tx)
	})
	if err != nil {
		return fmt.Errorf("keep what comes once for %s: %w", owner, err)
	}
	b.pokes.poke(lane)
	return nil
}
