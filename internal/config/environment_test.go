package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/config"
)

// The environment sets every key, over the file.
func TestEnvironment(t *testing.T) {
	path := writeFile(t, "spotter.toml", "database = \"x\"\ncontent = \"testdata\"\n[reminders]\nlate = \"3h\"\n[http]\npprof = true\n")
	got, warnings, err := config.Load(path, []string{
		"HOME=/", "nothing", "SPOTTER_CONFIG=spotter.toml", "SPOTTER_EVAL=x", "SPOTTER_SPEC=y",
		"SPOTTER_DATABASE=/data/spotter.db", "SPOTTER_CONTENT=", "SPOTTER_LOG_LEVEL=warn", "SPOTTER_LOG_FORMAT=json",
		"SPOTTER_DISCORD_API_URL=http://127.0.0.1:1", "SPOTTER_DISCORD_GUILD_ID=42", "SPOTTER_DISCORD_SHARDS=2", "SPOTTER_DISCORD_TAGS=fitness, bench press,", "SPOTTER_DISCORD_DESCRIPTION=Ask me, please.", "SPOTTER_TELEGRAM_API_URL=http://127.0.0.1:2", "SPOTTER_TELEGRAM_TAKE_OVER=yes",
		"SPOTTER_REMINDERS_LATE=90m", "SPOTTER_REMINDERS_LEASE=1m", "SPOTTER_REMINDERS_MORNING=07:00", "SPOTTER_REMINDERS_EVENING= 19:00 ",
		"SPOTTER_HTTP_LISTEN=127.0.0.1:9187", "SPOTTER_HTTP_PPROF=false",
		"SPOTTER_BACKUP_FOLDER=/backup", "SPOTTER_BACKUP_EVERY=6h", "SPOTTER_BACKUP_KEEP=7",
	})
	if err != nil || len(warnings) > 0 {
		t.Fatalf("Load: %v, %v", warnings, err)
	}
	want := &config.Config{
		Database: "/data/spotter.db", Content: "testdata",
		Log:       config.Log{Level: 4, Format: "json"},
		Discord:   config.Discord{APIURL: "http://127.0.0.1:1", GuildID: "42", Shards: 2, Tags: config.List{"fitness", "bench press"}, Description: "Ask me, please."},
		Telegram:  config.Telegram{APIURL: "http://127.0.0.1:2", TakeOver: true},
		Reminders: config.Reminders{Late: config.Duration(90 * time.Minute), Lease: config.Duration(time.Minute), Morning: 7 * 60, Evening: 19 * 60},
		HTTP:      config.HTTP{Listen: "127.0.0.1:9187"},
		Backup:    config.Backup{Folder: "/backup", Every: config.Duration(6 * time.Hour), Keep: 7},
	}
	if diff := cmp.Diff(got, want, secrets); diff != "" {
		t.Errorf("Load (-got +want):\n%s", diff)
	}
}

// The example names the variable of every key, and a variable sets its own key and no other.
func TestEveryKeyHasAVariable(t *testing.T) {
	for _, variable := range config.Variables() {
		_, warnings, err := config.Load("", []string{variable + "=hush/hush"})
		if len(warnings) > 0 || err != nil && (!strings.HasPrefix(err.Error(), "environment: "+variable+" ") || strings.Contains(err.Error(), "hush/hush") && !namesFile(variable)) {
			t.Errorf("%s: %v, %v", variable, warnings, err)
		}
		if err == nil && !namesFile(variable) {
			t.Errorf("%s takes whatever it is given", variable)
		}
	}
}

// namesFile reports whether a variable's value is a path or words, which may be anything and be repeated.
func namesFile(variable string) bool {
	for _, end := range []string{"_DATABASE", "_FOLDER", "_FILE", "_CONTENT", "_DESCRIPTION", "_TAGS"} {
		if strings.HasSuffix(variable, end) {
			return true
		}
	}
	return false
}

func TestFaultsInEnvironment(t *testing.T) {
	for variable, want := range map[string]string{
		"SPOTTER_REMINDERS_LATE=soon":           `SPOTTER_REMINDERS_LATE is no duration; write it like "90m" or "2h"`,
		"SPOTTER_REMINDERS_LATE=1s":             `SPOTTER_REMINDERS_LATE must be "1m" to "12h"`,
		"SPOTTER_REMINDERS_MORNING=21:00":       "SPOTTER_REMINDERS_MORNING contradicts: morning (21:00) must come before evening (20:00)",
		"SPOTTER_DISCORD_SHARDS=0x2":            "SPOTTER_DISCORD_SHARDS must be a whole number",
		"SPOTTER_DISCORD_SHARDS=5000":           "SPOTTER_DISCORD_SHARDS must be 1 to 1000, or 0 to do as Discord advises",
		"SPOTTER_HTTP_PPROF=maybe":              "SPOTTER_HTTP_PPROF must be true or false",
		"SPOTTER_HTTP_LISTEN=9187":              `SPOTTER_HTTP_LISTEN must be an address and a port, as in "127.0.0.1:9187"`,
		"SPOTTER_HTTP_LISTEN=127.0.0.1:http":    `SPOTTER_HTTP_LISTEN must be an address and a port, as in "127.0.0.1:9187"`,
		"SPOTTER_BACKUP_EVERY=1s":               `SPOTTER_BACKUP_EVERY must be "10m" to "720h"`,
		"SPOTTER_BACKUP_KEEP=0":                 "SPOTTER_BACKUP_KEEP must be 1 to 1000",
		"SPOTTER_LOG_LEVEL=loud":                `SPOTTER_LOG_LEVEL is no level; write "debug", "info", "warn" or "error"`,
		"SPOTTER_TELEGRAM_API_URL=api.telegram": "SPOTTER_TELEGRAM_API_URL must be an address that begins with http:// or https://",
	} {
		_, _, err := config.Load("", []string{variable})
		if err == nil || err.Error() != "environment: "+want {
			t.Errorf("%s: %v, want %q", variable, err, want)
		}
	}
}

// What is named like a setting and is none is told, unless a container platform sets it.
func TestUnknownVariables(t *testing.T) {
	_, warnings, err := config.Load("", []string{
		"SPOTTER_REMINDER_LATE=2h", "SPOTTER_TELEGRAM_TOKN=x", "SPOTTER_FOO=x", "OTHER_DATABASE=x",
		"SPOTTER_PORT=tcp://10.0.0.1:80", "SPOTTER_PORT_80_TCP=x", "SPOTTER_PORT_80_TCP_ADDR=x", "SPOTTER_SERVICE_HOST=x", "SPOTTER_SERVICE_PORT_HTTP=x",
		"SPOTTER_METRICS_SERVICE_HOST=x", "SPOTTER_METRICS_PORT=x", "SPOTTER_METRICS_PORT_9187_TCP_PROTO=x",
	})
	if err != nil {
		t.Fatal(err)
	}
	wantWarnings(t, warnings,
		"environment: SPOTTER_FOO sets nothing; did you mean SPOTTER_STORE?",
		"environment: SPOTTER_REMINDER_LATE sets nothing; did you mean SPOTTER_REMINDERS_LATE?",
		"environment: SPOTTER_TELEGRAM_TOKN sets nothing; did you mean SPOTTER_TELEGRAM_TOKEN?")
}

func TestListenerIsWarnedAbout(t *testing.T) {
	for listen, warned := range map[string]bool{"127.0.0.1:1": false, "localhost:1": false, "[::1]:1": false, ":1": true, "0.0.0.0:1": true, "127.0.0.1:0": true} {
		_, warnings, err := config.Load("", []string{"SPOTTER_HTTP_PPROF=1", "SPOTTER_HTTP_LISTEN=" + listen})
		if err != nil || (len(warnings) == 1) != warned {
			t.Errorf("%s: %v, %v", listen, warnings, err)
		}
	}
}
