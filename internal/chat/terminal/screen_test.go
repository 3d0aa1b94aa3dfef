package terminal

import (
	"context"
	"strings"
	"testing"
	"time"

	"spotter/internal/chat"
)

// sit serves a coach to a person at a screen until the test ends.
func sit(t *testing.T, env map[string]string) *seat {
	s := newSeat(t, true)
	s.a.Getenv = func(key string) string { return env[key] }
	s.a.Commands = []chat.Command{
		{Name: "drill", Options: []chat.Option{{Name: "name", Complete: true}}},
		{Name: "drop", Hidden: true}, {Name: "draw"},
		{Name: "remind", Sub: []chat.Command{{Name: "on"}, {Name: "off"}}},
		{Name: "cues", Options: []chat.Option{{Name: "n", Type: chat.Integer}, {Name: "lift", Choices: []chat.Choice{{Label: "Bench", Value: "bench-press"}, {Label: "Push", Value: "push-up"}}}}},
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.a.Serve(ctx, suggesting{}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve = %v", err)
		}
	})
	return s
}

type suggesting struct{ coach }

func (suggesting) Complete(_ context.Context, r *chat.Request, option, typed string) []chat.Choice {
	if r.Command != "drill" || option != "name" {
		return nil
	}
	return []chat.Choice{{Value: "chin-tuck"}, {Value: "chest\x1b[2J opener"}, {Value: "row"}}
}

// shows waits until the screen ends with want.
func (s *seat) shows(want string) {
	s.tb.Helper()
	limit := time.After(5 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !strings.HasSuffix(s.screen.String(), want) {
		select {
		case <-tick.C:
		case <-limit:
			s.tb.Fatalf("the screen shows\n%s\nwant at its end\n%s", s.screen, want)
		}
	}
}

func TestHalfTypedLineSurvives(t *testing.T) {
	s := sit(t, nil)
	s.key("my traps are so")
	s.shows("> my traps are so")
	if _, err := s.a.Send(t.Context(), Here, &chat.Message{Text: chat.Plain("Time for your drill.\nIt takes two minutes.")}); err != nil {
		t.Fatal(err)
	}
	s.shows("Time for your drill.\nIt takes two minutes.\n\n> my traps are so")
	s.key("re\r")
	s.shows("> my traps are sore\n\nyou wrote my traps are sore\n\n>")
	if _, err := s.a.Send(t.Context(), Here, &chat.Message{Text: chat.Plain("Well done.")}); err != nil {
		t.Fatal(err)
	}
	s.shows("\n\nyou wrote my traps are sore\n\nWell done.\n\n>")
}

// A half-typed line that is longer than the screen is wide is moved whole.
func TestLongHalfTypedLineSurvives(t *testing.T) {
	s := sit(t, nil)
	long := strings.Repeat("word ", 30) + "end"
	s.key(long)
	whole := "> " + long[:78] + "\n" + strings.TrimRight(long[78:], " ")
	s.shows(whole)
	if _, err := s.a.Send(t.Context(), Here, &chat.Message{Text: chat.Plain("reminder")}); err != nil {
		t.Fatal(err)
	}
	s.shows("reminder\n\n" + whole)
	if n := strings.Count(strings.ReplaceAll(s.screen.String(), "\n", ""), "word"); n != 30 {
		t.Errorf("%d words on the screen, want the 30 that were typed:\n%s", n, s.screen)
	}
}

func TestLogSharesTheScreen(t *testing.T) {
	s := sit(t, nil)
	s.key("half")
	s.shows("> half")
	if _, err := s.a.Write([]byte("level=INFO msg=hello\n")); err != nil {
		t.Fatal(err)
	}
	s.shows("level=INFO msg=hello\n> half")
}

func TestBoldOnlyWhereItIsWanted(t *testing.T) {
	for _, env := range []map[string]string{nil, {"NO_COLOR": "1"}} {
		s := sit(t, env)
		s.key("/bold\r")
		s.shows("\nstrong\n\n>")
		if bold, want := s.screen.count("1m") > 0, env == nil; bold != want {
			t.Errorf("with %v bold is %v, want %v", env, bold, want)
		}
	}
	if out := played(t, "/bold\n"); out != "strong\n" {
		t.Errorf("a script prints %q, want no escapes", out)
	}
}

func TestHistory(t *testing.T) {
	s := sit(t, nil)
	s.key("/one\r")
	s.shows("/one\n\n>")
	s.key("/two\r")
	s.shows("/two\n\n>")
	s.key("\x1bOA\x1b[A")
	s.shows("> /one")
	s.key("!\r")
	s.shows("> /one!\n\n/one!\n\n>")
}

func TestCompletion(t *testing.T) {
	for _, row := range []struct{ typed, want string }{
		{"/rem\t", "> /remind"},
		{"/rem\ton\t", "> /remind on"},
		{"/remind o\t", "on   off\n\n> /remind o"},
		{"/dr\t", "drill   draw\n\n> /dr"},
		{"/drill ch\t", "chin-tuck   chest[2J opener\n\n> /drill ch"},
		{"/drill R\t", "> /drill row"},
		{"/cues 3 b\t", "> /cues 3 bench-press"},
		{"/cues x\t", "> /cues x"},
		{"/unknown x\t", "> /unknown x"},
		{"words\t", "> words"},
		{"\t", ">"},
	} {
		s := sit(t, nil)
		s.key(row.typed)
		s.shows(row.want)
	}
}

func TestInputEnds(t *testing.T) {
	for _, end := range []string{"\x03", "half\x03\x03", "\x04", "/quit\r", "/exit\r", "quit\r", "Exit\r", "q\r"} {
		s := newSeat(t, true)
		done := make(chan error, 1)
		go func() { done <- s.a.Serve(context.Background(), coach{}) }()
		s.key("/x\r")
		s.shows("/x\n\n>")
		s.key(end)
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("Serve = %v after %q, want nil", err, end)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("Serve did not end after %q", end)
		}
	}
}

func TestLineTooLongForTheEditor(t *testing.T) {
	s := sit(t, nil)
	for range longestTyped / 64 {
		s.key(strings.Repeat("x", 64))
	}
	s.key("y\r")
	s.shows("\nThat line is too long, so I left it out. Please send it in shorter parts.\n\n>")
	s.key("/x\r")
	s.shows("\n/x\n\n>")
}

func TestStrangeKeys(t *testing.T) {
	s := sit(t, nil)
	s.key("\x1b")
	s.key("1\r")
	s.shows("There is nothing to choose by number just now.\n\n>")
	s.key("a\xff\u009bb\x00\r")
	s.shows("\nyou wrote a?b\n\n>")
}
