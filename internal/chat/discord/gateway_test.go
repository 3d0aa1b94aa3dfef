package discord

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

// echo answers with the command.
var echo = handler(func(_ context.Context, r *chat.Request) chat.Reply {
	return &chat.Message{Text: chat.Plain("heard " + r.Command + r.Text)}
})

// answersStill fails the test unless a command is answered now.
func answersStill(t *testing.T, s *discordtest.Server) {
	t.Helper()
	s.Connected(1)
	if got, want := s.Shown(s.Slash(ann, gym, "sore"), 1)[0].Content, "heard sore"; got != want {
		t.Errorf("answer = %q, want %q", got, want)
	}
}

// Each row ends the connection in another way. What is told meanwhile must be answered where Discord
// keeps the session.
func TestGatewayRecovers(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		end     func(s *discordtest.Server)
		resumed bool
	}{
		{"drop", (*discordtest.Server).Drop, true},
		{"reconnect", (*discordtest.Server).Reconnect, true},
		{"invalid but resumable", func(s *discordtest.Server) { s.Invalidate(true) }, true},
		{"invalid", func(s *discordtest.Server) { s.Invalidate(false) }, false},
		{"unknown error", func(s *discordtest.Server) { s.CloseWith(4000) }, true},
		{"session timed out", func(s *discordtest.Server) { s.CloseWith(4009) }, false},
		{"reconnect twice, the second time early", func(s *discordtest.Server) { s.Early(1); s.Reconnect() }, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s, _ := start(t, echo)
			answersStill(t, s)
			row.end(s)
			s.Disconnected()
			told := s.Slash(bob, gym, "while-away")
			s.Connected(1)
			answersStill(t, s)
			if row.resumed {
				s.Answered(told)
				if s.Resumes() == 0 || s.AtHome() != s.Resumes() || s.Identifies() != 1 {
					t.Errorf("%d identifies, %d resumes, %d of them at resume_gateway_url", s.Identifies(), s.Resumes(), s.AtHome())
				}
			} else if s.Identifies() != 2 {
				t.Errorf("%d identifies, want 2", s.Identifies())
			}
			if told.Twice != 0 {
				t.Errorf("an interaction was answered again %d times", told.Twice)
			}
		})
	}
}

// A session whose own address cannot be reached is resumed at the general one.
func TestGatewayHomeless(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Home = "ws://127.0.0.1:1"
	a, _ := newAdapter(t, s, Config{})
	serve(t, s, a, echo)
	answersStill(t, s)
	s.Drop()
	s.Disconnected()
	told := s.Slash(bob, gym, "while-away")
	s.Answered(told)
	if s.Resumes() != 1 || s.Identifies() != 1 {
		t.Errorf("%d resumes, %d identifies, want 1 of each", s.Resumes(), s.Identifies())
	}
}

func TestGatewayNoticesSilence(t *testing.T) {
	t.Parallel()
	t.Run("no acknowledgements", func(t *testing.T) {
		t.Parallel()
		s := discordtest.New(t)
		s.Heartbeat = 100 * time.Millisecond
		a, logged := newAdapter(t, s, Config{})
		serve(t, s, a, echo)
		s.MuteAcks(true)
		s.Disconnected()
		s.MuteAcks(false)
		answersStill(t, s)
		if !strings.Contains(logged.String(), "did not acknowledge a heartbeat") {
			t.Error("the log does not say why the connection was given up")
		}
	})
	t.Run("nothing at all", func(t *testing.T) {
		t.Parallel()
		s := discordtest.New(t)
		a, logged := newAdapter(t, s, Config{})
		a.timing.gateway.Opening = 200 * time.Millisecond
		s.Stall(true)
		var relent func() // once the first try was given up
		relent = func() {
			if s.Stall(!strings.Contains(logged.String(), "did not get to READY in time")); t.Context().Err() == nil {
				time.AfterFunc(50*time.Millisecond, relent)
			}
		}
		relent()
		serve(t, s, a, echo)
		answersStill(t, s)
		if !strings.Contains(logged.String(), "did not get to READY in time") {
			t.Error("the log does not say why the connection was given up")
		}
	})
}

func TestGatewayGivesUp(t *testing.T) {
	t.Parallel()
	for code, advice := range map[int]string{
		4004: "discord refused the bot token", 4010: "discord refused the shard number", 4011: "the bot is in too many servers",
		4012: "discord no longer serves", 4013: "discord refused the intents", 4014: "discord refused the intents",
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			a, _ := newAdapter(t, s, Config{})
			done := make(chan error, 1)
			go func() { done <- a.Serve(t.Context(), echo) }()
			s.Connected(1)
			s.CloseWith(code)
			if err := <-done; err == nil || !strings.HasPrefix(err.Error(), advice) {
				t.Errorf("Serve = %v, want %q", err, advice)
			}
		})
	}
}

func TestServeRefusesConfig(t *testing.T) {
	t.Run("no token", func(t *testing.T) {
		s := discordtest.New(t)
		a, _ := newAdapter(t, s, Config{Token: func() string { return "" }})
		if err := a.Serve(t.Context(), echo); err == nil || !strings.Contains(err.Error(), "developer portal") {
			t.Errorf("Serve = %v, want a word on the developer portal", err)
		}
	})
	t.Run("wrong token", func(t *testing.T) {
		s := discordtest.New(t)
		a, _ := newAdapter(t, s, Config{Token: func() string { return "a-wrong-token" }})
		err := a.Serve(t.Context(), echo)
		if err == nil || !strings.Contains(err.Error(), "copy it again") || strings.Contains(err.Error(), "a-wrong-token") {
			t.Errorf("Serve = %v, want advice without the token", err)
		}
	})
	t.Run("no address", func(t *testing.T) {
		s := discordtest.New(t)
		a, _ := newAdapter(t, s, Config{})
		a.config.APIURL = "discord.example"
		if err := a.Serve(t.Context(), echo); err == nil || !strings.Contains(err.Error(), "api_url") {
			t.Errorf("Serve = %v, want a word on api_url", err)
		}
	})
}

func TestShards(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Shards, s.Concurrency = 3, 2
	a, _ := newAdapter(t, s, Config{})
	a.timing.gateway.Identify = 200 * time.Millisecond
	s.IdentifyEvery = a.timing.gateway.Identify
	began := time.Now()
	serve(t, s, a, echo)
	s.Connected(3)
	if took := time.Since(began); took < s.IdentifyEvery*9/10 {
		t.Errorf("three shards identified in %v, want the third to wait %v for its turn", took, s.IdentifyEvery)
	}
	if got := s.Identifies(); got != 3 {
		t.Errorf("%d identifies, want 3: one was too early", got)
	}
	for i := range 3 {
		where := discordtest.Where{Guild: fmt.Sprint((i + 3) << 22), Channel: "5"}
		s.Answered(s.Slash(ann, where, "sore"))
	}
}

func TestCloseIsFinal(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	a, _ := newAdapter(t, s, Config{})
	stop := serve(t, s, a, echo)
	stop()
	s.Disconnected()
	if s.Sessions() != 0 {
		t.Error("the session was left to time out, want it ended with code 1000")
	}
	before := s.Requests()
	<-time.After(300 * time.Millisecond) // fifteen times the first pause before a reconnect
	if s.Requests() != before {
		t.Error("requests came after Serve had returned")
	}
}

func TestServeEndsWhileOpening(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Stall(true)
	a, _ := newAdapter(t, s, Config{})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := a.Serve(ctx, echo); err != nil {
		t.Errorf("Serve = %v, want nil after its context ended", err)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("Serve took %v to end", took)
	}
}

// A demanding handler wants to be told of deletions once it was set up.
type demanding struct {
	chat.Handler
	*toldOf
}

// toldOf is what a demanding handler was told.
type toldOf struct {
	on      atomic.Bool
	deleted atomic.Int32
}

func (w demanding) Handle(ctx context.Context, r *chat.Request) chat.Reply {
	if r.Command == "setup" {
		w.on.Store(true)
	}
	return w.Handler.Handle(ctx, r)
}
func (w demanding) Watches(context.Context, string) bool                { return w.on.Load() }
func (w demanding) Reachable(context.Context, chat.User, bool)          {}
func (w demanding) Left(context.Context, chat.Place)                    {}
func (w demanding) Moved(context.Context, chat.Place, chat.Place)       {}
func (w demanding) Deleted(context.Context, chat.Place, chat.MessageID) { w.deleted.Add(1) }

// Messages of servers are asked for only from when deletions matter.
func TestMessagesOfServersOnDemand(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	a, _ := newAdapter(t, s, Config{})
	a.timing.gateway.Steady, a.timing.gateway.Sign = 100*time.Millisecond, 400*time.Millisecond
	w := demanding{echo, &toldOf{}}
	serve(t, s, a, w)
	gone := map[string]any{"id": "5", "channel_id": "6", "guild_id": gym.Guild}
	s.Raw(gym.Guild, "MESSAGE_DELETE", gone)
	answersStill(t, s)
	<-time.After(300 * time.Millisecond)
	if w.deleted.Load() > 0 || s.Identifies() != 1 {
		t.Errorf("told of %d deletions that do not matter, %d identifies", w.deleted.Load(), s.Identifies())
	}
	boss := discordtest.Person{ID: "80351110224678999", Name: "Boss", Permissions: uint64(manageGuild)}
	s.Answered(s.Slash(boss, gym, "setup"))
	var meanwhile []*discordtest.Interaction
	ask := func() {
		someone := discordtest.Person{ID: fmt.Sprint(80351110224670000 + len(meanwhile)), Name: "Someone"}
		meanwhile = append(meanwhile, s.Slash(someone, gym, "setup"))
	}
	eventually(t, "another session takes over", func() bool { ask(); return s.Identifies() == 2 })
	for end := time.Now().Add(1500 * time.Millisecond); time.Now().Before(end); <-time.After(5 * time.Millisecond) {
		ask()
	}
	s.Connected(1)
	for _, i := range meanwhile { // nothing is missed
		s.Answered(i)
	}
	s.Raw(gym.Guild, "MESSAGE_DELETE", gone)
	eventually(t, "the deletion is told", func() bool { return w.deleted.Load() == 1 })
	answersStill(t, s)
}
