package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/config"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// secrets lets go-cmp look at what nothing else may.
var secrets = cmp.Comparer(func(a, b config.Secret) bool { return a.Reveal() == b.Reveal() })

// Tokens as they look, of nobody.
const (
	telegramToken = "123456789:AAHhush-hush_hush0hush1hush2hush3hus"
	anotherToken  = "987654321:AAHhush-hush_hush0hush1hush2hush3hus"
	discordToken  = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Ghushh.hush-hush_hush0hush1hush2hush3hush4hus"
)

// writeFile makes a file and returns its path.
func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadWithoutFile(t *testing.T) {
	got, warnings, err := config.Load("", nil)
	if err != nil || len(warnings) > 0 {
		t.Errorf("Load: %v, %v", warnings, err)
	}
	if diff := cmp.Diff(got, config.Default(), secrets); diff != "" {
		t.Errorf("Load without a file (-got +want):\n%s", diff)
	}
}

func TestLoadMissingFile(t *testing.T) {
	cfg, _, err := config.Load("no-such.toml", nil)
	if want := "read configuration: open no-such.toml: no such file or directory"; err == nil || err.Error() != want {
		t.Errorf("Load = %v, want %q", err, want)
	}
	if cfg == nil {
		t.Error("Load returned no configuration beside the error")
	}
}

func TestLoad(t *testing.T) {
	tokenFile := writeFile(t, "token", "  "+telegramToken+"\n")
	path := writeFile(t, "spotter.toml", "\ufeff"+`
database = "/var/lib/spotter.db"
content = "testdata"
log = { level = "debug", format = "json" }
discord.token = "`+discordToken+`"
discord.guild_id = "123456789012345678"
discord.shards = 0x10
discord.tags = [ "fitness", # what it is about
  " coaching " ]
chat.only = ["telegram:-1001234567890/7", "discord:guild/123456789012345678"]
[telegram]
token_file = '`+tokenFile+`'
api_url = "http://localhost:8081"
[reminders]
late = "90m"
lease = "45s"
morning = "06:05"
evening = "23:59"
[http]
listen = "[::1]:9187"
pprof = true
[backup]
folder = "copies"
every = "12h"
keep = 3
`)
	got, warnings, err := config.Load(path, nil)
	if err != nil || len(warnings) > 0 {
		t.Fatalf("Load: %v, %v", warnings, err)
	}
	want := &config.Config{
		Database: "/var/lib/spotter.db",
		Content:  "testdata",
		Log:      config.Log{Level: -4, Format: "json"},
		Discord: config.Discord{
			Token: config.NewSecret(discordToken), GuildID: "123456789012345678", Shards: 16, Tags: config.List{"fitness", "coaching"},
		},
		Telegram: config.Telegram{
			Token: config.NewSecret(telegramToken), TokenFile: tokenFile, APIURL: "http://localhost:8081",
		},
		Reminders: config.Reminders{
			Late: config.Duration(90 * time.Minute), Lease: config.Duration(45 * time.Second),
			Morning: 6*60 + 5, Evening: 23*60 + 59,
		},
		HTTP:   config.HTTP{Listen: "[::1]:9187", Pprof: true},
		Backup: config.Backup{Folder: "copies", Every: config.Duration(12 * time.Hour), Keep: 3},
		Chat:   config.Chat{Only: config.List{"telegram:-1001234567890/7", "discord:guild/123456789012345678"}},
	}
	if diff := cmp.Diff(got, want, secrets); diff != "" {
		t.Errorf("Load (-got +want):\n%s", diff)
	}
}

// Every wrong file in testdata has its errors beside it: all of them, with positions, and none with the
// secret that some of the files hold.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/*.toml")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d files: %v", len(files), err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			_, _, err := config.Load(path, nil)
			if err == nil {
				t.Fatal("Load found nothing wrong")
			}
			got := err.Error() + "\n"
			if strings.Contains(got, "hush") {
				t.Errorf("the error holds a secret: %s", got)
			}
			golden := strings.TrimSuffix(path, ".toml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, string(want)); diff != "" {
				t.Errorf("errors (-got +want):\n%s", diff)
			}
		})
	}
}

// What is right in a file holds even if something else is wrong: the check of the content needs it.
func TestFaultsKeepTheRest(t *testing.T) {
	path := writeFile(t, "spotter.toml", "databse = 1\ncontent = \"testdata\"\n")
	cfg, _, err := config.Load(path, nil)
	if err == nil || cfg.Content != "testdata" {
		t.Errorf("content = %q, %v", cfg.Content, err)
	}
}

// The example names every key, and what it says are the defaults.
func TestExample(t *testing.T) {
	const example = "../../config.example.toml"
	got, warnings, err := config.Load(example, nil)
	if err != nil || len(warnings) > 0 {
		t.Fatalf("Load: %v, %v", warnings, err)
	}
	if diff := cmp.Diff(got, config.Default(), secrets); diff != "" {
		t.Errorf("the example differs from the defaults (-example +default):\n%s", diff)
	}
	if missing := config.Unset(t, example); len(missing) > 0 {
		t.Errorf("the example lacks %v", missing)
	}
}
