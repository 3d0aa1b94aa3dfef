package discord

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/discord/markup"
)

// slow is a handler that takes longer than an answer may wait.
func slow(a **Adapter, m *chat.Message) handler {
	return func(context.Context, *chat.Request) chat.Reply {
		<-time.After(2 * (*a).timing.deferAfter)
		c := *m
		return &c
	}
}

// Whatever the answer turns out to be, Discord hears something in time, and only the asker sees what
// is private.
func TestSlowAnswers(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		m       chat.Message
		first   int
		private bool
	}{
		{"private", chat.Message{Text: chat.Plain("slow"), Private: true}, callbackDefer, true},
		{"public", chat.Message{Text: chat.Plain("slow")}, callbackDefer, false},
		{"long", chat.Message{Text: chat.Plain("slow" + strings.Repeat(" word", 600)), Private: true}, callbackDefer, true},
		{"file", chat.Message{Text: chat.Plain("slow"), Private: true, File: &chat.Document{Name: "a.txt", Type: "text/plain", Data: []byte("slow")}}, callbackDefer, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var a *Adapter
			s := discordtest.New(t)
			s.Check = specification(t)
			a, _ = newAdapter(t, s, Config{})
			serve(t, s, a, slow(&a, &row.m))
			asked := s.Slash(ann, gym, "sore")
			shown := s.Shown(asked, 1)
			if asked.Callback != row.first {
				t.Errorf("first answer is of type %d, want %d", asked.Callback, row.first)
			}
			if waited := asked.Acked.Sub(asked.Told); waited > s.FirstAnswer {
				t.Errorf("first answer after %v", waited)
			}
			for _, m := range shown {
				if m.Ephemeral() != row.private || !strings.HasPrefix(m.Content, "slow") {
					t.Errorf("message %.20q is ephemeral: %v, want %v", m.Content, m.Ephemeral(), row.private)
				}
			}
			if has := len(shown[0].Files) == 1; has != (row.m.File != nil) {
				t.Errorf("the answer has a file: %v", has)
			}
		})
	}
}

func TestSlowButton(t *testing.T) {
	t.Parallel()
	for _, replace := range []bool{true, false} {
		t.Run(fmt.Sprint("replace ", replace), func(t *testing.T) {
			t.Parallel()
			var a *Adapter
			s := discordtest.New(t)
			s.Check = specification(t)
			a, _ = newAdapter(t, s, Config{})
			card := &chat.Message{Text: chat.Plain("card"), Controls: []chat.Control{chat.Buttons{{Label: "Done", Action: chat.Action{Command: "done"}}}}}
			serve(t, s, a, handler(func(_ context.Context, r *chat.Request) chat.Reply {
				if r.Command == "card" {
					return card
				}
				<-time.After(2 * a.timing.deferAfter)
				return &chat.Message{Text: chat.Plain("done"), Replace: replace, Private: !replace}
			}))
			first := s.Slash(ann, gym, "card")
			pressed := s.Press(ann, gym, s.Shown(first, 1)[0], "Done")
			if !replace {
				if m := s.Shown(pressed, 1)[0]; m.Content != "done" || !m.Ephemeral() {
					t.Errorf("answer is %q, ephemeral %v", m.Content, m.Ephemeral())
				}
			}
			if s.Answered(pressed).Callback != callbackDeferUpdate {
				t.Errorf("first answer is of type %d, want %d", pressed.Callback, callbackDeferUpdate)
			}
			want := "card"
			if replace {
				want = "done"
			}
			eventually(t, "the card says "+want, func() bool { return s.Shown(first, 1)[0].Content == want })
		})
	}
}

// What only the asker sees stays so when they press on: the answer to a private message's button is private as well.
func TestPrivatePresses(t *testing.T) {
	t.Parallel()
	for _, private := range []bool{true, false} {
		t.Run(fmt.Sprint("private ", private), func(t *testing.T) {
			t.Parallel()
			s, _ := start(t, handler(func(_ context.Context, r *chat.Request) chat.Reply {
				if r.Command == "sore" {
					return &chat.Message{Text: chat.Plain("advice"), Private: private, Controls: []chat.Control{
						chat.Buttons{{Label: "Show drill", Action: chat.Action{Command: "drill", Arg: "row"}}},
					}}
				}
				return &chat.Message{Text: chat.Plain("the drill")}
			}))
			advice := s.Shown(s.Slash(ann, gym, "sore"), 1)[0]
			drill := s.Shown(s.Press(ann, gym, advice, "Show drill"), 1)[0]
			if drill.Content != "the drill" || drill.Ephemeral() != private {
				t.Errorf("got %q, ephemeral: %v, want %v", drill.Content, drill.Ephemeral(), private)
			}
		})
	}
}

// eventually waits until ok.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); <-time.After(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// An interaction that came too late for an answer gets a fresh message: private ones directly.
func TestLateAnswers(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ private, known bool }{{true, true}, {false, true}, {false, false}} {
		t.Run(fmt.Sprintf("%+v", row), func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.Check = specification(t)
			s.FirstAnswer = -1
			if row.known {
				s.AddChannel(discordtest.Channel{ID: gym.Channel, Guild: gym.Guild})
			}
			a, _ := newAdapter(t, s, Config{})
			serve(t, s, a, say(&chat.Message{Text: chat.Plain("late"), Private: row.private}))
			asked := s.Slash(ann, gym, "sore")
			var got []*discordtest.Message
			if row.private || !row.known {
				got = s.DMs(ann.ID, 1)
			} else {
				got = s.Posted(gym.Channel, 1)
			}
			if got[0].Content != "late" {
				t.Errorf("got %q", got[0].Content)
			}
			if asked.Late == 0 {
				t.Error("the stand-in took a late answer")
			}
		})
	}
}

func TestExpiredToken(t *testing.T) {
	t.Parallel()
	var a *Adapter
	s := discordtest.New(t)
	s.TokenLife = 1
	a, _ = newAdapter(t, s, Config{})
	serve(t, s, a, slow(&a, &chat.Message{Text: chat.Plain("after 15 minutes"), Private: true}))
	s.Slash(ann, gym, "sore")
	if got := s.DMs(ann.ID, 1)[0].Content; got != "after 15 minutes" {
		t.Errorf("got %q", got)
	}
}

// Answers whose answer was lost are repeated, and Discord refuses the repeat.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	var lost atomic.Int32
	s.Fault = func(r *http.Request) *discordtest.Fault {
		if strings.Contains(r.URL.Path, "/callback") && lost.Add(1)%2 == 1 {
			return &discordtest.Fault{Reset: true, After: true}
		}
		return nil
	}
	a, _ := newAdapter(t, s, Config{})
	serve(t, s, a, echo)
	for range 5 {
		asked := s.Slash(ann, gym, "sore")
		if got := len(s.Shown(asked, 1)); got != 1 {
			t.Errorf("%d answers", got)
		}
	}
	if got := len(s.Posted(gym.Channel, 5)); got != 5 {
		t.Errorf("%d messages, want 5", got)
	}
}

func TestEventTwice(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	s, _ := start(t, handler(func(context.Context, *chat.Request) chat.Reply {
		calls.Add(1)
		return &chat.Message{Text: chat.Plain("once")}
	}))
	asked := s.Slash(ann, gym, "sore")
	s.Shown(asked, 1)
	s.Again(asked, gym)
	answersTo(t, s, "once")
	if got := calls.Load(); got != 2 {
		t.Errorf("the handler was called %d times for two interactions", got)
	}
}

func answersTo(t *testing.T, s *discordtest.Server, want string) {
	t.Helper()
	if got := s.Shown(s.Slash(ann, gym, "sore"), 1)[0].Content; got != want {
		t.Errorf("answer = %q, want %q", got, want)
	}
}

func TestHandlerPanics(t *testing.T) {
	t.Parallel()
	s, _ := start(t, handler(func(_ context.Context, r *chat.Request) chat.Reply {
		if r.Args["text"] == "boom" {
			panic("boom")
		}
		return &chat.Message{Text: chat.Plain("fine")}
	}))
	m := s.Shown(s.Slash(ann, gym, "sore", discordtest.Option("text", "boom")), 1)[0]
	if m.Content != wordsFailed || !m.Ephemeral() {
		t.Errorf("answer to a panic is %q", m.Content)
	}
	answersTo(t, s, "fine")
}

// A modal must be the first answer: after a deferral a button opens it.
func TestLateForm(t *testing.T) {
	t.Parallel()
	form := &chat.Form{Title: "When?", Action: chat.Action{Command: "remind", Arg: "at"}, Fields: []chat.Field{{Name: "time", Label: "Time"}}}
	got := make(chan *chat.Request, 1)
	deferred := make(chan struct{})
	s, _ := start(t, handler(func(_ context.Context, r *chat.Request) chat.Reply {
		if r.Command == "remind" {
			got <- r
			return &chat.Message{Text: chat.Plain("noted"), Private: true}
		}
		<-deferred
		return form
	}))
	asked := s.Answered(s.Slash(ann, gym, "plan"))
	close(deferred)
	m := s.Shown(asked, 1)[0]
	if !m.Ephemeral() || m.Content != form.Title {
		t.Errorf("the way to a form says %q, ephemeral: %v", m.Content, m.Ephemeral())
	}
	opened := s.Press(ann, gym, m, wordsOpenForm)
	s.Submit(ann, gym, opened, map[string]string{"time": "7:30"})
	r := <-got
	if diff := cmp.Diff([]string{r.Command, r.Rest, r.Args["time"]}, []string{"remind", "at", "7:30"}); diff != "" {
		t.Errorf("submitted form, got - want +:\n%s", diff)
	}
}

func TestFormGone(t *testing.T) {
	t.Parallel()
	s, _ := start(t, echo)
	m := &discordtest.Message{ID: "99", Channel: gym.Channel, Content: "?"}
	pressed := s.Interact(ann, gym, kindComponent, m, map[string]any{"custom_id": markup.CustomID{Action: markup.ActionForm + " 5"}.String(0), "component_type": 2})
	if got := s.Shown(pressed, 1)[0].Content; got != wordsFormGone {
		t.Errorf("answer = %q", got)
	}
}

// Suggestions do not wait behind a command of the same person.
func TestCompletion(t *testing.T) {
	t.Parallel()
	many := make([]chat.Choice, 40)
	for i := range many {
		many[i] = chat.Choice{Label: strings.Repeat("Zone ", 30) + fmt.Sprint(i), Value: fmt.Sprint(i)}
	}
	release := make(chan struct{})
	s, _ := start(t, completer{many, release})
	waiting := s.Slash(ann, gym, "sore")
	typing := s.Type(ann, gym, "remind", discordtest.Sub("on", map[string]any{"name": "zone", "type": 3, "value": "ber", "focused": true}))
	if got := len(s.Answered(typing).Choices); got != chat.MaxChoices {
		t.Errorf("%d suggestions, want %d", got, chat.MaxChoices)
	}
	close(release)
	s.Answered(waiting)
}

// completer suggests the same for the option zone of "remind on", and nothing else.
type completer struct {
	choices []chat.Choice
	release chan struct{}
}

func (c completer) Handle(context.Context, *chat.Request) chat.Reply {
	<-c.release
	return nil
}

func (c completer) Complete(_ context.Context, r *chat.Request, option, typed string) []chat.Choice {
	if r.Command == "remind on" && option == "zone" && typed == "ber" {
		return c.choices
	}
	return nil
}

func TestShare(t *testing.T) {
	answer := &chat.Message{
		Text: chat.Plain("the answer"), Private: true, Share: true,
		Sections: []chat.Section{{Title: "Why", Body: chat.Plain("because")}},
		Images:   []chat.Image{{Name: "drill.gif", Alt: "a drill", Data: []byte("GIF89a")}},
		Controls: []chat.Control{chat.Buttons{{Label: "Mine", Action: chat.Action{Command: "mine"}}, {Label: "Source", URL: "https://example.org/"}}},
	}
	for _, restarted := range []bool{false, true} {
		t.Run(fmt.Sprint("restarted ", restarted), func(t *testing.T) {
			t.Parallel()
			s, a := start(t, say(answer))
			asked := s.Slash(ann, gym, "sore")
			private := s.Shown(asked, 1)[0]
			if restarted {
				a.shared.forget()
			}
			pressed := s.Press(ann, gym, private, markup.WordsShare)
			open := s.Shown(pressed, 1)[0]
			if open.Ephemeral() || !strings.Contains(open.Text(), "the answer") || !strings.Contains(open.Text(), "because") ||
				!strings.Contains(open.Text(), wordsShared+"<@"+ann.ID+">") || len(open.Notified) > 0 {
				t.Errorf("shared: %q, ephemeral %v, notifies %q", open.Text(), open.Ephemeral(), open.Notified)
			}
			if _, there := open.Button("Mine"); there {
				t.Error("the asker's own button is shared")
			}
			after := s.Shown(asked, 1)[0]
			if _, there := after.Button(markup.WordsShare); there {
				t.Error("the button is still there")
			}
			if _, there := after.Button("Mine"); !there {
				t.Error("another button is gone")
			}
			s.Answered(s.Press(ann, gym, private, markup.WordsShare))
			answersTo(t, s, "the answer")
			if got := len(s.Channel(gym.Channel).Messages); got != 1 {
				t.Errorf("%d shared messages after pressing twice, want 1", got)
			}
		})
	}
}

// Whether a deferral arrived may stay unknown, where all answers to it were lost: the answer must
// take its place all the same.
func TestLostDeferral(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	var a *Adapter
	var lost atomic.Int32
	s.Fault = func(r *http.Request) *discordtest.Fault {
		if strings.Contains(r.URL.Path, "/callback") && lost.Add(1) <= 8 {
			return &discordtest.Fault{Reset: true, After: true}
		}
		return nil
	}
	a, _ = newAdapter(t, s, Config{})
	serve(t, s, a, slow(&a, &chat.Message{Text: chat.Plain("at last"), Private: true}))
	asked := s.Slash(ann, gym, "sore")
	if got := s.Shown(asked, 1)[0].Content; got != "at last" || asked.Callback != callbackDefer {
		t.Errorf("answer %q after a first answer of type %d", got, asked.Callback)
	}
}
