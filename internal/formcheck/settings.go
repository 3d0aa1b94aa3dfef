package formcheck

import (
	"context"
	"fmt"
	"time"

	"spotter/internal/store"
)

// Settings is what a group has set up.
type Settings struct {
	Home   string `json:"home"`
	Place  string `json:"place"`          // where checks are posted; empty: where they were asked for
	Kind   string `json:"kind,omitempty"` // the owner of the words decides what it means
	Notice string `json:"notice"`         // where the digest goes
	Hour   int    `json:"hour"`           // of the digest, 0 to 23; -1: none
	Zone   string `json:"zone"`           // IANA name
	Role   string `json:"role,omitempty"` // mentioned in the digest; empty: nobody

	Next time.Time `json:"next,omitzero"` // when the digest is due
	Left time.Time `json:"left,omitzero"` // when the bot was removed from the group
}

// Settings returns what a group has set up, or nil.
func (d *Desk) Settings(ctx context.Context, home string) (*Settings, error) {
	s := &Settings{}
	var found bool
	err := d.store.View(ctx, func(r store.Reader) (err error) {
		found, err = get(r, setupKey(home), s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read settings of a group: %w", err)
	}
	if !found || s.Notice == "" {
		return nil, nil
	}
	return s, nil
}

// Configure sets up a group. Next and Left are worked out here.
func (d *Desk) Configure(ctx context.Context, now time.Time, s Settings) error {
	if _, err := time.LoadLocation(s.Zone); err != nil {
		return fmt.Errorf("configure a group: %w", err)
	}
	err := d.store.Update(ctx, func(tx store.Tx) error {
		var old Settings
		if _, err := get(tx, setupKey(s.Home), &old); err != nil {
			return err
		}
		next := s
		next.Next, next.Left = old.Next, time.Time{}
		return next.arm(tx, now)
	})
	if err != nil {
		return fmt.Errorf("configure a group: %w", err)
	}
	return nil
}

// arm works out when the digest is due next and writes s.
func (s *Settings) arm(tx store.Tx, now time.Time) error {
	at := time.Time{}
	if s.Hour >= 0 && s.Left.IsZero() && s.Notice != "" {
		zone, err := time.LoadLocation(s.Zone)
		if err != nil {
			return fmt.Errorf("zone of group: %w", err)
		}
		at = nextHour(now, s.Hour, zone)
	}
	return s.move(tx, at)
}

// move makes the digest due at a time, or never if that is zero, and writes s.
func (s *Settings) move(tx store.Tx, at time.Time) error {
	if !s.Next.IsZero() {
		if err := tx.Delete(dueKey(Task{s.Next, taskDigest, s.Home})); err != nil {
			return err
		}
	}
	s.Next = at.UTC().Truncate(time.Second)
	if !at.IsZero() {
		if err := tx.Put(dueKey(Task{s.Next, taskDigest, s.Home}), nil); err != nil {
			return err
		}
	}
	return put(tx, setupKey(s.Home), s)
}

// nextHour returns when the clock in zone shows hour next, after now. Where that hour is skipped, an
// hour later.
func nextHour(now time.Time, hour int, zone *time.Location) time.Time {
	local := now.In(zone)
	for day := 0; ; day++ {
		at := time.Date(local.Year(), local.Month(), local.Day()+day, hour, 0, 0, 0, zone)
		if at.After(now) {
			return at
		}
	}
}

// Left notes that the bot was removed from a group: its data goes KeptFor later, unless somebody
// opens a check there before. What is no group, or one without data, changes nothing.
func (d *Desk) Left(ctx context.Context, now time.Time, home string) error {
	err := d.store.Update(ctx, func(tx store.Tx) error {
		s := Settings{Home: home, Hour: -1}
		found, err := get(tx, setupKey(home), &s)
		if err != nil {
			return err
		}
		any, err := tx.Scan(homePrefix(home), store.After(homePrefix(home)), 1)
		if err != nil || !found && len(any) == 0 {
			return err
		}
		s.Left = now.UTC().Truncate(time.Second)
		if err := tx.Put(dueKey(Task{s.Left.Add(KeptFor), taskPurge, home}), nil); err != nil {
			return err
		}
		return s.move(tx, time.Time{})
	})
	if err != nil {
		return fmt.Errorf("note that a group was left: %w", err)
	}
	return nil
}

// welcome takes back that the bot was removed from a group: it was used there.
func welcome(tx store.Tx, now time.Time, home string) error {
	var s Settings
	found, err := get(tx, setupKey(home), &s)
	if err != nil || !found || s.Left.IsZero() {
		return err
	}
	s.Left = time.Time{}
	return s.arm(tx, now)
}

// Groups returns what each group has set up.
func (d *Desk) Groups(ctx context.Context) ([]Settings, error) {
	var all []Settings
	err := d.each(ctx, setupKey(""), func(r store.Reader, key string) error {
		var s Settings
		found, err := get(r, key, &s)
		if found && s.Left.IsZero() && s.Notice != "" {
			all = append(all, s)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list what groups have set up: %w", err)
	}
	return all, nil
}
