package telegram_test

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/inbox"
	"spotter/internal/chat/telegram/telegramtest"
)

// handle lets a function answer.
type handle func(context.Context, *chat.Request) chat.Reply

func (h handle) Handle(ctx context.Context, r *chat.Request) chat.Reply { return h(ctx, r) }

// memory is a telegram.Memory that outlives adapters.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
	saves  int
	err    error
}

func (m *memory) Load(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[key], m.err
}

func (m *memory) Change(_ context.Context, values []inbox.Value) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	if m.values == nil {
		m.values = map[string][]byte{}
	}
	m.saves++
	for _, v := range values {
		if m.values[v.Key] = bytes.Clone(v.Data); v.Data == nil {
			delete(m.values, v.Key)
		}
	}
	return nil
}

func (m *memory) Scan(_ context.Context, from, to string, limit int) ([]inbox.Value, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []inbox.Value
	for _, key := range slices.Sorted(maps.Keys(m.values)) {
		if key >= from && key < to && len(all) < limit {
			all = append(all, inbox.Value{Key: key, Data: m.values[key]})
		}
	}
	return all, m.err
}

func (m *memory) all() map[string][]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.values)
}

// journal is a log that tests can search.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// A rig is an adapter that runs against a stand-in.
type rig struct {
	*telegram.Adapter
	server *telegramtest.Server
	log    *journal
	memory *memory
	stop   func() error
}

// config returns one that fits the stand-in.
func config(s *telegramtest.Server) telegram.Config {
	return telegram.Config{
		Token:    func() string { return telegramtest.Token },
		APIURL:   s.URL,
		Commands: []chat.Command{{Name: "sore", Description: "What hurts", Direct: true}, {Name: "setup", Description: "Settings", Who: chat.Managers}},
		Limits:   telegram.Unlimited,
	}
}

// start runs an adapter until the test ends, or stop is called, which returns what Serve returned.
func start(t testing.TB, s *telegramtest.Server, m *memory, h chat.Handler, change ...func(*telegram.Config)) *rig {
	t.Helper()
	cfg := config(s)
	cfg.Memory = m
	for _, c := range change {
		c(&cfg)
	}
	r := &rig{server: s, log: &journal{}, memory: m}
	r.Adapter = telegram.New(cfg, newLog(r.log))
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Serve(ctx, h) }()
	r.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Errorf("Serve: %v", err)
		}
		if t.Failed() {
			t.Log(r.log)
		}
	})
	return r
}

// echo answers with what it was asked.
var echo = handle(func(_ context.Context, r *chat.Request) chat.Reply {
	return &chat.Message{Text: chat.Plain(strings.TrimSpace(r.Command + " " + r.Rest + r.Text))}
})

func TestCommandAndButton(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		switch r.Command {
		case "sore":
			return &chat.Message{
				Text:     chat.Join(chat.Plain("About "), chat.Strong(r.Rest)),
				Controls: []chat.Control{chat.Buttons{{Label: "Show drill", Action: chat.Action{Command: "drill", Arg: "chin-tuck now"}}}},
				Owner:    r.From.ID,
			}
		case "drill":
			return &chat.Message{Text: chat.Plain("Drill: " + r.Rest), Replace: true}
		}
		return nil
	}))
	anna := s.Person("Anna")
	anna.Say("/sore my traps & <b>neck</b>")
	card := anna.Chat().Await(1)
	if got, want := card.Text, "About my traps & <b>neck</b>"; got != want {
		t.Errorf("text = %q, want %q", got, want)
	}
	if got := card.Entities; len(got) != 1 || got[0].Type != "bold" || card.Marked(got[0]) != "my traps & <b>neck</b>" {
		t.Errorf("entities = %+v, want what was written in bold", got)
	}
	press := anna.Press(card, "Show drill")
	press.Await()
	card.AwaitEdit(1)
	if got, want := card.Text, "Drill: chin-tuck now"; got != want {
		t.Errorf("edited text = %q, want %q", got, want)
	}
	if got := len(card.Keyboard); got != 0 {
		t.Errorf("%d rows of buttons are left, want 0", got)
	}
}

func newLog(j *journal) *slog.Logger { return slog.New(slog.NewTextHandler(j, nil)) }

// nobody says nothing.
func nobody(context.Context, *chat.Request) chat.Reply { return nil }
