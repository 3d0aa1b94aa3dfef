package telegram_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/telegramtest"
)

// counter answers /sore with a card that belongs to the asker, and counts presses on it.
var counter = handle(func(_ context.Context, r *chat.Request) chat.Reply {
	m := &chat.Message{Owner: r.From.ID, Controls: []chat.Control{chat.Buttons{{Label: "More", Action: chat.Action{Command: "more", Arg: r.Rest + "x"}}}}}
	m.Text, m.Replace = chat.Plain("count "+r.Rest), r.Command == "more"
	return m
})

func TestForeignPress(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	m := &memory{}
	r := start(t, s, m, counter)
	anna, ben, g := s.Person("Anna"), s.Person("Ben"), s.Group("Lifters")
	g.Say(anna, "/sore")
	card := g.Await(1)
	check := func() {
		t.Helper()
		text, url := ben.Press(card, "More").Await()
		if !strings.Contains(text, "belongs to the person who asked") || url != "" {
			t.Errorf("Ben was told %q", text)
		}
		if card.Look().Edits > 0 || len(g.Shown()) > 1 {
			t.Errorf("Ben's press had an effect")
		}
	}
	check()
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	start(t, s, m, counter) // weeks and restarts later
	check()
	if text, _ := anna.Press(card, "More").Await(); text != "" {
		t.Errorf("Anna was told %q, want nothing", text)
	}
	card.AwaitEdit(1)
}

func TestRepeatedStaleAndLatePresses(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		return &chat.Message{Text: chat.Plain("count " + r.Rest), Replace: true, Controls: []chat.Control{chat.Buttons{{Label: "More", Action: chat.Action{Command: "more", Arg: "x"}}}}}
	}))
	anna := s.Person("Anna")
	anna.Say("/sore")
	card := anna.Chat().Await(1)
	for range 3 { // the second and third change nothing, which is success
		anna.Press(card, "More").Await()
	}
	if card.Look().Edits != 1 || len(anna.Chat().Shown()) != 1 {
		t.Errorf("%d edits and %d messages, want 1 and 1", card.Edits, len(anna.Chat().Shown()))
	}
	anna.Press(card, "More").Expire()
	card.Age()
	anna.Press(card, "More").Await()
	if got, want := anna.Chat().Await(2).Text, "count x"; got != want {
		t.Errorf("shown anew: %q, want %q", got, want)
	}
}

func TestSlowPressIsAcknowledged(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	release := make(chan struct{})
	start(t, s, &memory{}, handle(func(ctx context.Context, r *chat.Request) chat.Reply {
		if r.Command == "more" {
			select {
			case <-release:
			case <-ctx.Done():
			}
		}
		return counter(ctx, r)
	}))
	anna := s.Person("Anna")
	anna.Say("/sore")
	card := anna.Chat().Await(1)
	first, second := anna.Press(card, "More"), anna.Press(card, "More")
	first.Await()
	second.Await() // though its turn has not come
	if card.Look().Edits > 0 {
		t.Error("the card changed before the handler answered")
	}
	close(release)
	card.AwaitEdit(1)
}

// In a busy group, whose minute is used up, a press is acknowledged at once all the same.
func TestPressInABusyGroup(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		return &chat.Message{Text: chat.Plain(r.ID), Controls: []chat.Control{chat.Buttons{{Label: "More", Action: chat.Action{Command: "sore"}}}}}
	}), limited(s))
	g := s.Group("Lifters")
	for i := range 12 {
		p := s.Person(fmt.Sprint("Lifter", i))
		for range 3 {
			g.Say(p, "/sore traps")
		}
	}
	m := g.Await(1)
	began := time.Now()
	s.Person("Anna").Press(m, "More").Await()
	if took := time.Since(began); took > slowed*500*time.Millisecond {
		t.Errorf("acknowledged after %v", took)
	}
}

func TestMenuAndLongestAction(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	h := &hears{}
	menu := handle(func(ctx context.Context, r *chat.Request) chat.Reply {
		if r.Command != "sore" {
			return h.Handle(ctx, r)
		}
		m := &chat.Message{Text: chat.Plain("choose"), Owner: r.From.ID, Controls: []chat.Control{
			&chat.Select{Prompt: "A lift", Action: chat.Action{Command: "pick", Arg: "lift"}},
			chat.Buttons{{Label: "Longest", Action: chat.Action{Command: "pick", Arg: strings.Repeat("ü", 21) + "x"}}},
		}}
		for i := range chat.MaxChoices {
			m.Controls[0].(*chat.Select).Options = append(m.Controls[0].(*chat.Select).Options, chat.Choice{Label: fmt.Sprint("Lift ", i), Value: fmt.Sprint("value ", i)})
		}
		return m
	})
	start(t, s, &memory{}, menu)
	anna := s.Person("Anna")
	anna.ID = 1<<52 - 1 // the longest there can be
	g := s.Group("Lifters")
	g.Say(anna, "/sore")
	card := g.Await(1)
	if !strings.Contains(card.Text, "A lift") {
		t.Errorf("shown %q, want the menu's question in it", card.Text)
	}
	for i, row := range []struct{ label, command, rest string }{
		{"Lift 24", "pick", "lift value 24"}, {"Longest", "pick", strings.Repeat("ü", 21) + "x"},
	} {
		anna.Press(card, row.label).Await()
		g.Await(i + 2)
		if got := h.last(); got.Command != row.command || got.Rest != row.rest || got.Message == "" || got.Where != place(g) {
			t.Errorf("%s arrived as %+v", row.label, got)
		}
	}
}

func private(share bool) handle {
	return func(_ context.Context, r *chat.Request) chat.Reply {
		return &chat.Message{Text: chat.Plain("a private answer about " + r.Rest), Private: true, Share: share, Owner: r.From.ID,
			Controls: []chat.Control{chat.Buttons{{Label: "Drill", Action: chat.Action{Command: "drill", Arg: "x"}}}}}
	}
}

// openLink returns the payload of a button that opens the private chat.
func openLink(t *testing.T, s *telegramtest.Server, m *telegramtest.Message) string {
	t.Helper()
	payload, ok := strings.CutPrefix(m.Keyboard[0][0].URL, "https://t.me/"+s.Bot.Username+"?start=")
	if !ok || payload == "" || len(payload) > 64 {
		t.Fatalf("the button opens %q, want our private chat", m.Keyboard[0][0].URL)
	}
	return payload
}

func TestPrivateAnswerInGroup(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, private(true))
	anna, ben, g := s.Person("Anna"), s.Person("Ben"), s.Group("Lifters")
	g.Say(anna, "/sore my neck")
	line := g.Await(1)
	if strings.Contains(line.Text, "neck") || !strings.Contains(line.Text, "Anna") {
		t.Errorf("the group was shown %q", line.Text)
	}
	payload := openLink(t, s, line)
	ben.Say("/start " + payload)
	if got := ben.Chat().Await(1).Text; strings.Contains(got, "neck") || !strings.Contains(got, "person who asked") {
		t.Errorf("Ben was shown %q", got)
	}
	anna.Say("/start " + payload)
	if got, want := anna.Chat().Await(1).Text, "a private answer about my neck"; got != want {
		t.Errorf("Anna was shown %q, want %q", got, want)
	}
	if text, _ := ben.Press(line, "Answer here").Await(); !strings.Contains(text, "belongs to") {
		t.Errorf("Ben was told %q", text)
	}
	anna.Press(line, "Answer here").Await()
	line.AwaitEdit(1)
	if got, want := line.Text, "a private answer about my neck"; got != want {
		t.Errorf("shared %q, want %q", got, want)
	}
	anna.Press(line, "Drill").Await() // what she shares leads on where all can see it
	if got, want := g.Await(2).Text, "a private answer about x"; got != want {
		t.Errorf("after a press on what is shared, the group was shown %q, want %q", got, want)
	}
}

// What tells nothing of the asker is no secret: it is shown where it was asked, also to who writes as the group.
func TestOpenAnswerInGroup(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		return &chat.Message{Text: chat.Plain("set up " + strings.Repeat("so ", len(r.Rest))), Private: true, Open: true, Replace: true,
			Controls: []chat.Control{chat.Buttons{{Label: "More", Action: chat.Action{Command: "setup", Arg: "x"}}}}}
	}))
	anna, g := s.Person("Anna"), s.Group("Lifters")
	g.Say(anna, "/setup")
	g.Say(anna, "/setup", telegramtest.Anonymously)
	if got := g.Await(2).Text; got != "set up" {
		t.Errorf("the group was shown %q", got)
	}
	shown := g.Shown()[0]
	anna.Press(shown, "More").Await()
	shown.AwaitEdit(1)
	if got := shown.Look().Text; got != "set up so" {
		t.Errorf("after a press the group was shown %q", got)
	}
}

// Few words go by themselves; more stay until they are closed.
func TestLongWordsStay(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	words := map[string]string{"short": "Your vote: elbows not driven down. You may choose 2 more.", "long": strings.Repeat("word ", 30)}
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		if r.Command == "say" {
			return &chat.Message{Text: chat.Plain(words[r.Rest]), Private: true}
		}
		return &chat.Message{Text: chat.Plain("card"), Controls: []chat.Control{chat.Buttons{
			{Label: "Short", Action: chat.Action{Command: "say", Arg: "short"}}, {Label: "Long", Action: chat.Action{Command: "say", Arg: "long"}}}}}
	}))
	anna, g := s.Person("Anna"), s.Group("Lifters")
	g.Say(anna, "/sore")
	card := g.Await(1)
	anna.Press(card, "Short").Await()
	anna.Press(card, "Long").Await()
	var stay []string
	for _, c := range s.Calls("answerCallbackQuery") {
		stay = append(stay, c.Params["show_alert"])
	}
	if diff := cmp.Diff([]string{"", "true"}, stay); diff != "" {
		t.Errorf("stays: -want +got\n%s", diff)
	}
}

func TestPrivateAnswerAfterRestart(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	m := &memory{}
	r := start(t, s, m, private(true))
	anna, g := s.Person("Anna"), s.Group("Lifters")
	g.Say(anna, "/sore my neck")
	line := g.Await(1)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	start(t, s, m, private(true))
	anna.Say("/start " + openLink(t, s, line))
	if got := anna.Chat().Await(1).Text; !strings.Contains(got, "write your question again") {
		t.Errorf("Anna was shown %q", got)
	}
	if text, _ := anna.Press(line, "Answer here").Await(); !strings.Contains(text, "write your question again") {
		t.Errorf("Anna was told %q", text)
	}
}

func TestPrivateAnswerToPress(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		if r.Command == "sore" {
			return &chat.Message{Text: chat.Plain("card"), Controls: []chat.Control{chat.Buttons{
				{Label: "Short", Action: chat.Action{Command: "say", Arg: "1"}}, {Label: "Long", Action: chat.Action{Command: "say", Arg: "60"}}}}}
		}
		n := len(r.Rest)
		return &chat.Message{Text: chat.Plain(strings.Repeat("word ", 30*n)), Private: true}
	}))
	anna, g := s.Person("Anna"), s.Group("Lifters")
	g.Say(anna, "/sore")
	card := g.Await(1)
	if text, _ := anna.Press(card, "Short").Await(); !strings.HasPrefix(text, "word") {
		t.Errorf("Anna was told %q, want the answer", text)
	}
	_, url := anna.Press(card, "Long").Await()
	_, payload, ok := strings.Cut(url, "?start=")
	if !ok {
		t.Fatalf("the press opens %q, want our private chat", url)
	}
	anna.Say("/start " + payload)
	if got := anna.Chat().Await(1).Text; !strings.HasPrefix(got, "word") {
		t.Errorf("Anna was shown %q, want the answer", got)
	}
	if got := len(g.Shown()); got != 1 {
		t.Errorf("the group was shown %d messages, want 1", got)
	}
}

func TestUrgentIsShownAtOnce(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(context.Context, *chat.Request) chat.Reply {
		return &chat.Message{Text: chat.Plain("Please call an ambulance."), Private: true, Urgent: true}
	}))
	anna, g := s.Person("Anna"), s.Group("Lifters")
	asked := g.Say(anna, "/sore chest pain")
	if got := g.Await(1); got.Text != "Please call an ambulance." || got.ReplyTo == nil || got.ReplyTo.ID != asked.ID {
		t.Errorf("shown %q as an answer to %v", got.Text, got.ReplyTo)
	}
}

func TestPrivateAnswerToAnonymous(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, private(true))
	anna, g := s.Person("Anna"), s.Group("Lifters")
	for i, how := range []telegramtest.Option{telegramtest.Anonymously, telegramtest.AsChannel("News")} {
		g.Say(anna, "/sore my neck", how)
		if got := g.Await(i + 1); strings.Contains(got.Text, "neck") || !strings.Contains(got.Text, "as yourself") {
			t.Errorf("the group was shown %q", got.Text)
		}
	}
}

// An anonymous administrator presses under another name than they write.
func TestAnonymousMayPress(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, counter)
	anna, g := s.Person("Anna"), s.Group("Lifters")
	g.Say(anna, "/sore", telegramtest.Anonymously)
	card := g.Await(1)
	if text, _ := anna.Press(card, "More").Await(); text != "" {
		t.Errorf("Anna was told %q", text)
	}
	card.AwaitEdit(1)
}
