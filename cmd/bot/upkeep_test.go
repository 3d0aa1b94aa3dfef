package main

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/telegram/telegramtest"
)

// command runs a command of the program beside the one that runs, and returns what it says.
func (p *platformBot) command(t *testing.T, args ...string) (status int, said string) {
	t.Helper()
	var out bytes.Buffer
	env := piped(strings.NewReader(""), &out, &out)
	status = run(t.Context(), append(args, "-config", p.config), env)
	return status, out.String()
}

// TestWatched: while people ask on both platforms, the numbers count it, without words and ids; health, doctor and check reach
// the running bot, which is connected to both.
func TestWatched(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t, func(p *platformBot) { p.environ = []string{"SPOTTER_HTTP_LISTEN=127.0.0.1:0"} })
	ann := p.telegram.Person("Ann")
	ann.Say("traps on fire after bench, shoulders end up at my ears")
	ann.Chat().Await(1)
	ann.Say("/drill unheard-of")
	ann.Chat().Await(2)
	bob, where := discordtest.Person{ID: "80351110224678912", Name: "Bob"}, discordtest.Where{Guild: "41771983423143937", Channel: "41771983423143938"}
	p.discord.Shown(p.discord.Slash(bob, where, "routine"), 1)

	address := regexp.MustCompile(`address=(\S+)`).FindStringSubmatch(p.output.String())
	if address == nil {
		t.Fatalf("the log does not say where numbers are:\n%s", p.output)
	}
	numbers := fetch(t, "http://"+address[1]+"/metrics")
	wantWords(t, numbers,
		`spotter_requests_total{platform="telegram",command="sore",outcome="ok"} 1`,
		`spotter_requests_total{platform="telegram",command="drill",outcome="refused"} 1`,
		`spotter_requests_total{platform="discord",command="routine",outcome="ok"} 1`,
		`spotter_answers_total{kind="symptom",triage="self-care"} 1`,
		`spotter_connected{platform="telegram"} 1`, `spotter_connected{platform="discord"} 1`,
		`spotter_api_seconds_count{platform="telegram",call="call",status="200"}`, `spotter_api_seconds_count{platform="discord",call="call",status="200"}`,
		`spotter_queue_length{platform="telegram",queue="replies"} 0`, `spotter_queue_length{platform="discord",queue="answering"} 0`,
		`spotter_queue_wait_seconds_count{platform="telegram",queue="replies"}`, `spotter_queue_wait_seconds_count{platform="discord",queue="answering"}`,
		`spotter_reminders_lag_seconds{platform="discord"} 0`, "spotter_store_commits_total", "spotter_store_check_age_seconds")
	for _, word := range []string{"traps", "unheard", "Ann", bob.ID, where.Channel, telegramtest.Token, discordtest.Token} {
		if strings.Contains(numbers, word) {
			t.Errorf("the numbers hold %q", word)
		}
	}
	wantWords(t, fetch(t, "http://"+address[1]+"/readyz"), "database: ok", "telegram: ok: connected", "discord: ok: connected", "reminders on telegram: ok: none is late")

	status, said := p.command(t, "health")
	wantWords(t, said, "telegram: ok: connected", "discord: ok: connected")
	if status != 0 {
		t.Errorf("health ends with %d", status)
	}
	status, said = p.command(t, "doctor", "-online")
	wantWords(t, said, "Telegram knows the bot as @spotter_bot", "https://t.me/spotter_bot", "Discord knows the bot as", "oauth2/authorize?client_id="+discordtest.AppID, "commands are registered", "The clock agrees", "0 groups chose a place")
	if status != 0 {
		t.Errorf("doctor ends with %d:\n%s", status, said)
	}
	if status, said = p.command(t, "check", "-online"); status != 0 {
		t.Errorf("check -online ends with %d:\n%s", status, said)
	}
}

// TestCheckOnlineAlone: without a running bot the platforms are asked all the same; a token that one does not know is a fault.
func TestCheckOnlineAlone(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	for token, want := range map[string]int{telegramtest.Token: 0, "987654321:AAE-another-token_for-Tests01234567": 1} {
		var out bytes.Buffer
		env := piped(strings.NewReader(""), &out, &out)
		env.environ = []string{"SPOTTER_TELEGRAM_TOKEN=" + token, "SPOTTER_TELEGRAM_API_URL=" + s.URL, "SPOTTER_DATABASE=" + t.TempDir() + "/none.db"}
		if status := run(t.Context(), []string{"check", "-online"}, env); status != want || strings.Contains(out.String(), token) {
			t.Errorf("check -online ends with %d, want %d:\n%s", status, want, &out)
		}
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
