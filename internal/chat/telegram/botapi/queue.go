package botapi

import (
	"cmp"
	"slices"
	"time"

	"golang.org/x/time/rate"
)

// A Call is one that the pacer lets through.
type Call struct {
	Chat   int64
	Lane   Lane
	Sends  bool        // it sends a message: what edits one is not counted towards a group's minute
	Greedy func() bool // reports whether many more messages of the same person wait there; may be nil
}

// A ticket is held by who waits to make a call.
type ticket struct {
	Call
	number  uint64        // in the order of arrival
	through chan struct{} // closed when its turn has come
	went    time.Time     // when that was
	gone    bool          // nobody waits for it any more
}

// A chatPace is one chat's share.
type chatPace struct {
	id      int64
	rate    *rate.Limiter
	waiting []*ticket   // for the chat's limits, in order
	recent  []*ticket   // the latest messages of a group, those too that wait for the limit over all
	until   time.Time   // nothing before: Telegram said so
	timer   *time.Timer // calls admit; nil if nothing waits for a moment
	due     time.Time   // when it rings
}

// admit lets the tickets of a chat that may go now into the queue over all, and sets a timer for the next. mu is
// held.
func (p *Pacer) admit(c *chatPace) {
	now := time.Now()
	c.forget(now)
	next := time.Time{}
	for len(c.waiting) > 0 {
		i, at := p.choose(c, now)
		if next = at; i < 0 {
			break
		}
		t := c.waiting[i]
		c.waiting = slices.Delete(c.waiting, i, i+1)
		c.rate.AllowN(now, 1)
		if p.counts(t) {
			c.recent = append(c.recent, t)
		}
		p.queues[t.Lane] = append(p.queues[t.Lane], t)
	}
	if len(c.waiting) > 0 {
		p.ring(c, next, now)
	}
	p.pump()
}

// choose returns which of a chat's tickets may go now, or -1 and when the first may. Emergencies go first, and those of
// whom many wait last; there is also less room for them, so others may go before them.
func (p *Pacer) choose(c *chatPace, now time.Time) (best int, first time.Time) {
	best, rank := -1, 0
	for i, t := range c.waiting {
		r := t.rank()
		at := later(p.free(c, t, r, now), c.until)
		switch {
		case !at.After(now) && (best < 0 || r < rank):
			best, rank = i, r
		case best < 0 && (first.IsZero() || at.Before(first)):
			first = at
		}
	}
	return best, first
}

// The ranks of tickets in a chat.
const (
	rankUrgent = iota
	rankUsual
	rankGreedy
)

func (t *ticket) rank() int {
	switch {
	case t.Lane == Urgent:
		return rankUrgent
	case t.Greedy != nil && t.Greedy():
		return rankGreedy
	}
	return rankUsual
}

// free returns when the limits of a chat have room for a ticket. Of a burst, those of whom many wait leave one.
func (p *Pacer) free(c *chatPace, t *ticket, rank int, now time.Time) time.Time {
	at, tokens := now, 1.0
	if rank == rankGreedy && p.limits.Burst > 1 {
		tokens = 2
	}
	if missing := tokens - c.rate.TokensAt(now); missing > 0 && p.limits.Chat != rate.Inf {
		at = now.Add(time.Duration(missing/float64(p.limits.Chat)*float64(time.Second)) + time.Microsecond)
	}
	if !p.counts(t) {
		return at
	}
	if n := len(c.recent) - p.limits.inMinute(rank); n >= 0 {
		at = later(at, c.recent[n].counted(now))
	}
	return at
}

// counts reports whether a ticket is one of a group's minute.
func (p *Pacer) counts(t *ticket) bool { return t.Chat < 0 && t.Sends && p.limits.Group >= 0 }

// counted returns until when t counts towards a group's minute: from when it goes, which may be no sooner than now.
func (t *ticket) counted(now time.Time) time.Time {
	if t.went.IsZero() {
		return now.Add(minute)
	}
	return t.went.Add(minute)
}

// forget drops what counts no more and who has left.
func (c *chatPace) forget(now time.Time) {
	c.waiting = slices.DeleteFunc(c.waiting, func(t *ticket) bool { return t.gone })
	c.recent = slices.DeleteFunc(c.recent, func(t *ticket) bool {
		return t.went.IsZero() && t.gone || !t.counted(now).After(now)
	})
}

// ring sets the chat's timer, unless it rings earlier. mu is held.
func (p *Pacer) ring(c *chatPace, at, now time.Time) {
	if c.timer != nil && !at.Before(c.due) {
		return
	}
	c.timer, c.due = p.alarm(c.timer, at.Sub(now), func() { c.timer = nil; p.admit(c) }), at
}

// alarm stops a timer, which may be nil, and returns one that calls f after d with mu held.
func (p *Pacer) alarm(old *time.Timer, d time.Duration, f func()) *time.Timer {
	if old != nil {
		old.Stop()
	}
	return time.AfterFunc(d, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		f()
	})
}

// lateness is how much is made up for when a timer rings late. In no second do more than 30 calls go.
const lateness = 10 * time.Millisecond

// pump lets through who may go now and sets the timer for the next. mu is held.
func (p *Pacer) pump() {
	interval := time.Duration(0)
	if p.limits.All != rate.Inf {
		interval = time.Duration(float64(time.Second) / float64(p.limits.All))
	}
	for {
		l, ok := p.first()
		if !ok {
			return
		}
		now := time.Now()
		if at := p.earliest(l, now); at.After(now) {
			if p.timer == nil || at.Before(p.due) {
				p.timer, p.due = p.alarm(p.timer, at.Sub(now), func() { p.timer = nil; p.pump() }), at
			}
			return
		}
		t := p.queues[l][0]
		p.queues[l] = p.queues[l][1:]
		t.went = now
		close(t.through)
		p.next = later(p.next, now.Add(-lateness)).Add(interval)
		p.probed(now)
	}
}

// earliest returns when the next call may go: while all are held, when one may try. Emergencies are not held. mu is
// held.
func (p *Pacer) earliest(l Lane, now time.Time) time.Time {
	if l != Urgent && now.Before(p.hold.until) {
		return later(p.next, p.hold.probe)
	}
	return p.next
}

// probed notes that a call goes now: while all are held, the next try comes later. mu is held.
func (p *Pacer) probed(now time.Time) {
	if now.Before(p.hold.until) {
		p.hold.probe = now.Add(p.hold.wait)
		p.hold.wait = min(2*p.hold.wait, mostProbe)
	}
}

// first returns the lane whose head is next, or false if nobody waits. Those whose chat Telegram has paused
// meanwhile go back to it. mu is held.
func (p *Pacer) first() (Lane, bool) {
	for _, l := range order {
		for len(p.queues[l]) > 0 {
			t := p.queues[l][0]
			if !t.gone && !p.back(t) {
				return l, true
			}
			p.queues[l] = p.queues[l][1:]
		}
	}
	return 0, false
}

// back puts a ticket where it was among those that wait for its chat's limits if the chat is paused, and reports
// whether it is. mu is held.
func (p *Pacer) back(t *ticket) bool {
	now := time.Now()
	c := p.chat(t.Chat, now)
	if !now.Before(c.until) {
		return false
	}
	c.recent = slices.DeleteFunc(c.recent, func(r *ticket) bool { return r == t })
	at, _ := slices.BinarySearchFunc(c.waiting, t, func(a, b *ticket) int { return cmp.Compare(a.number, b.number) })
	c.waiting = slices.Insert(c.waiting, at, t)
	p.ring(c, c.until, now)
	return true
}
