package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"
)

// tokens finds each platform's token in the file, in a file of its own, in the environment, which goes before both, or
// among the credentials of the service manager, and warns about what others can read.
func (l *loader) tokens() {
	inFile := l.token(discordForm, &l.cfg.Discord.Token, &l.cfg.Discord.TokenFile, l.cfg.Discord.APIURL != "")
	if l.token(telegramForm, &l.cfg.Telegram.Token, &l.cfg.Telegram.TokenFile, l.cfg.Telegram.APIURL != "") || inFile {
		l.warnIfReadable("", l.file)
	}
}

// token settles one platform's token and reports whether the configuration file holds one. Where the API is not the
// platform's own, its tokens may have another form.
func (l *loader) token(form tokenForm, token *Secret, file *string, foreign bool) (inFile bool) {
	key, fileKey := form.platform+".token", form.platform+".token_file"
	inFile = token.Set()
	from := l.pair(key, token.Reveal(), fileKey, *file, token)
	env, envFile := l.env[name(key)], l.env[name(fileKey)]
	if env = strings.TrimSpace(env); env != "" || envFile != "" {
		from = l.fromEnvironment(from, key, env, fileKey, envFile, token, file)
	}
	if from == "" && !token.Set() {
		from = l.fromCredentials(form.platform, fileKey, token, file)
	}
	if what := form.check(token.Reveal()); what != "" && from != "" {
		if foreign {
			l.warn(from, "%s %s", l.called(from), what)
		} else {
			l.wrong(from, "%s", what)
		}
	}
	return inFile
}

// pair reads a token from one of two keys. It returns the key that had it, or "" if none did or something is wrong.
func (l *loader) pair(key, text, fileKey, file string, token *Secret) (from string) {
	switch {
	case text != "" && file != "":
		l.wrong(fileKey, "contradicts %s: set one of them", l.called(key))
	case text != "" && strings.ContainsFunc(text, notInToken):
		l.wrong(key, "has blanks or control characters in it; copy it again, without “Bot ” before it")
	case text != "":
		*token = NewSecret(text)
		return key
	case file != "" && l.tokenFile(fileKey, file, token):
		return fileKey
	}
	return ""
}

// fromEnvironment takes the token that the environment names, in place of the file's, which came from another key.
func (l *loader) fromEnvironment(before, key, env, fileKey, envFile string, token *Secret, file *string) (from string) {
	was, at := *token, l.at[before]
	for key, value := range map[string]string{key: env, fileKey: envFile} {
		if value != "" {
			l.names[key] = name(key)
		}
	}
	*file = envFile
	var found Secret
	if from = l.pair(key, env, fileKey, envFile, &found); from == "" {
		return ""
	}
	*token = found
	if was.Set() && was.Reveal() != found.Reveal() {
		l.warnAt(at, "%s is another token than %s, and is the one that is used", l.names[from], before)
	}
	return from
}

// fromCredentials takes the token that systemd passes in a file (LoadCredential, systemd.exec(5)).
func (l *loader) fromCredentials(platform, fileKey string, token *Secret, file *string) (from string) {
	dir := l.env["CREDENTIALS_DIRECTORY"]
	if dir == "" {
		return ""
	}
	path := filepath.Join(dir, platform+".token")
	if data, err := readFile(path); errors.Is(err, fs.ErrNotExist) || err == nil && strings.TrimSpace(string(data)) == "" {
		return "" // the unit's default is a blank one, so that the file may be missing
	}
	l.names[fileKey] = "the credential " + platform + ".token"
	if *file = path; l.tokenFile(fileKey, path, token) {
		return fileKey
	}
	return ""
}

// tokenFile reads a token from a file and reports whether there is one.
func (l *loader) tokenFile(key, file string, token *Secret) bool {
	if discordToken.MatchString(file) || telegramToken.MatchString(file) {
		l.wrong(key, "holds a token itself, and not the name of a file; set it as the token, or write it to a file")
		return false
	}
	data, err := readFile(file)
	if err != nil {
		l.wrong(key, "cannot be read: %v", err)
		return false
	}
	l.warnIfReadable(key, file)
	switch text := strings.TrimSpace(string(data)); {
	case text == "":
		l.wrong(key, "names an empty file: %s", file)
	case strings.ContainsFunc(text, notInToken):
		l.wrong(key, "names a file that holds more than a token: %s", file)
	default:
		*token = NewSecret(text)
		return true
	}
	return false
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
