package discord

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

// canned answers each path with a JSON text, and the rest as Discord answers what it does not know.
func canned(t *testing.T, guild string, answers map[string]string) *Adapter {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[strings.TrimPrefix(r.URL.Path, "/api/v9")]
		switch {
		case !ok:
			w.WriteHeader(http.StatusNotFound)
			answer = `{"code":0,"message":"404: Not Found"}`
		case strings.Contains(answer, "401"):
			w.WriteHeader(http.StatusUnauthorized)
		}
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	return New(Config{Token: func() string { return discordtest.Token }, APIURL: server.URL, GuildID: guild}, slog.New(slog.DiscardHandler))
}

func TestProbe(t *testing.T) {
	t.Parallel()
	const (
		me       = `{"id":"42","username":"spotter"}`
		well     = `{"id":"43","flags":0,"bot_public":true}`
		odd      = `{"id":"43","flags":573440,"bot_public":false}`
		gateway  = `{"url":"ws://x","shards":1,"session_start_limit":{"remaining":900,"max_concurrency":1}}`
		used     = `{"url":"ws://x","shards":1,"session_start_limit":{"remaining":3,"max_concurrency":1}}`
		commands = `[{"id":"1","name":"sore","version":"1"}]`
		list     = "/applications/43/commands"
	)
	for name, row := range map[string]struct {
		guild   string
		answers map[string]string
		want    []string // what is said; "!" before what is grave, "?" before what can be done better
	}{
		"well":      {"", map[string]string{"/users/@me": me, "/applications/@me": well, "/gateway/bot": gateway, list: commands}, []string{"client_id=43&", "1 connections, 900 starts", "1 commands"}},
		"odd":       {"", map[string]string{"/users/@me": me, "/applications/@me": odd, "/gateway/bot": used, list: `[]`}, []string{"spotter", "?Only its owner", "?Server Members", "?Message Content", "?Only 3 starts", "No commands are registered yet"}},
		"no app":    {"", map[string]string{"/users/@me": me, "/gateway/bot": gateway}, []string{"client_id=42&", "1 connections", "?does not say which commands"}},
		"in guild":  {"7", map[string]string{"/users/@me": me, "/applications/@me": well, "/gateway/bot": gateway, "/applications/43/guilds/7/commands": commands, "/guilds/7": `{"name":"Gym"}`}, []string{"spotter", "900", "1 commands", "is in the server"}},
		"not there": {"7", map[string]string{"/users/@me": me, "/applications/@me": well, "/gateway/bot": gateway, "/applications/43/guilds/7/commands": `[]`}, []string{"spotter", "900", "No commands", "!not in the server"}},
		"refused":   {"", map[string]string{"/users/@me": `{"message":"401: Unauthorized"}`}, []string{"!does not know the bot"}},
		"no API":    {"", nil, []string{"!does not know the bot"}},
	} {
		got := canned(t, row.guild, row.answers).Probe(t.Context())
		if len(got) != len(row.want) {
			t.Errorf("%s: %d findings, want %d: %+v", name, len(got), len(row.want), got)
			continue
		}
		for i, f := range got {
			wantFinding(t, name, f, row.want[i])
		}
	}
}

func wantFinding(t *testing.T, name string, f chat.Finding, want string) {
	t.Helper()
	words, grave := strings.CutPrefix(want, "!")
	words, better := strings.CutPrefix(words, "?")
	if !strings.Contains(f.What, words) || f.Grave != grave || (f.Do != "") != (grave || better) || strings.Contains(f.What+f.Do, discordtest.Token) {
		t.Errorf("%s: %+v, want %q", name, f, want)
	}
}

// Connected follows the gateway, and Watch sees every request.
func TestConnected(t *testing.T) {
	t.Parallel()
	seen := make(chan string, 100)
	s := discordtest.New(t)
	r, _ := newAdapter(t, s, Config{Watch: func(next http.RoundTripper) http.RoundTripper {
		return carrier(func(req *http.Request) (*http.Response, error) {
			select {
			case seen <- req.URL.Path:
			default:
			}
			return next.RoundTrip(req)
		})
	}})
	if err := r.Connected(); err == nil || err.Error() != "not connected yet" {
		t.Errorf("before Serve: %v", err)
	}
	serve(t, s, r, handler(func(context.Context, *chat.Request) chat.Reply { return nil }))
	until(t, func() bool { return r.Connected() == nil })
	if path := <-seen; !strings.HasSuffix(path, "/gateway/bot") {
		t.Errorf("the first request was seen as %s", path)
	}
	s.Stall(true)
	s.Drop()
	until(t, func() bool { return r.Connected() != nil })
	s.Stall(false)
	until(t, func() bool { return r.Connected() == nil })
}

// until waits for what happens soon.
func until(t *testing.T, ok func() bool) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	late := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-look.C:
		case <-late:
			t.Fatal("it does not come")
		}
	}
}

type carrier func(*http.Request) (*http.Response, error)

func (c carrier) RoundTrip(r *http.Request) (*http.Response, error) { return c(r) }
