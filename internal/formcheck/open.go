package formcheck

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"spotter/internal/store"
)

// An Intake is what a check is opened with.
type Intake struct {
	Author, Home string
	Lift, Load   string
	Video        Message
}

// Open opens a check. What it refuses: ErrMany, *BusyError, *DuplicateError.
func (d *Desk) Open(ctx context.Context, now time.Time, in Intake) (*Check, error) {
	c := &Check{Author: in.Author, Home: in.Home, Lift: in.Lift, Load: in.Load, Video: in.Video, Opened: now.UTC(), Active: now.UTC()}
	if long := max(len(c.Author), len(c.Home), len(c.Lift)); long > MaxField/3 || len(c.Load) > MaxField {
		return nil, fmt.Errorf("open check: a name of %d bytes or load of %d is too long", long, len(c.Load))
	}
	err := d.store.Update(ctx, func(tx store.Tx) (err error) {
		if err := admit(tx, now, c); err != nil {
			return err
		}
		if c.ID, err = nextID(tx); err != nil {
			return err
		}
		if c.Previous, err = previous(tx, c); err != nil {
			return err
		}
		if err := welcome(tx, now, c.Home); err != nil {
			return err
		}
		return insert(tx, c)
	})
	if err != nil {
		return nil, fmt.Errorf("open check: %w", err)
	}
	return c, nil
}

// admit refuses a check that is one too many, and counts it otherwise.
func admit(tx store.Tx, now time.Time, c *Check) error {
	if id, err := tx.Get(videoKey(c)); err != nil {
		return err
	} else if id != nil {
		other, err := load(tx, string(id))
		if err != nil {
			return err
		}
		return &DuplicateError{other}
	}
	prefix := openPrefix(c.Author, c.Home)
	open, err := tx.Scan(prefix, store.After(prefix), MaxOpen)
	if err != nil {
		return err
	}
	if len(open) >= MaxOpen {
		return ErrMany
	}
	return countHourly(tx, now, c.Home)
}

func countHourly(tx store.Tx, now time.Time, home string) error {
	var opened []int64 // seconds, oldest first
	if _, err := get(tx, rateKey(home), &opened); err != nil {
		return err
	}
	hourAgo := now.Add(-time.Hour).Unix()
	opened = slices.DeleteFunc(opened, func(at int64) bool { return at <= hourAgo })
	if len(opened) >= MaxHourly {
		return &BusyError{Until: time.Unix(opened[len(opened)-MaxHourly], 0).Add(time.Hour)}
	}
	return put(tx, rateKey(home), append(opened, now.Unix()))
}

// nextID counts checks in base 32 with a fixed width, so that ids stand in the order of opening.
func nextID(tx store.Tx) (string, error) {
	var n int64
	if _, err := get(tx, countKey, &n); err != nil {
		return "", err
	}
	n++
	digits := strconv.FormatInt(n, 32)
	return strings.Repeat("0", max(0, 6-len(digits))) + digits, put(tx, countKey, n)
}

// previous returns the id of the author's last check of the lift and makes c the last.
func previous(tx store.Tx, c *Check) (string, error) {
	last, err := tx.Get(lastKey(c))
	if err != nil {
		return "", err
	}
	return string(last), tx.Put(lastKey(c), []byte(c.ID))
}

// insert writes a new check with its indexes.
func insert(tx store.Tx, c *Check) error {
	c.Version = 1
	keys := append(indexKeys(c), openKeys(c)...)
	keys = append(keys, queueKey(c), stalePrefix+c.ID, dueKey(Task{c.Active.Add(IdleFor), taskIdle, c.ID}))
	for _, k := range keys {
		value := c.ID
		if k == queueKey(c) {
			value = c.Author
		}
		if err := tx.Put(k, []byte(value)); err != nil {
			return err
		}
	}
	return put(tx, checkKey(c.ID), c)
}

// Placed notes where a check was posted: the message that introduces it (zero if none), the card
// (zero if it is still to be sent) and the thread of its own ("" if none).
func (d *Desk) Placed(ctx context.Context, id string, post, card Message, thread string) (*Check, error) {
	c, err := d.change(ctx, id, func(tx store.Tx, c *Check) error {
		for _, old := range []Message{c.Post, c.Card, {Place: c.Thread}} {
			if !old.known() {
				continue
			}
			if err := tx.Delete(messageKey(old)); err != nil {
				return err
			}
		}
		c.Post, c.Card, c.Thread = post, card, thread
		if c.State() == Closed {
			return nil
		}
		for _, m := range []Message{post, card, {Place: thread}} {
			if !m.known() {
				continue
			}
			if err := tx.Put(messageKey(m), []byte(c.ID)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("note where check %s is: %w", id, err)
	}
	return c, nil
}
