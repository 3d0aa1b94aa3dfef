// Package command is the bot's table of commands: what each is called, who may use it, what it takes, and how a
// request becomes a call of it with checked arguments. It also words the errors that people may see. What the
// commands do is the business of the families that declare them.
//
// The files: command.go declares a command, table.go holds all of them and finds one, arguments.go reads what was
// typed, call.go is one use of a command, named.go writes it with its options named, problem.go turns errors into
// words.
package command

import (
	"context"

	"spotter/internal/chat"
)

// A Command is a declared command and what it does. Its name is "remind" or, for a subcommand, "remind on".
type Command struct {
	chat.Command
	Run      func(context.Context, *Call) (chat.Reply, error)
	Complete func(r *chat.Request, option, typed string) []chat.Choice // for options with Complete; may be nil
	Read     func(c *Command, rest string) map[string]string           // reads what was typed; the usual way if nil
	Meant    func(rest string) string                                  // the subcommand that words mean which name none, or ""; may be nil
	Waits    bool                                                      // it does not coach while a warning sign stands
}
