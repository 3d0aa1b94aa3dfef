package bot

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestArguments(t *testing.T) {
	c := &command{Command: chat.Command{Options: []chat.Option{
		{Name: "zone", Type: chat.Word},
		{Name: "lift", Type: chat.Word, Choices: []chat.Choice{{Label: "Bench press", Value: "bench-press"}, {Label: "Push-up", Value: "push-up"}}},
		{Name: "count", Type: chat.Integer},
		{Name: "what", Type: chat.String, Max: 20},
	}}}
	for _, test := range []struct {
		rest string
		want map[string]string
		say  string
	}{
		{rest: "", want: map[string]string{}},
		{rest: "berlin bench 3 it hurts", want: map[string]string{"zone": "berlin", "lift": "bench-press", "count": "3", "what": "it hurts"}},
		{rest: `"new york" pushups`, want: map[string]string{"zone": "new york", "lift": "push-up"}},
		{rest: "what:sore lift: Push-Ups berlin", want: map[string]string{"zone": "berlin", "lift": "push-up", "what": "sore"}},
		{rest: "zone=paris count=x", say: "“count” should be a whole number, not “x”."},
		{rest: "berlin squat", say: "“squat” is none of the choices for lift."},
		{rest: "berlin bench 3 " + "a very long sentence indeed", say: "That is 27 characters for “what”, and I read up to 20."},
	} {
		got, err := c.arguments(test.rest, nil)
		if p, _ := err.(*Problem); p != nil && p.Say != test.say || err == nil && test.say != "" {
			t.Errorf("arguments(%q): %v, want %q", test.rest, err, test.say)
		} else if diff := cmp.Diff(test.want, got); diff != "" && err == nil {
			t.Errorf("arguments(%q): -want +got\n%s", test.rest, diff)
		}
	}
}

func TestNamedOptions(t *testing.T) {
	b := newBot(t)
	for typed, want := range map[string]string{
		"/sore my traps are on fire after bench": "/sore what:my traps are on fire after bench",
		"/cues bench":                            "/cues lift:Bench press",
		"/drill chin tuck":                       "/drill name:chin tuck",
		"/routine":                               "",
		"/nothing of ours":                       "",
	} {
		m := &chat.Message{Text: chat.Text{{Text: typed}, {Text: typed, Style: chat.Code}}}
		shared := m.Text
		b.table.named(m)
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
	base, err := loadBase()
	if err != nil {
		t.Fatal(err)
	}
	b := New(Parts{Log: quiet(), Base: base, Now: func() time.Time { return noon }})
	complete := func(command, option, typed string) []chat.Choice {
		if command == "drill" {
			return b.completeDrill(nil, option, typed)
		}
		return b.completeRemind(nil, option, typed)
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

func FuzzArguments(f *testing.F) {
	f.Add(`berlin lift:bench "a b" c`)
	c := &command{Command: chat.Command{Options: []chat.Option{{Name: "lift", Type: chat.Word}, {Name: "what"}}}}
	f.Fuzz(func(t *testing.T, rest string) {
		args, err := c.arguments(rest, nil)
		if _, isProblem := err.(*Problem); err != nil && !isProblem {
			t.Fatalf("arguments(%q): %v, want a *Problem", rest, err)
		}
		for name := range args {
			if c.option(name) == nil {
				t.Fatalf("arguments(%q) has %q, which is not declared", rest, name)
			}
		}
	})
}

func TestUnknownCommandSuggestsTheNearest(t *testing.T) {
	b := New(Parts{Log: quiet()})
	for typed, near := range map[string]string{"hlep": "help", "drll": "drill", "rotuin": "routine", "soucrs": "sources"} {
		m, _ := b.Handle(t.Context(), &chat.Request{Command: typed}).(*chat.Message)
		if got, want := m.Text.String(), "I don't know the command /"+typed+". Did you mean /"+near+"?"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPanicBecomesAnApologyWithReference(t *testing.T) {
	b := New(Parts{Log: quiet()})
	b.table.byName["help"].run = nil
	m, _ := b.Handle(t.Context(), &chat.Request{Command: "help"}).(*chat.Message)
	if m == nil || !m.Private {
		t.Fatalf("got %v, want a private apology", m)
	}
}
