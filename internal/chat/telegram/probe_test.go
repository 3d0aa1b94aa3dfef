package telegram_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/telegramtest"
)

// canned answers each method with a JSON text, and the rest as Telegram answers what it does not know.
func canned(t *testing.T, answers map[string]string) *telegram.Adapter {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			answer = `{"ok":false,"error_code":404,"description":"Not Found"}`
		}
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	return telegram.New(telegram.Config{Token: func() string { return telegramtest.Token }, APIURL: server.URL}, slog.New(slog.DiscardHandler))
}

func TestProbe(t *testing.T) {
	t.Parallel()
	const (
		well     = `{"ok":true,"result":{"id":1,"username":"spotter_bot","can_join_groups":true,"supports_inline_queries":true}}`
		odd      = `{"ok":true,"result":{"id":1,"username":"spotter_bot","can_read_all_group_messages":true}}`
		noHook   = `{"ok":true,"result":{"url":"","pending_update_count":3}}`
		hook     = `{"ok":true,"result":{"url":"https://example.org/x"}}`
		commands = `{"ok":true,"result":[{"command":"sore","description":"x"},{"command":"help","description":"x"}]}`
		none     = `{"ok":true,"result":[]}`
		refused  = `{"ok":false,"error_code":401,"description":"Unauthorized"}`
	)
	for name, row := range map[string]struct {
		answers map[string]string
		want    []string // what is said; "!" before what is grave, "?" before what can be done better
	}{
		"well":        {map[string]string{"getMe": well, "getWebhookInfo": noHook, "getMyCommands": commands}, []string{"https://t.me/spotter_bot", "3 updates wait", "2 commands"}},
		"new":         {map[string]string{"getMe": well, "getWebhookInfo": noHook, "getMyCommands": none}, []string{"@spotter_bot", "No webhook", "No commands are registered yet"}},
		"webhook":     {map[string]string{"getMe": well, "getWebhookInfo": hook, "getMyCommands": commands}, []string{"@spotter_bot", "!A webhook is set", "2 commands"}},
		"odd":         {map[string]string{"getMe": odd, "getWebhookInfo": noHook, "getMyCommands": commands}, []string{"@spotter_bot", "?cannot be added to groups", "?is sent everything", "?Inline mode is off", "No webhook", "2 commands"}},
		"refused":     {map[string]string{"getMe": refused}, []string{"!does not know the bot"}},
		"no such bot": {nil, []string{"!does not know the bot"}},
		"only getMe":  {map[string]string{"getMe": well}, []string{"@spotter_bot", "?does not say whether a webhook", "?does not say which commands"}},
	} {
		wantFindings(t, name, canned(t, row.answers).Probe(t.Context()), row.want)
	}
	lost := telegram.New(telegram.Config{Token: func() string { return telegramtest.Token }, APIURL: "http://127.0.0.1:1"}, slog.New(slog.DiscardHandler))
	wantFindings(t, "no server", lost.Probe(t.Context()), []string{"!does not know the bot"})
}

func wantFindings(t *testing.T, name string, got []chat.Finding, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d findings, want %d: %+v", name, len(got), len(want), got)
	}
	for i, f := range got {
		words, grave := strings.CutPrefix(want[i], "!")
		words, better := strings.CutPrefix(words, "?")
		if !strings.Contains(f.What, words) || f.Grave != grave || (f.Do != "") != (grave || better) || strings.Contains(f.What+f.Do, telegramtest.Token) {
			t.Errorf("%s: %+v, want %q", name, f, want[i])
		}
	}
}

// Connected follows the polls as Ready does, and Watch sees every call.
func TestConnected(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	seen := make(chan string, 1000)
	r := start(t, s, &memory{}, echo, func(c *telegram.Config) {
		c.Watch = func(next http.RoundTripper) http.RoundTripper { return looker{next, seen} }
	})
	s.Until("the first poll", func() bool { return r.Connected() == nil })
	if got := <-seen; got != "getMe" {
		t.Errorf("the first call was seen as %q", got)
	}
	fresh := telegram.New(telegram.Config{Token: func() string { return telegramtest.Token }}, slog.New(slog.DiscardHandler))
	if err := fresh.Connected(); err == nil || !strings.Contains(err.Error(), "not connected yet") {
		t.Errorf("before Serve: %v", err)
	}
}

type looker struct {
	http.RoundTripper
	seen chan string
}

func (l looker) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case l.seen <- r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]:
	default:
	}
	return l.RoundTripper.RoundTrip(r)
}

func (l looker) CloseIdleConnections() {
	l.RoundTripper.(interface{ CloseIdleConnections() }).CloseIdleConnections()
}
