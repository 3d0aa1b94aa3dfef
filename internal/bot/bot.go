// Package bot is the coach: one table of commands, who may use them, and all wording. It is a
// chat.Handler, so it sees what people did and says what they see, on every platform alike.
//
// What it knows comes from knowledge, what it remembers from reminders and formcheck; here those
// are joined and put into words. No platform's name, limit or markup may live here, and nothing
// that hurts someone is ever stored: the answers so far travel inside the buttons, and a warning sign that stands
// is remembered in memory alone, by its id.
//
// The files: bot.go handles a request, table.go holds the commands, arguments.go reads what was
// typed, problem.go turns errors into words; each further file is one command's family.
package bot

import (
	"context"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"spotter/internal/bot/standing"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
	"spotter/internal/knowledge"
	"spotter/internal/reminders"
)

// Parts is what a Bot is put together from.
type Parts struct {
	Base *knowledge.Base
	Log  *slog.Logger
	Now  func() time.Time // time.Now if nil; scripts set it

	Platforms chat.Platforms  // where it sends unasked; may be filled until Serve
	Book      *reminders.Book // nil: no reminders
	Checks    *formcheck.Desk // nil: no form checks
	Counter   Counter         // nil: nothing is counted
}

// A Counter is told what the bot does, for counting: no words, and nobody's id. It is safe for concurrent use.
type Counter interface {
	// Request is told of each request: the command's name, or "text", and "ok", "refused", "failed" or "panicked".
	Request(platform, command, outcome, locale string, took time.Duration)
	// Answer is told what each message was taken for.
	Answer(kind, triage string)
}

// A Bot answers requests.
type Bot struct {
	Parts
	table    *table
	recent   *recent
	standing *standing.Memory
	checks   *checks
}

// New puts a Bot together.
func New(p Parts) *Bot {
	if p.Now == nil {
		p.Now = time.Now
	}
	b := &Bot{Parts: p, recent: newRecent(), standing: standing.NewMemory()}
	b.checks = b.newChecks()
	b.table = newTable(
		b.soreCommands(),
		b.drillCommands(),
		b.remindCommands(),
		b.answerCommands(),
		b.formcheckCommands(),
		b.mydataCommands(),
		b.helpCommands(),
	)
	return b
}

// Commands returns the declarations of all commands, for adapters to register and to read.
func (b *Bot) Commands() []chat.Command { return b.table.tree() }

// Handle answers one request. Every failure becomes words here: a *Problem as it says, anything else
// as an apology with a reference under which the log has the cause.
func (b *Bot) Handle(ctx context.Context, r *chat.Request) (reply chat.Reply) {
	start := b.Now()
	name := "text"
	defer func() {
		if p := recover(); p != nil {
			ref := reference()
			b.Log.Error("request panicked", "ref", ref, "command", name, "panic", p, "stack", string(debug.Stack()))
			b.count(r, name, errPanicked, b.Now().Sub(start))
			reply = apology(ref)
		}
	}()
	c, err := b.resolve(r)
	if err == nil {
		name = c.command.Name
		err = c.permit()
	}
	if err == nil {
		reply, err = b.run(ctx, c)
	}
	if urgent := b.insteadOf(r, reply, err); urgent != nil {
		reply, err = urgent, nil
	}
	if err != nil {
		reply = b.explain(err, name)
	}
	b.tellBlocked(ctx, c, reply)
	b.table.named(reply)
	if m, ok := reply.(*chat.Message); ok && c.ofGroup(err) {
		m.Open = true
	}
	b.count(r, name, err, b.Now().Sub(start))
	b.Log.Info("request", "command", name, "platform", r.From.ID.Platform(), "group", r.Group, "took", b.Now().Sub(start), "ok", err == nil)
	return reply
}

// insteadOf returns what to say instead if the words that were no use, as a city or as a drill, tell of an
// emergency, or follow a warning sign that stands.
func (b *Bot) insteadOf(r *chat.Request, reply chat.Reply, err error) *chat.Message {
	again, asks := reply.(*chat.Form)
	if err == nil && (!asks || again.Note == "") {
		return nil
	}
	said := []string{r.Rest}
	for _, name := range slices.Sorted(maps.Keys(r.Args)) {
		said = append(said, r.Args[name])
	}
	words := strings.TrimSpace(strings.Join(said, "\n"))
	if words == "" {
		return nil
	}
	return b.aside(r, words)
}

var _ chat.Guard = (*Bot)(nil)

// Urgent implements chat.Guard: emergencies cannot wait.
func (b *Bot) Urgent(_ context.Context, text string) *chat.Message {
	if a := b.Base.Assess(text); a.CannotWait() {
		return b.Advise(a)
	}
	return nil
}

// run runs a command, or asks for what it needs.
func (b *Bot) run(ctx context.Context, c *call) (chat.Reply, error) {
	if m := b.held(c); m != nil {
		return m, nil
	}
	switch ask := c.missing(); {
	case ask == nil:
		return c.command.run(ctx, c)
	case c.command.Hidden: // its arguments come from buttons, and nobody could answer for them
		return nil, b.table.unknown(c.command.Name)
	default:
		return ask, nil
	}
}

// Complete suggests values for an option while it is typed: at most chat.MaxChoices, best first.
func (b *Bot) Complete(_ context.Context, r *chat.Request, option, typed string) []chat.Choice {
	c := b.table.find(r.Command)
	if c == nil || c.complete == nil {
		return nil
	}
	found := c.complete(r, option, typed)
	return found[:min(len(found), chat.MaxChoices)]
}

// resolve finds what the request asks for: a command with its arguments, or what free text asks.
func (b *Bot) resolve(r *chat.Request) (*call, error) {
	if r.Command == "" {
		if strings.EqualFold(strings.Trim(r.Text, " ?!."), "help") {
			return &call{Request: r, command: b.table.find("help")}, nil
		}
		return &call{Request: r, command: b.table.find("sore"), args: map[string]string{"what": r.Text}, free: true}, nil
	}
	return b.table.resolve(r)
}

// missing asks for the first required argument that is not there: by a menu where there are choices,
// else by a form. It returns nil if none is missing.
func (c *call) missing() chat.Reply {
	for _, o := range c.command.Options {
		if _, given := c.args[o.Name]; given || !o.Required || o.Type == chat.File {
			continue
		}
		const room = 20 // bytes of what was typed already that a control can carry beside a choice
		action := chat.Action{Command: c.command.Name}
		if len(c.rest) <= room {
			action.Arg = c.rest
		}
		if len(o.Choices) > 0 {
			return &chat.Message{
				Text:     chat.Plain(o.Description + "?"),
				Controls: []chat.Control{&chat.Select{Prompt: o.Description, Action: action, Options: o.Choices}},
				Owner:    c.From.ID, Private: true,
			}
		}
		return &chat.Form{Title: "/" + c.command.Name, Action: action, Fields: []chat.Field{{Name: o.Name, Label: brief(o.Description), Max: o.Max}}}
	}
	return nil
}
