package bot

import (
	"context"

	"spotter/internal/chat"
)

var _ chat.Observer = (*Bot)(nil)

// Reachable implements chat.Observer: reminders wait while the person cannot be reached.
func (b *Bot) Reachable(ctx context.Context, u chat.User, reachable bool) {
	if b.remind != nil {
		b.remind.Reachable(ctx, u, reachable)
	}
}

// Left implements chat.Observer: the data of a group that the bot was removed from goes after 30 days.
func (b *Bot) Left(ctx context.Context, place chat.Place) {
	if b.review != nil {
		b.review.Left(ctx, place)
	}
}

// Moved implements chat.Observer.
func (b *Bot) Moved(ctx context.Context, from, to chat.Place) {
	if b.review != nil {
		b.review.Moved(ctx, from, to)
	}
}

// Deleted implements chat.Observer: a check whose video is gone is closed.
func (b *Bot) Deleted(ctx context.Context, place chat.Place, id chat.MessageID) {
	if b.review != nil {
		b.review.Deleted(ctx, place, id)
	}
}
