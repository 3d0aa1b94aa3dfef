package telegramtest

import (
	"fmt"
	"math"
	"time"
)

// Limits are how much a bot may send. The real ones are not published: these are those of Telegram's
// Bots FAQ, as token buckets, with a pause after each refusal. A zero rate means no limit.
type Limits struct {
	All, AllBurst   float64       // messages a second over all chats, and how many at once
	Chat, ChatBurst float64       // messages and edits a second in one chat, and how many at once
	Group           int           // messages in one group within a minute
	Minute          time.Duration // how long that minute is; 0 means a minute
	Pause           time.Duration // how long all calls over a limit are refused; whole seconds
}

// TelegramLimits are the real ones, as far as they are known.
var TelegramLimits = Limits{All: 30, AllBurst: 33, Chat: 1, ChatBurst: 5, Group: 20, Pause: 3 * time.Second}

// Limit switches limits on.
func (s *Server) Limit(l Limits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.Minute == 0 {
		l.Minute = time.Minute
	}
	s.limiter = limiter{Limits: l, chats: map[int64]*bucket{}, groups: map[int64][]time.Time{}}
}

type limiter struct {
	Limits
	all     bucket
	chats   map[int64]*bucket
	groups  map[int64][]time.Time
	blocked time.Time
}

// A bucket fills at a rate, up to a burst.
type bucket struct {
	tokens float64
	at     time.Time
}

func (b *bucket) take(rate, burst float64, now time.Time) bool {
	if b.at.IsZero() {
		b.tokens, b.at = burst, now
	}
	b.tokens = math.Min(burst, b.tokens+rate*now.Sub(b.at).Seconds())
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// take refuses a message that is one too many.
func (l *limiter) take(c *Chat, now time.Time) *refusal {
	if l.chats == nil {
		return nil
	}
	if now.Before(l.blocked) {
		return tooMany(l.blocked.Sub(now))
	}
	if l.All > 0 && !l.all.take(l.All, l.AllBurst, now) {
		l.blocked = now.Add(l.Pause)
		return tooMany(l.Pause)
	}
	if refused := l.takeEdit(c, now); refused != nil {
		return refused
	}
	if l.Group == 0 || c.ID > 0 {
		return nil
	}
	recent := l.groups[c.ID]
	for len(recent) > 0 && now.Sub(recent[0]) > l.Minute {
		recent = recent[1:]
	}
	if len(recent) >= l.Group {
		return tooMany(l.Minute - now.Sub(recent[0]))
	}
	l.groups[c.ID] = append(recent, now)
	return nil
}

// takeEdit refuses an edit that is one too many in its chat.
func (l *limiter) takeEdit(c *Chat, now time.Time) *refusal {
	if l.Chat == 0 {
		return nil
	}
	b := l.chats[c.ID]
	if b == nil {
		b = &bucket{}
		l.chats[c.ID] = b
	}
	if !b.take(l.Chat, l.ChatBurst, now) {
		return tooMany(l.Pause)
	}
	return nil
}

func tooMany(after time.Duration) *refusal {
	seconds := max(1, int(math.Ceil(after.Seconds())))
	return &refusal{429, fmt.Sprintf("Too Many Requests: retry after %d", seconds), map[string]any{"retry_after": seconds}}
}
