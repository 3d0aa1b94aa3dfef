package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/bot/coach"
	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
	"spotter/internal/reminders"
	"spotter/internal/store"
)

func TestUnknownCommandSuggestsTheNearest(t *testing.T) {
	b := bot.New(bot.Parts{Base: bottest.Base(t), Log: bottest.Quiet()})
	for typed, near := range map[string]string{"hlep": "help", "drll": "drill", "rotuin": "routine", "soucrs": "sources"} {
		m, _ := b.Handle(t.Context(), &chat.Request{Command: typed}).(*chat.Message)
		if got, want := m.Text.String(), "I don't know the command /"+typed+". Did you mean /"+near+"?"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPanicBecomesAnApologyWithReference(t *testing.T) {
	b := bot.New(bot.Parts{Log: bottest.Quiet()}) // it has no knowledge to answer from
	m, _ := b.Handle(t.Context(), &chat.Request{Command: "routine"}).(*chat.Message)
	if m == nil || !m.Private {
		t.Fatalf("got %v, want a private apology", m)
	}
}

func TestNamedOptions(t *testing.T) {
	table := command.NewTable(coach.New(bottest.Base(t), time.Now, nil).Commands())
	for typed, want := range map[string]string{
		"/sore my traps are on fire after bench": "/sore what:my traps are on fire after bench",
		"/cues bench":                            "/cues lift:Bench press",
		"/drill chin tuck":                       "/drill name:chin tuck",
		"/routine":                               "",
		"/nothing of ours":                       "",
	} {
		m := &chat.Message{Text: chat.Text{{Text: typed}, {Text: typed, Style: chat.Code}}}
		shared := m.Text
		table.Named(m)
		if got := m.Text[1].Named; got != want || m.Text[0].Named != "" {
			t.Errorf("%q is named %q and, outside of code, %q; want %q", typed, got, m.Text[0].Named, want)
		}
		if shared[1].Named != "" {
			t.Errorf("%q: the text itself was changed", typed)
		}
	}
}

func TestCompletions(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) // a Saturday
	clock := func() time.Time { return noon }
	b := bot.New(bot.Parts{Log: bottest.Quiet(), Base: bottest.Base(t), Now: clock, Book: &reminders.Book{Store: store.NewMemory(), Now: clock}})
	for _, test := range []struct{ command, option, typed, want, not string }{
		{"drill", "name", "chin", "Chin tuck", "Row"}, // its alias is the machine row
		{"drill", "name", "push", "Scapular push-up", "Row"},
		{"drill", "name", "", "Row", ""},
		{"remind pause", "until", "friday", "Friday 27 November 2026", ""},
		{"remind until", "date", "24 december", "Thursday 24 December 2026", ""},
		{"remind days", "days", "sat sun", "Weekends", "Weekdays"},
	} {
		var labels []string
		for _, c := range b.Complete(t.Context(), &chat.Request{Command: test.command}, test.option, test.typed) {
			labels = append(labels, c.Label)
		}
		if !slices.Contains(labels, test.want) || slices.Contains(labels, test.not) {
			t.Errorf("/%s %s:%q suggests %q, want %q in it and no %q", test.command, test.option, test.typed, labels, test.want, test.not)
		}
	}
}

// TestNamesStay: buttons in people's chats name commands and their options, in this order.
func TestNamesStay(t *testing.T) {
	b := bot.New(bot.Parts{Log: bottest.Quiet(), Base: bottest.Base(t), Book: &reminders.Book{Store: store.NewMemory()}, Checks: formcheck.New(store.NewMemory()), Owner: "test:owner"})
	var all strings.Builder
	var list func(before string, commands []chat.Command)
	list = func(before string, commands []chat.Command) {
		for _, c := range commands {
			all.WriteString(before + c.Name)
			for _, o := range c.Options {
				all.WriteString(" <" + o.Name)
				for _, choice := range o.Choices {
					all.WriteString("|" + choice.Value)
				}
				all.WriteString(">")
			}
			all.WriteString("\n")
			list(before+c.Name+" ", c.Sub)
		}
	}
	list("", b.Commands())
	bottest.Golden(t, "names", all.String())
}
