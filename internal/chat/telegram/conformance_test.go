package telegram_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/telegramtest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	chattest.RunAdapter(t, func(tb testing.TB) chattest.Harness {
		s := telegramtest.New(tb)
		cfg := config(s)
		cfg.Commands, cfg.Memory = chattest.Commands(), &memory{}
		return &world{
			tb: tb, server: s, adapter: telegram.New(cfg, slog.New(slog.DiscardHandler)),
			people: [2]*telegramtest.User{s.Person("Ann"), s.Person("Bob")}, group: s.Group("Lifters"),
			asked: map[chattest.Person]int64{},
		}
	})
}

// A world is the stand-in as chattest sees it.
type world struct {
	tb      testing.TB
	server  *telegramtest.Server
	adapter *telegram.Adapter
	people  [2]*telegramtest.User
	group   *telegramtest.Chat
	asked   map[chattest.Person]int64 // the last question that was answered
}

func (w *world) Adapter() chat.Adapter { return w.adapter }

func (w *world) Can() chattest.Abilities {
	return chattest.Abilities{Groups: true, Words: true, Edits: true, Styles: true, Downloads: true}
}

func (w *world) Nowhere() chat.Place {
	nobody := w.server.Person("Nobody")
	nobody.Deactivate()
	return place(nobody.Chat())
}

func (w *world) Type(who chattest.Person, c chattest.Typed) { w.Write(who, c.String()) }

func (w *world) Write(who chattest.Person, text string) { w.write(who, text) }

func (w *world) write(who chattest.Person, text string, options ...telegramtest.Option) {
	if who.Group {
		w.group.Say(w.people[who.N], text, options...)
		return
	}
	w.people[who.N].Say(text, options...)
}

func (w *world) Press(who chattest.Person, on chattest.Shown, label string) {
	w.people[who.N].Press(on.Ref.(*telegramtest.Message), label)
}

func (w *world) chat(who chattest.Person) *telegramtest.Chat {
	if who.Group {
		return w.group
	}
	return w.people[who.N].Chat()
}

// Fill answers the questions of package dialog as they come: each offers /cancel.
func (w *world) Fill(who chattest.Person, answers []chattest.Answer) {
	for _, a := range answers {
		var question *telegramtest.Message
		w.server.Until("a question", func() bool {
			shown := w.chat(who).Shown()
			if len(shown) == 0 {
				return false
			}
			question = shown[len(shown)-1]
			return question.ID > w.asked[who] && strings.Contains(question.Text, "/cancel")
		})
		w.asked[who] = question.ID
		if a.Value == "" {
			a.Value = "-"
		}
		w.write(who, a.Value, telegramtest.Answering(question))
	}
}

func (w *world) Sees(who chattest.Person) []chattest.Shown {
	var all []chattest.Shown
	for _, m := range w.chat(who).Shown() {
		s := chattest.Shown{Text: m.Words(), Ref: m}
		if d := m.Document; d != nil {
			s.File = &chat.Document{Name: d.Name, Type: d.MIME, Data: d.Data}
		}
		for _, row := range m.Keyboard {
			for _, b := range row {
				s.Labels = append(s.Labels, b.Text)
			}
		}
		for _, e := range m.Marks() {
			s.Marked = append(s.Marked, m.Marked(e))
		}
		all = append(all, s)
	}
	return slices.Clip(all)
}
