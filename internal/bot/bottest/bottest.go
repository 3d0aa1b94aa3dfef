// Package bottest is for tests of the bot's rooms through the whole bot: it types and presses like a person, and
// compares what comes back.
package bottest

import (
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/bot"
	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/knowledge"
	"spotter/internal/store"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var load = sync.OnceValues(func() (*knowledge.Base, error) { return knowledge.Load(nil) })

// Base returns what the coach knows, loaded once.
func Base(t testing.TB) *knowledge.Base {
	t.Helper()
	base, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// Quiet returns a logger that drops everything.
func Quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// New returns a bot without reminders and form checks.
func New(t testing.TB) *bot.Bot {
	t.Helper()
	return bot.New(bot.Parts{Base: Base(t), Log: Quiet()})
}

// Tell is what one person types or presses; the reply must be a message that every platform can show.
func Tell(t testing.TB, b *bot.Bot, line string) *chat.Message {
	t.Helper()
	r := &chat.Request{From: chat.User{ID: "test:ann", Direct: "test:ann"}, Where: "test:ann", Text: line}
	if typed, isCommand := strings.CutPrefix(line, "/"); isCommand {
		r.Text = ""
		r.Command, r.Rest = command.CutWord(typed)
	}
	m, ok := b.Handle(t.Context(), r).(*chat.Message)
	if !ok {
		t.Fatalf("%q: no message", line)
	}
	if err := m.Validate(); err != nil {
		t.Errorf("%q: %v", line, err)
	}
	return m
}

// Press returns the command of the button with that label.
func Press(t testing.TB, m *chat.Message, label string) string {
	t.Helper()
	for _, c := range m.Controls {
		row, _ := c.(chat.Buttons)
		for _, b := range row {
			if b.Label == label {
				return "/" + b.Action.String()
			}
		}
	}
	t.Fatalf("no button %q in\n%s", label, chattest.Dump(m))
	return ""
}

// Golden compares got with a file of testdata, which -update rewrites.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: -want +got\n%s", name, diff)
	}
}

// WantText fails the test unless a message has all of the words.
func WantText(t *testing.T, m *chat.Message, words ...string) {
	t.Helper()
	text := chattest.Dump(m)
	plain := m.Text.String()
	for _, section := range m.Sections {
		plain += "\n" + section.Title + "\n" + section.Body.String()
	}
	for _, w := range words {
		if !strings.Contains(text, w) && !strings.Contains(plain, w) {
			t.Errorf("no %q in\n%s", w, text)
		}
	}
}

// WantNone fails the test if a text has any of the words.
func WantNone(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(text, w) {
			t.Errorf("%q is in\n%s", w, text)
		}
	}
}

// Keys returns the keys of everything that is stored, a line each.
func Keys(t testing.TB, s store.Store) string {
	t.Helper()
	var keys strings.Builder
	err := s.View(t.Context(), func(r store.Reader) error {
		pairs, err := r.Scan("", "", 10_000)
		for _, p := range pairs {
			keys.WriteString(p.Key + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys.String()
}
