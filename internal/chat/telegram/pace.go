package telegram

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits are how much is sent at most. The zero value means Telegram's own, which its Bots FAQ gives as
// about 30 messages a second over all, one a second in one chat with short bursts, and 20 a minute
// in one group.
type Limits struct {
	All   rate.Limit // messages a second over all chats; 0 means 29, which leaves the server's clock some room
	Chat  rate.Limit // messages a second in one chat; 0 means 1
	Burst int        // messages in one chat that may come at once; 0 means 3
	Group int        // messages in one group within any minute; 0 means 20, negative means no limit
}

// Unlimited is for a Bot API server that does not limit, as in benchmarks.
var Unlimited = Limits{All: rate.Inf, Chat: rate.Inf, Burst: 1, Group: -1}

func (l Limits) withDefaults() Limits {
	if l.All == 0 {
		l.All = 29
	}
	if l.Chat == 0 {
		l.Chat = 1
	}
	if l.Burst == 0 {
		l.Burst = 3
	}
	if l.Group == 0 {
		l.Group = 20
	}
	return l
}

// A lane is who waits first.
type lane int

const (
	replies lane = iota // somebody waits for the answer
	unasked             // nobody knows that it is late
)

// A pacer lets calls through one by one, so that no limit is passed: first each chat's own, then the
// one over all, where replies go first. It has no goroutine of its own: who waits holds a ticket, and
// a timer lets the next one through.
type pacer struct {
	limits Limits
	mu     sync.Mutex
	chats  map[int64]*chatPace
	queues [unasked + 1][]*ticket
	next   time.Time // when the next call may go
	timing bool      // a timer is set that will call pump
	hurt   trial     // the latest refusal of a chat
}

// A chatPace is one chat's share.
type chatPace struct {
	rate   *rate.Limiter
	recent []time.Time // when the latest messages of a group went or will go, oldest first
	until  time.Time   // nothing before: Telegram said so
}

// A trial is a chat that Telegram refused, and until when.
type trial struct {
	chat  int64
	until time.Time
}

type ticket struct {
	through chan struct{} // closed when its turn has come
	gone    bool          // nobody waits for it any more
}

func newPacer(l Limits) *pacer {
	return &pacer{limits: l.withDefaults(), chats: map[int64]*chatPace{}}
}

// wait returns when a call about chat may go, or ctx's error. What edits a message and does not send
// one is not counted towards a group's minute.
func (p *pacer) wait(ctx context.Context, chat int64, l lane, sends bool) error {
	if p.limits.All == rate.Inf && p.limits.Chat == rate.Inf {
		return p.waitUntil(ctx, p.pausedUntil(chat))
	}
	if err := p.waitUntil(ctx, p.reserve(chat, sends)); err != nil {
		return err
	}
	// Telegram may have asked for a pause meanwhile.
	if err := p.waitUntil(ctx, p.pausedUntil(chat)); err != nil {
		return err
	}
	return p.turn(ctx, l)
}

func (p *pacer) waitUntil(ctx context.Context, t time.Time) error {
	if d := time.Until(t); d > 0 {
		return pause(ctx, d)
	}
	return ctx.Err()
}

// reserve takes the chat's next free moment and returns it.
func (p *pacer) reserve(chat int64, sends bool) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	c := p.chat(chat, now)
	at := now.Add(c.rate.ReserveN(now, 1).DelayFrom(now))
	if chat > 0 || !sends || p.limits.Group < 0 {
		return at
	}
	if n := len(c.recent) - p.limits.Group; n >= 0 {
		if earliest := c.recent[n].Add(time.Minute); earliest.After(at) {
			at = earliest
		}
		c.recent = c.recent[n+1:]
	}
	c.recent = append(c.recent, at)
	return at
}

// pausedUntil returns when Telegram lets calls about chat through again.
func (p *pacer) pausedUntil(chat int64) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	until := p.hurt.until
	if p.hurt.chat != 0 && p.hurt.chat != chat {
		until = time.Time{}
	}
	if c := p.chats[chat]; c != nil && c.until.After(until) {
		until = c.until
	}
	return until
}

// chat returns a chat's share. mu is held. Chats that have long been silent are forgotten.
func (p *pacer) chat(id int64, now time.Time) *chatPace {
	if c := p.chats[id]; c != nil {
		return c
	}
	if len(p.chats) >= 10_000 {
		for id, c := range p.chats {
			idle := len(c.recent) == 0 || now.Sub(c.recent[len(c.recent)-1]) > time.Minute
			if idle && c.rate.TokensAt(now) >= float64(p.limits.Burst) && now.After(c.until) {
				delete(p.chats, id)
			}
		}
	}
	c := &chatPace{rate: rate.NewLimiter(p.limits.Chat, p.limits.Burst)}
	p.chats[id] = c
	return c
}

// refused notes that Telegram wants a pause. It does not say whether of the chat or of all: the
// first refusal counts for its chat; another chat's during that pause counts for all.
func (p *pacer) refused(chat int64, after time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	until := now.Add(after)
	p.chat(chat, now).until = until
	others := p.hurt.chat != chat && now.Before(p.hurt.until)
	p.hurt = trial{chat: chat, until: until}
	if others {
		p.hurt.chat = 0
		p.next = later(p.next, until)
	}
}

// lateness is how much is made up for when a timer rings late. In no second do more than 30 calls go.
const lateness = 10 * time.Millisecond

// turn waits for the limit over all.
func (p *pacer) turn(ctx context.Context, l lane) error {
	t := &ticket{through: make(chan struct{})}
	p.mu.Lock()
	p.queues[l] = append(p.queues[l], t)
	p.pump()
	p.mu.Unlock()
	select {
	case <-t.through:
		return nil
	case <-ctx.Done():
		p.mu.Lock()
		t.gone = true
		p.mu.Unlock()
		return ctx.Err()
	}
}

// pump lets through who may go now and sets the timer for the next. mu is held.
func (p *pacer) pump() {
	interval := time.Duration(0)
	if p.limits.All != rate.Inf {
		interval = time.Duration(float64(time.Second) / float64(p.limits.All))
	}
	for !p.timing {
		queue := p.first()
		if queue == nil {
			return
		}
		now := time.Now()
		if d := p.next.Sub(now); d > 0 {
			p.timing = true
			time.AfterFunc(d, p.tick)
			return
		}
		close((*queue)[0].through)
		*queue = (*queue)[1:]
		p.next = later(p.next, now.Add(-lateness)).Add(interval)
	}
}

// first returns the queue whose head is next, or nil if nobody waits. mu is held.
func (p *pacer) first() *[]*ticket {
	for l := range p.queues {
		q := &p.queues[l]
		for len(*q) > 0 && (*q)[0].gone {
			*q = (*q)[1:]
		}
		if len(*q) > 0 {
			return q
		}
	}
	return nil
}

func (p *pacer) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.timing = false
	p.pump()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
