// Command spotter is a coaching bot for lifters whose upper back is sore after bench pressing or
// push-ups. It answers in Discord, in Telegram and at a terminal, reminds people of their posture
// drills twice a day, and runs form-check channels.
//
// A tour, from the outside in. Everything is put together here and nothing is decided here: run.go
// finds the subcommand, serve.go wires the bot that runs. The adapters (internal/chat/discord,
// telegram, terminal) turn what people do into a chat.Request and what they get into their
// platform's form; they know nothing of coaching. internal/bot answers requests, with a room for
// each family of commands and its wording: coach asks internal/knowledge what a message means and what
// the content files say, remind asks internal/reminders for plans and due reminders, review asks
// internal/formcheck for checks and ballots. Those last two keep their state behind internal/store, in one bbolt file
// (internal/store/boltstore). internal/config reads the configuration.
//
// The specification is testdata/script: scripts that a person can read, played against this program.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() { os.Exit(runHere(nil)) }

// runHere runs the program in the world it was started in, with a wall clock of its own if now is set.
func runHere(now func() time.Time) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	return run(ctx, os.Args[1:], environment{os.Stdin, os.Stdout, os.Stderr, os.Getenv, os.Environ(), now})
}
