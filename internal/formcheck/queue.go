package formcheck

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"spotter/internal/store"
)

// Next returns the check of a group that caller should review next, or nil if there is none: the
// oldest that nobody has reviewed, else the oldest that caller has not. One's own never come, and neither
// does one that caller may not see. May is called outside of transactions.
func (d *Desk) Next(ctx context.Context, home, caller string, may func(*Check) (bool, error)) (*Check, error) {
	prefix := queuePrefix(home)
	from := prefix
	page := max(1, d.store.Touch()/2-1) // each key of the queue with a vote
	for {
		var ids []string
		var pairs []store.Pair
		err := d.store.View(ctx, func(r store.Reader) (err error) {
			if pairs, err = r.Scan(from, store.After(prefix), page); err != nil {
				return err
			}
			ids, err = openTo(r, pairs, caller)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("find the next check: %w", err)
		}
		if c, err := d.first(ctx, ids, may); c != nil || err != nil || len(pairs) < page {
			return c, err
		}
		from = pairs[len(pairs)-1].Key + "\x00"
	}
}

// first returns the first of the checks that may be seen, or nil.
func (d *Desk) first(ctx context.Context, ids []string, may func(*Check) (bool, error)) (*Check, error) {
	for _, id := range ids {
		c, err := d.Check(ctx, id)
		if errors.Is(err, ErrGone) || err == nil && c.State() == Closed { // since it was listed
			continue
		}
		if err != nil {
			return nil, err
		}
		switch ok, err := may(c); {
		case err != nil:
			return nil, err
		case ok:
			return c, nil
		}
	}
	return nil, nil
}

// openTo returns the ids of those queued checks that are not caller's own and that caller did not review.
func openTo(r store.Reader, queued []store.Pair, caller string) (ids []string, err error) {
	for _, p := range queued {
		if string(p.Value) == caller {
			continue
		}
		id := p.Key[strings.LastIndexByte(p.Key, '/')+1:]
		var v vote
		if _, err := get(r, voteKey(id, caller), &v); err != nil {
			return nil, err
		}
		if len(v.Cues) == 0 {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Unanswered returns up to limit checks of a group that were opened before a time and that nobody has
// reviewed, oldest first, and whether there are more.
func (d *Desk) Unanswered(ctx context.Context, home string, before time.Time, limit int) (checks []*Check, more bool, err error) {
	err = d.store.View(ctx, func(r store.Reader) (err error) {
		checks, more, err = unanswered(r, home, before, limit)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("list unanswered checks: %w", err)
	}
	return checks, more, nil
}

func unanswered(r store.Reader, home string, before time.Time, limit int) (checks []*Check, more bool, err error) {
	prefix := queuePrefix(home) + "0/"
	pairs, err := r.Scan(prefix, store.After(prefix), limit+1)
	if err != nil {
		return nil, false, err
	}
	for _, p := range pairs {
		c, err := load(r, strings.TrimPrefix(p.Key, prefix))
		if err != nil {
			return nil, false, err
		}
		if c.Opened.After(before) {
			break
		}
		checks = append(checks, c)
	}
	if len(checks) > limit {
		return checks[:limit], true, nil
	}
	return checks, false, nil
}
