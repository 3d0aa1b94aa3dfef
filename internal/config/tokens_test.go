package config_test

import (
	"os"
	"strings"
	"testing"

	"spotter/internal/config"
)

func TestTokenFromEnvironment(t *testing.T) {
	discord, _, err := config.Load("", env("SPOTTER_DISCORD_TOKEN", " from-env\n"))
	if err != nil || discord.Discord.Token.Reveal() != "from-env" || discord.Telegram.Token.Set() {
		t.Errorf("Discord's token = %q, Telegram's set: %t, %v", discord.Discord.Token.Reveal(), discord.Telegram.Token.Set(), err)
	}
	telegram, _, err := config.Load("", env("SPOTTER_TELEGRAM_TOKEN", "from-env"))
	if err != nil || telegram.Telegram.Token.Reveal() != "from-env" || telegram.Discord.Token.Set() {
		t.Errorf("Telegram's token = %q, Discord's set: %t, %v", telegram.Telegram.Token.Reveal(), telegram.Discord.Token.Set(), err)
	}
}

func TestBadTokenInEnvironment(t *testing.T) {
	_, _, err := config.Load("", env("SPOTTER_DISCORD_TOKEN", "Bot hush-hush"))
	const want = "environment: SPOTTER_DISCORD_TOKEN has blanks or control characters in it; copy it again"
	if err == nil || err.Error() != want {
		t.Errorf("Load = %v, want %q", err, want)
	}
}

func TestEnvironmentGoesBeforeFile(t *testing.T) {
	path := writeFile(t, "spotter.toml", "[telegram]\ntoken = \"hush-file\"\n")
	cfg, warnings, err := config.Load(path, env("SPOTTER_TELEGRAM_TOKEN", "hush-env"))
	if err != nil || cfg.Telegram.Token.Reveal() != "hush-env" {
		t.Errorf("token = %q, %v, want the environment's", cfg.Telegram.Token.Reveal(), err)
	}
	wantWarnings(t, warnings, path+":2:1: SPOTTER_TELEGRAM_TOKEN is another token than telegram.token, and is the one that is used")

	_, warnings, _ = config.Load(path, env("SPOTTER_TELEGRAM_TOKEN", "hush-file"))
	wantWarnings(t, warnings) // the same token twice is nothing to tell
}

func TestTokenFileWithMark(t *testing.T) {
	token := writeFile(t, "token", "\ufeffhush-file\r\n")
	cfg, _, err := config.Load(writeFile(t, "spotter.toml", "discord.token_file = '"+token+"'\n"), noEnv)
	if err != nil || cfg.Discord.Token.Reveal() != "hush-file" {
		t.Errorf("Load did not take the token as it is: %v", err)
	}
}

func TestReadableTokenIsWarnedAbout(t *testing.T) {
	path := writeFile(t, "spotter.toml", "[discord]\ntoken = \"hush-hush\"\n")
	for mode, want := range map[os.FileMode]string{
		0o600: "",
		0o640: "",
		0o644: path + ": the file holds a token and everyone on this machine can read it; run chmod 600 " + path,
	} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, warnings, err := config.Load(path, noEnv)
		if err != nil {
			t.Fatal(err)
		}
		wantWarnings(t, warnings, strings.Fields(want)...)
	}
}

func TestReadableTokenFileIsWarnedAbout(t *testing.T) {
	token := writeFile(t, "token", "hush-hush")
	path := writeFile(t, "spotter.toml", "[discord]\n  token_file = '"+token+"'\n")
	if err := os.Chmod(path, 0o644); err != nil { // it holds no token itself
		t.Fatal(err)
	}
	_, warnings, err := config.Load(path, noEnv)
	if err != nil {
		t.Fatal(err)
	}
	wantWarnings(t, warnings)
	if err := os.Chmod(token, 0o604); err != nil {
		t.Fatal(err)
	}
	_, warnings, _ = config.Load(path, noEnv)
	wantWarnings(t, warnings, path+":2:3: "+token+" holds a token and everyone on this machine can read it; run chmod 600 "+token)
}

func wantWarnings(t *testing.T, warnings []config.Warning, want ...string) {
	t.Helper()
	var got []string
	for _, w := range warnings {
		got = append(got, w.String())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("warnings = %q, want %q", got, want)
	}
}
