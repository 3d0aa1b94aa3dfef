package bot

import (
	"crypto/rand"
	"errors"

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

// problem returns a *Problem that says what was wrong and what to do.
func problem(say, hint string) error { return &Problem{Say: say, Hint: hint} }

// explain turns an error into words and logs what the person is not shown.
func (b *Bot) explain(err error, command string) chat.Reply {
	var p *Problem
	if !errors.As(err, &p) {
		ref := reference()
		b.Log.Error("request failed", "ref", ref, "command", command, "err", err)
		return apology(ref)
	}
	if p.Err != nil {
		b.Log.Warn("request refused", "command", command, "err", p.Err)
	}
	text := chat.Plain(p.Say)
	if p.Hint != "" {
		text = chat.Join(text, chat.Plain(" "), chat.Rich(p.Hint))
	}
	return &chat.Message{Text: text, Private: true}
}

func apology(ref string) *chat.Message {
	return &chat.Message{
		Text: chat.Join(chat.Plain("Something went wrong on my side, and nothing was changed. Please try again; if it stays, tell the bot's owner the reference "),
			chat.Text{{Text: ref, Style: chat.Code}}, chat.Plain(".")),
		Private: true,
	}
}

// reference returns a short random name for a failure, so that what a person reads can be found in
// the log.
func reference() string { return rand.Text()[:6] }
