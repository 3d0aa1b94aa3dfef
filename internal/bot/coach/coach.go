// Package coach is the conversation about what hurts: it answers a complaint, a how-to question and what is only polite,
// shows drills and cues, and holds all of that back while a warning sign stands. It knows nothing of reminders and
// form checks beyond that there may be some.
//
// The files: sore.go takes a message up and goes on after a question, advise.go words what knowledge makes of it,
// stories.go answers several complaints in one message, foreign.go does so in other languages, teach.go and drill.go show a topic, courtesy.go answers politeness,
// alarm.go answers in the light of a warning sign that stands, conversation.go remembers what the talk is about and goes on with it.
package coach

import (
	"context"
	"time"

	"spotter/internal/bot/coach/standing"
	"spotter/internal/bot/coach/talk"
	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// A Coach is safe for concurrent use. What it remembers is in memory alone.
type Coach struct {
	Count func(knowledge.Assessment) // is told what each message was taken for; nil: nobody is. Set before the first request

	base     *knowledge.Base
	now      func() time.Time
	remind   Remind
	talks    *talks
	talker   *talk.Coach
	standing *standing.Memory
}

// A Remind answers words about reminders, and returns nil for words that it can do nothing with. Meant says that they are
// about reminders; else it answers only a place or times that it asked for.
type Remind func(ctx context.Context, c *command.Call, text string, meant bool) chat.Reply

// New returns a Coach. Remind is nil where there are no reminders.
func New(base *knowledge.Base, now func() time.Time, remind Remind) *Coach {
	return &Coach{base: base, now: now, remind: remind, talks: newTalks(), talker: talk.New(base), standing: standing.NewMemory()}
}

// Commands returns the commands of the conversation.
func (co *Coach) Commands() []command.Command {
	all := co.soreCommands()
	for _, c := range co.drillCommands() {
		all = append(all, co.shown(c))
	}
	return all
}

// Erase forgets what stands for a person, and what they talked about anywhere. There is nothing to tell of it.
func (co *Coach) Erase(_ context.Context, u chat.UserID) (said string, err error) {
	co.standing.Forget(u)
	co.talks.states.DeleteFunc(func(a asker) bool { return a.user == u })
	return "", nil
}

// reminds reports whether there are reminders to offer.
func (co *Coach) reminds() bool { return co.remind != nil }
