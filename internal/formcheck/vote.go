package formcheck

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"spotter/internal/store"
)

// A vote is what one reviewer chose. It stays where everything was taken back.
type vote struct {
	Cues  []string `json:"cues,omitempty"`
	Press string   `json:"press,omitempty"` // the last one that changed it
	Said  bool     `json:"said,omitempty"`  // the reviewer added a sentence
}

// Vote adds cue to what voter chose, or takes it back if it was chosen, and returns the check and all
// that is chosen now. Press names the press of the button: the same one again changes nothing. Its
// errors are ErrGone, ErrClosed, ErrOwn and ErrCues, wrapped; the check comes with all but the first.
func (d *Desk) Vote(ctx context.Context, now time.Time, id, voter, cue, press string) (*Check, []string, error) {
	var v vote
	c, err := d.change(ctx, id, func(tx store.Tx, c *Check) error {
		v = vote{}
		if _, err := get(tx, voteKey(id, voter), &v); err != nil {
			return err
		}
		if press != "" && v.Press == press {
			return errSame
		}
		if err := mayVote(c, voter); err != nil {
			return err
		}
		if err := v.toggle(c, cue); err != nil {
			return err
		}
		v.Press, c.Active = press, now.UTC()
		if c.First.IsZero() {
			c.First = c.Active
		}
		if err := tx.Put(voterKey(voter, id), nil); err != nil {
			return err
		}
		return put(tx, voteKey(id, voter), v)
	})
	if err == errSame {
		err = nil
	}
	if err != nil {
		return c, v.Cues, fmt.Errorf("vote on check: %w", err)
	}
	return c, v.Cues, nil
}

// errSame ends a transaction in which nothing is to change.
var errSame = fmt.Errorf("nothing changes")

func mayVote(c *Check, voter string) error {
	switch {
	case c.State() == Closed:
		return ErrClosed
	case c.Author == voter:
		return ErrOwn
	}
	return nil
}

// toggle changes v and, with it, c's tally.
func (v *vote) toggle(c *Check, cue string) error {
	before := len(v.Cues)
	if i := slices.Index(v.Cues, cue); i >= 0 {
		v.Cues = slices.Delete(v.Cues, i, i+1)
		if c.Tally[cue]--; c.Tally[cue] == 0 {
			delete(c.Tally, cue)
		}
	} else {
		if before == MaxCues {
			return ErrCues
		}
		v.Cues = append(v.Cues, cue)
		c.Tally[cue]++
	}
	switch {
	case before == 0:
		c.Voters++
	case len(v.Cues) == 0:
		c.Voters--
	}
	return nil
}

// Say notes that voter adds a sentence, which is not stored. Each reviewer has one a check: its
// errors are ErrGone, ErrClosed, ErrOwn, ErrNoVote and ErrAgain, wrapped.
func (d *Desk) Say(ctx context.Context, now time.Time, id, voter string) (*Check, error) {
	c, err := d.change(ctx, id, func(tx store.Tx, c *Check) error {
		var v vote
		if _, err := get(tx, voteKey(id, voter), &v); err != nil {
			return err
		}
		if err := mayVote(c, voter); err != nil {
			return err
		}
		switch {
		case v.Said:
			return ErrAgain
		case len(v.Cues) == 0:
			return ErrNoVote
		}
		v.Said, c.Active = true, now.UTC()
		return put(tx, voteKey(id, voter), v)
	})
	if err != nil {
		return c, fmt.Errorf("comment on check: %w", err)
	}
	return c, nil
}

// Unsay takes back that voter said something: it could not be posted.
func (d *Desk) Unsay(ctx context.Context, id, voter string) error {
	err := d.store.Update(ctx, func(tx store.Tx) error {
		var v vote
		if found, err := get(tx, voteKey(id, voter), &v); err != nil || !found {
			return err
		}
		v.Said = false
		return put(tx, voteKey(id, voter), v)
	})
	if err != nil {
		return fmt.Errorf("take back comment on check %s: %w", id, err)
	}
	return nil
}

// Chosen returns what voter chose.
func (d *Desk) Chosen(ctx context.Context, id, voter string) ([]string, error) {
	var v vote
	err := d.store.View(ctx, func(r store.Reader) error {
		_, err := get(r, voteKey(id, voter), &v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read vote on check %s: %w", id, err)
	}
	return v.Cues, nil
}

// Voters returns up to limit of those who reviewed a check, without those who were erased.
func (d *Desk) Voters(ctx context.Context, id string, limit int) ([]string, error) {
	var voters []string
	err := d.store.View(ctx, func(r store.Reader) error {
		voters = nil
		prefix := votePrefix(id)
		// One that took everything back is still there, so a few more are looked at.
		pairs, err := r.Scan(prefix, store.After(prefix), 2*limit)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			name, err := lastPart(p.Key)
			if err != nil {
				return err
			}
			anonymous := strings.HasPrefix(strings.TrimPrefix(p.Key, prefix), "!")
			if len(voters) < limit && !anonymous && strings.Contains(string(p.Value), `"cues":`) {
				voters = append(voters, name)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list reviewers of check %s: %w", id, err)
	}
	return voters, nil
}
