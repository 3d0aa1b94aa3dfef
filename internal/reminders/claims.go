package reminders

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"spotter/internal/store"
)

// The claims on a lane are one value, under claim/<lane>: a turn sees every one of them by reading one key,
// however many processes there are or have died.

func encodeClaims(claims []*claim) []byte {
	w := writer{version}
	w.uint(uint64(len(claims)))
	for _, c := range claims {
		w.text(c.name)
		w.bytes(c.encode())
	}
	return w
}

func decodeClaims(value []byte) ([]*claim, error) {
	if value == nil {
		return nil, nil
	}
	if len(value) == 0 || value[0] != version {
		return nil, fmt.Errorf("read claims: %w", errDamaged)
	}
	r := reader{rest: value[1:]}
	var claims []*claim
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		c, err := decodeClaim(r.text(), r.bytes())
		if err != nil {
			return nil, err
		}
		claims = append(claims, c)
	}
	return claims, r.err
}

// full tells whether there may be no room for one more claim.
func full(claims []*claim) bool {
	const most = 2*store.MaxKey + 64
	return len(encodeClaims(claims))+most > store.MaxValue
}

// live tells whether another process may still be working a claim off. A claim that would live longer than
// any can was made before the clock was set back.
func (l *lane) live(c *claim, now time.Time) bool {
	return c.until.After(now) && c.until.Before(now.Add(2*l.lease()))
}

// taken returns this lane's own claims and the live ones of other processes, in order of their stretches, and the
// value in which they are stored.
func (l *lane) taken(tx store.Reader, now time.Time) (busy []*claim, stored []byte, err error) {
	stored, err = tx.Get(claimPrefix + l.name)
	if err != nil {
		return nil, nil, err
	}
	all, err := decodeClaims(stored)
	if err != nil { // at worst something is sent twice; a lane that stands still sends nothing
		l.book.log().Error("give up damaged claims", "lane", l.name, "err", err)
		all = nil
	}
	for _, c := range all {
		if l.claims[c.name] == nil && l.live(c, now) {
			busy = append(busy, c)
		}
	}
	for _, c := range l.claims {
		busy = append(busy, c)
	}
	return byStretch(busy), stored, nil
}

// putClaims stores the claims on the lane if they have changed.
func (l *lane) putClaims(tx store.Tx, busy []*claim, stored []byte) error {
	value := encodeClaims(byStretch(busy))
	switch {
	case len(busy) == 0 && stored == nil, bytes.Equal(value, stored):
		return nil
	case len(busy) == 0:
		return tx.Delete(claimPrefix + l.name)
	}
	return tx.Put(claimPrefix+l.name, value)
}

// adopt takes over, once, the claims that earlier versions have left: each under a key of its own.
func (l *lane) adopt(ctx context.Context) error {
	prefix := claimPrefix + l.name + "/"
	for !l.adopted {
		var old []store.Pair
		err := l.book.Store.View(ctx, func(tx store.Reader) (err error) {
			old, err = tx.Scan(prefix, store.After(prefix), l.page())
			return err
		})
		if err == nil && len(old) > 0 {
			err = l.book.Store.Update(ctx, func(tx store.Tx) error { return l.adoptPage(tx, old) })
		}
		if err != nil {
			return fmt.Errorf("take over claims on lane %s: %w", l.name, err)
		}
		l.adopted = len(old) == 0
	}
	return nil
}

func (l *lane) adoptPage(tx store.Tx, old []store.Pair) error {
	now := l.book.now()
	busy, stored, err := l.taken(tx, now)
	if err != nil {
		return err
	}
	for _, pair := range old {
		if c, err := decodeClaim(pair.Key, pair.Value); err == nil && l.live(c, now) {
			busy = append(busy, c)
		}
		if err := tx.Delete(pair.Key); err != nil {
			return err
		}
	}
	return l.putClaims(tx, busy, stored)
}
