// Package bot is the coach as people meet it, on every platform alike. It is a chat.Handler: it finds the command that
// was meant, lets its room answer, and turns every failure into words. No platform's name, limit or markup may live here
// or in a room, and nothing that hurts someone is ever stored: the answers so far travel inside the buttons, and a warning
// sign that stands is remembered in memory alone, by its id.
//
// The rooms: command is the table of commands and their arguments, say has wording that all share, coach is the
// conversation, remind the reminders, review the form checks, misread brings words that were misread to whoever runs the bot. Coach, remind and review do not know each other; what one
// needs of another is passed in here.
//
// The files: bot.go puts the rooms together and handles a request, observe.go passes on what a platform says of itself,
// joined.go greets a group, only.go keeps it to some channels, watches.go says where deleted messages matter, help.go and mydata.go are the commands
// about the bot; rooms.go makes the rooms that a page in a browser does without, and elsewhere.go says where reminders and form checks are that it has not.
package bot

import (
	"context"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"spotter/internal/bot/coach"
	"spotter/internal/bot/command"
	"spotter/internal/bot/guide"
	"spotter/internal/bot/misread"
	"spotter/internal/bot/show"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
	"spotter/internal/reminders"
)

// Parts are what a Bot needs.
type Parts struct {
	Base *knowledge.Base
	Log  *slog.Logger
	Show *show.Pictures   // nil: no pictures
	Now  func() time.Time // time.Now if nil; scripts set it

	Platforms chat.Platforms  // where it sends unasked; may be filled until Serve
	Book      *reminders.Book // nil: no reminders
	Checks    *formcheck.Desk // nil: no form checks
	Counter   Counter         // nil: nothing is counted
	Only      []chat.Place    // the groups, channels and threads in which it answers; none: all
	Elsewhere Elsewhere       // what is said in place of a Book and of Checks
	Owner     chat.Place      // where words that were misread may be sent; empty: nowhere, and nobody is asked
}

// A Counter is told what the bot does, for counting: no words, and nobody's id. It is safe for concurrent use.
type Counter interface {
	// Request is told of each request: the command's name, or "text", and "ok", "refused", "failed" or "panicked".
	Request(platform, command, outcome, locale string, took time.Duration)
	// Answer is told what each message was taken for.
	Answer(kind, triage string)
}

// A family is the commands of a room, with what it keeps about people.
type family interface {
	Commands() []command.Command
	// Erase removes what is kept about a person, and says so in a sentence if there was something to tell of.
	Erase(ctx context.Context, u chat.UserID) (said string, err error)
}

// A Bot answers requests.
type Bot struct {
	Parts
	table    *command.Table
	families []family
	coach    *coach.Coach
	remind   *reminderRoom // nil without a Book
	review   *checkRoom    // nil without Checks
	misread  *misread.Desk // nil without Owner
	tally    *tally
}

// New puts a Bot together.
func New(p Parts) *Bot {
	if p.Now == nil {
		p.Now = time.Now
	}
	b := &Bot{Parts: p, tally: newTally(p.Now())}
	var inWords coach.Remind
	if p.Book != nil {
		inWords = func(ctx context.Context, c *command.Call, text string, meant bool) chat.Reply {
			return b.remind.InWords(ctx, c, text, meant)
		}
	} else if there := p.Elsewhere.Reminders; there != nil {
		inWords = func(_ context.Context, _ *command.Call, _ string, meant bool) chat.Reply {
			if !meant {
				return nil
			}
			said := *there
			return &said
		}
	}
	b.coach = coach.New(p.Base, p.Now, inWords)
	if p.Counter != nil {
		b.coach.Count = b.countAnswer
	}
	lead := guide.Parts{Base: p.Base, Now: p.Now}
	b.families = append(b.families, b.coach)
	if p.Book != nil {
		b.remind = b.newRemind()
		b.families = append(b.families, b.remind)
		lead.Finish = b.remind.Finish
	}
	b.families = append(b.families, guide.New(lead))
	if p.Checks != nil {
		b.review = b.newReview()
		b.families = append(b.families, b.review)
	}
	if p.Owner != "" {
		b.misread = misread.New(misread.Parts{To: p.Owner, Platforms: p.Platforms, Now: p.Now})
		b.families = append(b.families, b.misread)
	}
	var commands [][]command.Command
	for _, f := range b.families {
		commands = append(commands, f.Commands())
	}
	b.table = command.NewTable(append(commands, b.mydataCommands(), p.Elsewhere.commands(p), b.helpCommands())...)
	return b
}

// Commands returns the declarations of all commands, for adapters to register and to read.
func (b *Bot) Commands() []chat.Command { return b.table.Tree() }

// Handle answers one request. Every failure becomes words here: a *command.Problem as it says, anything else
// as an apology with a reference under which the log has the cause.
func (b *Bot) Handle(ctx context.Context, r *chat.Request) (reply chat.Reply) {
	start := b.Now()
	name := "text"
	defer func() {
		if p := recover(); p != nil {
			ref := command.Reference()
			b.Log.Error("request panicked", "ref", ref, "command", name, "panic", p, "stack", string(debug.Stack()))
			b.count(r, name, errPanicked, b.Now().Sub(start))
			reply = command.Apology(ref)
		}
	}()
	if !b.answers(r) {
		name = "not here"
		b.count(r, name, nil, b.Now().Sub(start))
		return b.notHere(ctx, r)
	}
	c, err := b.resolve(r)
	if err == nil {
		name = c.Of.Name
		err = c.Permit()
	}
	if err == nil {
		reply, err = b.run(ctx, c)
	}
	if urgent := b.insteadOf(r, reply, err); urgent != nil {
		reply, err = urgent, nil
	}
	if err != nil {
		reply = command.Explain(b.Log, err, name)
	}
	if b.remind != nil && c != nil {
		b.remind.TellBlocked(ctx, c, reply)
	}
	if err == nil && name == "sore" {
		b.offerMisread(c, reply)
	}
	b.table.Named(reply)
	if m, ok := reply.(*chat.Message); ok && len(m.Images) > 0 {
		b.Show.Draw(ctx, r.From.ID, m)
	}
	if m, ok := reply.(*chat.Message); ok && c.OfGroup(err) {
		m.Open = true
	}
	if err == nil && name == "sore" {
		b.tally.add(r.Home)
	}
	b.count(r, name, err, b.Now().Sub(start))
	b.Log.Info("request", "command", name, "platform", r.From.ID.Platform(), "group", r.Group, "took", b.Now().Sub(start), "ok", err == nil)
	return reply
}

// offerMisread offers to tell whoever runs the bot that an answer to somebody's words misread them. An emergency stands alone.
func (b *Bot) offerMisread(c *command.Call, reply chat.Reply) {
	m, ok := reply.(*chat.Message)
	if !ok || m == nil || b.misread == nil || b.coach.Stands(c.From.ID, coach.Spot(c.Request)) == knowledge.Emergency {
		return
	}
	switch b.coach.Turned(c.From.ID, coach.Spot(c.Request)) {
	case turn.Courtesy, turn.Reminders, turn.AskSource, turn.Crisis:
		return
	}
	var words []string
	for _, o := range c.Of.Options {
		words = append(words, c.Values[o.Name])
	}
	b.misread.Offer(c.Request, strings.Join(words, " "), m)
}

// insteadOf returns what to say instead if the words that were no use, as a city or as a drill, tell of an
// emergency, or follow a warning sign that stands. What a button carries beside its command is no words: it may be random.
func (b *Bot) insteadOf(r *chat.Request, reply chat.Reply, err error) *chat.Message {
	again, asks := reply.(*chat.Form)
	if err == nil && (!asks || again.Note == "") {
		return nil
	}
	var said []string
	if of := b.table.Find(strings.ToLower(r.Command)); of == nil || !of.Hidden {
		said = append(said, r.Rest)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Args)) {
		said = append(said, r.Args[name])
	}
	words := strings.TrimSpace(strings.Join(said, "\n"))
	if words == "" {
		return nil
	}
	return b.coach.Aside(r, words)
}

var _ chat.Guard = (*Bot)(nil)

// Urgent implements chat.Guard: emergencies cannot wait.
func (b *Bot) Urgent(_ context.Context, text string) *chat.Message {
	if a := b.Base.Assess(text); a.CannotWait() {
		return b.coach.Advise(a)
	}
	return nil
}

// Advise words an assessment, outside of any conversation.
func (b *Bot) Advise(a knowledge.Assessment) *chat.Message { return b.coach.Advise(a) }

// Assess says what a request tells, whatever was told before: its words, or what was chosen for /sore.
func (b *Bot) Assess(r *chat.Request) knowledge.Assessment {
	if c, err := b.resolve(r); err == nil && c.Of.Name == "sore" {
		return b.Base.AssessReport(coach.Reported(c))
	}
	return b.Base.Assess(r.Text)
}

// Stands returns how much care stands for somebody in a place after what they told there.
func (b *Bot) Stands(u chat.UserID, where chat.Place) knowledge.Triage {
	return b.coach.Stands(u, where)
}

// Turned returns the kind of the turn that somebody took last in a place.
func (b *Bot) Turned(u chat.UserID, where chat.Place) turn.Kind { return b.coach.Turned(u, where) }

// Send implements reminders.Sender.
func (b *Bot) Send(ctx context.Context, card reminders.Card) (string, error) {
	return b.remind.Send(ctx, card)
}

// RunChecks keeps form checks up to date until ctx is done, and waits for what it began.
func (b *Bot) RunChecks(ctx context.Context) {
	if b.review != nil {
		b.review.Run(ctx)
	}
}

// run runs a command, or asks for what it needs.
func (b *Bot) run(ctx context.Context, c *command.Call) (chat.Reply, error) {
	if m := b.coach.Hold(c); m != nil {
		return m, nil
	}
	switch ask := c.Missing(); {
	case ask == nil:
		return c.Of.Run(ctx, c)
	case c.Of.Hidden: // its arguments come from buttons, and nobody could answer for them
		return nil, b.table.Unknown(c.Of.Name)
	default:
		return ask, nil
	}
}

// Complete suggests values for an option while it is typed: at most chat.MaxChoices, best first.
func (b *Bot) Complete(_ context.Context, r *chat.Request, option, typed string) []chat.Choice {
	c := b.table.Find(r.Command)
	if c == nil || c.Complete == nil {
		return nil
	}
	found := c.Complete(r, option, typed)
	return found[:min(len(found), chat.MaxChoices)]
}

// resolve finds what the request asks for: a command with its arguments, or what free text asks.
func (b *Bot) resolve(r *chat.Request) (*command.Call, error) {
	if r.Command == "" {
		if strings.EqualFold(strings.Trim(r.Text, " ?!."), "help") {
			return &command.Call{Request: r, Of: b.table.Find("help")}, nil
		}
		if b.misread != nil && b.coach.Stands(r.From.ID, coach.Spot(r)) != knowledge.Emergency {
			if values := b.misread.Meant(r, r.Text); values != nil {
				return &command.Call{Request: r, Of: b.table.Find(misread.Command), Values: values}, nil
			}
		}
		return &command.Call{Request: r, Of: b.table.Find("sore"), Values: map[string]string{"what": r.Text}, Free: true}, nil
	}
	return b.table.Resolve(r)
}
