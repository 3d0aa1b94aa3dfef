package bot

import (
	"errors"
	"time"

	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// count counts a request that ended with err.
func (b *Bot) count(r *chat.Request, command string, err error, took time.Duration) {
	if b.Counter == nil {
		return
	}
	outcome := "ok"
	var p *Problem
	switch {
	case errors.As(err, &p):
		outcome = "refused"
	case errors.Is(err, errPanicked):
		outcome = "panicked"
	case err != nil:
		outcome = "failed"
	}
	b.Counter.Request(r.From.ID.Platform(), command, outcome, r.From.Locale, took)
}

var errPanicked = errors.New("panicked")

// countAnswer counts what a message was taken for.
func (b *Bot) countAnswer(a knowledge.Assessment) {
	if b.Counter == nil {
		return
	}
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
