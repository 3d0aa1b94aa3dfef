package terminal

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
)

var (
	_ chat.Adapter = (*Adapter)(nil)
	_ io.Writer    = (*Adapter)(nil)
)

// A coach answers what the tests type.
type coach struct{}

func (coach) Handle(_ context.Context, r *chat.Request) chat.Reply {
	button := func(label string) chat.Control {
		return chat.Buttons{{Label: label, Action: chat.Action{Command: "press", Arg: label}}}
	}
	switch {
	case r.Command == "menu":
		return &chat.Message{Text: chat.Plain("menu"), Controls: []chat.Control{button("A"), button("B")}}
	case r.Command == "ask":
		return &chat.Message{Text: chat.Plain("how many?"), Ask: true}
	case r.Command == "suggest":
		return &chat.Message{Text: chat.Plain("at what time?"), Ask: true, Controls: []chat.Control{button("8:00")}}
	case r.Command == "bold":
		return &chat.Message{Text: chat.Strong("strong")}
	case r.Command == "form":
		return &chat.Form{Title: "Plan", Action: chat.Action{Command: "plan"}, Fields: []chat.Field{
			{Name: "n", Label: "How many?"},
			{Name: "lift", Label: "Which lift?", Choices: []chat.Choice{{Label: "Bench press", Value: "bench"}, {Label: "Push-up", Value: "pushup"}}},
		}}
	case r.Command == "plan":
		return &chat.Message{Text: chat.Plain("planned " + r.Args["n"] + " " + r.Args["lift"])}
	case r.Command == "press" && r.Rest == "B":
		return &chat.Message{Text: chat.Plain("done"), Replace: true}
	case r.Command != "":
		return &chat.Message{Text: chat.Plain(strings.TrimSpace("/" + r.Command + " " + r.Rest))}
	}
	return &chat.Message{Text: chat.Plain("you wrote " + r.Text)}
}

func quiet(string) string { return "" }

// played returns what a script of lines prints.
func played(t *testing.T, in string) string {
	t.Helper()
	var out strings.Builder
	a := New(Config{In: strings.NewReader(in), Out: &out, Getenv: quiet}, slog.New(slog.DiscardHandler))
	if err := a.Serve(t.Context(), coach{}); err != nil {
		t.Fatalf("Serve = %v", err)
	}
	return out.String()
}

func TestScripts(t *testing.T) {
	for _, row := range []struct {
		name, in string
		want     []string // printed parts, with an empty line between
	}{
		{"nothing", "", nil},
		{"empty lines", "\n  \n\x00\n", nil},
		{"command", "/drill chin tuck\n", []string{"/drill chin tuck"}},
		{"command in capitals, no newline", "/Drill Chin", []string{"/drill Chin"}},
		{"words", "my traps hurt\r\n", []string{"you wrote my traps hurt"}},
		{"controls are dropped", "a\x1b[31mb\x07\u202e\tc\n", []string{"you wrote a[31mb c"}},
		{"invalid", "a\xffb\n", []string{"you wrote a\uFFFDb"}},
		{"a slash", "/\n//\n", []string{"you wrote /", "you wrote //"}},
		{"too long", strings.Repeat("x", longest+1) + "\n/ok\n", []string{"That line is too long, so I left it out. Please send it in shorter parts.", "/ok"}},
		{"press", "/menu\n2\n", []string{"menu\n\n[1] A\n[2] B", "done"}},
		{"press by its label", "/menu\nb\n", []string{"menu\n\n[1] A\n[2] B", "done"}},
		{"a label in answer", "/menu\n/ask\nb\n", []string{"menu\n\n[1] A\n[2] B", "how many?", "you wrote b"}},
		{"a replaced message offers nothing", "/menu\n2\n2\n", []string{"menu\n\n[1] A\n[2] B", "done", "There is nothing to choose by number just now."}},
		{"an older offer stands", "/menu\n/x\n[1]\n", []string{"menu\n\n[1] A\n[2] B", "/x", "/press A"}},
		{"no such number", "/menu\n3\n0\n", []string{"menu\n\n[1] A\n[2] B", "There is no choice 3. The choices are 1 to 2.", "There is no choice 0. The choices are 1 to 2."}},
		{"nothing offered", "3\n", []string{"There is nothing to choose by number just now."}},
		{"a number in answer", "/menu\n/ask\n2\n", []string{"menu\n\n[1] A\n[2] B", "how many?", "you wrote 2"}},
		{"a number besides suggestions", "/suggest\n7\n1\n", []string{"at what time?\n\n[1] 8:00", "you wrote 7", "/press 8:00"}},
		{"end", "/x\n/quit\n/y\n", []string{"/x"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			want := strings.Join(row.want, "\n\n")
			if want != "" {
				want += "\n"
			}
			if diff := cmp.Diff(played(t, row.in), want); diff != "" {
				t.Errorf("printed, got - want +:\n%s", diff)
			}
		})
	}
}

func TestFormAtAPrompt(t *testing.T) {
	got := played(t, "/form\n3\nsquat\n2\n")
	for _, want := range []string{"Plan\n\nHow many? (1 of 2)", "Which lift? (2 of 2)", "[1] Bench press   [2] Push-up", "not one of the choices", "planned 3 pushup"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
}

func TestBrokenStreams(t *testing.T) {
	broken := errors.New("broken")
	in := io.MultiReader(strings.NewReader("/x\n"), failing{broken})
	a := New(Config{In: in, Out: io.Discard, Getenv: quiet}, slog.New(slog.DiscardHandler))
	if err := a.Serve(t.Context(), coach{}); !errors.Is(err, broken) {
		t.Errorf("Serve of a broken input = %v, want %v", err, broken)
	}
	a = New(Config{In: strings.NewReader("/x\n"), Out: failing{broken}, Getenv: quiet}, slog.New(slog.DiscardHandler))
	var send *chat.SendError
	if _, err := a.Send(t.Context(), Here, &chat.Message{Text: chat.Plain("x")}); !errors.As(err, &send) || send.Gone || !errors.Is(err, broken) {
		t.Errorf("Send to a broken output = %v, want %v", err, broken)
	}
	if err := a.Serve(t.Context(), coach{}); !errors.Is(err, broken) {
		t.Errorf("Serve of a broken output = %v, want %v", err, broken)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error)  { return 0, f.err }
func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestSendAndEdit(t *testing.T) {
	var out strings.Builder
	a := New(Config{In: strings.NewReader(""), Out: &out, Getenv: quiet}, slog.New(slog.DiscardHandler))
	ctx := t.Context()
	card := &chat.Message{Text: chat.Plain("card")}
	id, err := a.Send(ctx, Here, card)
	if err != nil {
		t.Fatal(err)
	}
	done := &chat.Message{Text: chat.Plain("done")}
	for _, m := range []*chat.Message{card, done, done} {
		if err := a.Edit(ctx, Here, id, m); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := out.String(), "card\n\n(updated)\ndone\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
	var send *chat.SendError
	if err := a.Edit(ctx, Here, "1-1", done); !errors.As(err, &send) || !send.Gone {
		t.Errorf("Edit of an earlier run's message = %v, want gone", err)
	}
	if err := a.Serve(ctx, coach{}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Send(ctx, Here, done); !errors.As(err, &send) || send.Gone {
		t.Errorf("Send after the end = %v, want a *SendError that is not Gone", err)
	}
}

// The read that nobody answers is interrupted, and its goroutine ends: else the bubble would not.
func TestCancelInterruptsTheRead(t *testing.T) {
	for _, tty := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			in, keys := net.Pipe()
			defer keys.Close()
			a := New(Config{In: in, Out: io.Discard, Getenv: quiet}, slog.New(slog.DiscardHandler))
			a.tty = tty
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			if err := a.Serve(ctx, coach{}); err != nil {
				t.Errorf("Serve = %v, want nil", err)
			}
		})
	}
}

// Pipes of the system can be interrupted, too, and are still readable afterwards.
func TestCancelInterruptsAPipe(t *testing.T) {
	in, keys, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer keys.Close()
	a := New(Config{In: in, Out: io.Discard, Getenv: quiet}, slog.New(slog.DiscardHandler))
	r := startReading(in, newScript(in))
	r.stop()
	select {
	case <-r.done:
	default:
		t.Error("the goroutine that reads is still there after stop")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Serve(ctx, coach{}); err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
	if _, err := io.WriteString(keys, "x"); err != nil {
		t.Fatal(err)
	}
	if n, err := in.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Errorf("Read after Serve = %d, %v", n, err)
	}
}

// TestSeveralPeople lets two people sit down at one terminal: each is told apart, and a button that
// belongs to one is not the other's.
func TestSeveralPeople(t *testing.T) {
	var heard []string
	h := handler(func(_ context.Context, r *chat.Request) chat.Reply {
		heard = append(heard, string(r.From.ID)+" "+r.Command)
		return &chat.Message{Text: chat.Plain("yours"), Owner: r.From.ID,
			Controls: []chat.Control{chat.Buttons{{Label: "Press", Action: chat.Action{Command: "pressed"}}}}}
	})
	var out strings.Builder
	a := New(Config{In: strings.NewReader("/show\n/as ben\n1\n/show\n1\n"), Out: &out}, slog.New(slog.DiscardHandler))
	if err := a.Serve(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	want := []string{"terminal:you show", "terminal:ben show", "terminal:ben pressed"}
	if diff := cmp.Diff(want, heard); diff != "" || !strings.Contains(out.String(), "belongs to the person who asked") {
		t.Errorf("-want +got\n%s\n%s", diff, out.String())
	}
}

func TestFilmsAreAttachedByPath(t *testing.T) {
	want := []chat.Media{{Kind: "video", Ref: "a/Set3.MP4"}}
	if diff := cmp.Diff(want, films("bench a/Set3.MP4 https://x.example/b.mp4 80x5")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

type handler func(context.Context, *chat.Request) chat.Reply

func (h handler) Handle(ctx context.Context, r *chat.Request) chat.Reply { return h(ctx, r) }
