package config_test

import (
	"os"
	"strings"
	"testing"

	"spotter/internal/config"
)

func TestTokenFromEnvironment(t *testing.T) {
	discord, _, err := config.Load("", []string{"SPOTTER_DISCORD_TOKEN= " + discordToken + "\n"})
	if err != nil || discord.Discord.Token.Reveal() != discordToken || discord.Telegram.Token.Set() {
		t.Errorf("Discord's token is set: %t, Telegram's: %t, %v", discord.Discord.Token.Set(), discord.Telegram.Token.Set(), err)
	}
	telegram, _, err := config.Load("", []string{"SPOTTER_TELEGRAM_TOKEN=" + telegramToken})
	if err != nil || telegram.Telegram.Token.Reveal() != telegramToken || telegram.Discord.Token.Set() {
		t.Errorf("Telegram's token is set: %t, Discord's: %t, %v", telegram.Telegram.Token.Set(), telegram.Discord.Token.Set(), err)
	}
}

func TestBadTokenInEnvironment(t *testing.T) {
	both := writeFile(t, "token", discordToken)
	for want, env := range map[string][]string{
		"SPOTTER_DISCORD_TOKEN has blanks or control characters in it; copy it again, without “Bot ” before it": {"SPOTTER_DISCORD_TOKEN=Bot hush-hush"},
		"SPOTTER_DISCORD_TOKEN_FILE contradicts SPOTTER_DISCORD_TOKEN: set one of them":                         {"SPOTTER_DISCORD_TOKEN=" + discordToken, "SPOTTER_DISCORD_TOKEN_FILE=" + both},
		"SPOTTER_TELEGRAM_TOKEN_FILE cannot be read: open none: no such file or directory":                      {"SPOTTER_TELEGRAM_TOKEN_FILE=none"},
	} {
		_, _, err := config.Load("", env)
		if want = "environment: " + want; err == nil || err.Error() != want {
			t.Errorf("Load = %v, want %q", err, want)
		}
	}
}

func TestEnvironmentGoesBeforeFile(t *testing.T) {
	path := writeFile(t, "spotter.toml", "[telegram]\ntoken = \""+telegramToken+"\"\n")
	cfg, warnings, err := config.Load(path, []string{"SPOTTER_TELEGRAM_TOKEN=" + anotherToken})
	if err != nil || cfg.Telegram.Token.Reveal() != anotherToken {
		t.Errorf("the token is not the environment's: %v", err)
	}
	wantWarnings(t, warnings, path+":2:1: SPOTTER_TELEGRAM_TOKEN is another token than telegram.token, and is the one that is used")

	file := writeFile(t, "token", anotherToken)
	cfg, warnings, err = config.Load(path, []string{"SPOTTER_TELEGRAM_TOKEN_FILE=" + file})
	if err != nil || cfg.Telegram.Token.Reveal() != anotherToken {
		t.Errorf("the token is not that of the environment's file: %v", err)
	}
	wantWarnings(t, warnings, path+":2:1: SPOTTER_TELEGRAM_TOKEN_FILE is another token than telegram.token, and is the one that is used")

	_, warnings, _ = config.Load(path, []string{"SPOTTER_TELEGRAM_TOKEN=" + telegramToken})
	wantWarnings(t, warnings) // the same token twice is nothing to tell
}

// systemd passes tokens as files of a folder; what is set elsewhere goes before them.
func TestTokenFromCredentials(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/telegram.token", []byte(telegramToken+"\n"), 0o440); err != nil {
		t.Fatal(err)
	}
	cfg, warnings, err := config.Load("", []string{"CREDENTIALS_DIRECTORY=" + dir})
	if err != nil || cfg.Telegram.Token.Reveal() != telegramToken || cfg.Discord.Token.Set() {
		t.Errorf("Telegram's token is set: %t, Discord's: %t, %v", cfg.Telegram.Token.Set(), cfg.Discord.Token.Set(), err)
	}
	wantWarnings(t, warnings)
	cfg, _, err = config.Load("", []string{"CREDENTIALS_DIRECTORY=" + dir, "SPOTTER_TELEGRAM_TOKEN=" + anotherToken})
	if err != nil || cfg.Telegram.Token.Reveal() != anotherToken {
		t.Errorf("the credential went before the environment: %v", err)
	}
	if err := os.WriteFile(dir+"/discord.token", nil, 0o440); err != nil {
		t.Fatal(err)
	}
	_, _, err = config.Load("", []string{"CREDENTIALS_DIRECTORY=" + dir})
	if err != nil {
		t.Errorf("a blank credential: %v", err)
	}
	if err := os.WriteFile(dir+"/discord.token", []byte("two words"), 0o440); err != nil {
		t.Fatal(err)
	}
	_, _, err = config.Load("", []string{"CREDENTIALS_DIRECTORY=" + dir})
	if want := "environment: the credential discord.token names a file that holds more than a token: " + dir + "/discord.token"; err == nil || err.Error() != want {
		t.Errorf("Load = %v, want %q", err, want)
	}
}

// Whatever is copied in the place of a token is named, and not repeated.
func TestTokenForms(t *testing.T) {
	for token, want := range map[string]string{
		"SPOTTER_DISCORD_TOKEN=" + discordToken:                                                          "",
		"SPOTTER_DISCORD_TOKEN=MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.Gabcde.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL": "",
		"SPOTTER_DISCORD_TOKEN=" + telegramToken:                                                         "Telegram's token",
		"SPOTTER_DISCORD_TOKEN=123456789012345678":                                                       "application's id",
		"SPOTTER_DISCORD_TOKEN=" + strings.Repeat("0123abcd", 8):                                         "public key",
		"SPOTTER_DISCORD_TOKEN=abcdefghijklmnopqrstuvwxyzABCD_-":                                         "client secret",
		"SPOTTER_DISCORD_TOKEN=hush":                                                                     "three parts",
		"SPOTTER_DISCORD_TOKEN=" + discordToken[:len(discordToken)-20]:                                   "three parts",
		"SPOTTER_DISCORD_TOKEN=aHVzaGh1c2hodXNoaHVzaA.Ghushh.hush-hush_hush0hush1hush2hush3hush4hus":     "three parts",
		"SPOTTER_TELEGRAM_TOKEN=" + telegramToken:                                                        "",
		"SPOTTER_TELEGRAM_TOKEN=" + discordToken:                                                         "Discord's token",
		"SPOTTER_TELEGRAM_TOKEN=bot" + telegramToken:                                                     "leave it out",
		"SPOTTER_TELEGRAM_TOKEN=123456789":                                                               "only the bot's id",
		"SPOTTER_TELEGRAM_TOKEN=@hush_bot":                                                               "@BotFather",
		"SPOTTER_TELEGRAM_TOKEN_FILE=" + telegramToken:                                                   "holds a token itself",
		"SPOTTER_DISCORD_TOKEN_FILE=" + discordToken:                                                     "holds a token itself",
		"SPOTTER_TELEGRAM_TOKEN=123456789:hush":                                                          "35 characters",
	} {
		_, _, err := config.Load("", []string{token})
		switch {
		case want == "" && err != nil:
			t.Errorf("a right token: %v", err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush")):
			t.Errorf("Load = %v, want %q", err, want)
		}
		if strings.Contains(token, "_FILE=") {
			continue
		}
		platform, _, _ := strings.Cut(token, "_TOKEN")
		_, warnings, err := config.Load("", []string{token, platform + "_API_URL=http://127.0.0.1:1"})
		if err != nil || (len(warnings) > 0) != (want != "") {
			t.Errorf("another API's token: %q, %v", warnings, err)
		}
	}
}

func TestTokenFileWithMark(t *testing.T) {
	token := writeFile(t, "token", "\ufeff"+discordToken+"\r\n")
	cfg, _, err := config.Load(writeFile(t, "spotter.toml", "discord.token_file = '"+token+"'\n"), nil)
	if err != nil || cfg.Discord.Token.Reveal() != discordToken {
		t.Errorf("Load did not take the token as it is: %v", err)
	}
}

func TestReadableTokenIsWarnedAbout(t *testing.T) {
	path := writeFile(t, "spotter.toml", "[discord]\ntoken = \""+discordToken+"\"\n")
	for mode, want := range map[os.FileMode]string{
		0o600: "",
		0o640: "",
		0o644: path + ": the file holds a token and everyone on this machine can read it; run chmod 600 " + path,
	} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, warnings, err := config.Load(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		wantWarnings(t, warnings, strings.Fields(want)...)
	}
}

func TestReadableTokenFileIsWarnedAbout(t *testing.T) {
	token := writeFile(t, "token", discordToken)
	path := writeFile(t, "spotter.toml", "[discord]\n  token_file = '"+token+"'\n")
	if err := os.Chmod(path, 0o644); err != nil { // it holds no token itself
		t.Fatal(err)
	}
	_, warnings, err := config.Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantWarnings(t, warnings)
	if err := os.Chmod(token, 0o604); err != nil {
		t.Fatal(err)
	}
	_, warnings, _ = config.Load(path, nil)
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
