package bot

import (
	"context"

	"spotter/internal/chat"
)

var _ chat.Watcher = (*Bot)(nil)

// Watches implements chat.Watcher: form checks close when their video is deleted.
func (b *Bot) Watches(ctx context.Context, platform string) bool {
	if b.Checks == nil {
		return false
	}
	used, err := b.Checks.Used(ctx, platform)
	if err != nil {
		b.Log.Error("whether form checks are used is not known", "err", err)
	}
	return used || err != nil
}
