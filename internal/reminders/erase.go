package reminders

import (
	"context"
	"fmt"
	"strings"
	"time"

	"spotter/internal/erasure"
	"spotter/internal/store"
)

// Erase forgets everything about the owner, and what was still to be sent. It is no error if there is
// nothing. That the owner was erased is noted (package erasure), for backups that know more.
func (b *Book) Erase(ctx context.Context, owner string) error {
	_, _, err := splitOwner(owner)
	if err == nil {
		err = b.knowZones(ctx)
	}
	if err != nil {
		return err
	}
	aside, err := b.asideOf(ctx, owner)
	if err == nil {
		err = b.Store.Update(ctx, func(tx store.Tx) error { return b.erase(tx, owner, aside) })
	}
	if err != nil {
		return fmt.Errorf("erase %s: %w", owner, err)
	}
	return nil
}

func (b *Book) erase(tx store.Tx, owner string, aside []string) error {
	if err := erasure.Note(tx, owner, b.now()); err != nil {
		return err
	}
	keys := append(aside, planPrefix+owner, pastPrefix+owner)
	for _, kind := range []byte{kindCheck, kindOnce} {
		keys = append(keys, checkKey(kind, owner))
		c, err := loadCheck(tx, kind, owner)
		if err == nil && !c.when.IsZero() {
			keys = append(keys, c.key())
		}
		if err != nil && !isDamage(err) {
			return err
		}
	}
	r, err := load(tx, owner, b.now())
	if r != nil && err == nil && r.key != "" {
		keys = append(keys, r.key)
	}
	if err != nil && !isDamage(err) {
		return err
	}
	for _, key := range keys {
		if err := tx.Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// mostAside is how many of one person's entries can be set aside before they are erased.
const mostAside = 500

// asideOf returns the keys of what was set aside of the owner's.
func (b *Book) asideOf(ctx context.Context, owner string) (keys []string, err error) {
	lane, id, _ := strings.Cut(owner, ":")
	for from := asidePrefix; ; {
		var page []store.Pair
		err := b.Store.View(ctx, func(tx store.Reader) (err error) {
			page, err = tx.Scan(from, store.After(asidePrefix), b.Store.Touch())
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, pair := range page {
			key := strings.TrimPrefix(pair.Key, asidePrefix)
			e, err := parseDueKey(key)
			if ours := err == nil && e.owner == owner || strings.HasPrefix(key, duePrefix+lane+"/") && strings.HasSuffix(key, id); ours && len(keys) < mostAside {
				keys = append(keys, pair.Key)
			}
		}
		if len(page) < b.Store.Touch() {
			return keys, nil
		}
		from = page[len(page)-1].Key + "\x00"
	}
}

// Owners returns everybody of whom something is stored.
func (b *Book) Owners(ctx context.Context) (owners []string, err error) {
	for _, prefix := range []string{planPrefix, pastPrefix, checkPrefix, oncePrefix} {
		err := b.each(ctx, prefix, b.Store.Touch(), 0, func(_ store.Reader, pair store.Pair) error {
			if owner := strings.TrimPrefix(pair.Key, prefix); prefix == planPrefix || !strings.Contains(owner, "/") {
				owners = append(owners, owner)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("list whose reminders are kept: %w", err)
		}
	}
	return owners, nil
}

// Plans returns how many plans are stored.
func (b *Book) Plans(ctx context.Context) (n int, err error) {
	err = b.each(ctx, planPrefix, b.Store.Touch(), 0, func(store.Reader, store.Pair) error {
		n++
		return nil
	})
	if err != nil {
		return n, fmt.Errorf("count plans: %w", err)
	}
	return n, nil
}

// each calls fn with every pair under the prefix, in pages of a view each and with pauses between them.
func (b *Book) each(ctx context.Context, prefix string, page int, pause time.Duration, fn func(store.Reader, store.Pair) error) error {
	for from := prefix; ; {
		var pairs []store.Pair
		err := b.Store.View(ctx, func(tx store.Reader) (err error) {
			if pairs, err = tx.Scan(from, store.After(prefix), page); err != nil {
				return err
			}
			for _, pair := range pairs {
				if err := fn(tx, pair); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || len(pairs) < page {
			return err
		}
		from = pairs[len(pairs)-1].Key + "\x00"
		if pause > 0 {
			time.Sleep(pause)
		}
	}
}
