package formcheck

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"spotter/internal/store"
)

// An Export is everything that is stored about a person.
type Export struct {
	Checks []*Check // that they opened, oldest first
	Votes  []Vote   // that they cast, by check
}

// A Vote is what someone chose on a check.
type Vote struct {
	Check string
	Cues  []string
}

// Export returns everything that is stored about a person.
func (d *Desk) Export(ctx context.Context, user string) (Export, error) {
	var e Export
	var err error
	if e.Checks, err = d.Opened(ctx, user); err == nil {
		err = d.each(ctx, voterPrefix(user), func(r store.Reader, id string) error {
			var v vote
			found, err := get(r, voteKey(id, user), &v)
			if found {
				e.Votes = append(e.Votes, Vote{id, v.Cues})
			}
			return err
		})
	}
	if err != nil {
		return Export{}, fmt.Errorf("export form checks: %w", err)
	}
	return e, nil
}

// Opened returns the checks that a person opened, oldest first.
func (d *Desk) Opened(ctx context.Context, user string) (checks []*Check, err error) {
	err = d.each(ctx, byPrefix(user), func(r store.Reader, id string) error {
		c, err := load(r, id)
		if err == nil {
			checks = append(checks, c)
		}
		return unlessGone(err)
	})
	if err != nil {
		return nil, fmt.Errorf("list a person's checks: %w", err)
	}
	return checks, nil
}

// each calls fn with the last part of every key that begins with prefix, in pages of a transaction
// each. fn may read one key. Within a page that is read again it is not called twice.
func (d *Desk) each(ctx context.Context, prefix string, fn func(store.Reader, string) error) error {
	from := prefix
	page := max(1, d.store.Touch()/2)
	for {
		var pairs []store.Pair
		err := d.store.View(ctx, func(r store.Reader) (err error) {
			if pairs, err = r.Scan(from, store.After(prefix), page); err != nil {
				return err
			}
			for _, p := range pairs {
				name, err := lastPart(p.Key)
				if err == nil {
					err = fn(r, name)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(pairs) < page {
			return err
		}
		from = pairs[len(pairs)-1].Key + "\x00"
	}
}

func unlessGone(err error) error {
	if errors.Is(err, ErrGone) {
		return nil
	}
	return err
}

// Erase removes a person's checks and makes their votes anonymous. It returns the checks as they were,
// so that what was posted can be changed, and the ids of those whose cards may name the person as a
// reviewer. After an error it may be called again.
func (d *Desk) Erase(ctx context.Context, user string) (removed []*Check, reviewed []string, err error) {
	removed, err = d.removeAll(ctx, byPrefix(user))
	if err == nil {
		reviewed, err = d.anonymise(ctx, user)
	}
	if err != nil {
		return removed, reviewed, fmt.Errorf("erase form checks: %w", err)
	}
	return removed, reviewed, nil
}

// anonymise moves each of a person's votes to a name that nobody knows, and returns the checks.
func (d *Desk) anonymise(ctx context.Context, user string) (reviewed []string, err error) {
	prefix := voterPrefix(user)
	page := max(1, d.store.Touch()/5) // the index, the old vote, the new one, the check and that it is stale
	for {
		var pairs []store.Pair
		err := d.store.Update(ctx, func(tx store.Tx) (err error) {
			if pairs, err = tx.Scan(prefix, store.After(prefix), page); err != nil {
				return err
			}
			for _, p := range pairs {
				if err := anonymiseOne(tx, p.Key, user); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return reviewed, err
		}
		for _, p := range pairs {
			reviewed = append(reviewed, p.Key[len(prefix):])
		}
		if len(pairs) < page {
			return reviewed, nil
		}
	}
}

func anonymiseOne(tx store.Tx, index, user string) error {
	id, err := lastPart(index)
	if err != nil {
		return err
	}
	var v vote
	found, err := get(tx, voteKey(id, user), &v)
	if err != nil {
		return err
	}
	for _, k := range []string{index, voteKey(id, user)} {
		if err := tx.Delete(k); err != nil {
			return err
		}
	}
	if !found || len(v.Cues) == 0 {
		return nil
	}
	c, err := load(tx, id)
	if err != nil {
		return err
	}
	before := *c
	if err := put(tx, votePrefix(id)+"!"+rand.Text(), vote{Cues: v.Cues}); err != nil {
		return err
	}
	return save(tx, &before, c)
}

// Remove removes one check: it could not be posted.
func (d *Desk) Remove(ctx context.Context, id string) error {
	if _, err := d.remove(ctx, id); err != nil {
		return fmt.Errorf("remove check: %w", err)
	}
	return nil
}

// removeAll removes the checks that an index names, as many in a transaction as fit.
func (d *Desk) removeAll(ctx context.Context, prefix string) ([]*Check, error) {
	var ids []string
	err := d.each(ctx, prefix, func(_ store.Reader, id string) error {
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var removed []*Check
	for len(ids) > 0 {
		some, n, err := d.removeSome(ctx, ids)
		if err != nil {
			return removed, err
		}
		removed = append(removed, some...)
		if ids = ids[n:]; n > 0 {
			continue
		}
		c, err := d.remove(ctx, ids[0]) // too many votes for one transaction
		if err != nil {
			return removed, err
		}
		if ids = ids[1:]; c != nil {
			removed = append(removed, c)
		}
	}
	return removed, nil
}

// checkTouch is how many keys it touches to remove a check, beside three for each vote.
const checkTouch = 16

// removeSome removes the first of the checks, as many as fit one transaction, and returns them and how many of the ids that were. It is none if
// the first does not fit.
func (d *Desk) removeSome(ctx context.Context, ids []string) (removed []*Check, n int, err error) {
	err = d.store.Update(ctx, func(tx store.Tx) error {
		removed, n = nil, 0
		for room := d.store.Touch(); n < len(ids); n++ {
			page := (room - checkTouch) / 3
			if page < 1 {
				return nil
			}
			c, err := load(tx, ids[n])
			if errors.Is(err, ErrGone) {
				room--
				continue
			}
			if err != nil {
				return err
			}
			votes, err := tx.Scan(votePrefix(c.ID), store.After(votePrefix(c.ID)), page)
			if err != nil || len(votes) == page {
				return err
			}
			if _, err := removePage(tx, c, page); err != nil {
				return err
			}
			if err := tx.Delete(queueKey(c)); err != nil {
				return err
			}
			for _, key := range openKeys(c) {
				if err := tx.Delete(key); err != nil {
					return err
				}
			}
			room -= checkTouch + 3*len(votes)
			removed = append(removed, c)
		}
		return nil
	})
	return removed, n, err
}

// remove removes a check: closed first, so that it takes no further votes, then its votes in pages, then
// the rest. It returns the check as it was, or nil if there is none.
func (d *Desk) remove(ctx context.Context, id string) (*Check, error) {
	var was Check
	_, err := d.change(ctx, id, func(_ store.Tx, c *Check) error {
		was = *c
		if c.State() != Closed {
			c.end(time.Unix(0, 0), NoVideo)
		}
		return nil
	})
	if err != nil {
		return nil, unlessGone(err)
	}
	for more := true; more; {
		err := d.store.Update(ctx, func(tx store.Tx) (err error) {
			more, err = removePage(tx, &was, max(1, (d.store.Touch()-8)/3))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return &was, nil
}

// removePage removes a page of a check's votes, or if these are all, the check with them.
func removePage(tx store.Tx, c *Check, page int) (more bool, err error) {
	prefix := votePrefix(c.ID)
	pairs, err := tx.Scan(prefix, store.After(prefix), page)
	if err != nil {
		return false, err
	}
	keys := make([]string, 0, 2*len(pairs)+5)
	for _, p := range pairs {
		voter, err := lastPart(p.Key)
		if err != nil {
			return false, err
		}
		keys = append(keys, p.Key, voterKey(voter, c.ID))
	}
	if len(pairs) < page {
		keys = append(keys, append(indexKeys(c), checkKey(c.ID), stalePrefix+c.ID)...)
		last, err := tx.Get(lastKey(c))
		if err != nil {
			return false, err
		}
		if string(last) == c.ID {
			keys = append(keys, lastKey(c))
		}
	}
	for _, k := range keys {
		if err := tx.Delete(k); err != nil {
			return false, err
		}
	}
	return len(pairs) == page, nil
}
