// Package coach is the conversation about what hurts: it answers a complaint, a how-to question and what is only polite,
// shows drills and cues, and holds all of that back while a warning sign stands. It knows nothing of reminders and
// form checks beyond that there may be some.
//
// The files: sore.go takes a message up and goes on after a question, advise.go words what knowledge makes of it,
// foreign.go does so in other languages, teach.go and drill.go show a topic, courtesy.go answers politeness,
// alarm.go answers in the light of a warning sign that stands, recent.go remembers the open question.
package coach

import (
	"context"
	"time"

	"spotter/internal/bot/coach/standing"
	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// A Coach is safe for concurrent use. What it remembers is in memory alone.
type Coach struct {
	Count func(knowledge.Assessment) // is told what each message was taken for; nil: nobody is. Set before the first request

	base     *knowledge.Base
	now      func() time.Time
	plan     func(typed string) *chat.Message
	recent   *recent
	standing *standing.Memory
}

// New returns a Coach. Plan answers words that may be meant for reminders, as "berlin 7:30" are, and returns nil for
// others; it is nil where there are no reminders.
func New(base *knowledge.Base, now func() time.Time, plan func(typed string) *chat.Message) *Coach {
	return &Coach{base: base, now: now, plan: plan, recent: newRecent(), standing: standing.NewMemory()}
}

// Commands returns the commands of the conversation.
func (co *Coach) Commands() []command.Command {
	return append(co.soreCommands(), co.drillCommands()...)
}

// Erase forgets the warning sign that stands for a person. There is nothing to tell of it.
func (co *Coach) Erase(_ context.Context, u chat.UserID) (said string, err error) {
	co.standing.Forget(u)
	return "", nil
}

// reminds reports whether there are reminders to offer.
func (co *Coach) reminds() bool { return co.plan != nil }
