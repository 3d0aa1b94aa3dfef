package bot_test

import (
	"slices"
	"testing"
	"time"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/chat"
)

func TestNamedOptions(t *testing.T) {
	b := bottest.New(t)
	for typed, want := range map[string]string{
		"/sore my traps are on fire after bench": "/sore what:my traps are on fire after bench",
		"/cues bench":                            "/cues lift:Bench press",
		"/drill chin tuck":                       "/drill name:chin tuck",
		"/routine":                               "",
		"/nothing of ours":                       "",
	} {
		m := &chat.Message{Text: chat.Text{{Text: typed}, {Text: typed, Style: chat.Code}}}
		shared := m.Text
		b.Table().Named(m)
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
	base := bottest.Base(t)
	b := bot.New(bot.Parts{Log: bottest.Quiet(), Base: base, Now: func() time.Time { return noon }})
	complete := func(command, option, typed string) []chat.Choice {
		if command == "drill" {
			return b.Table().Find("drill").Complete(nil, option, typed)
		}
		return b.CompleteRemind(option, typed)
	}
	for _, test := range []struct{ command, option, typed, want, not string }{
		{"drill", "name", "chin", "Chin tuck", "Row"}, // its alias is the machine row
		{"drill", "name", "push", "Scapular push-up", "Row"},
		{"drill", "name", "", "Row", ""},
		{"remind pause", "until", "friday", "Friday 27 November 2026", ""},
		{"remind until", "date", "24 december", "Thursday 24 December 2026", ""},
		{"remind days", "days", "sat sun", "Weekends", "Weekdays"},
	} {
		var labels []string
		for _, c := range complete(test.command, test.option, test.typed) {
			labels = append(labels, c.Label)
		}
		if !slices.Contains(labels, test.want) || slices.Contains(labels, test.not) {
			t.Errorf("/%s %s:%q suggests %q, want %q in it and no %q", test.command, test.option, test.typed, labels, test.want, test.not)
		}
	}
}

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
	b := bot.New(bot.Parts{Base: bottest.Base(t), Log: bottest.Quiet()})
	b.Table().Find("help").Run = nil
	m, _ := b.Handle(t.Context(), &chat.Request{Command: "help"}).(*chat.Message)
	if m == nil || !m.Private {
		t.Fatalf("got %v, want a private apology", m)
	}
}
