package bot

import (
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// Bounds of what is remembered of open questions.
const (
	recentFor  = 10 * time.Minute
	recentMost = 10_000 // people; past it the memory starts afresh
)

// recent remembers which question each person was asked last, so that a typed answer is understood.
// It lives in memory alone and holds none of the person's words.
type recent struct {
	mu   sync.Mutex
	open map[asker]pending
}

type asker struct {
	user  chat.UserID
	where chat.Place
}

type pending struct {
	known    knowledge.Case
	question *knowledge.Question
	until    time.Time
}

func newRecent() *recent { return &recent{open: map[asker]pending{}} }

func (r *recent) put(user chat.UserID, where chat.Place, p pending, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.open) >= recentMost {
		clear(r.open)
	}
	p.until = now.Add(recentFor)
	r.open[asker{user, where}] = p
}

// take returns the open question and forgets it.
func (r *recent) take(user chat.UserID, where chat.Place, now time.Time) (pending, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := asker{user, where}
	p, ok := r.open[key]
	delete(r.open, key)
	return p, ok && now.Before(p.until)
}
