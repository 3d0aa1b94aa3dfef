package bot

import (
	"context"

	"spotter/internal/chat"
)

var _ chat.Observer = (*Bot)(nil)

// Reachable implements chat.Observer.
func (b *Bot) Reachable(context.Context, chat.User, bool) {}

// Left implements chat.Observer: the data of a group that the bot was removed from goes after 30 days.
func (b *Bot) Left(ctx context.Context, place chat.Place) {
	if err := b.checksLeft(ctx, place); err != nil {
		b.Log.Error("leaving a group not noted", "err", err)
	}
}

// Moved implements chat.Observer.
func (b *Bot) Moved(ctx context.Context, from, to chat.Place) {
	if err := b.checksMoved(ctx, from, to); err != nil {
		b.Log.Error("moved group not noted", "err", err)
	}
}

// Deleted implements chat.Observer: a check whose video is gone is closed.
func (b *Bot) Deleted(ctx context.Context, place chat.Place, id chat.MessageID) {
	if err := b.checksDeleted(ctx, place, id); err != nil {
		b.Log.Error("deleted message not noted", "err", err)
	}
}
