package telegram_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/telegramtest"
)

// A private answer's name stands under the line in the group that announces it: only the asker's own press shows it.
func TestForgedShare(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		return &chat.Message{Text: chat.Plain("what hurts Anna"), Private: true, Share: true, Owner: r.From.ID}
	}))
	anna, ben, g := s.Person("Anna"), s.Person("Ben"), s.Group("Lifters")
	g.Say(anna, "/sore")
	line := g.Await(1)
	name := ""
	for _, b := range line.Keyboard[0] {
		if _, after, ok := strings.Cut(b.Data, " "); ok {
			name = after
		}
	}
	if !strings.HasPrefix(name, "mail_") {
		t.Fatalf("no name of a letter under %q", line.Words())
	}
	g.Say(ben, "hello @"+s.Bot.Username)
	s.Until("what Ben is told", func() bool { return len(g.Shown()) > 1 })
	ben.Say("/start " + name)
	ben.Chat().Await(1)
	for _, on := range []*telegramtest.Message{line, g.Shown()[1], ben.Chat().Await(1)} {
		for _, data := range []string{name, "~" + base36(ben.ID) + " " + name, "!" + base36(ben.ID) + " " + name} {
			if text, _ := ben.Forge(on, data).Await(); !strings.Contains(text, "for the person who asked") {
				t.Errorf("Ben was told %q", text)
			}
		}
	}
	for _, m := range append(g.Shown(), ben.Chat().Shown()...) {
		if strings.Contains(m.Words(), "what hurts Anna") {
			t.Errorf("Ben has shown %q", m.Words())
		}
	}
	anna.Press(line, "Answer here").Await()
	s.Until("Anna's answer", func() bool { return strings.Contains(g.Shown()[0].Words(), "what hurts Anna") })
}

func base36(id int64) string { return strconv.FormatInt(id, 36) }

// Whoever presses what a message does not offer changes nothing that others see, and is answered alone.
func TestForgedPressChangesNothing(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, counter)
	anna, ben, g := s.Person("Anna"), s.Person("Ben"), s.Group("Lifters")
	g.Say(anna, "/sore")
	card := g.Await(1)
	for _, data := range []string{"more ads", "~" + base36(ben.ID) + " more ads", "!" + base36(ben.ID) + " more ads"} {
		ben.Forge(card, data).Await()
	}
	anna.Press(card, "More").Await()
	card.AwaitEdit(1)
	if shown := g.Shown(); strings.Contains(shown[0].Words(), "ads") || shown[0].Edits != 1 {
		t.Errorf("Ben's forgery shows: %q", shown[0].Words())
	}
}
