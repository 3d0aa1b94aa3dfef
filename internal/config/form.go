package config

import (
	"encoding/base64"
	"strings"

	"spotter/internal/pattern"
)

// A tokenForm says how a platform's tokens look.
type tokenForm struct {
	platform string
	whole    *pattern.Pattern
	mistakes []mistake
	says     string // what is wrong where no mistake is known
}

// A mistake is something else that people copy in the place of a token.
type mistake struct {
	looks *pattern.Pattern
	says  string
}

// Telegram's tokens are the bot's id, a colon and 35 characters (Bot API, "Authorizing your bot"). Discord's are its id in
// base64, a time and a signature (developer documentation, "Authentication"). Both leave a little room for change.
var (
	telegramToken = pattern.New(`^[0-9]{5,20}:[A-Za-z0-9_-]{25,100}$`)
	discordToken  = pattern.New(`^[A-Za-z0-9_-]{16,40}={0,2}\.[A-Za-z0-9_-]{5,12}\.[A-Za-z0-9_-]{20,80}$`)
)

var telegramForm = tokenForm{
	platform: "telegram", whole: telegramToken,
	mistakes: []mistake{
		{discordToken, "is Discord's token; Telegram's comes from @BotFather and looks like 123456:ABC-DEF"},
		{pattern.New(`^bot[0-9]+:`), "begins with “bot”, which belongs to addresses; leave it out"},
		{pattern.New(`^[0-9]+:?$`), "is only the bot's id; the token has a colon and 35 characters behind it"},
		{pattern.New(`^@?[A-Za-z][A-Za-z0-9_]*$`), "is no token; ask @BotFather for it with /token: it looks like 123456:ABC-DEF"},
	},
	says: "is no token of Telegram's, which is digits, a colon and 35 characters; copy it again from @BotFather",
}

var discordForm = tokenForm{
	platform: "discord", whole: discordToken,
	mistakes: []mistake{
		{telegramToken, "is Telegram's token; Discord's comes from the developer portal, under Bot"},
		{pattern.New(`^[0-9]{15,20}$`), "is the application's id; the token stands in the developer portal under Bot, after Reset Token"},
		{pattern.New(`^[0-9a-f]{64}$`), "is the public key; the token stands in the developer portal under Bot, after Reset Token"},
		{pattern.New(`^[A-Za-z0-9_-]{32}$`), "is the client secret; the token stands in the developer portal under Bot, after Reset Token"},
	},
	says: "is no token of Discord's, which has three parts with dots between; copy it again from the developer portal, under Bot",
}

// check says what is wrong with a token, or returns "" if there is none or it looks right. It never repeats the token.
func (f tokenForm) check(token string) (wrong string) {
	if token == "" || f.whole.MatchString(token) && (f.platform != "discord" || digitsInside(token)) {
		return ""
	}
	for _, m := range f.mistakes {
		if m.looks.MatchString(token) {
			return m.says
		}
	}
	return f.says
}

// digitsInside reports whether the first part of Discord's token is the bot's id in base64.
func digitsInside(token string) bool {
	return DiscordID(NewSecret(token)) != ""
}

// DiscordID returns the id of the bot whose token this is, which is the application's id for all that were made since
// 2016; "" if the token does not look like one.
func DiscordID(token Secret) string {
	first, _, _ := strings.Cut(token.Reveal(), ".")
	id, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(first, "="))
	if err != nil || !snowflake.Match(id) {
		return ""
	}
	return string(id)
}

// TelegramID returns the id of the bot whose token this is; "" if the token does not look like one.
func TelegramID(token Secret) string {
	id, _, found := strings.Cut(token.Reveal(), ":")
	if !found || !snowflake.MatchString(id) {
		return ""
	}
	return id
}
