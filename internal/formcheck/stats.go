package formcheck

import (
	"context"
	"fmt"
	"slices"
	"time"

	"spotter/internal/store"
)

// Stats are counts of a group's checks: of how many, never of whose or why.
type Stats struct {
	Opened   int
	Reviewed int // somebody chose a cue
	Waiting  int // open, and nobody has
	Helped   int // the author said so

	First time.Duration // from opening to the first review, of the check in the middle; 0 if that is not known of any
}

// Stats counts the checks of a group that were opened at since or later.
func (d *Desk) Stats(ctx context.Context, home string, since time.Time) (Stats, error) {
	var s Stats
	var waits []time.Duration
	err := d.each(ctx, homePrefix(home), func(r store.Reader, id string) error {
		var c Check
		found, err := get(r, checkKey(id), &c)
		if err != nil || !found || c.Opened.Before(since) {
			return err
		}
		s.Opened++
		switch {
		case c.Voters > 0 || !c.First.IsZero():
			s.Reviewed++
		case c.State() == Waiting:
			s.Waiting++
		}
		if c.Helped == "yes" {
			s.Helped++
		}
		if !c.First.IsZero() {
			waits = append(waits, c.First.Sub(c.Opened))
		}
		return nil
	})
	if err != nil {
		return s, fmt.Errorf("count the checks of a group: %w", err)
	}
	if slices.Sort(waits); len(waits) > 0 {
		s.First = waits[len(waits)/2]
	}
	return s, nil
}
