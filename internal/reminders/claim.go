package reminders

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"spotter/internal/store"
)

// A claim is a stretch of due entries that one process works off. The entries stay where they are until they are
// settled; until the claim is given up or runs out, no other claim takes them.
type claim struct {
	name     string
	from, to string // keys
	until    time.Time
	left     int // entries that are not settled
}

func (c *claim) encode() []byte {
	w := writer{version}
	w.text(c.from)
	w.text(c.to)
	w.int(c.until.UnixMilli())
	return w
}

func decodeClaim(key string, value []byte) (*claim, error) {
	if len(value) == 0 || value[0] != version {
		return nil, fmt.Errorf("read claim %s: %w", key, errDamaged)
	}
	r := reader{rest: value[1:]}
	c := &claim{name: key, from: r.text(), to: r.text(), until: time.UnixMilli(r.int())}
	if r.err != nil {
		return nil, fmt.Errorf("read claim %s: %w", key, r.err)
	}
	return c, nil
}

// renewal returns after what time a claim is to be renewed: when half of its lease is over.
func (l *lane) renewal(now time.Time) time.Duration {
	d := time.Duration(1<<63 - 1)
	for _, c := range l.claims {
		d = min(d, c.until.Sub(now)-l.lease()/2)
	}
	return d
}

func (l *lane) lease() time.Duration { return or(l.book.Lease, DefaultLease) }

// A turn is what one transaction of a lane came to.
type turn struct {
	settled int
	over    []*claim // given up
	renewed []*claim
	got     *claim
	items   []*item
	next    time.Time
	noted   bool // the time was written down
	again   bool // what is due at once was found behind the page
}

// turn settles what is finished, renews and gives up claims and, if more is wanted and nothing
// waits, claims the next page: all in one transaction, so that steady work costs one for each page.
func (l *lane) turn(ctx context.Context, more bool) error {
	now := l.book.now()
	l.finished = append(l.finished, l.crew.collect()...)
	var t turn
	err := l.book.Store.Update(ctx, func(tx store.Tx) error {
		t = turn{}
		for spare := reserve / 2; t.settled < min(len(l.finished), l.page()) && spare > 0; t.settled++ {
			extra, err := l.settle(tx, l.finished[t.settled], now)
			if err != nil {
				return err
			}
			spare -= extra
		}
		busy, stored, err := l.keepClaims(tx, &t, now)
		if err == nil {
			t.noted, err = l.noteClock(tx, now)
		}
		if err == nil && more {
			busy, err = l.claimMore(tx, &t, busy, now)
		}
		if err != nil {
			return err
		}
		return l.putClaims(tx, busy, stored)
	})
	if err != nil {
		return fmt.Errorf("lane %s: %w", l.name, err)
	}
	l.apply(&t, now)
	return nil
}

// apply takes over what the transaction has made durable.
func (l *lane) apply(t *turn, now time.Time) {
	for _, it := range l.finished[:t.settled] {
		it.claim.left--
		l.book.Counts.settled(it)
	}
	l.finished = append([]*item(nil), l.finished[t.settled:]...)
	for _, c := range t.over {
		delete(l.claims, c.name)
	}
	for _, c := range t.renewed {
		c.until = now.Add(l.lease())
	}
	if t.got != nil {
		l.book.Counts.Claims.Add(1)
		l.book.Counts.Due.Add(uint64(len(t.items)))
		t.got.left = len(t.items)
		l.claims[t.got.name] = t.got
	}
	var ring []*item
	for _, it := range t.items {
		if it.missed {
			l.finished = append(l.finished, it)
		} else {
			ring = append(ring, it)
		}
	}
	l.crew.give(ring)
	l.next, l.seen = t.next, now
	if t.noted {
		l.noted = now
	}
}

// keepClaims gives up the lane's claims of which everything is settled by this turn, and renews those of the
// others whose time is running out. It returns the claims that are left, those of all processes, and the value in
// which they were stored.
func (l *lane) keepClaims(tx store.Tx, t *turn, now time.Time) (busy []*claim, stored []byte, err error) {
	settled := map[*claim]int{}
	for _, it := range l.finished[:t.settled] {
		settled[it.claim]++
	}
	all, stored, err := l.taken(tx, now)
	for _, c := range all {
		switch {
		case l.claims[c.name] == nil: // another process's
		case c.left == settled[c]:
			t.over = append(t.over, c)
			continue
		case c.until.Sub(now) < l.lease()/2+time.Second:
			t.renewed = append(t.renewed, c)
			again := *c
			again.until = now.Add(l.lease())
			c = &again
		}
		busy = append(busy, c)
	}
	return busy, stored, err
}

// look finds out, without writing, when something is due that nobody has claimed.
func (l *lane) look(ctx context.Context) {
	now := l.book.now()
	err := l.book.Store.View(ctx, func(tx store.Reader) error {
		busy, _, err := l.taken(tx, now)
		if err != nil {
			return err
		}
		free := stretch{tx: tx, busy: busy, lane: l.name, cursor: duePrefix + l.name + "/"}
		at, bad, err := free.next()
		if l.next = at; bad != nil {
			l.next = now // a turn sets it aside
		}
		return err
	})
	if err != nil { // the next turn meets the error, and reports it
		l.next = now
	}
}

// claimMore claims the next page, unless what was claimed before still waits to be sent or, for a page and more,
// to be settled. It returns all claims.
func (l *lane) claimMore(tx store.Tx, t *turn, busy []*claim, now time.Time) ([]*claim, error) {
	if l.crew.look().waiting > 0 || len(l.finished)-t.settled >= l.page() {
		t.next = now
		return busy, nil
	}
	if full(busy) {
		t.next = firstEnd(busy)
		return busy, nil
	}
	if err := l.claim(tx, t, busy, now); err != nil || t.got == nil {
		return busy, err
	}
	return append(busy, t.got), nil
}

// firstEnd returns when the first of the claims runs out.
func firstEnd(claims []*claim) time.Time {
	return slices.MinFunc(claims, func(a, b *claim) int { return a.until.Compare(b.until) }).until
}

// claim takes the next page of what is due and free.
func (l *lane) claim(tx store.Tx, t *turn, busy []*claim, now time.Time) error {
	free := stretch{tx: tx, busy: busy, lane: l.name, cursor: duePrefix + l.name + "/"}
	pairs, err := free.scan(dueBound(l.name, now.Add(time.Second)), l.page())
	if err != nil {
		return err
	}
	if len(pairs) > 0 {
		t.got = &claim{
			name: rand.Text()[:12], until: now.Add(l.lease()),
			from: pairs[0].Key, to: pairs[len(pairs)-1].Key + "\x00",
		}
	}
	for _, pair := range pairs {
		it, again, err := l.open(tx, pair, now)
		if err != nil {
			return err
		}
		if again {
			t.again = true
		}
		if it != nil {
			it.claim = t.got
			t.items = append(t.items, it)
		}
	}
	if len(t.items) == 0 {
		t.got = nil
	}
	if t.next, err = l.clear(tx, &free); t.again {
		t.next = now
	}
	return err
}

// clear returns when the first free entry rings. What stands there and is none is set aside.
func (l *lane) clear(tx store.Tx, free *stretch) (time.Time, error) {
	for range reserve / 6 {
		at, bad, err := free.next()
		if err != nil || bad == nil {
			return at, err
		}
		if err := l.setAside(tx, *bad, fmt.Errorf("due key %.60q: %w", bad.Key, errDamaged)); err != nil {
			return at, err
		}
	}
	return l.book.now(), nil // more of them: the next turn goes on
}

// open reads a due entry and makes it ready to be sent. It clears away what belongs to no plan, and returns nil. A damaged entry
// is set aside, and its plan gets another, which may be due at once: again says so.
func (l *lane) open(tx store.Tx, pair store.Pair, now time.Time) (it *item, again bool, err error) {
	e, err := parseDueKey(pair.Key)
	if err == nil {
		it = &item{key: pair.Key, raw: pair.Value, claimed: time.Now()}
		var ok bool
		if e.kind == kindCheck || e.kind == kindOnce {
			ok, err = l.openCheck(tx, it, e, now)
		} else {
			ok, err = l.openPlan(tx, it, e, now)
		}
		if ok && err == nil {
			return it, false, nil
		}
	}
	switch {
	case err == nil:
		return nil, false, tx.Delete(pair.Key)
	case !isDamage(err):
		return nil, false, err
	}
	if err := l.setAside(tx, pair, err); err != nil || e.kind != kindPlan {
		return nil, false, err
	}
	when, err := rebuild(tx, e.owner, e.when.Add(-time.Second), now)
	if isDamage(err) { // so is the plan
		return nil, false, nil
	}
	return nil, !when.After(now), err
}

// setAside moves what cannot be read out of the way, and says so.
func (l *lane) setAside(tx store.Tx, pair store.Pair, why error) error {
	l.book.log().Error("set a damaged entry aside", "lane", l.name, "err", why)
	if err := tx.Put(asideKey(pair.Key), pair.Value[:min(len(pair.Value), store.MaxValue)]); err != nil {
		return err
	}
	return tx.Delete(pair.Key)
}

func (l *lane) openPlan(tx store.Tx, it *item, e dueEntry, now time.Time) (bool, error) {
	p, err := loadPlan(tx, e.owner)
	if err == nil && p == nil {
		l.book.log().Error("a due reminder has no plan: its person gets no reminders any more", "lane", l.name, "owner", e.owner)
	}
	if err != nil || p == nil {
		return false, err
	}
	s, err := decodeState(it.raw, e.when)
	if err != nil || s.seq != p.seq {
		return false, err
	}
	r := &record{Plan: p, state: s, key: it.key, now: now}
	it.missed = !r.ring(or(l.book.Late, DefaultLate))
	it.record, it.card = r, r.makeCard()
	return true, nil
}

func (l *lane) openCheck(tx store.Tx, it *item, e dueEntry, now time.Time) (bool, error) {
	c, err := loadCheck(tx, e.kind, e.owner)
	if err != nil || c.when.IsZero() || c.key() != it.key {
		return false, err
	}
	it.check = &c
	late, card, slot := checkLate, Check, 2
	if c.kind == kindOnce {
		late, card, slot = or(l.book.Late, DefaultLate), Once, 3
	}
	it.missed = now.Sub(c.at) > late
	it.card = Card{Kind: card, Owner: c.owner, Place: c.place, Due: c.at, Late: now.Sub(c.at) > lateSaid, Key: cardKey(c.owner, 0, slot, c.since, 0)}
	return true, nil
}
