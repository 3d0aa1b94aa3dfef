package telegram_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/telegramtest"
)

// Who speaks a language reads what is translated into it, and the rest as it is.
func TestRegistrationInLanguages(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	m := &memory{}
	start(t, s, m, echo, func(c *telegram.Config) {
		c.Commands = []chat.Command{
			{Name: "sore", Description: "What hurts", Direct: true, Locales: chat.Locales{"de": "Was weh tut", "pt-BR": "O que dói"}},
			{Name: "help", Description: "Help", Direct: true},
		}
	})
	s.Until("the last registration", func() bool { return m.all()["telegram/123456789/registered"] != nil })
	for language, want := range map[string]string{
		"":       `[{"command":"sore","description":"What hurts"},{"command":"help","description":"Help"}]`,
		" de":    `[{"command":"sore","description":"Was weh tut"},{"command":"help","description":"Help"}]`,
		" pt-BR": "",
	} {
		if got := s.Setting(`commands {"type":"all_private_chats"}` + language); got != want {
			t.Errorf("in %q: %s, want %s", language, got, want)
		}
	}
}

func TestRegistration(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	m := &memory{}
	with := func(description string) func(*telegram.Config) {
		return func(c *telegram.Config) {
			c.Description, c.ShortDescription = description, "Coach"
			c.Commands = append(c.Commands, chat.Command{Name: "hidden", Description: "x", Hidden: true}, chat.Command{Name: "here", Description: "In groups"})
		}
	}
	r := start(t, s, m, echo, with("What I do"))
	s.Until("the last registration", func() bool { return m.all()["telegram/123456789/registered"] != nil })
	for scope, want := range map[string][]string{
		"all_private_chats": {"sore"}, "all_group_chats": {"sore", "here"}, "all_chat_administrators": {"sore", "setup", "here"},
	} {
		var menu []struct{ Command string }
		if err := json.Unmarshal([]byte(s.Setting(`commands {"type":"`+scope+`"}`)), &menu); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range menu {
			got = append(got, c.Command)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s shows %q, want %q", scope, got, want)
		}
	}
	if got, want := s.Setting("description")+"|"+s.Setting("short_description"), "What I do|Coach"; got != want {
		t.Errorf("descriptions = %q, want %q", got, want)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	before := len(s.Calls("setMyCommands"))
	r = start(t, s, m, echo, with("What I do"))
	anna := s.Person("Anna")
	anna.Say("hi")
	anna.Chat().Await(1)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	if got := len(s.Calls("setMyCommands")); got != before {
		t.Errorf("registered again though nothing changed: %d calls, want %d", got, before)
	}
	start(t, s, m, echo, with("What I do now"))
	s.Until("the new description", func() bool { return len(s.Calls("setMyDescription")) == 2 })
}

// A server that does not know a method, as an old one, costs that alone; what was shown is not shown again, and what
// was not is tried at the next start.
func TestRegistrationInPart(t *testing.T) {
	t.Parallel()
	s, m := telegramtest.New(t), &memory{}
	var known atomic.Bool
	s.Refuse(func(method string, p map[string]string) (int, string) {
		if !known.Load() && (method == "setMyDescription" || method == "setMyCommands" && strings.Contains(p["scope"], "private")) {
			return 404, "Not Found: method not found"
		}
		return 0, ""
	})
	described := func(c *telegram.Config) { c.Description, c.ShortDescription = "What I do", "Coach" }
	first := start(t, s, m, echo, described)
	s.Until("the rest to be registered", func() bool { return m.all()["telegram/123456789/registered"] != nil })
	if got := s.Setting("short_description"); got != "Coach" {
		t.Errorf("short description %q", got)
	}
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	known.Store(true)
	before := len(s.Calls(""))
	start(t, s, m, echo, described)
	s.Until("what was missing", func() bool {
		return s.Setting("description") == "What I do" && s.Setting(`commands {"type":"all_private_chats"}`) != ""
	})
	for _, c := range s.Calls("")[before:] {
		if c.Method == "setMyShortDescription" || strings.Contains(c.Params["scope"], "group") {
			t.Errorf("registered again: %s %s", c.Method, c.Params["scope"])
		}
	}
}

// greeter says hello where it was added.
type greeter struct{ handle }

func (greeter) Joined(context.Context, chat.Place) *chat.Message {
	return &chat.Message{Text: chat.Plain("hello, all")}
}

// Where the bot is added to a group it says one line, and none in a channel or to a person.
func TestGreeting(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, greeter{handle(echo)})
	g, anna := s.Group("Lifters"), s.Person("Anna")
	g.Kick(anna)
	g.Invite(anna)
	if got, want := g.Await(1).Text, "hello, all"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	g.Promote(anna)
	anna.Block()
	anna.Unblock()
	anna.Say("end")
	anna.Chat().Await(1)
	if got := len(s.Shown()); got != 2 {
		t.Errorf("%d messages, want 2", got)
	}
}

// librarian knows two drills.
type librarian struct{ handle }

func (librarian) Complete(_ context.Context, r *chat.Request, option, typed string) []chat.Choice {
	if r.Command != "drill" || option != "name" {
		return nil
	}
	var found []chat.Choice
	for _, c := range []chat.Choice{{Label: "Chin tuck", Value: "chin-tuck"}, {Label: "Cat-cow", Value: "cat-cow"}} {
		if strings.Contains(strings.ToLower(c.Label), strings.ToLower(typed)) {
			found = append(found, c)
		}
	}
	return found
}

func TestInline(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	h := librarian{func(_ context.Context, r *chat.Request) chat.Reply {
		if r.From.ID != "telegram:0" { // Telegram keeps cards for all
			t.Errorf("the card is asked for by %q, want nobody", r.From.ID)
		}
		return &chat.Message{Text: chat.Join(chat.Strong("Card of "+r.Rest), chat.Plain("\nHold 10 seconds & breathe."))}
	}}
	start(t, s, &memory{}, h, func(c *telegram.Config) { c.Inline = telegram.Inline{Command: "drill", Option: "name"} })
	anna := s.Person("Anna")
	for typed, want := range map[string]int{"chin": 1, "": 2, "squat": 0} {
		if got := anna.Ask(typed).Results(); len(got) != want {
			t.Errorf("%q offers %d cards, want %d", typed, len(got), want)
		}
	}
	for _, c := range s.Calls("answerInlineQuery") { // where no card fits, the way to the private chat is offered
		got, want := strings.Contains(c.Params["button"], `"start_parameter":"inline"`), c.Params["results"] == "[]"
		if got != want {
			t.Errorf("the private chat is offered beside %s: %v, want %v", c.Params["results"], got, want)
		}
	}
	card := string(anna.Ask("chin").Results()[0])
	for _, want := range []string{`"Chin tuck"`, `Card of chin-tuck\nHold 10 seconds \u0026 breathe.`, `"bold"`, "https://t.me/spotter_bot?start=drill_chin-tuck"} {
		if !strings.Contains(card, want) {
			t.Errorf("the card is %s, want %s in it", card, want)
		}
	}
}

// TestInlineWithPicture: a card has its picture once Telegram keeps it, under which the words must fit, and is words alone where
// Telegram refuses the picture.
func TestInlineWithPicture(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	pictures := map[string][]byte{"chin-tuck": gif, "cat-cow": png}
	card := func(id string, length int) *chat.Message {
		return &chat.Message{Text: chat.Join(chat.Strong("Card of "+id), chat.Plain("\n"+strings.Repeat("words ", length))),
			Images: []chat.Image{{Name: id, Alt: "Somebody moves", Data: pictures[id], Said: true}}}
	}
	var length atomic.Int32
	length.Store(10)
	h := librarian{func(_ context.Context, r *chat.Request) chat.Reply { return card(r.Rest, int(length.Load())) }}
	r := start(t, s, &memory{}, h, func(c *telegram.Config) { c.Inline = telegram.Inline{Command: "drill", Option: "name"} })
	anna := s.Person("Anna")
	offered := func() (kinds []string) {
		for _, raw := range anna.Ask("").Results() {
			var got struct{ Type, Title, Caption string }
			if err := json.Unmarshal(raw, &got); err != nil {
				t.Fatal(err)
			}
			if got.Type != "article" && (!strings.HasPrefix(got.Caption, "Card of ") || !strings.Contains(string(raw), "?start=drill_")) || got.Title == "" {
				t.Errorf("offered %s", raw)
			}
			kinds = append(kinds, got.Type)
		}
		return kinds
	}
	want := func(when string, want ...string) {
		t.Helper()
		if got := offered(); !slices.Equal(got, want) {
			t.Errorf("%s: offered %q, want %q", when, got, want)
		}
	}
	want("before Telegram keeps a picture", "article", "article")
	anna.Say("hi")
	for id := range pictures {
		if _, err := r.Send(t.Context(), place(anna.Chat()), card(id, 10)); err != nil {
			t.Fatal(err)
		}
	}
	want("afterwards", "mpeg4_gif", "photo")
	length.Store(250)
	want("with words that do not fit", "article", "article")
	if n := s.Count("answerInlineQuery"); n != 3 {
		t.Errorf("three queries took %d calls", n)
	}
	length.Store(10)
	s.ForgetFiles()
	want("once Telegram refuses them", "article", "article")
}

func TestSendErrors(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	r := start(t, s, &memory{}, handle(nobody))
	blocked, gone, stranger, well := s.Person("Blocked"), s.Person("Gone"), s.Person("Stranger"), s.Person("Well")
	for _, p := range []*telegramtest.User{blocked, gone, well} {
		p.Say("hi")
	}
	blocked.Block()
	gone.Deactivate()
	kicked, muted, forum := s.Group("Kicked"), s.Group("Muted"), s.Group("Forum")
	kicked.Kick(well)
	muted.Mute()
	forum.Topic(3)
	for at, want := range map[chat.Place]bool{
		place(blocked.Chat()): true, place(gone.Chat()): true, place(stranger.Chat()): true, place(kicked): true,
		place(muted): false, "telegram:-1001": true, "discord:1": false, "telegram:x": false, place(forum) + "/9": true,
	} {
		_, err := r.Send(t.Context(), at, &chat.Message{Text: chat.Plain("x")})
		got, ok := err.(*chat.SendError)
		if !ok || got.Gone != want {
			t.Errorf("Send(%s) = %v, want gone %v", at, err, want)
		}
	}
	if _, err := r.Send(t.Context(), place(forum)+"/3", &chat.Message{Text: chat.Plain("x")}); err != nil {
		t.Errorf("Send to a topic = %v", err)
	}
	for id, want := range map[chat.MessageID]bool{"99": true, "": false, "abc": false} {
		got, ok := r.Edit(t.Context(), place(well.Chat()), id, &chat.Message{Text: chat.Plain("x")}).(*chat.SendError)
		if !ok || got.Gone != want {
			t.Errorf("Edit(%q) = %v, want gone %v", id, got, want)
		}
	}
	s.Faults(func(method string, n int) telegramtest.Fault { return telegramtest.Fault{RetryAfter: 40} })
	for range 2 {
		_, err := r.Send(t.Context(), place(well.Chat()), &chat.Message{Text: chat.Plain("x")})
		if got, ok := err.(*chat.SendError); !ok || got.Gone || got.After.Seconds() < 30 {
			t.Errorf("Send under 429 = %v, want a pause of 40 s", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Send(ctx, place(well.Chat()), &chat.Message{Text: chat.Plain("x")}); err != context.Canceled {
		t.Errorf("Send after its context ended = %v, want that", err)
	}
}
