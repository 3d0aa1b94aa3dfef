// Package config reads the configuration: one TOML file over the defaults, and over that the environment, which has a
// variable for every key; tokens also from files of their own. It finds all faults at once, each with its position, and keeps
// secrets from being printed.
//
// A key is declared three times: as a field of Config, in Config.keys, and in config.example.toml at
// the repository's root, where a test looks for it. What a value must be beside its type is a rule in
// rules.go.
package config

import (
	"log/slog"
	"time"
)

// A Config is everything that the person who runs the program can set.
type Config struct {
	Store    Secret // where what must be remembered is, if that is not Database: see StoreAddress
	Database string // the file that holds what must be remembered
	Content  string // a folder whose files take the place of the built-in content; empty for none

	Log       Log
	Discord   Discord
	Telegram  Telegram
	Reminders Reminders
	HTTP      HTTP
	Backup    Backup
	Owner     Owner
	Chat      Chat
}

// Log says what is logged.
type Log struct {
	Level  slog.Level // at least this is logged
	Format string     // "text" or "json"
}

// Discord says how to reach Discord. Without a token the program does not.
type Discord struct {
	Token     Secret
	TokenFile string // Token was read from it
	APIURL    string // empty for Discord's own
	GuildID   string // if set, commands are registered in that guild alone
	Shards    int    // gateway connections; 0 asks Discord

	Description string // what Discord shows of the application; what is empty stays as it is there
	Tags        List
	PrivacyURL  string
	TermsURL    string
}

// Telegram says how to reach Telegram. Without a token the program does not.
type Telegram struct {
	Token     Secret
	TokenFile string // Token was read from it
	APIURL    string // empty for Telegram's own
	TakeOver  bool   // a webhook that another program has set is removed
}

// Reminders says how they are delivered, and which times are suggested.
type Reminders struct {
	Late    Duration // a reminder later than this counts as missed by the bot
	Lease   Duration // for how long one delivery may take before another is tried
	Morning Clock    // suggested
	Evening Clock    // suggested
}

// HTTP says where health and metrics are served.
type HTTP struct {
	Listen string // an address with its port; empty for nowhere
	Pprof  bool   // serve profiles, too
}

// Backup says when the database is copied.
type Backup struct {
	Folder string // where copies go; empty for none
	Every  Duration
	Keep   int // so many copies
}

// Owner says how whoever runs the bot is reached.
type Owner struct {
	Place string // where messages are sent that were misread, as in "discord:1234" or "telegram:-1001234"; empty for nowhere
}

// Chat says where the bot answers.
type Chat struct {
	Only List // the groups and channels in which it does, as in "discord:1234" or "telegram:-1001234"; none: in all
}

// Default returns what holds where nothing is set.
func Default() *Config {
	return &Config{
		Database: "data/spotter.db",
		Log:      Log{Level: slog.LevelInfo, Format: "text"},
		Reminders: Reminders{
			Late:    Duration(2 * time.Hour),
			Lease:   Duration(2 * time.Minute),
			Morning: 8 * 60,
			Evening: 20 * 60,
		},
		Backup: Backup{Every: Duration(24 * time.Hour), Keep: 14},
	}
}

// keys returns where the value of each key goes: a *string, an *int, a *bool, a *List or an encoding.TextUnmarshaler.
func (c *Config) keys() map[string]any {
	return map[string]any{
		"store":               &c.Store,
		"database":            &c.Database,
		"content":             &c.Content,
		"log.level":           &c.Log.Level,
		"log.format":          &c.Log.Format,
		"discord.token":       &c.Discord.Token,
		"discord.token_file":  &c.Discord.TokenFile,
		"discord.api_url":     &c.Discord.APIURL,
		"discord.guild_id":    &c.Discord.GuildID,
		"discord.shards":      &c.Discord.Shards,
		"discord.description": &c.Discord.Description,
		"discord.tags":        &c.Discord.Tags,
		"discord.privacy_url": &c.Discord.PrivacyURL,
		"discord.terms_url":   &c.Discord.TermsURL,
		"telegram.token":      &c.Telegram.Token,
		"telegram.token_file": &c.Telegram.TokenFile,
		"telegram.api_url":    &c.Telegram.APIURL,
		"telegram.take_over":  &c.Telegram.TakeOver,
		"reminders.late":      &c.Reminders.Late,
		"reminders.lease":     &c.Reminders.Lease,
		"reminders.morning":   &c.Reminders.Morning,
		"reminders.evening":   &c.Reminders.Evening,
		"http.listen":         &c.HTTP.Listen,
		"http.pprof":          &c.HTTP.Pprof,
		"backup.folder":       &c.Backup.Folder,
		"backup.every":        &c.Backup.Every,
		"backup.keep":         &c.Backup.Keep,
		"owner.place":         &c.Owner.Place,
		"chat.only":           &c.Chat.Only,
	}
}

// StoreAddress returns where what must be remembered is: "bolt:FILE", or "etcd://…", which may hold a password.
func (c *Config) StoreAddress() string {
	if c.Store.Set() {
		return c.Store.Reveal()
	}
	return "bolt:" + c.Database
}
