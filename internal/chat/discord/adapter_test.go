package discord

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

var (
	_ chat.Adapter      = (*Adapter)(nil)
	_ chat.ThreadOpener = (*Adapter)(nil)
	_ chat.Inspector    = (*Adapter)(nil)
)

var (
	ann = discordtest.Person{ID: "80351110224678912", Name: "Ann"}
	bob = discordtest.Person{ID: "80351110224678913", Name: "Bob"}
	gym = discordtest.Where{Guild: "41771983423143937", Channel: "41771983423143938"}
)

// handler is a chat.Handler made of a function.
type handler func(ctx context.Context, r *chat.Request) chat.Reply

func (h handler) Handle(ctx context.Context, r *chat.Request) chat.Reply { return h(ctx, r) }

// say is a handler that always says the same.
func say(m *chat.Message) handler {
	return func(context.Context, *chat.Request) chat.Reply { c := *m; return &c }
}

// logBuffer collects what is logged.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newAdapter returns an adapter for s that waits less than a real one.
func newAdapter(t testing.TB, s *discordtest.Server, config Config) (*Adapter, *logBuffer) {
	logged := &logBuffer{}
	config.APIURL = s.URL()
	if config.Token == nil {
		config.Token = func() string { return discordtest.Token }
	}
	a := New(config, slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	a.timing.gateway.Identify = 50 * time.Millisecond
	a.timing.gateway.Invalid = 60 * time.Millisecond
	a.timing.gateway.Backoff = 20 * time.Millisecond
	a.timing.deferAfter = 300 * time.Millisecond
	s.IdentifyEvery = a.timing.gateway.Identify
	t.Cleanup(func() {
		if strings.Contains(logged.String(), discordtest.Token) {
			t.Error("the bot's token was logged")
		}
		if t.Failed() {
			t.Logf("logged:\n%.8000s", logged)
		}
	})
	return a, logged
}

// serve runs a until the test ends, and returns when it is connected.
func serve(t testing.TB, s *discordtest.Server, a *Adapter, h chat.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, h) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("Serve = %v, want nil after its context ended", err)
			}
		})
	}
	t.Cleanup(stop)
	s.Connected(max(a.config.Shards, 1))
	return stop
}

// start serves h with commands on a new stand-in.
func start(t testing.TB, h chat.Handler, commands ...chat.Command) (*discordtest.Server, *Adapter) {
	t.Helper()
	s := discordtest.New(t)
	s.Check = specification(t)
	s.FirstAnswer = 20 * time.Second // what is answered is asked here; how soon, by the tests of slow answers and of faults
	a, _ := newAdapter(t, s, Config{Commands: commands})
	serve(t, s, a, h)
	return s, a
}

func TestFirstAnswer(t *testing.T) {
	sore := chat.Command{Name: "sore", Description: "What hurts?", Options: []chat.Option{{Name: "text", Description: "In your words"}}}
	s, _ := start(t, handler(func(_ context.Context, r *chat.Request) chat.Reply {
		switch r.Command {
		case "sore":
			return &chat.Message{
				Text: chat.Plain("You said " + r.Args["text"]), Private: true,
				Controls: []chat.Control{chat.Buttons{{Label: "Start", Action: chat.Action{Command: "drill", Arg: "chin tuck"}}}},
			}
		case "drill":
			return &chat.Message{Text: chat.Plain("Started: " + r.Rest), Replace: true}
		}
		return nil
	}), sore)
	s.Registered(1)

	asked := s.Slash(ann, gym, "sore", discordtest.Option("text", "my *traps*"))
	shown := s.Shown(asked, 1)[0]
	if got, want := shown.Content, `You said my \*traps\*`; got != want {
		t.Errorf("content = %q, want %q", got, want)
	}
	if !shown.Ephemeral() {
		t.Error("a private answer was shown to all")
	}
	pressed := s.Answered(s.Press(ann, gym, shown, "Start"))
	if pressed.Callback != callbackUpdate {
		t.Errorf("answer to the button is of type %d, want %d (update)", pressed.Callback, callbackUpdate)
	}
	if got, want := s.Shown(asked, 1)[0].Content, "Started: chin tuck"; got != want {
		t.Errorf("after the button: %q, want %q", got, want)
	}
}
