package config

import (
	"io/fs"
	"os"
	"runtime"
	"strings"
	"unicode"
)

// tokens finds each platform's token in the file, in a file of its own or in the environment, which
// goes before the others, and warns about what others can read.
func (l *loader) tokens(getenv func(string) string) {
	inFile := l.token("discord", &l.cfg.Discord.Token, l.cfg.Discord.TokenFile, getenv("SPOTTER_DISCORD_TOKEN"))
	if l.token("telegram", &l.cfg.Telegram.Token, l.cfg.Telegram.TokenFile, getenv("SPOTTER_TELEGRAM_TOKEN")) || inFile {
		l.warnIfReadable("", l.file)
	}
}

// token settles one platform's token and tells whether the configuration file holds one.
func (l *loader) token(platform string, token *Secret, file, env string) (inFile bool) {
	key, fileKey := platform+".token", platform+".token_file"
	inFile = token.Set()
	switch {
	case inFile && file != "":
		l.wrong(fileKey, "contradicts %s: set one of them", key)
	case inFile && strings.ContainsFunc(token.Reveal(), notInToken):
		l.wrong(key, "has blanks or control characters in it; copy it again, without “Bot ” before it")
	case file != "":
		l.tokenFile(fileKey, file, token)
	}
	if env = strings.TrimSpace(env); env != "" {
		l.fromEnvironment(platform, l.set(key, fileKey), env, token)
	}
	return inFile
}

func (l *loader) tokenFile(key, file string, token *Secret) {
	data, err := readFile(file)
	if err != nil {
		l.wrong(key, "cannot be read: %v", err)
		return
	}
	l.warnIfReadable(key, file)
	switch text := strings.TrimSpace(string(data)); {
	case text == "":
		l.wrong(key, "names an empty file: %s", file)
	case strings.ContainsFunc(text, notInToken):
		l.wrong(key, "names a file that holds more than a token: %s", file)
	default:
		*token = NewSecret(text)
	}
}

func (l *loader) fromEnvironment(platform, key, env string, token *Secret) {
	name := "SPOTTER_" + strings.ToUpper(platform) + "_TOKEN"
	if strings.ContainsFunc(env, notInToken) {
		l.faults = append(l.faults, &Fault{File: "environment", What: name + " has blanks or control characters in it; copy it again"})
		return
	}
	if token.Set() && token.Reveal() != env {
		l.warn(key, "%s is another token than %s, and is the one that is used", name, key)
	}
	*token = NewSecret(env)
}

func notInToken(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }

// warnIfReadable warns if everyone on this machine can read a file that holds a token. A group may: it
// is how services are given secrets.
func (l *loader) warnIfReadable(key, file string) {
	info, err := os.Stat(file)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&fs.FileMode(0o004) == 0 {
		return // a file that is gone since was read, which is all that matters here
	}
	if key == "" {
		l.warn(key, "the file holds a token and everyone on this machine can read it; run chmod 600 %s", file)
		return
	}
	l.warn(key, "%s holds a token and everyone on this machine can read it; run chmod 600 %s", file, file)
}
