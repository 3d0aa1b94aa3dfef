package coach

import (
	"time"

	"spotter/internal/chat"
	"spotter/internal/expiring"
	"spotter/internal/knowledge"
)

// Bounds of what is remembered of open questions.
const (
	recentFor  = 10 * time.Minute
	recentMost = 10_000 // people
)

// recent remembers which question each person was asked last, so that a typed answer is understood.
// It lives in memory alone and holds none of the person's words.
type recent struct{ open *expiring.Map[asker, pending] }

type asker struct {
	user  chat.UserID
	where chat.Place
}

type pending struct {
	known    knowledge.Case
	question *knowledge.Question
}

func newRecent() *recent { return &recent{expiring.New[asker, pending](recentFor, recentMost)} }

func (r *recent) put(user chat.UserID, where chat.Place, p pending, now time.Time) {
	r.open.Update(asker{user, where}, now, func(pending) (pending, bool) { return p, true })
}

// take returns the open question and forgets it.
func (r *recent) take(user chat.UserID, where chat.Place, now time.Time) (taken pending, ok bool) {
	r.open.Update(asker{user, where}, now, func(p pending) (pending, bool) {
		taken, ok = p, p.question != nil
		return p, false
	})
	return taken, ok
}
