package terminal

import (
	"log/slog"
	"net"
	"regexp"
	"strings"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
)

func TestScriptConforms(t *testing.T) {
	chattest.RunAdapter(t, func(tb testing.TB) chattest.Harness { return newSeat(tb, false) })
}

func TestScreenConforms(t *testing.T) {
	chattest.RunAdapter(t, func(tb testing.TB) chattest.Harness { return newSeat(tb, true) })
}

// A seat is a person at a terminal, with a screen or without.
type seat struct {
	tb     testing.TB
	a      *Adapter
	keys   net.Conn
	enter  string
	screen *display
}

func newSeat(tb testing.TB, tty bool) *seat {
	in, keys := net.Pipe()
	s := &seat{tb: tb, keys: keys, enter: "\n", screen: &display{}}
	var out interface {
		Write([]byte) (int, error)
	} = s.screen
	if !tty {
		out = returning{s.screen}
	}
	s.a = New(Config{In: in, Out: out, User: "ann", Commands: chattest.Commands(), Getenv: func(string) string { return "" }}, slog.New(slog.DiscardHandler))
	if tty {
		s.a.tty, s.enter = true, "\r"
	}
	tb.Cleanup(func() { in.Close(); keys.Close() })
	return s
}

// returning is a display without a line editor: it starts lines at their beginning, as terminals
// not in raw mode do.
type returning struct{ *display }

func (r returning) Write(p []byte) (int, error) {
	_, err := r.display.Write([]byte(strings.ReplaceAll(string(p), "\n", "\r\n")))
	return len(p), err
}

func (s *seat) key(text string) {
	s.tb.Helper()
	if _, err := s.keys.Write([]byte(text)); err != nil {
		s.tb.Fatalf("type %q: %v", text, err)
	}
}

func (s *seat) Adapter() chat.Adapter { return s.a }
func (s *seat) Can() chattest.Abilities {
	return chattest.Abilities{Words: true}
}
func (s *seat) Nowhere() chat.Place                      { return "terminal:there" }
func (s *seat) Type(_ chattest.Person, c chattest.Typed) { s.key(c.String() + s.enter) }
func (s *seat) Write(_ chattest.Person, text string)     { s.key(text + s.enter) }
func (s *seat) Fill(_ chattest.Person, all []chattest.Answer) {
	for _, a := range all {
		if a.Value == "" {
			a.Value = "-"
		}
		s.key(a.Value + s.enter)
	}
}

// Press types the number that was shown last for the label.
func (s *seat) Press(_ chattest.Person, on chattest.Shown, label string) {
	s.tb.Helper()
	found := regexp.MustCompile(`\[(\d+)\] `+regexp.QuoteMeta(label)+`( {3}|\n|$)`).FindAllStringSubmatch(on.Text, -1)
	if len(found) == 0 {
		s.tb.Fatalf("there is no %q in %q", label, on.Text)
	}
	s.key(found[len(found)-1][1] + s.enter)
}

// Sees returns all that is on the screen as one message: where one ends cannot be seen. On a terminal, which is written to line by
// line, that is nothing before the prompt stands under it.
func (s *seat) Sees(chattest.Person) []chattest.Shown {
	text := s.screen.String()
	if s.a.tty && !strings.HasSuffix(strings.TrimRight(text, " "), "\n>") {
		return nil
	}
	shown := chattest.Shown{Text: text}
	for _, m := range regexp.MustCompile(`\[\d+\] (.*?)(?: {3}|\n|$)`).FindAllStringSubmatch(text, -1) {
		shown.Labels = append(shown.Labels, m[1])
	}
	return []chattest.Shown{shown}
}
