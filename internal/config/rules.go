package config

import (
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"spotter/internal/pattern"
)

// check notes what is wrong beyond types: values out of range, and values that contradict each other.
func (l *loader) check() {
	c := l.cfg
	if c.Database == "" || strings.ContainsFunc(c.Database, unicode.IsControl) {
		l.wrong("database", "must name a file")
	}
	l.store()
	if info, err := os.Stat(c.Content); c.Content != "" && (err != nil || !info.IsDir()) {
		l.wrong("content", "names a folder that is not there: %s", c.Content)
		c.Content = "" // what is in it has no further faults
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		l.wrong("log.format", `must be "text" or "json"`)
	}
	l.address("discord.api_url", c.Discord.APIURL)
	l.address("telegram.api_url", c.Telegram.APIURL)
	if id := c.Discord.GuildID; id != "" && !snowflake.MatchString(id) {
		l.wrong("discord.guild_id", "must be the server's id, digits in quotes (turn on developer mode, right-click the server, copy its id)")
	}
	if n := c.Discord.Shards; n < 0 || n > 1000 {
		l.wrong("discord.shards", "must be 1 to 1000, or 0 to do as Discord advises")
	}
	l.profile()
	l.reminders()
	l.upkeep()
}

// profile checks what Discord shows of the application, within Discord's bounds ("Application Object").
func (l *loader) profile() {
	d := &l.cfg.Discord
	if n := utf8.RuneCountInString(d.Description); n > 400 {
		l.wrong("discord.description", "has %d characters, and at most 400 fit", n)
	}
	if n := len(d.Tags); n > 5 {
		l.wrong("discord.tags", "are %d, and at most 5 fit", n)
	}
	for i, tag := range d.Tags {
		switch n := utf8.RuneCountInString(tag); {
		case n > 20:
			l.wrong("discord.tags", "%q has %d characters, and at most 20 fit", tag, n)
		case slices.Contains(d.Tags[:i], tag):
			l.wrong("discord.tags", "have %q twice", tag)
		}
	}
	l.page("discord.privacy_url", d.PrivacyURL)
	l.page("discord.terms_url", d.TermsURL)
}

// page checks the address of a page that people are sent to.
func (l *loader) page(key, address string) {
	if u, err := url.Parse(address); address != "" && (err != nil || u.Host == "" || u.Scheme != "https" || len(address) > 2048) {
		l.wrong(key, "must be an address that begins with https://")
	}
}

// Places that messages are sent to: a channel, or somebody's direct messages; a chat, perhaps with a topic; the terminal.
var (
	discordPlace  = pattern.New(`^discord:(?:dm/)?[0-9]{15,20}$`)
	telegramPlace = pattern.New(`^telegram:-?[1-9][0-9]{0,15}(?:/[1-9][0-9]{0,9})?$`)
)

// Groups, and channels and topics of them.
var (
	discordRoom  = pattern.New(`^discord:(?:guild/)?[0-9]{15,20}$`)
	telegramRoom = pattern.New(`^telegram:-[1-9][0-9]{0,15}(?:/[1-9][0-9]{0,9})?$`)
)

const terminalPlace = "terminal:here"

// rooms checks where the bot answers: places of platforms that have a token.
func (l *loader) rooms() {
	c := l.cfg
	for _, place := range c.Chat.Only {
		switch {
		case discordRoom.MatchString(place) && !c.Discord.Token.Set():
			l.wrong("chat.only", "%s is a place on Discord, where the bot is not without a token", place)
		case telegramRoom.MatchString(place) && !c.Telegram.Token.Set():
			l.wrong("chat.only", "%s is a place on Telegram, where the bot is not without a token", place)
		case !discordRoom.MatchString(place) && !telegramRoom.MatchString(place):
			l.wrong("chat.only", `must name groups: "discord:" and a channel's id, "discord:guild/" and a server's, "telegram:" and a group's id, which begins with a minus`)
		}
	}
}

// owner checks where whoever runs the bot is reached: a place of a platform that has a token.
func (l *loader) owner() {
	c, place := l.cfg, l.cfg.Owner.Place
	tokens := c.Discord.Token.Set() || c.Telegram.Token.Set()
	none := func(platform string) {
		l.wrong("owner.place", "is a place on %s, where the bot is not without a token", platform)
	}
	switch {
	case place == "":
	case discordPlace.MatchString(place):
		if !c.Discord.Token.Set() {
			none("Discord")
		}
	case telegramPlace.MatchString(place):
		if !c.Telegram.Token.Set() {
			none("Telegram")
		}
	case place == terminalPlace:
		if tokens {
			l.wrong("owner.place", "is the terminal, which is not used where a platform has a token")
		}
	default:
		l.wrong("owner.place", `must be "discord:" and a channel's id, "telegram:" and a chat's id, or "terminal:here"`)
	}
}

// upkeep checks the listener and the backups.
func (l *loader) upkeep() {
	c := l.cfg
	if c.HTTP.Listen != "" {
		host, port, err := net.SplitHostPort(c.HTTP.Listen)
		number, portErr := strconv.ParseUint(port, 10, 16)
		switch {
		case err != nil || portErr != nil:
			l.wrong("http.listen", `must be an address and a port, as in "127.0.0.1:9187"`)
		case number == 0:
			l.warn("http.listen", "%s has port 0: another port at each start, which the log tells", l.called("http.listen"))
		case c.HTTP.Pprof && !loopback(host):
			l.warn("http.pprof", "%s shows the program's inside to whoever reaches %s; listen at 127.0.0.1", l.called("http.pprof"), l.called("http.listen"))
		}
	}
	if every := time.Duration(c.Backup.Every); every < 10*time.Minute || every > 30*24*time.Hour {
		l.wrong("backup.every", `must be "10m" to "720h"`)
	}
	if n := c.Backup.Keep; n < 1 || n > 1000 {
		l.wrong("backup.keep", "must be 1 to 1000")
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// store checks the address of the store. A file's is no more than another way to name the database.
func (l *loader) store() {
	address := l.cfg.Store.Reveal()
	file, isFile := strings.CutPrefix(address, "bolt:")
	switch _, both := l.at["database"]; {
	case address == "":
	case both:
		l.wrong("store", "contradicts database: set one of them")
	case isFile && file != "" && !strings.ContainsFunc(file, unicode.IsControl):
		l.cfg.Database = file
	case !strings.HasPrefix(address, "etcd://"):
		l.wrong("store", `must be "bolt:FILE" or "etcd://HOST:PORT,HOST:PORT/PREFIX"`)
	}
}

// snowflake matches Discord's ids.
var snowflake = pattern.New(`^[0-9]{1,20}$`)

// address checks the address of an API.
func (l *loader) address(key, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		l.wrong(key, `must be an address that begins with http:// or https://`)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		l.wrong(key, "must be an address without a name, a password, ? or #")
	case u.Scheme == "http" && !near(u.Hostname()):
		l.warn(key, "%s: over plain http whoever is on the way reads the token and every message; use https://", key)
	}
}

// near reports whether a host is on this machine or in its own network, as a local server of the Bot API is.
func near(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	for _, end := range []string{".localhost", ".local", ".internal", ".lan", ".home.arpa"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return !strings.Contains(host, ".")
}

func (l *loader) reminders() {
	r := l.cfg.Reminders
	late, lease := time.Duration(r.Late), time.Duration(r.Lease)
	if late < time.Minute || late > 12*time.Hour {
		l.wrong("reminders.late", `must be "1m" to "12h"`)
	}
	if lease < 30*time.Second || lease > time.Hour {
		l.wrong("reminders.lease", `must be "30s" to "1h"`)
	}
	if lease > late && late >= time.Minute && lease <= time.Hour {
		l.wrong(l.set("reminders.lease", "reminders.late"), "contradicts: a lease (%v) longer than late (%v) would turn each interrupted reminder into a missed one", lease, late)
	}
	if r.Morning >= r.Evening {
		l.wrong(l.set("reminders.evening", "reminders.morning"), "contradicts: morning (%v) must come before evening (%v)", r.Morning, r.Evening)
	}
}

// set returns the first of the keys that is set.
func (l *loader) set(keys ...string) string {
	for _, key := range keys {
		_, inFile := l.at[key]
		if _, inEnv := l.names[key]; inFile || inEnv {
			return key
		}
	}
	return strings.Join(keys, ", ")
}
