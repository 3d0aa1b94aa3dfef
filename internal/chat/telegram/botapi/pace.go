package botapi

import (
	"context"
	"sync"
	"sync/atomic"
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

// inMinute returns how many messages of a group's minute there are for tickets of a rank. A quarter is kept
// for emergencies; of the rest, half is kept from those of whom many wait.
func (l Limits) inMinute(rank int) int {
	others := l.Group - min(max(1, l.Group/4), l.Group-1)
	switch rank {
	case rankUrgent:
		return l.Group
	case rankGreedy:
		return (others + 1) / 2
	}
	return others
}

// minute is how long a message counts towards a group's minute: the calls take different times to arrive.
const minute = time.Minute + time.Second/2

// A Lane is who waits first.
type Lane int

const (
	Replies Lane = iota // somebody waits for the answer
	Unasked             // nobody knows that it is late
	Urgent              // somebody may need help now
)

// order is in which order lanes go.
var order = [...]Lane{Urgent, Replies, Unasked}

// A Pacer lets calls through one by one, so that no limit is passed: first each chat's own, then the
// one over all, where emergencies go first, then replies. It has no goroutine of its own: who waits holds a
// ticket, and timers let the next ones through (queue.go).
type Pacer struct {
	limits Limits
	mu     sync.Mutex
	chats  map[int64]*chatPace
	queues [len(order)][]*ticket // of those that their chat's limits let through
	next   time.Time             // when the next call may go
	timer  *time.Timer           // calls pump; nil if nobody waits for the limit over all
	due    time.Time             // when it rings
	hurt   trial                 // the latest refusal of a chat
	hold   hold
	count  uint64 // tickets so far

	// Waited, if set before the first call, is told how long each waited.
	Waited func(l Lane, took time.Duration)
	lines  [len(order)]atomic.Int64 // how many wait, by lane
}

// Waiting returns how many calls of a lane wait to be let through.
func (p *Pacer) Waiting(l Lane) int { return int(p.lines[l].Load()) }

// A trial is a chat that Telegram refused, and until when.
type trial struct {
	chat  int64
	until time.Time
}

// A hold is a pause of all chats that Telegram seems to want: it does not say whom a refusal concerns. So
// emergencies go all the same, and now and then another call. One that is not refused ends the hold.
type hold struct {
	since, until time.Time
	probe        time.Time     // when the next call may try
	wait         time.Duration // from one try to the next
}

// The first try of a hold comes after firstProbe, each further one after twice the time, at most mostProbe.
const (
	firstProbe = time.Second / 4
	mostProbe  = 8 * time.Second
)

// NewPacer returns one through which nothing went yet.
func NewPacer(l Limits) *Pacer {
	return &Pacer{limits: l.withDefaults(), chats: map[int64]*chatPace{}}
}

// Wait returns when a call may go, or ctx's error.
func (p *Pacer) Wait(ctx context.Context, c Call) error {
	if p.limits.All == rate.Inf && p.limits.Chat == rate.Inf && p.limits.Group < 0 && !time.Now().Before(p.PausedUntil(c.Chat)) {
		return ctx.Err()
	}
	began := time.Now()
	p.lines[c.Lane].Add(1)
	defer p.lines[c.Lane].Add(-1)
	t := &ticket{Call: c, through: make(chan struct{})}
	p.mu.Lock()
	p.count++
	t.number = p.count
	share := p.chat(c.Chat, time.Now())
	share.waiting = append(share.waiting, t)
	p.admit(share)
	p.mu.Unlock()
	select {
	case <-t.through:
		if p.Waited != nil {
			p.Waited(c.Lane, time.Since(began))
		}
		return nil
	case <-ctx.Done():
		p.mu.Lock()
		t.gone = true
		p.mu.Unlock()
		return ctx.Err()
	}
}

// PausedUntil returns when Telegram lets calls about chat through again.
func (p *Pacer) PausedUntil(chat int64) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.chats[chat]; c != nil {
		return later(p.hold.until, c.until)
	}
	return p.hold.until
}

// chat returns a chat's share. mu is held. Chats that have long been silent are forgotten.
func (p *Pacer) chat(id int64, now time.Time) *chatPace {
	if c := p.chats[id]; c != nil {
		return c
	}
	if len(p.chats) >= 10_000 {
		for id, c := range p.chats {
			c.forget(now)
			if len(c.recent)+len(c.waiting) == 0 && c.rate.TokensAt(now) >= float64(p.limits.Burst) && now.After(c.until) {
				delete(p.chats, id)
			}
		}
	}
	c := &chatPace{id: id, rate: rate.NewLimiter(p.limits.Chat, p.limits.Burst)}
	p.chats[id] = c
	return c
}

// Refused notes that Telegram wants a pause. It does not say whether of the chat or of all: the
// first refusal counts for its chat; another chat's during that pause counts for all.
func (p *Pacer) Refused(chat int64, after time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	until := now.Add(after)
	p.chat(chat, now).until = until
	others := p.hurt.chat != chat && now.Before(p.hurt.until)
	p.hurt = trial{chat: chat, until: until}
	switch {
	case !others:
	case now.Before(p.hold.until):
		p.hold.until = later(p.hold.until, until)
	default:
		p.hold = hold{since: now, until: until, probe: now.Add(firstProbe), wait: firstProbe}
	}
}

// Worked notes that a call which went at that time was not refused.
func (p *Pacer) Worked(went time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if went.After(p.hold.since) && time.Now().Before(p.hold.until) {
		p.hold, p.hurt = hold{}, trial{}
		p.pump()
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
