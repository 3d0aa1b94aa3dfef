// Package bot is the coach: one table of commands, who may use them, and all wording. It is a
// chat.Handler, so it sees what people did and says what they see, on every platform alike.
//
// What it knows comes from knowledge, what it remembers from reminders and formcheck; here those
// are joined and put into words. No platform's name, limit or markup may live here, and nothing
// that hurts someone is ever stored: the answers so far travel inside the buttons.
//
// The files: bot.go handles a request, table.go holds the commands, arguments.go reads what was
// typed, problem.go turns errors into words; each further file is one command's family.
package bot

import (
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	"spotter/internal/chat"
)

// Parts is what a Bot is put together from.
type Parts struct {
	Log *slog.Logger
	Now func() time.Time // time.Now if nil; scripts set it
}

// A Bot answers requests.
type Bot struct {
	Parts
	table *table
}

// New puts a Bot together.
func New(p Parts) *Bot {
	if p.Now == nil {
		p.Now = time.Now
	}
	b := &Bot{Parts: p}
	b.table = newTable(
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
			reply = apology(ref)
		}
	}()
	c, err := b.resolve(r)
	if err == nil {
		name = c.command.Name
		err = c.permit()
	}
	if err == nil {
		reply, err = c.command.run(ctx, c)
	}
	if err != nil {
		reply = b.explain(err, name)
	}
	b.Log.Info("request", "command", name, "platform", r.From.ID.Platform(), "group", r.Group, "took", b.Now().Sub(start), "ok", err == nil)
	return reply
}

// resolve finds what the request asks for: a command with its arguments.
func (b *Bot) resolve(r *chat.Request) (*call, error) {
	return b.table.resolve(r)
}
