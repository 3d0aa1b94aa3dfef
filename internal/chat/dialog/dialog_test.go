package dialog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
)

// A coach asks the form for /remind, says what was submitted, and repeats free text.
type coach struct{ form *chat.Form }

func (c coach) Handle(_ context.Context, r *chat.Request) chat.Reply {
	switch {
	case r.Command == "remind" && r.Args == nil:
		return c.form
	case r.Command == "silent":
		return nil
	case r.Command != "":
		return say(fmt.Sprintf("%s|%s|%v|%s", r.Command, r.Rest, r.Args, r.Message))
	case r.Text == "":
		return say(fmt.Sprintf("%d media", len(r.Media)))
	}
	return say("you wrote " + r.Text)
}

func reminder() *chat.Form {
	return &chat.Form{
		Title: "Reminders", Note: "I do not know that place.", Action: chat.Action{Command: "remind", Arg: "on"},
		Fields: []chat.Field{
			{Name: "zone", Label: "Where are you?", Hint: "A city, as in Berlin.", Max: 10},
			{Name: "lift", Label: "Which lift?", Choices: []chat.Choice{{Label: "Bench press", Value: "bench"}, {Label: "Push-up", Value: "pushup"}}, Optional: true},
			{Name: "time", Label: "When?", Default: "08:00"},
			{Name: "note", Label: "Anything else?", Long: true, Optional: true},
		},
	}
}

// A talk is one person's side of a conversation, at a clock that the test moves.
type talk struct {
	t    *testing.T
	d    *Dialogs
	now  time.Time
	last *chat.Message
}

func newTalk(t *testing.T, f *chat.Form) *talk {
	k := &talk{t: t, now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	k.d = New(coach{f}, func() time.Time { return k.now })
	return k
}

func (k *talk) do(r chat.Request) string {
	k.t.Helper()
	r.From.ID, r.Where = "x:1", "x:here"
	reply := k.d.Handle(k.t.Context(), &r)
	if reply == nil {
		return ""
	}
	m, ok := reply.(*chat.Message)
	if !ok {
		k.t.Fatalf("Handle(%+v) = %T, want a message", r, reply)
	}
	if err := m.Validate(); err != nil {
		k.t.Fatalf("Handle(%+v) is not valid: %v", r, err)
	}
	k.last = m
	return m.Text.String()
}

func (k *talk) command(c string) string { k.t.Helper(); return k.do(chat.Request{Command: c}) }
func (k *talk) write(s string) string   { k.t.Helper(); return k.do(chat.Request{Text: s}) }

// press uses the control of the last message whose label is given.
func (k *talk) press(label string) string {
	k.t.Helper()
	return k.do(pressed(k.t, k.last, label))
}

func pressed(t *testing.T, m *chat.Message, label string) chat.Request {
	t.Helper()
	for _, c := range append(slices.Clone(m.Controls), m.Beside) {
		switch c := c.(type) {
		case chat.Buttons:
			for _, b := range c {
				if b.Label == label {
					return chat.Request{Command: b.Action.Command, Rest: b.Action.Arg}
				}
			}
		case *chat.Select:
			for _, o := range c.Options {
				if o.Label == label {
					return chat.Request{Command: c.Action.Command, Rest: c.Action.Arg + " " + o.Value}
				}
			}
		}
	}
	t.Fatalf("no control %q in %+v", label, m)
	return chat.Request{}
}

func wants(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("got %q, want %q in it", got, w)
		}
	}
}

func TestFormBecomesQuestions(t *testing.T) {
	k := newTalk(t, reminder())
	first := k.do(chat.Request{Command: "remind", Message: "77"})
	wants(t, first, "Reminders\nI do not know that place.\n\nWhere are you? (1 of 4)", "A city, as in Berlin.", "/cancel")
	if !k.last.Ask || len(k.last.Controls) != 0 {
		t.Errorf("a question for text has Ask %v and controls %v, want true and none", k.last.Ask, k.last.Controls)
	}
	wants(t, k.write(" Ber\nlin "), "Which lift? (2 of 4)", "Send - to skip")
	wants(t, k.press("Push-up"), "When? (3 of 4)", "Send - to keep “08:00”")
	wants(t, k.write("-"), "Anything else? (4 of 4)")
	got := k.write("two\nlines")
	want := "remind|on|map[lift:pushup note:two\nlines time:08:00 zone:Ber lin]|77"
	if got != want {
		t.Errorf("submitted %q, want %q", got, want)
	}
	if got, want := k.write("hello"), "you wrote hello"; got != want {
		t.Errorf("after the form: %q, want %q", got, want)
	}
}

func TestJudging(t *testing.T) {
	choices := []chat.Choice{{Label: "Bench press", Value: "bench"}, {Label: "Push-up", Value: "pushup"}}
	for _, row := range []struct {
		name  string
		field chat.Field
		typed string
		want  string // answer, or ! and a part of the fault
	}{
		{"as typed", chat.Field{}, " *bold* _x_ ", "*bold* _x_"},
		{"empty", chat.Field{}, "  ", "!needs an answer"},
		{"dash where needed", chat.Field{}, "-", "!needs an answer"},
		{"skip", chat.Field{Optional: true}, "-", ""},
		{"none is a word", chat.Field{Optional: true}, "none", "none"},
		{"keep", chat.Field{Optional: true, Default: "8"}, "-", "8"},
		{"empty the default", chat.Field{Optional: true, Default: "8"}, "None", ""},
		{"fits", chat.Field{Max: 3}, "äöü", "äöü"},
		{"too long", chat.Field{Max: 3}, "äöüß", "!4 characters and at most 3"},
		{"too long by default", chat.Field{}, strings.Repeat("x", 1001), "!1001 characters and at most 1000"},
		{"label", chat.Field{Choices: choices}, "bench PRESS", "bench"},
		{"value", chat.Field{Choices: choices}, "pushup", "pushup"},
		{"a beginning", chat.Field{Choices: choices}, "push", "pushup"},
		{"a beginning of two", chat.Field{Choices: []chat.Choice{{Label: "Side", Value: "a"}, {Label: "Side, raised", Value: "b"}}}, "sid", "!not one of the choices"},
		{"no choice", chat.Field{Choices: choices}, "squat", "!not one of the choices"},
		{"long may have lines", chat.Field{Long: true}, "a\r\nb", "a\r\nb"},
		{"short may not", chat.Field{}, "a\r\nb", "a b"},
	} {
		t.Run(row.name, func(t *testing.T) {
			v := question{Field: row.field}.typed(row.typed)
			if fault, ok := strings.CutPrefix(row.want, "!"); ok {
				if !strings.Contains(v.fault, fault) || fault == "" {
					t.Errorf("typed(%q) = %+v, want a fault with %q", row.typed, v, fault)
				}
				return
			}
			if v.fault != "" || v.answer != row.want {
				t.Errorf("typed(%q) = %+v, want %q", row.typed, v, row.want)
			}
		})
	}
}

func TestWrongAnswerIsAskedAgain(t *testing.T) {
	k := newTalk(t, reminder())
	k.command("remind")
	wants(t, k.write("a very long place name"), "22 characters and at most 10", "Where are you? (1 of 4)")
	wants(t, k.write("Berlin"), "Which lift? (2 of 4)")
	wants(t, k.write("squat"), "not one of the choices", "Which lift? (2 of 4)")
	wants(t, k.press("Skip"), "When? (3 of 4)")
}

func TestManyChoicesBecomeAMenu(t *testing.T) {
	f := &chat.Form{Title: "T", Action: chat.Action{Command: "remind"}, Fields: []chat.Field{{Name: "c", Label: "Cue"}}}
	for i := range chat.MaxChoices {
		f.Fields[0].Choices = append(f.Fields[0].Choices, chat.Choice{Label: fmt.Sprint("cue ", i), Value: strings.Repeat("v", 90) + fmt.Sprint(i)})
	}
	k := newTalk(t, f)
	k.command("remind")
	want := "remind||map[c:" + f.Fields[0].Choices[24].Value + "]|"
	if got := k.press("cue 24"); got != want {
		t.Errorf("submitted %q, want %q", got, want)
	}
}

func TestCancelAndOtherCommandsLeave(t *testing.T) {
	k := newTalk(t, reminder())
	wants(t, k.command("cancel"), "nothing to cancel")
	k.command("remind")
	wants(t, k.command("Cancel"), "Cancelled. Nothing was changed.")
	wants(t, k.write("Berlin"), "you wrote Berlin")
	k.command("remind")
	wants(t, k.command("help"), "help|")
	wants(t, k.write("Berlin"), "you wrote Berlin")
	k.command("remind")
	wants(t, k.do(chat.Request{Media: make([]chat.Media, 2)}), "2 media")
	wants(t, k.write("Berlin"), "Which lift?")
	wants(t, k.command("remind"), "Where are you? (1 of 4)")
}

// TestBeside: what can be written instead of an answer can be pressed as well.
func TestBeside(t *testing.T) {
	k := newTalk(t, reminder())
	labels := func() (all []string) {
		for _, b := range k.last.Beside {
			all = append(all, b.Label)
		}
		return all
	}
	k.command("remind")
	if diff := cmp.Diff(labels(), []string{"Cancel"}); diff != "" || k.last.Hint != "A city, as in Berlin." {
		t.Errorf("beside the first question, with the hint %q (-got +want):\n%s", k.last.Hint, diff)
	}
	first := k.last
	k.write("Berlin")
	wants(t, k.do(pressed(t, first, "Cancel")), "answered already", "Which lift? (2 of 4)")
	if diff := cmp.Diff(labels(), []string{"Cancel"}); diff != "" { // Skip stands among the choices
		t.Errorf("beside choices (-got +want):\n%s", diff)
	}
	k.press("Skip")
	if diff := cmp.Diff(labels(), []string{"Keep", "Cancel"}); diff != "" {
		t.Errorf("beside a default (-got +want):\n%s", diff)
	}
	wants(t, k.press("Keep"), "Anything else? (4 of 4)")
	if diff := cmp.Diff(labels(), []string{"Skip", "Cancel"}); diff != "" {
		t.Errorf("beside what is optional (-got +want):\n%s", diff)
	}
	if got, want := k.press("Skip"), "remind|on|map[lift: note: time:08:00 zone:Berlin]|"; got != want {
		t.Errorf("submitted %q, want %q", got, want)
	}
	k.command("remind")
	wants(t, k.press("Cancel"), "Cancelled. Nothing was changed.")
	if !k.last.Replace {
		t.Error("what was cancelled by its button stands on")
	}
	wants(t, k.write("Berlin"), "you wrote Berlin")
}

func TestStalePresses(t *testing.T) {
	k := newTalk(t, reminder())
	wants(t, k.do(chat.Request{Command: Command, Rest: "abc skip"}), "closed")
	k.command("remind")
	k.write("Berlin")
	old := k.last
	k.press("Skip")
	wants(t, k.do(pressed(t, old, "Skip")), "answered already", "When? (3 of 4)")
	for _, rest := range []string{"", " ", "x", "x y z", "\x00"} {
		wants(t, k.do(chat.Request{Command: Command, Rest: rest}), "When? (3 of 4)")
	}
	k.write("-")
	k.write("-")
	wants(t, k.do(pressed(t, old, "Skip")), "closed")
}

func TestLateAnswers(t *testing.T) {
	for _, row := range []struct {
		name  string
		after time.Duration
		typed string
		want  []string
	}{
		{"in time", Limit - 1, "Berlin", []string{"Which lift?"}},
		{"late", Limit, "Berlin", []string{"closed after ten minutes", "start again"}},
		{"late and more", Limit, "my traps hurt", []string{"took this as a new message", "you wrote my traps hurt"}},
		{"much later", Limit + remember, "Berlin", []string{"you wrote Berlin"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			k := newTalk(t, reminder())
			k.command("remind")
			k.now = k.now.Add(row.after)
			wants(t, k.write(row.typed), row.want...)
			if row.after >= Limit {
				wants(t, k.write("and then"), "you wrote and then")
			}
		})
	}
}

func TestPlacesAndPeopleAreApart(t *testing.T) {
	k := newTalk(t, reminder())
	k.command("remind")
	other := &chat.Request{From: chat.User{ID: "x:2"}, Where: "x:here", Text: "hi"}
	wants(t, k.d.Handle(t.Context(), other).(*chat.Message).Text.String(), "you wrote hi")
	k.d.Moved(t.Context(), "x:here", "x:there")
	moved := &chat.Request{From: chat.User{ID: "x:1"}, Where: "x:there", Text: "Berlin"}
	wants(t, k.d.Handle(t.Context(), moved).(*chat.Message).Text.String(), "Which lift?")
}

func TestMemoryIsBounded(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	d := New(coach{reminder()}, func() time.Time { now = now.Add(time.Millisecond); return now })
	at := func(n int, r chat.Request) string {
		r.From.ID, r.Where = chat.UserID(fmt.Sprint("x:", n)), "x:here"
		return d.Handle(t.Context(), &r).(*chat.Message).Text.String()
	}
	for n := range maxOpen + 1 {
		at(n, chat.Request{Command: "remind"})
	}
	if got := len(d.open.of); got != maxOpen {
		t.Errorf("%d dialogs are kept, want %d", got, maxOpen)
	}
	wants(t, at(0, chat.Request{Text: "Rome"}), "you wrote Rome")
	wants(t, at(1, chat.Request{Text: "Rome"}), "Which lift?")
	wants(t, at(maxOpen, chat.Request{Text: "Rome"}), "Which lift?")
	now = now.Add(Limit + remember)
	at(0, chat.Request{Command: "remind"})
	if got := len(d.open.of); got != 1 {
		t.Errorf("%d dialogs are kept an hour later, want 1", got)
	}
}

func TestEmptyRepliesAndForms(t *testing.T) {
	k := newTalk(t, nil)
	if reply := k.d.Handle(t.Context(), &chat.Request{Command: "remind"}); reply != nil {
		t.Errorf("a nil form gives %v, want nil", reply)
	}
	if reply := k.d.Handle(t.Context(), &chat.Request{Command: "silent"}); reply != nil {
		t.Errorf("a nil reply gives %v, want nil", reply)
	}
	k = newTalk(t, &chat.Form{Title: "Bare", Note: "Nothing to ask."})
	wants(t, k.command("remind"), "Bare\nNothing to ask.")
}

// Of many answers at once each field gets one, and the form is submitted once.
func TestConcurrentAnswers(t *testing.T) {
	d := New(coach{&chat.Form{Title: "T", Action: chat.Action{Command: "remind"}, Fields: []chat.Field{
		{Name: "a", Label: "A"}, {Name: "b", Label: "B"}, {Name: "c", Label: "C"}}}}, time.Now)
	request := func(r chat.Request) string {
		r.From.ID, r.Where = "x:1", "x:here"
		return d.Handle(t.Context(), &r).(*chat.Message).Text.String()
	}
	request(chat.Request{Command: "remind"})
	var mu sync.Mutex
	var submitted, free int
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			got := request(chat.Request{Text: "yes"})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case strings.HasPrefix(got, "remind||map[a:yes b:yes c:yes]"):
				submitted++
			case got == "you wrote yes":
				free++
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff([]int{submitted, free}, []int{1, 17}); diff != "" {
		t.Errorf("submitted and left over, got - want +:\n%s", diff)
	}
}
