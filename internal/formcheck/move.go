package formcheck

import (
	"context"
	"fmt"

	"spotter/internal/store"
)

// Moved tells that a group goes by another name now: everything that was stored under the place from
// is stored under to. After an error it may be called again.
func (d *Desk) Moved(ctx context.Context, from, to string) error {
	if from == to {
		return nil
	}
	prefix := homePrefix(from)
	for more := true; more; {
		err := d.store.Update(ctx, func(tx store.Tx) error {
			pairs, err := tx.Scan(prefix, store.After(prefix), 1)
			more = len(pairs) == 1
			if err != nil || !more {
				return err
			}
			return moveCheck(tx, pairs[0].Key, from, to)
		})
		if err != nil {
			return fmt.Errorf("move checks of a group: %w", err)
		}
	}
	err := d.store.Update(ctx, func(tx store.Tx) error { return moveSettings(tx, from, to) })
	if err != nil {
		return fmt.Errorf("move settings of a group: %w", err)
	}
	return nil
}

// moveCheck rewrites the check that an index of its group names.
func moveCheck(tx store.Tx, index, from, to string) error {
	id, err := lastPart(index)
	if err != nil {
		return err
	}
	c, err := load(tx, id)
	if err != nil {
		return err
	}
	before := *c
	last, err := tx.Get(lastKey(c))
	if err != nil {
		return err
	}
	isLast := string(last) == id
	old := allKeys(c, isLast)
	c.Home = to
	for _, p := range []*string{&c.Video.Place, &c.Post.Place, &c.Card.Place, &c.Thread} {
		if *p == from {
			*p = to
		}
	}
	for _, k := range old {
		if err := tx.Delete(k); err != nil {
			return err
		}
	}
	for _, k := range allKeys(c, isLast) {
		if err := tx.Put(k, []byte(id)); err != nil {
			return err
		}
	}
	return save(tx, &before, c)
}

// allKeys returns the keys that lead to c, but for the queue's.
func allKeys(c *Check, isLast bool) []string {
	keys := indexKeys(c)
	if c.State() != Closed {
		keys = append(keys, openKeys(c)...)
	}
	if isLast {
		keys = append(keys, lastKey(c))
	}
	return keys
}

func moveSettings(tx store.Tx, from, to string) error {
	var s Settings
	found, err := get(tx, setupKey(from), &s)
	if err != nil || !found {
		return err
	}
	at := s.Next
	if !at.IsZero() {
		if err := tx.Delete(dueKey(Task{at, taskDigest, from})); err != nil {
			return err
		}
	}
	if err := tx.Delete(setupKey(from)); err != nil {
		return err
	}
	s.Home, s.Next = to, at
	for _, p := range []*string{&s.Place, &s.Notice} {
		if *p == from {
			*p = to
		}
	}
	if !s.Left.IsZero() {
		if err := tx.Put(dueKey(Task{s.Left.Add(KeptFor), taskPurge, to}), nil); err != nil {
			return err
		}
	}
	return s.move(tx, at)
}
