package telegram_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/telegramtest"
)

// What is edited soon is asked anew: the answer is edited, unless it is a warning, which makes a sound. Edits that change no
// words are none.
func TestEditedMessage(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, coach{})
	anna, g := s.Person("Anna"), s.Group("Lifters")
	first := anna.Say("traps")
	answer := anna.Chat().Await(1)
	anna.Chat().Rewrite(first, "traps") // a link's preview came, say
	anna.Chat().Rewrite(first, "shoulders")
	answer.AwaitEdit(1)
	if got := answer.Text; got != "shoulders" {
		t.Errorf("the answer is %q", got)
	}
	if got := s.Count("editMessageText"); got != 1 {
		t.Errorf("%d edits, want 1: what did not change is no edit", got)
	}
	anna.Chat().Rewrite(first, "my chest hurts")
	if got := anna.Chat().Await(2).Text; got != callForHelp {
		t.Errorf("the warning is %q", got)
	}
	asked := g.Say(anna, "/sore@spotter_bot traps")
	in := g.Await(1)
	g.Rewrite(asked, "/sore@spotter_bot shoulders")
	in.AwaitEdit(1)
	if got := in.Text; got != "sore shoulders" {
		t.Errorf("the answer in the group is %q", got)
	}
	old := anna.Say("old")
	anna.Chat().Await(4 - 1)
	s.Raw(fmt.Sprintf(`"edited_message":{"message_id":%d,"date":%d,"edit_date":%d,"chat":{"id":%d,"type":"private"},"from":{"id":%[4]d,"is_bot":false,"first_name":"A"},"text":"too late"}`,
		old.ID, old.Date-200, old.Date, anna.ID))
	anna.Say("end")
	anna.Chat().Await(4)
	if got, want := texts(anna.Chat()), []string{"shoulders", callForHelp, "old", "end"}; !slices.Equal(got, want) {
		t.Errorf("shown %q, want %q", got, want)
	}
}

// An edited answer to a question does not answer the next one.
func TestEditedAnswerOfAForm(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(ctx context.Context, r *chat.Request) chat.Reply {
		if r.Command == "sore" && r.Args == nil {
			return &chat.Form{Title: "Set", Action: chat.Action{Command: "sore"}, Fields: []chat.Field{{Name: "a", Label: "A?"}, {Name: "b", Label: "B?"}}}
		}
		return &chat.Message{Text: chat.Plain(r.Args["a"] + "+" + r.Args["b"])}
	}))
	anna := s.Person("Anna")
	anna.Say("/sore")
	anna.Chat().Await(1)
	one := anna.Say("one")
	anna.Chat().Await(2)
	anna.Chat().Rewrite(one, "One")
	anna.Say("two")
	if got, want := anna.Chat().Await(3).Text, "one+two"; got != want {
		t.Errorf("submitted %q, want %q", got, want)
	}
}

// Whoever presses a button ten times is shown what it posts once; another button, and what changes, are shown.
func TestPressedAgain(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	n := 0
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		switch r.Rest {
		case "same":
			return &chat.Message{Text: chat.Plain("the drill")}
		case "other":
			n++
			return &chat.Message{Text: chat.Plain(fmt.Sprint("another ", n))}
		}
		return &chat.Message{Text: chat.Plain("menu"), Controls: []chat.Control{chat.Buttons{
			{Label: "Show drill", Action: chat.Action{Command: "sore", Arg: "same"}}, {Label: "Another", Action: chat.Action{Command: "sore", Arg: "other"}}}}}
	}))
	anna := s.Person("Anna")
	anna.Say("/sore")
	menu := anna.Chat().Await(1)
	for range 10 {
		anna.Press(menu, "Show drill").Await()
	}
	for range 2 {
		anna.Press(menu, "Another").Await()
	}
	anna.Say("/sore")
	anna.Chat().Await(5)
	if got, want := texts(anna.Chat()), []string{"menu", "the drill", "another 1", "another 2", "menu"}; !slices.Equal(got, want) {
		t.Errorf("shown %q, want %q", got, want)
	}
}

// Answers land where they were asked: in a person's topic of a channel's direct messages, and in the topic of a button that
// is too old to say it.
func TestAnswersLandInTheirTopic(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	r := start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		return &chat.Message{Text: chat.Plain(strings.Join([]string{string(r.Where), r.Rest}, " ")), Controls: []chat.Control{chat.Buttons{{Label: "More", Action: chat.Action{Command: "sore", Arg: "more"}}}}}
	}))
	direct, forum, anna := s.Group("Channel"), s.Group("Forum"), s.Person("Anna")
	direct.DirectMessages(41, 42)
	direct.Say(anna, "/sore@spotter_bot traps", telegramtest.InDirect(42))
	m := direct.Await(1)
	if m.Direct == nil || m.Direct.ID != 42 {
		t.Errorf("shown in %+v, want topic 42", m.Direct)
	}
	if _, err := r.Send(t.Context(), chat.Place(strings.Fields(m.Text)[0]), &chat.Message{Text: chat.Plain("unasked")}); err != nil {
		t.Error(err)
	}
	direct.Await(2)
	forum.Topic(7)
	forum.Say(anna, "/sore@spotter_bot traps", telegramtest.InTopic(7))
	old := forum.Await(1)
	old.Age()
	anna.Press(old, "More")
	if got := forum.Await(2); got.Thread != 7 {
		t.Errorf("shown in topic %d, want 7", got.Thread)
	}
}
