package bot

import (
	"context"

	"spotter/internal/chat"
)

var _ chat.Greeter = (*Bot)(nil)

// Joined implements chat.Greeter: what the group can do, and what those who manage it can set up.
func (b *Bot) Joined(context.Context, chat.Place) *chat.Message {
	text := "Hello! If your upper back is sore from bench pressing or push-ups, tell me with `/sore`, and I look for the reason."
	if b.Checks != nil {
		text += " Those who manage the group choose with `/setup formcheck` where videos are reviewed; `/setup check` says what I lack for that."
	}
	return &chat.Message{Text: chat.Rich(text), Quiet: true}
}
