// Package formcheck keeps the checks of a form-check channel: who asked with which video, which cues
// the reviewers voted for, which check comes next, and what is due when. It is pure over the store
// port: it sends nothing, words nothing and knows neither chats nor lifts. Every method takes now.
//
// Stored are message references, lift, load, and votes under the voter's id; never a question, a
// comment, or what hurts someone.
//
// Its keys begin with "check/" and stand in keys.go. The files: formcheck.go is what a check is,
// open.go and close.go begin and end one, vote.go is the ballot, queue.go the order in which checks
// wait, settings.go and due.go what a group has set up and what falls due, erase.go what people may
// see and remove of theirs, move.go what becomes of a group's checks, seal.go how a check is named to one
// person alone.
package formcheck

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"spotter/internal/store"
)

// Bounds of what people may do.
const (
	MaxCues    = 3  // that one reviewer may vote for
	MaxOpen    = 3  // checks of one person in one group at a time
	MaxHourly  = 20 // checks opened in one group within an hour
	MaxField   = 300
	Enough     = 2 // reviewers make a verdict
	IdleFor    = 30 * 24 * time.Hour
	KeptFor    = 30 * 24 * time.Hour // after the bot left a group
	OverdueFor = 24 * time.Hour      // a check that waited longer is in the digest
)

// What can be wrong with what someone asks.
var (
	ErrGone   = errors.New("check does not exist")
	ErrClosed = errors.New("check is closed")
	ErrOwn    = errors.New("poster votes on own check")
	ErrOther  = errors.New("check is someone else's")
	ErrCues   = fmt.Errorf("more than %d cues chosen", MaxCues)
	ErrMany   = fmt.Errorf("%d checks are open already", MaxOpen)
	ErrNoVote = errors.New("reviewer has not voted")
	ErrAgain  = errors.New("was done once already")
)

// A BusyError says that a group has opened MaxHourly checks within the last hour.
type BusyError struct{ Until time.Time }

func (e *BusyError) Error() string {
	return fmt.Sprintf("%d checks opened within an hour, no more until %v", MaxHourly, e.Until)
}

// A DuplicateError says that the video has an open check already.
type DuplicateError struct{ Check *Check }

func (e *DuplicateError) Error() string { return "video is in check " + e.Check.ID + " already" }

// A Message refers to a posted message. ID may be empty where only a link is known, and the link
// where the platform has none.
type Message struct {
	Place string `json:"place,omitempty"`
	ID    string `json:"id,omitempty"`
	Link  string `json:"link,omitempty"`
}

// A Check is one video and its review.
type Check struct {
	ID       string `json:"id"` // six letters and digits; later checks have greater ones
	Author   string `json:"author"`
	Home     string `json:"home"` // the group
	Lift     string `json:"lift"`
	Load     string `json:"load"`
	Previous string `json:"previous,omitempty"` // the author's last check of the lift in this group

	Video  Message `json:"video"`
	Post   Message `json:"post,omitzero"`    // what opened the thread, or introduces the check
	Card   Message `json:"card,omitzero"`    // with the ballot; empty until it was sent
	Thread string  `json:"thread,omitempty"` // the place of its own, if it has one

	Opened time.Time      `json:"opened"`
	Active time.Time      `json:"active"`         // last vote or comment
	First  time.Time      `json:"first,omitzero"` // the first vote, of checks that were opened since that is kept
	Closed time.Time      `json:"closed,omitzero"`
	Why    Reason         `json:"why,omitempty"`
	Helped string         `json:"helped,omitempty"` // "yes" or "no", if the author said
	Tally  map[string]int `json:"tally,omitempty"`  // votes by cue; never zero
	Voters int            `json:"voters,omitempty"` // who chose at least one cue

	Version int `json:"version"` // counts changes
}

// A Reason says why a check was closed.
type Reason string

// The reasons.
const (
	ByAuthor  Reason = "author"
	ByManager Reason = "manager"
	Idle      Reason = "idle"
	NoVideo   Reason = "deleted" // the video or the card was
)

// A State says where a check stands.
type State string

// The states.
const (
	Waiting  State = "waiting"  // nobody has reviewed it
	Answered State = "answered" // someone has
	Closed   State = "closed"
)

// State returns where c stands.
func (c *Check) State() State {
	switch {
	case !c.Closed.IsZero():
		return Closed
	case c.Voters > 0:
		return Answered
	}
	return Waiting
}

// Leading returns the cues with the most votes, in alphabetical order; several are a tie, none means
// that nobody voted.
func (c *Check) Leading() []string {
	var leading []string
	for _, cue := range slices.Sorted(maps.Keys(c.Tally)) {
		if len(leading) > 0 && c.Tally[cue] > c.Tally[leading[0]] {
			leading = leading[:0]
		}
		if len(leading) == 0 || c.Tally[cue] == c.Tally[leading[0]] {
			leading = append(leading, cue)
		}
	}
	return leading
}

// Decided reports whether there is a verdict: enough reviewers, or a closed check with any.
func (c *Check) Decided() bool {
	return c.Voters >= Enough || c.Voters > 0 && c.State() == Closed
}

// A Desk keeps checks in a store. It is safe for concurrent use, also by several processes.
type Desk struct {
	store store.Store
	seal  atomic.Pointer[[]byte] // the key of seals, once it was read
}

// New returns a Desk over s.
func New(s store.Store) *Desk { return &Desk{store: s} }

// Check returns a check, or an error that is ErrGone.
func (d *Desk) Check(ctx context.Context, id string) (*Check, error) {
	var c *Check
	err := d.store.View(ctx, func(r store.Reader) (err error) {
		c, err = load(r, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read check: %w", err)
	}
	return c, nil
}

// CheckOf is Check for a group's own checks. That another group has the check is not told even by the time it takes.
func (d *Desk) CheckOf(ctx context.Context, home, id string) (*Check, error) {
	var c *Check
	err := d.store.View(ctx, func(r store.Reader) error {
		known, err := r.Get(key("home", home, id))
		if err == nil && known == nil {
			err = ErrGone
		}
		if err == nil {
			c, err = load(r, id)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read check of a group: %w", err)
	}
	return c, nil
}

// Stale returns the ids of all checks whose card does not show their last change yet.
func (d *Desk) Stale(ctx context.Context) ([]string, error) {
	var ids []string
	err := d.each(ctx, stalePrefix, func(_ store.Reader, id string) error {
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list stale cards: %w", err)
	}
	return ids, nil
}

// Shown notes that the card shows the check as of version, or cannot be shown. A later change stays
// stale.
func (d *Desk) Shown(ctx context.Context, id string, version int) error {
	err := d.store.Update(ctx, func(tx store.Tx) error {
		c, err := load(tx, id)
		if err != nil && !errors.Is(err, ErrGone) {
			return err
		}
		if c != nil && c.Version != version {
			return nil
		}
		return tx.Delete(stalePrefix + id)
	})
	if err != nil {
		return fmt.Errorf("note card %s as shown: %w", id, err)
	}
	return nil
}

// change loads a check, lets fn change it, and writes it with everything that depends on it. Where
// fn returns an error nothing is written.
func (d *Desk) change(ctx context.Context, id string, fn func(store.Tx, *Check) error) (*Check, error) {
	var c *Check
	err := d.store.Update(ctx, func(tx store.Tx) error {
		var err error
		if c, err = load(tx, id); err != nil {
			return err
		}
		before := *c
		if err := fn(tx, c); err != nil {
			return err
		}
		return save(tx, &before, c)
	})
	if err != nil {
		return c, err
	}
	return c, nil
}

// save writes c with a new version, marks its card stale, and moves it in the queue.
func save(tx store.Tx, before, c *Check) error {
	c.Version++
	if was, is := queueKey(before), queueKey(c); was != is {
		if err := tx.Delete(was); err != nil {
			return err
		}
		if c.State() != Closed {
			if err := tx.Put(is, []byte(c.Author)); err != nil {
				return err
			}
		}
	}
	if c.State() == Closed && before.State() != Closed {
		for _, key := range openKeys(c) {
			if err := tx.Delete(key); err != nil {
				return err
			}
		}
	}
	if err := tx.Put(stalePrefix+c.ID, nil); err != nil {
		return err
	}
	return put(tx, checkKey(c.ID), c)
}
