// Package chat is the vocabulary between the bot and the chat platforms: what a person did
// (Request), what they see in return (Message, Form), and the two ports, Handler and Adapter, at
// which the bot and a platform meet.
//
// It holds data and its rules, and imports nothing but the standard library. It knows no
// platform's name, limit or markup beyond the limits that hold for all of them (see Validate),
// and it knows nothing of coaching.
package chat

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A UserID names a person on one platform, as in "discord:80351110224678912". It is stored, so
// its form may not change: the platform's name, a colon, the platform's own id.
type UserID string

// A Place is where messages go: a channel, a thread, a topic, a private chat. It begins with the
// platform's name and a colon; what follows is opaque outside the adapter that made it. Places are
// stored, so an adapter must understand all forms that it ever made.
type Place string

// A MessageID names a sent message within its Place. It is opaque outside the adapter and stored.
type MessageID string

// Platform returns the part before the colon: "discord" of "discord:123".
func (u UserID) Platform() string { p, _, _ := strings.Cut(string(u), ":"); return p }

// Platform returns the part before the colon: "telegram" of "telegram:-100123/7".
func (p Place) Platform() string { s, _, _ := strings.Cut(string(p), ":"); return s }

// A User is who did something.
type User struct {
	ID      UserID
	Name    string // as others see it; untrusted text
	Locale  string // IETF tag such as "de" or "en-GB"; empty if unknown
	Manager bool   // may administer the group where the request was made
	Direct  Place  // where direct messages to this person go
}

// A Request is one thing that one person did: typed, pressed, chosen or submitted.
//
// A command arrives either as Command and Args, where the platform knows its options (Discord's
// slash commands, a submitted form), or as Command and Rest, where it was typed or came from a
// pressed control. The bot resolves Rest against the command's declared options, so that every
// button has a typed equivalent.
type Request struct {
	ID      string            // the platform's event id, for dropping repeats
	From    User              // who
	Where   Place             // where, and where the answer goes
	Parent  Place             // the channel that Where is a thread of, where that is known
	Group   bool              // others can read Where
	Home    Place             // the server or group that Where belongs to, named as Left and Moved name it; empty in private
	Inside  bool              // the platform lets nobody of Home do this who cannot read Where, and nobody else: it need not be asked
	Time    time.Time         // when, by the platform's clock
	Command string            // "remind" or "remind on", without the slash; empty for free text
	Rest    string            // what followed the command, as typed
	Args    map[string]string // options by name, or the fields of a submitted form
	Text    string            // free text that is no command
	Media   []Media           // videos and pictures that came along or were replied to
	Message MessageID         // the message whose control was used, or that a message command points at
	Link    string            // a link to that message or the request's own, where the platform has one
}

// Media is a video or a picture by reference: its bytes are never fetched, but for what is Passing.
type Media struct {
	Kind string    // "video", "picture", "animation", "file"
	Ref  string    // a URL, or the platform's own file id
	From MessageID // the message it came with
	Link string    // an http(s) link to that message where the platform has one
	Size int64     // bytes; 0 if unknown

	// Passing tells that the platform deletes it soon: it lasts only where it is sent along, in Message.Media.
	Passing bool
	TooBig  bool // of what is Passing: more than can be sent along
}

// A Handler answers requests. It must be safe for concurrent use. It turns every failure into
// words for the person, so an adapter never invents any. It must honour ctx, and may be called again
// for the same Request.ID after a crash.
type Handler interface {
	Handle(ctx context.Context, r *Request) Reply
}

// A Completer suggests values for an option while it is typed. Handlers may implement it.
type Completer interface {
	// Complete returns at most 25 suggestions for r.Command's option given what was typed so far
	// (best first). It must answer within 200 ms.
	Complete(ctx context.Context, r *Request, option, typed string) []Choice
}

// A Guard answers what cannot wait. Handlers may implement it.
type Guard interface {
	// Urgent returns what to say at once to a text that answers none of the questions that were asked, or nil.
	Urgent(ctx context.Context, text string) *Message
}

// An Observer is told what a platform says of itself. Handlers may implement it.
type Observer interface {
	// Reachable tells that direct messages to u became possible or impossible (blocked, unblocked).
	Reachable(ctx context.Context, u User, reachable bool)
	// Left tells that the bot was removed from a server or group (the Home of its requests), or that a
	// place of it is gone.
	Left(ctx context.Context, place Place)
	// Moved tells that what was stored under the place from is now under to.
	Moved(ctx context.Context, from, to Place)
	// Deleted tells that a message which people had sent is gone.
	Deleted(ctx context.Context, place Place, id MessageID)
}

// A Watcher wants to be told of deleted messages only sometimes. Handlers may implement it; others always are.
type Watcher interface {
	// Watches reports whether Observer.Deleted matters on a platform. Once it does it goes on to.
	Watches(ctx context.Context, platform string) bool
}

// A Greeter says hello. Handlers may implement it.
type Greeter interface {
	// Joined returns what to post in a server or group, the Home of its requests, that the bot was added to just now;
	// nil for nothing.
	Joined(ctx context.Context, home Place) *Message
}

// An Adapter connects the bot to one platform. It is safe for concurrent use.
type Adapter interface {
	// Serve delivers requests to h until ctx is done, then waits for the handlers that it started. It
	// returns nil if ctx ended it, and an error that says what to change if it cannot go on.
	Serve(ctx context.Context, h Handler) error
	// Send posts m unasked. Its error is a *SendError, or ctx's.
	Send(ctx context.Context, to Place, m *Message) (MessageID, error)
	// Edit replaces what the message id at place shows; that it already shows so is success. Its error
	// is a *SendError (Gone if the message no longer exists or can no longer be edited), or ctx's.
	Edit(ctx context.Context, place Place, id MessageID, m *Message) error
}

// A ThreadOpener is an Adapter that can give a subject a place of its own: a thread or a forum
// post. Adapters of platforms without them do not implement it, and replies are chained instead.
type ThreadOpener interface {
	// OpenThread starts a thread titled title in place (a channel or a forum) with m as its first
	// message. Tags are names that a forum may know; unknown ones are ignored. On an error no thread is left behind.
	OpenThread(ctx context.Context, place Place, title string, tags []string, m *Message) (Place, MessageID, error)
	// RemoveThread takes a thread away that nothing came of. That it is gone already is success.
	RemoveThread(ctx context.Context, thread Place) error
	// TagThread sets a thread's title and tags as given, and closes it to new messages if closed.
	TagThread(ctx context.Context, thread Place, title string, tags []string, closed bool) error
}

// An Inspector is an Adapter that can tell what it may do in a place.
type Inspector interface {
	// Inspect returns what the bot lacks there for each of the wanted abilities, in words that say
	// what to tick; none means that all is well.
	Inspect(ctx context.Context, place Place, want ...Ability) ([]Lack, error)
}

// A Doorkeeper is an Adapter of a platform on which places can be closed to people.
type Doorkeeper interface {
	// Together reports whether the platform lets whoever reads one of two places read the other, as it does with
	// the topics of a group. It asks nobody.
	Together(a, b Place) bool
	// Within reports whether place belongs to home, the server or group of a Request.
	Within(ctx context.Context, home, place Place) (bool, error)
	// Member reports whether u can read place, as the platform says now or said a minute ago. Its error means
	// that this could not be found out. It is ErrUntold, wrapped, where asking again will not help.
	Member(ctx context.Context, place Place, u UserID) (bool, error)
}

// ErrUntold says that a platform does not tell us who is in a place.
var ErrUntold = errors.New("the platform does not say who is there")

// ErrMedia says, within a SendError, that what was to be sent along could not be: without it the message may be sent.
var ErrMedia = errors.New("the video could not be sent along")

// A Linker is an Adapter whose messages have links.
type Linker interface {
	// Link returns an http(s) link to a message that people of home can open, or "" if it has none.
	Link(home, place Place, id MessageID) string
}

// A Keeper is an Adapter that stores something about people.
type Keeper interface {
	// Kept returns what is stored about u, under names for showing it to them.
	Kept(ctx context.Context, u UserID) (map[string]string, error)
	// Forget removes it. It is stored again once u is written to directly.
	Forget(ctx context.Context, u UserID) error
}

// An Ability is something that a bot may be allowed to do in a place.
type Ability string

// The abilities that Inspect can be asked for.
const (
	CanSend       Ability = "send"
	CanPost       Ability = "post" // start posts with tags, as in a forum, which takes no messages
	CanOpenThread Ability = "open-thread"
	CanTag        Ability = "tag"
	CanMention    Ability = "mention"
)

// A Lack is an ability that is missing, and how to grant it on that platform.
type Lack struct {
	Ability Ability
	Cure    string // one sentence
	Never   bool   // no permission will do: the place is of another kind
}

// A SendError says what to do about a message that was not sent.
type SendError struct {
	Gone  bool          // nothing will ever arrive there: blocked, left, deleted
	After time.Duration // if positive, try again no sooner
	Final bool          // the same message will be refused there again, until somebody changes something
	Why   string        // the cause for people, as one plain sentence; empty if it is not known
	Err   error         // never contains a secret
}

func (e *SendError) Error() string {
	switch {
	case e.Gone:
		return fmt.Sprintf("no longer reachable: %v", e.Err)
	case e.After > 0:
		return fmt.Sprintf("try again in %v: %v", e.After, e.Err)
	}
	return fmt.Sprint(e.Err)
}

func (e *SendError) Unwrap() error { return e.Err }
