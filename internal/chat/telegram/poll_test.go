package telegram_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/telegramtest"
)

// texts returns what the bot has shown in a chat.
func texts(c *telegramtest.Chat) []string {
	var all []string
	for _, m := range c.Shown() {
		all = append(all, m.Words())
	}
	return all
}

func TestUnreadableUpdateIsSkipped(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	s.Raw(`"message":{"message_id":"seven","chat":[]}`)
	s.Raw(`"message":{"message_id":7,"date":1,"chat":{"id":1,"type":"private"},"from":{"id":1,"is_bot":false,"first_name":"x"},"text":"ok","entities":"new form","photo":{"a":1}}`)
	s.Raw(`"rich_thing":{"a":1}`)
	s.Raw(`"message":null`)
	anna := s.Person("Anna")
	anna.Say("one")
	r := start(t, s, &memory{}, echo)
	if got, want := anna.Chat().Await(1).Text, "one"; got != want {
		t.Errorf("answer = %q, want %q", got, want)
	}
	if !strings.Contains(r.log.String(), "update skipped") {
		t.Error("the unreadable update was not logged")
	}
}

func TestRedeliveryRepeatsNothing(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	anna := s.Person("Anna")
	m := &memory{}
	for i := range 5 {
		anna.Say(fmt.Sprint(i))
	}
	s.Faults(func(method string, n int) telegramtest.Fault { // the call that would confirm gets nowhere
		if method == "getUpdates" && n > 1 {
			return telegramtest.Fault{Slow: time.Hour}
		}
		return telegramtest.Fault{}
	})
	first := start(t, s, m, echo)
	anna.Chat().Await(5)
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	if s.Unconfirmed() == 0 {
		t.Fatal("the last updates are confirmed, so nothing would be delivered again")
	}
	s.Faults(nil)
	anna.Say("after")
	start(t, s, m, echo)
	anna.Chat().Await(6)
	if got, want := texts(anna.Chat()), []string{"0", "1", "2", "3", "4", "after"}; !slices.Equal(got, want) {
		t.Errorf("shown %q, want %q", got, want)
	}
}

func TestUpdatesNumberedAnew(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	anna := s.Person("Anna")
	start(t, s, &memory{}, echo)
	for i, next := range []int64{900_000_000, 5, 2_000_000_000} {
		s.Renumber(next)
		anna.Say(fmt.Sprint(i))
		anna.Say("again")
		anna.Chat().Await(2*i + 2)
	}
}

func TestSlowHandlerDelaysNobodyElse(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	release := make(chan struct{})
	start(t, s, &memory{}, handle(func(ctx context.Context, r *chat.Request) chat.Reply {
		if r.Text == "slow" {
			select {
			case <-release:
			case <-ctx.Done():
			}
		}
		return echo(ctx, r)
	}))
	anna := s.Person("Anna")
	anna.Say("slow")
	anna.Say("second")
	for i := range 15 { // more than Telegram sends unconfirmed
		other := s.Person(fmt.Sprint("Other", i))
		for i := range 20 {
			other.Say(fmt.Sprint(i))
		}
	}
	s.Until("the others' answers", func() bool { return len(s.Shown()) == 300 })
	if got := texts(anna.Chat()); len(got) > 0 {
		t.Errorf("Anna was shown %q before her first was answered", got)
	}
	close(release)
	anna.Chat().Await(2)
	if got, want := texts(anna.Chat()), []string{"slow", "second"}; !slices.Equal(got, want) {
		t.Errorf("shown %q, want %q", got, want)
	}
}

// Many who wait fill what Telegram sends unconfirmed; those after them are answered all the same, and after a restart
// in the midst of it so is everything else, each person's in order.
func TestFloodIsSetAside(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	m := &memory{}
	var blocked atomic.Bool
	blocked.Store(true)
	gate := handle(func(ctx context.Context, r *chat.Request) chat.Reply {
		if blocked.Load() && strings.HasPrefix(r.Text, "secret") {
			<-ctx.Done()
			return nil
		}
		return echo(ctx, r)
	})
	ben := s.Person("Ben")
	first := start(t, s, m, gate)
	var many []*telegramtest.User
	for i := range 15 {
		many = append(many, s.Person(fmt.Sprint("Person", i)))
	}
	for i := range 300 {
		many[i%15].Say(fmt.Sprint("secret", i/15))
	}
	ben.Say("hello")
	ben.Chat().Await(1)
	for key, value := range m.all() {
		if bytes.Contains(value, []byte("secret")) {
			t.Errorf("%s holds what a person wrote", key)
		}
	}
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	blocked.Store(false)
	start(t, s, m, gate)
	for _, p := range many {
		p.Chat().Await(20)
		for i, text := range texts(p.Chat()) {
			if want := fmt.Sprint("secret", i); text != want {
				t.Fatalf("answer %d is %q, want %q", i, text, want)
			}
		}
		p.Say("last")
		p.Chat().Await(21)
	}
	s.Until("what was set aside to be removed", func() bool { return len(m.all()) <= 2 })
}

func TestRefusedToken(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, token, want string }{
		{"revoked", "1:other", "telegram refuses the token"},
		{"malformed", "nonsense", "knows no such bot"},
		{"empty", "", "does not look like a token"},
		{"with a space", "1:a b", "does not look like a token"},
	} {
		t.Run(row.name, func(t *testing.T) {
			cfg := config(telegramtest.New(t))
			cfg.Token = func() string { return row.token }
			err := telegram.New(cfg, slog.New(slog.DiscardHandler)).Serve(t.Context(), echo)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("Serve = %v, want %q in it", err, row.want)
			}
		})
	}
}

func TestTokenRevokedWhileRunning(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	r := start(t, s, &memory{}, echo)
	anna := s.Person("Anna")
	anna.Say("hi")
	anna.Chat().Await(1)
	s.Revoke()
	s.Until("what to change to be said", func() bool { return strings.Contains(r.log.String(), "telegram.token") })
	s.Restore()
	anna.Say("again")
	anna.Chat().Await(2)
}

// After hours of good work a stray refusal of the polls, whatever it says, ends nothing: it is said, and tried again.
func TestStrayRefusalsOfPolls(t *testing.T) {
	t.Parallel()
	for code, text := range map[int]string{401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 400: "Bad Request: whatever"} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t)
			r := start(t, s, &memory{}, echo)
			anna := s.Person("Anna")
			anna.Say("hi")
			anna.Chat().Await(1)
			var refused atomic.Int32
			s.Refuse(func(method string, _ map[string]string) (int, string) {
				if method == "getUpdates" && refused.Add(1) <= 2 {
					return code, text
				}
				return 0, ""
			})
			anna.Say("again")
			anna.Chat().Await(2)
			anna.Say("and again")
			anna.Chat().Await(3)
			if !strings.Contains(r.log.String(), "no updates from telegram") {
				t.Error("nothing is said of it")
			}
			if err := r.Ready(); err != nil {
				t.Errorf("Ready = %v after it went well again", err)
			}
		})
	}
}

// A webhook that another program left takes the updates. Its host is named, and what to do, or it is removed if the
// configuration says so; what is in its path is not told.
func TestWebhookLeft(t *testing.T) {
	t.Parallel()
	const hook = "https://hooks.example.org:8443/secret-path"
	for _, takeOver := range []bool{false, true} {
		t.Run(fmt.Sprint("take over ", takeOver), func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t)
			s.Webhook(hook)
			anna := s.Person("Anna")
			anna.Say("hi")
			r := start(t, s, &memory{}, echo, func(c *telegram.Config) { c.TakeOver = takeOver })
			s.Until("the host to be named", func() bool { return strings.Contains(r.log.String(), "hooks.example.org") })
			if !takeOver {
				if err := r.Ready(); err == nil || !strings.Contains(err.Error(), "hooks.example.org") {
					t.Errorf("Ready = %v, want the host named", err)
				}
				if got := r.log.String(); !strings.Contains(got, "telegram.take_over") {
					t.Errorf("nobody is told what to do: %s", got)
				}
				s.Webhook("")
			}
			anna.Chat().Await(1)
			s.Webhook(hook) // and once more while it runs
			anna.Say("again")
			if !takeOver {
				s.Until("it to be said again", func() bool { return strings.Count(r.log.String(), "hooks.example.org") > 1 })
				s.Webhook("")
			}
			anna.Chat().Await(2)
			if strings.Contains(r.log.String(), "secret-path") {
				t.Error("the webhook's path is told")
			}
		})
	}
}

func TestTwoPollers(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	anna := s.Person("Anna")
	r := start(t, s, &memory{}, echo)
	anna.Say("1")
	anna.Chat().Await(1)
	s.Until("the other process to be noticed", func() bool {
		resp, err := http.PostForm(s.URL+"/bot"+telegramtest.Token+"/getUpdates", nil)
		if err != nil {
			t.Error(err)
			return true
		}
		resp.Body.Close()
		return strings.Contains(r.log.String(), "another process polls")
	})
	anna.Say("2")
	anna.Chat().Await(2)
}

func TestStartWithoutNetwork(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	s.Faults(func(method string, n int) telegramtest.Fault {
		return telegramtest.Fault{Cut: method == "getMe" && n == 1, BadGateway: method == "getMe" && n == 2}
	})
	anna := s.Person("Anna")
	start(t, s, &memory{}, echo)
	anna.Say("hi")
	anna.Chat().Await(1)
}

// What no server of Telegram would say must neither end nor spin the adapter.
func TestStrangeAnswers(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"html": "<html>no</html>", "empty": "", "cut": `{"ok":true,"result":[{"upd`, "no list": `{"ok":true,"result":{}}`,
		"null": `null`, "number": `7`, "no result": `{"ok":true}`, "error without text": `{"ok":false}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			done := make(chan struct{})
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "getMe") && name != "html" {
					fmt.Fprint(w, `{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"B","username":"b"}}`)
					return
				}
				if fmt.Fprint(w, body); calls.Add(1) == 2 {
					close(done)
				}
			}))
			defer s.Close()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			ended := make(chan error, 1)
			cfg := telegram.Config{Token: func() string { return telegramtest.Token }, APIURL: s.URL}
			go func() { ended <- telegram.New(cfg, slog.New(slog.DiscardHandler)).Serve(ctx, echo) }()
			<-done
			cancel()
			if err := <-ended; err != nil {
				t.Errorf("Serve = %v, want nil", err)
			}
			if n := calls.Load(); n > 10 {
				t.Errorf("%d calls at once", n)
			}
		})
	}
}

func TestEndsQuickly(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	entered, finish := make(chan struct{}), make(chan struct{})
	r := start(t, s, &memory{}, handle(func(ctx context.Context, r *chat.Request) chat.Reply {
		close(entered)
		<-finish // an answer that is under way is finished
		return echo(ctx, r)
	}))
	anna := s.Person("Anna")
	anna.Say("hi")
	<-entered
	began := time.Now()
	time.AfterFunc(50*time.Millisecond, func() { close(finish) })
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("ending took %v", took)
	}
	if got := texts(anna.Chat()); len(got) != 1 {
		t.Errorf("shown %q, want the answer that was under way", got)
	}
}

func TestHandlerPanics(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(ctx context.Context, r *chat.Request) chat.Reply {
		if r.Text == "boom" {
			panic("boom")
		}
		return echo(ctx, r)
	}))
	anna := s.Person("Anna")
	anna.Say("boom")
	anna.Say("hi")
	if got, want := anna.Chat().Await(1).Text, "hi"; got != want {
		t.Errorf("answer = %q, want %q", got, want)
	}
}
