package reminders

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"spotter/internal/store"
)

// Counts are what a book has delivered since the program began.
type Counts struct {
	Claims  atomic.Uint64 // pages of due entries that were claimed
	Due     atomic.Uint64 // entries that were claimed
	Sent    atomic.Uint64
	Late    atomic.Uint64 // those of Sent that say that they come late
	Missed  atomic.Uint64 // too late to be sent
	Retries atomic.Uint64 // what could not be sent and is tried again
	Gone    atomic.Uint64 // whoever cannot be reached any more
}

// settled counts what became of an item.
func (c *Counts) settled(it *item) {
	var refused *SendError
	switch {
	case it.dropped:
	case it.missed:
		c.Missed.Add(1)
	case it.err == nil:
		c.Sent.Add(1)
		if it.card.Late {
			c.Late.Add(1)
		}
	case errors.As(it.err, &refused) && refused.Gone:
		c.Gone.Add(1)
	default:
		c.Retries.Add(1)
	}
}

// Lag returns for how long the oldest entry of a lane has been due that is not settled; 0 if nothing is due.
func (b *Book) Lag(ctx context.Context, lane string) (time.Duration, error) {
	prefix := duePrefix + lane + "/"
	var first []store.Pair
	err := b.Store.View(ctx, func(tx store.Reader) (err error) {
		first, err = tx.Scan(prefix, store.After(prefix), 1)
		return err
	})
	if err != nil || len(first) == 0 {
		return 0, err
	}
	e, err := parseDueKey(first[0].Key)
	if err != nil {
		return 0, fmt.Errorf("look at what is due: %w", err)
	}
	return max(0, b.now().Sub(e.when)), nil
}
