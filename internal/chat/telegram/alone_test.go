package telegram_test

import (
	"context"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/telegramtest"
)

// What is for the asker alone and right there is shown over a pressed button, and else not said at all.
func TestAlone(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		if r.Command == "sore" {
			return &chat.Message{Text: chat.Plain("card"), Controls: []chat.Control{chat.Buttons{{Label: "Start", Action: chat.Action{Command: "form"}}}}}
		}
		return &chat.Message{Text: chat.Plain("Not here."), Private: true, Alone: r.Group}
	}))
	anna, g := s.Person("Anna"), s.Group("Lifters")
	g.Say(anna, "/sore@spotter_bot")
	card := g.Await(1)
	g.Say(anna, "/help@spotter_bot")
	if said, _ := anna.Press(card, "Start").Await(); said != "Not here." {
		t.Errorf("the press was answered %q", said)
	}
	anna.Say("/help")
	if got := anna.Chat().Await(1).Text; got != "Not here." {
		t.Errorf("in private: %q", got)
	}
	if all := g.Shown(); len(all) != 1 {
		t.Errorf("the group was shown %d messages, want 1", len(all))
	}
}
