package bot

import (
	"context"
	"errors"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// count counts a request that ended with err.
func (b *Bot) count(r *chat.Request, name string, err error, took time.Duration) {
	if b.Counter == nil {
		return
	}
	outcome := "ok"
	var p *command.Problem
	switch {
	case errors.As(err, &p):
		outcome = "refused"
	case errors.Is(err, errPanicked):
		outcome = "panicked"
	case err != nil:
		outcome = "failed"
	}
	b.Counter.Request(r.From.ID.Platform(), name, outcome, r.From.Locale, took)
}

var errPanicked = errors.New("panicked")

// countAnswer counts what a message was taken for.
func (b *Bot) countAnswer(a knowledge.Assessment) {
	kind, triage := string(a.Kind), string(a.Triage)
	switch {
	case a.Foreign():
		kind = "foreign"
	case a.Crisis:
		kind = "crisis"
	case a.Stroke:
		kind = "stroke"
	}
	if triage == "" {
		triage = "none"
	}
	b.Counter.Answer(kind, triage)
}

// Inspect tells, for whoever runs the bot, what it lacks in the places that groups chose for their form checks, and in the owner's.
func (b *Bot) Inspect(ctx context.Context) (found []chat.Finding) {
	if b.review != nil {
		found = b.review.Inspect(ctx)
	}
	if b.misread != nil {
		found = append(found, b.misread.Inspect(ctx)...)
	}
	return found
}
