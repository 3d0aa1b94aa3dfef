package telegram_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/telegramtest"
)

// A refusal about the place loses no answer: it goes without the reply, without the topic, or to the asker's private
// chat.
func TestPlaceRefused(t *testing.T) {
	t.Parallel()
	replied := func(p map[string]string) bool { return p["reply_parameters"] != "" }
	inTopic := func(p map[string]string) bool { return p["message_thread_id"] != "" }
	inGroup := func(p map[string]string) bool { return strings.HasPrefix(p["chat_id"], "-") }
	for _, row := range []struct {
		text    string
		refused func(map[string]string) bool
		private bool // the answer comes there
	}{
		{"Bad Request: message to be replied not found", replied, false},
		{"Bad Request: REPLY_MESSAGE_ID_INVALID", replied, false},
		{"Bad Request: something new about replies", replied, false},
		{"Bad Request: message thread not found", inTopic, false},
		{"Bad Request: TOPIC_CLOSED", inTopic, false},
		{"Bad Request: TOPIC_DELETED", inGroup, true},
		{"Bad Request: not enough rights to send text messages to the chat", inGroup, true},
		{"Bad Request: CHAT_WRITE_FORBIDDEN", inGroup, true},
		{"Forbidden: bot was kicked from the supergroup chat", inGroup, true},
		{"Bad Request: something new about groups", inGroup, true},
	} {
		t.Run(row.text, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t)
			code := 400
			if strings.HasPrefix(row.text, "Forbidden") {
				code = 403
			}
			s.Refuse(func(method string, p map[string]string) (int, string) {
				if strings.HasPrefix(method, "send") && row.refused(p) {
					return code, row.text
				}
				return 0, ""
			})
			start(t, s, &memory{}, echo)
			g, anna := s.Group("Lifters"), s.Person("Anna")
			g.Topic(7)
			anna.Say("hello")
			anna.Chat().Await(1)
			g.Say(anna, "/sore@spotter_bot traps", telegramtest.InTopic(7))
			in := g
			n := 1
			if row.private {
				in, n = anna.Chat(), 2
			}
			if got := in.Await(n).Text; !strings.HasSuffix(got, "sore traps") {
				t.Errorf("shown %q", got)
			}
			if strings.Contains(strings.ToLower(row.text), "repl") { // and outside of topics
				g.Say(anna, "/sore@spotter_bot lats")
				if got := g.Await(2).Text; got != "sore lats" {
					t.Errorf("shown %q", got)
				}
			}
		})
	}
}

// Where the place and the private chat refuse, the log says so.
func TestNowhereToAnswer(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	s.Refuse(func(method string, p map[string]string) (int, string) {
		if method == "sendMessage" && strings.HasPrefix(p["chat_id"], "-") {
			return 400, "Bad Request: not enough rights to send text messages to the chat"
		}
		return 0, ""
	})
	r := start(t, s, &memory{}, echo)
	g, anna := s.Group("Lifters"), s.Person("Anna") // who never opened the private chat
	g.Say(anna, "/sore@spotter_bot traps")
	s.Until("it to be logged", func() bool { return strings.Contains(r.log.String(), "answer not sent") })
}

// What is sent unasked into a topic of a private chat that is gone arrives there all the same; a group's topic that
// is gone is gone.
func TestUnaskedInAGoneTopic(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	r := start(t, s, &memory{}, echo)
	g, anna := s.Group("Lifters"), s.Person("Anna")
	anna.Say("hi")
	anna.Chat().Await(1)
	send := func(c *telegramtest.Chat) error {
		_, err := r.Send(t.Context(), chat.Place(fmt.Sprintf("telegram:%d/99", c.ID)), &chat.Message{Text: chat.Plain("card")})
		return err
	}
	if err := send(anna.Chat()); err != nil {
		t.Errorf("private: %v", err)
	}
	anna.Chat().Await(2)
	var gone *chat.SendError
	if err := send(g); !asSendError(err, &gone) || !gone.Gone {
		t.Errorf("group: %v, want gone", err)
	}
}

func asSendError(err error, as **chat.SendError) bool {
	e, ok := err.(*chat.SendError)
	*as = e
	return ok
}

// Pauses that Telegram asks for are kept whatever they were asked for, and nobody who manages a group is told that they
// do not.
func TestPausesOutsideSending(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"getChatAdministrators", "answerCallbackQuery"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t)
			var refused, early atomic.Int32
			s.Refuse(func(m string, _ map[string]string) (int, string) {
				if m == method {
					if refused.Add(1) <= 2 {
						return 429, ""
					}
				}
				return 0, ""
			})
			start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
				if r.Command == "setup" {
					return &chat.Message{Text: chat.Plain(fmt.Sprint("manager ", r.From.Manager)), Controls: []chat.Control{chat.Buttons{{Label: "More", Action: chat.Action{Command: "setup"}}}}}
				}
				return &chat.Message{Text: chat.Plain("ok")}
			}))
			g, ada := s.Group("Lifters"), s.Person("Ada")
			g.Admin(ada)
			g.Say(ada, "/setup")
			m := g.Await(1)
			if got, want := m.Text, "manager true"; got != want {
				t.Errorf("shown %q, want %q", got, want)
			}
			ada.Press(m, "More").Await()
			if early.Load() > 0 || refused.Load() < 3 {
				t.Errorf("%d calls, want 3", refused.Load())
			}
			calls := s.Calls(method)
			for i := 1; i < len(calls) && i < 3; i++ {
				if gap := calls[i].At.Sub(calls[i-1].At); gap.Seconds() < 1.9 {
					t.Errorf("asked again after %v, want 2 s", gap)
				}
			}
		})
	}
}

// A pause that Telegram asked for is kept after a restart.
func TestPauseAfterRestart(t *testing.T) {
	t.Parallel()
	s, m := telegramtest.New(t), &memory{}
	s.Faults(func(method string, n int) telegramtest.Fault {
		if method == "sendMessage" && n == 1 {
			return telegramtest.Fault{RetryAfter: 6}
		}
		return telegramtest.Fault{}
	})
	anna := s.Person("Anna")
	anna.Say("hi")
	first := start(t, s, m, echo, func(c *telegram.Config) { c.Limits = telegram.Limits{} })
	s.Until("the refusal", func() bool { return s.Count("sendMessage") == 1 })
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	start(t, s, m, echo, func(c *telegram.Config) { c.Limits = telegram.Limits{} })
	anna.Chat().Await(1)
	s.Until("the second try", func() bool { return s.Count("sendMessage") == 2 }) // it is counted once it is answered
	calls := s.Calls("sendMessage")
	if gap := calls[1].At.Sub(calls[0].At); gap.Seconds() < 5 {
		t.Errorf("sent again after %v, want 6 s", gap)
	}
}

// A private answer goes to the private chat of who has opened it, and a mark on what they wrote says so; where marks are
// not allowed a line does.
func TestPrivateAnswerIsMarked(t *testing.T) {
	t.Parallel()
	for _, marks := range []bool{true, false} {
		t.Run(fmt.Sprint("marks ", marks), func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t)
			start(t, s, &memory{}, handle(func(ctx context.Context, r *chat.Request) chat.Reply {
				if r.Group {
					return &chat.Message{Text: chat.Plain("for you"), Private: true, Share: true}
				}
				return echo(ctx, r)
			}))
			g, anna, ben := s.Group("Lifters"), s.Person("Anna"), s.Person("Ben")
			if !marks {
				g.NoReactions()
			}
			anna.Say("hi")
			anna.Chat().Await(1)
			asked := g.Say(anna, "/sore traps")
			m := anna.Chat().Await(2)
			if m.Text != "for you" {
				t.Errorf("in private %q", m.Text)
			}
			n := 0
			if marks {
				s.Until("the mark", func() bool { return g.Reaction(asked) != "" })
			} else {
				n++
				if got := g.Await(n).Text; !strings.Contains(got, "in our private chat") {
					t.Errorf("in the group %q", got)
				}
			}
			anna.Press(m, "Show it in the group").Await()
			n++
			if got := g.Await(n); got.Text != "for you" || got.ReplyTo == nil || got.ReplyTo.ID != asked.ID {
				t.Errorf("shared %q", got.Text)
			}
			g.Say(ben, "/sore shoulders") // who has no private chat
			n++
			if got := g.Await(n).Text; !strings.Contains(got, "It opens in our private chat") {
				t.Errorf("Ben is told %q", got)
			}
		})
	}
}
