// Package review is the group's form checks: it takes a video in, posts it with a ballot, takes the votes, keeps the
// card up to date, and sets a group up for it. Which votes count and what is due is the business of formcheck.
//
// The files: intake.go and read.go take in what was said of a video, draft.go keeps it until it is complete, signs.go
// asks for warning signs, post.go posts the check, card.go words its card, vote.go takes what reviewers do, door.go
// decides who may do it, mine.go lists somebody's own, run.go keeps cards up to date at the pace of pace.go, setup.go sets a group up, mydata.go is
// for /mydata.
package review

import (
	"log/slog"
	"time"

	"spotter/internal/chat"
	"spotter/internal/formcheck"
	"spotter/internal/knowledge"
)

// Coach words what the conversation knows about warning signs, and remembers that one stands.
type Coach interface {
	Advise(a knowledge.Assessment) *chat.Message
	Warn(m *chat.Message, a knowledge.Assessment)
	Raise(r *chat.Request, a knowledge.Assessment)
}

// Zones reads and names time zones. Parse returns the IANA name for what was typed, or an error to show.
type Zones interface {
	Parse(typed string) (name string, err error)
	Label(name string) string
	Complete(typed string) []chat.Choice
}

// Parts are what Reviews need.
type Parts struct {
	Base      *knowledge.Base
	Desk      *formcheck.Desk
	Log       *slog.Logger
	Now       func() time.Time
	Platforms chat.Platforms
	Coach     Coach
	Zones     Zones
	Reminds   bool // there are reminders to offer
	// Answers returns how many answers the bot gave in a group since when, and whether that is known.
	Answers func(home chat.Place) (n int, since time.Time, known bool)
}

// Reviews are the commands about form checks. They are safe for concurrent use.
type Reviews struct {
	Parts
	cards  *cards
	door   *door
	drafts *drafts
	names  *names
	tags   *names // the state that each check's thread was tagged with last
	pace   *pace
}

// New returns the Reviews of a Desk. Their cards are kept up to date by Run.
func New(p Parts) *Reviews {
	rv := &Reviews{Parts: p, drafts: newDrafts(), names: newNames(p.Now), tags: newNames(p.Now)}
	rv.cards = &cards{base: p.Base, desk: p.Desk, names: rv.names, reminds: p.Reminds}
	rv.door = &door{desk: p.Desk, log: p.Log, platforms: p.Platforms}
	rv.pace = newPace(time.Second, rv.showCard)
	return rv
}
