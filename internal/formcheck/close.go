package formcheck

import (
	"context"
	"errors"
	"fmt"
	"time"

	"spotter/internal/store"
)

// Close closes a check for its author, or for whoever manages the group. Its errors are ErrGone,
// ErrClosed and ErrOther, wrapped.
func (d *Desk) Close(ctx context.Context, now time.Time, id, by string, manager bool) (*Check, error) {
	c, err := d.change(ctx, id, func(_ store.Tx, c *Check) error {
		switch {
		case c.State() == Closed:
			return ErrClosed
		case c.Author == by:
			c.end(now, ByAuthor)
		case manager:
			c.end(now, ByManager)
		default:
			return ErrOther
		}
		return nil
	})
	if err != nil {
		return c, fmt.Errorf("close check: %w", err)
	}
	return c, nil
}

func (c *Check) end(now time.Time, why Reason) { c.Closed, c.Why = now.UTC(), why }

// Helped notes whether a review helped its author, once. Its errors are ErrGone, ErrOther and
// ErrAgain, wrapped. The card does not show it.
func (d *Desk) Helped(ctx context.Context, id, by string, yes bool) error {
	err := d.store.Update(ctx, func(tx store.Tx) error {
		c, err := load(tx, id)
		switch {
		case err != nil:
			return err
		case c.Author != by:
			return ErrOther
		case c.Helped != "":
			return ErrAgain
		}
		c.Helped = "no"
		if yes {
			c.Helped = "yes"
		}
		return put(tx, checkKey(id), c)
	})
	if err != nil {
		return fmt.Errorf("note whether check helped: %w", err)
	}
	return nil
}

// Deleted closes the open check whose video, introduction or card a message was, and returns it, or
// nil if there is none. A message with nothing but a place is that whole place: a check's thread.
func (d *Desk) Deleted(ctx context.Context, now time.Time, m Message) (*Check, error) {
	var c *Check
	key := messageKey(m)
	var known []byte
	err := d.store.View(ctx, func(r store.Reader) (err error) { known, err = r.Get(key); return err })
	if err == nil && known == nil {
		return nil, nil // as with most messages, which are none of ours: nothing is written for them
	}
	if err != nil {
		return nil, fmt.Errorf("look up a deleted message: %w", err)
	}
	err = d.store.Update(ctx, func(tx store.Tx) error {
		c = nil
		id, err := tx.Get(key)
		if err != nil || id == nil {
			return err
		}
		if c, err = load(tx, string(id)); err != nil {
			return err
		}
		before := *c
		c.end(now, NoVideo)
		return save(tx, &before, c)
	})
	if errors.Is(err, ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("close check of a deleted message: %w", err)
	}
	return c, nil
}
