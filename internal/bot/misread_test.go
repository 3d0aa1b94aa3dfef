package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/knowledge"
	"spotter/internal/reminders"
	"spotter/internal/store"
)

// A post is an adapter that takes messages, or none.
type post struct {
	got []*chat.Message
	err error
}

func (*post) Serve(context.Context, chat.Handler) error { return nil }
func (p *post) Send(_ context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	if p.err == nil {
		p.got = append(p.got, m)
	}
	return "1", p.err
}
func (*post) Edit(context.Context, chat.Place, chat.MessageID, *chat.Message) error { return nil }

const misreadLabel = "That misread me"

func owned(t *testing.T) (*bot.Bot, *post, *time.Time) {
	p, now := &post{}, time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	b := bot.New(bot.Parts{Base: bottest.Base(t), Log: bottest.Quiet(), Owner: "test:owner", Platforms: chat.Platforms{"test": p}, Now: func() time.Time { return now },
		Book: &reminders.Book{Store: store.NewMemory()}})
	return b, p, &now
}

const complaint = "traps on fire after bench, shoulders end up at my ears"

// TestMisreadSendsWhatWasShown: exactly what was shown is sent, once, and nothing of who it was.
func TestMisreadSendsWhatWasShown(t *testing.T) {
	b, p, _ := owned(t)
	shown := bottest.Tell(t, b, bottest.Press(t, bottest.Tell(t, b, complaint), misreadLabel))
	if len(p.got) != 0 {
		t.Fatal("something was sent before the person said so")
	}
	send := bottest.Press(t, shown, "Send it")
	bottest.WantText(t, bottest.Tell(t, b, send), "Sent, thank you")
	if len(p.got) != 1 {
		t.Fatalf("%d messages were sent", len(p.got))
	}
	if got, want := fmt.Sprint(p.got[0].Sections), fmt.Sprint(shown.Sections); got != want || !strings.Contains(got, complaint) || !strings.Contains(got, "shoulder blades that are pulled back but not down") {
		t.Errorf("sent\n%s\nshown\n%s", got, want)
	}
	bottest.WantNone(t, chattest.Dump(p.got[0]), "ann", "test:")
	bottest.WantText(t, bottest.Tell(t, b, send), "I don't have those words any more")
	if len(p.got) != 1 {
		t.Error("it was sent twice")
	}
}

// TestMisreadIsForgotten: what is held goes when the person says so, with their data, and two hours later, however often it is looked at.
func TestMisreadIsForgotten(t *testing.T) {
	for name, forget := range map[string]func(*bot.Bot, *time.Time, string){
		"not sent": func(b *bot.Bot, _ *time.Time, show string) {
			bottest.Tell(t, b, bottest.Press(t, bottest.Tell(t, b, show), "Don't send"))
		},
		"deleted": func(b *bot.Bot, _ *time.Time, _ string) { bottest.Tell(t, b, "/mydata delete yes") },
		"later": func(b *bot.Bot, now *time.Time, show string) {
			for range 4 {
				bottest.WantText(t, bottest.Tell(t, b, show), complaint)
				*now = now.Add(30 * time.Minute)
			}
		},
		"others": func(b *bot.Bot, _ *time.Time, _ string) {
			for range 3 {
				bottest.Tell(t, b, "my upper back is sore after bench")
			}
		},
	} {
		b, p, now := owned(t)
		show := bottest.Press(t, bottest.Tell(t, b, complaint), misreadLabel)
		forget(b, now, show)
		bottest.WantText(t, bottest.Tell(t, b, show), "I don't have those words any more")
		bottest.WantText(t, bottest.Tell(t, b, strings.Replace(show, "show", "send", 1)), "Nothing was sent")
		if len(p.got) > 0 {
			t.Errorf("%s: it was sent", name)
		}
	}
}

// TestMisreadIsTheWritersOwn: nobody else sees or sends what somebody wrote.
func TestMisreadIsTheWritersOwn(t *testing.T) {
	b, p, _ := owned(t)
	show := bottest.Press(t, bottest.Tell(t, b, complaint), misreadLabel)
	for _, do := range []string{"show", "send"} {
		r := &chat.Request{From: chat.User{ID: "test:eve", Direct: "test:eve"}, Where: "test:ann", Command: "misread", Rest: strings.Replace(strings.TrimPrefix(show, "/misread "), "show", do, 1)}
		if m := b.Handle(t.Context(), r).(*chat.Message); strings.Contains(chattest.Dump(m), complaint) || len(p.got) > 0 {
			t.Errorf("eve gets %s", chattest.Dump(m))
		}
	}
}

// TestMisreadIsOffered: under answers alone, not under an emergency or a greeting, and nowhere without an owner's place.
func TestMisreadIsOffered(t *testing.T) {
	b, _, _ := owned(t)
	for line, want := range map[string]bool{
		complaint: true, "how long does it take?": true, "my hand goes numb when i bench": true, "/sore traps sore after bench": true,
		"crushing chest pain": false, "i want to kill myself": false, "/drill chin tuck": false, "/help": false,
	} {
		b2, _, _ := owned(t)
		if got := strings.Contains(chattest.Dump(bottest.Tell(t, b2, line)), misreadLabel); got != want {
			t.Errorf("%q: offered %v, want %v", line, got, want)
		}
		if strings.Contains(chattest.Dump(bottest.Tell(t, bottest.New(t), line)), misreadLabel) {
			t.Errorf("%q: offered though there is nobody to send it to", line)
		}
	}
	if strings.Contains(chattest.Dump(bottest.Tell(t, b, "hi")), misreadLabel) {
		t.Error("a greeting has it")
	}
	for _, words := range []string{"That misread me", "no, you misunderstood me", "it has misread that", "You've misread my message!"} {
		c, _, _ := owned(t)
		bottest.Tell(t, c, complaint)
		bottest.WantText(t, bottest.Tell(t, c, words), "It is all that would be sent", complaint)
	}
	c, _, _ := owned(t)
	bottest.Tell(t, c, complaint)
	bottest.Tell(t, c, "my legs are numb and weak")
	if m := bottest.Tell(t, c, "you misread me"); b.Stands("test:ann", "test:ann") == knowledge.Emergency || strings.Contains(chattest.Dump(m), "would be sent") {
		t.Errorf("an emergency is left for it: %s", chattest.Dump(m))
	}
}

// TestMisreadNotSent: where the place cannot be reached, the person is told so, and may try again.
func TestMisreadNotSent(t *testing.T) {
	b, p, _ := owned(t)
	p.err = &chat.SendError{Gone: true, Err: errors.New("no such channel")}
	send := bottest.Press(t, bottest.Tell(t, b, bottest.Press(t, bottest.Tell(t, b, complaint), misreadLabel)), "Send it")
	bottest.WantText(t, bottest.Tell(t, b, send), "nothing was sent", "try again later")
	p.err = nil
	bottest.WantText(t, bottest.Tell(t, b, send), "Sent, thank you")
	for range 9 {
		bottest.WantText(t, bottest.Tell(t, b, bottest.Press(t, bottest.Tell(t, b, bottest.Press(t, bottest.Tell(t, b, complaint), misreadLabel)), "Send it")), "Sent")
	}
	bottest.WantText(t, bottest.Tell(t, b, bottest.Press(t, bottest.Tell(t, b, bottest.Press(t, bottest.Tell(t, b, complaint), misreadLabel)), "Send it")), "a lot at once")
	bottest.WantText(t, bottest.Tell(t, b, "/privacy"), "two hours at most")
}

// TestMisreadIsBounded: long words are cut, and what is held of many people stays small.
func TestMisreadIsBounded(t *testing.T) {
	b, _, _ := owned(t)
	m := bottest.Tell(t, b, bottest.Press(t, bottest.Tell(t, b, complaint+strings.Repeat(" and moreé", 10_000)), misreadLabel))
	if n := len([]rune(m.Sections[0].Body.String())); n > 2001 {
		t.Errorf("%d characters are held", n)
	}
}
