package bot

import (
	"context"
	"maps"
	"slices"
	"strings"

	"spotter/internal/chat"
)

// sayOnly is said where the bot does not answer, if that can be said to the asker alone.
const sayOnly = "I don't answer in this channel. Ask me in one that is meant for it, or write to me in private."

// answers reports whether the bot answers where a request comes from: in private always, in groups where Only names the
// place, what it is a thread of, or the whole group.
func (b *Bot) answers(r *chat.Request) bool {
	if !r.Group || len(b.Only) == 0 {
		return true
	}
	return slices.ContainsFunc(b.Only, func(p chat.Place) bool { return p == r.Where || p == r.Parent || p == r.Home })
}

// notHere returns what is said where the bot does not answer. Nobody who tells of an emergency is turned away.
func (b *Bot) notHere(ctx context.Context, r *chat.Request) *chat.Message {
	said := []string{r.Text, r.Rest}
	for _, name := range slices.Sorted(maps.Keys(r.Args)) {
		said = append(said, r.Args[name])
	}
	if urgent := b.Urgent(ctx, strings.TrimSpace(strings.Join(said, "\n"))); urgent != nil {
		return urgent
	}
	return &chat.Message{Text: chat.Plain(sayOnly), Private: true, Alone: true}
}
