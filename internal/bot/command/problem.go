package command

import (
	"crypto/rand"
	"errors"
	"log/slog"

	"spotter/internal/chat"
)

// A Problem is an error that may be shown to the person who caused it.
type Problem struct {
	Say  string // what was wrong: one sentence
	Hint string // what to do: one sentence, perhaps with an example
	Err  error  // for the log, if any
}

func (p *Problem) Error() string {
	if p.Err != nil {
		return p.Say + ": " + p.Err.Error()
	}
	return p.Say
}

func (p *Problem) Unwrap() error { return p.Err }

// NewProblem returns a *Problem that says what was wrong and what to do.
func NewProblem(say, hint string) error { return &Problem{Say: say, Hint: hint} }

// Explain turns the error of a command into words, and logs what the person is not shown.
func Explain(log *slog.Logger, err error, command string) *chat.Message {
	var p *Problem
	if !errors.As(err, &p) {
		ref := Reference()
		log.Error("request failed", "ref", ref, "command", command, "err", err)
		return Apology(ref)
	}
	if p.Err != nil {
		log.Warn("request refused", "command", command, "err", p.Err)
	}
	text := chat.Plain(p.Say)
	if p.Hint != "" {
		text = chat.Join(text, chat.Plain(" "), chat.Rich(p.Hint))
	}
	return &chat.Message{Text: text, Private: true}
}

// Apology returns what to say about a failure that the log has under a reference.
func Apology(ref string) *chat.Message {
	return &chat.Message{
		Text: chat.Join(chat.Plain("Something went wrong on my side, and nothing was changed. Please try again; if it stays, tell the bot's owner the reference "),
			chat.Text{{Text: ref, Style: chat.Code}}, chat.Plain(".")),
		Private: true,
	}
}

// Reference returns a short random name for a failure, so that what a person reads can be found in
// the log.
func Reference() string { return rand.Text()[:6] }
