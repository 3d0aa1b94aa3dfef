package config

import (
	"encoding"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"

	edlib "github.com/hbollon/go-edlib"

	"spotter/internal/pattern"
)

// prefix is how the names of all our environment variables begin.
const prefix = "SPOTTER_"

// name returns the environment variable for a key: SPOTTER_REMINDERS_LATE for reminders.late.
func name(key string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// Others are our variables that set no key: the file's name, and what the tests read.
var others = []string{"SPOTTER_CONFIG", "SPOTTER_EVAL", "SPOTTER_SPEC"}

// injected matches what Kubernetes and Docker set in each container for a service that is called spotter, or spotter-web
// (Kubernetes documentation, "Discovering services", "Docker links compatible variables").
var injected = pattern.New(`^SPOTTER_([A-Z0-9_]+_)?(SERVICE_(HOST|PORT).*|PORT|PORT_[0-9]+_(TCP|UDP|SCTP).*)$|^SPOTTER_(SERVICE_|PORT).*`)

// variables returns the environment as a map; on Windows names are alike in whatever case.
func variables(environ []string) map[string]string {
	env := map[string]string{}
	for _, line := range environ {
		if k, v, found := strings.Cut(line, "="); found {
			if runtime.GOOS == "windows" {
				k = strings.ToUpper(k)
			}
			env[k] = v
		}
	}
	return env
}

// environment sets what the environment says, over the file. Tokens are left to tokens. A variable that is empty sets
// nothing, as where a compose file passes on what is not set.
func (l *loader) environment() {
	for _, key := range slices.Sorted(maps.Keys(l.keys)) {
		value := l.env[name(key)]
		if value == "" || strings.HasSuffix(key, ".token") || strings.HasSuffix(key, ".token_file") {
			continue
		}
		l.names[key] = name(key)
		if what := setText(l.keys[key], strings.TrimSpace(value)); what != "" {
			l.wrong(key, "%s", what)
		}
	}
	for _, variable := range slices.Sorted(maps.Keys(l.env)) {
		if l.unheard(variable) {
			l.warnings = append(l.warnings, Warning{File: "environment", What: fmt.Sprintf("%s sets nothing; did you mean %s?", variable, l.nearest(variable))})
		}
	}
}

// unheard reports whether a variable is named like one of ours and is none.
func (l *loader) unheard(variable string) bool {
	if !strings.HasPrefix(variable, prefix) || slices.Contains(others, variable) || injected.MatchString(variable) {
		return false
	}
	for key := range l.keys {
		if name(key) == variable {
			return false
		}
	}
	return true
}

func (l *loader) nearest(variable string) (best string) {
	least := len(variable) + 100
	for _, key := range slices.Sorted(maps.Keys(l.keys)) {
		if d := edlib.OSADamerauLevenshteinDistance(variable, name(key)); d < least {
			best, least = name(key), d
		}
	}
	return best
}

// setText sets into to what text says, or says what is wrong with it. It never repeats the text.
func setText(into any, text string) (wrong string) {
	switch into := into.(type) {
	case *int:
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return "must be a whole number"
		}
		*into = int(n)
	case *bool:
		switch strings.ToLower(text) {
		case "true", "1", "yes", "on":
			*into = true
		case "false", "0", "no", "off":
			*into = false
		default:
			return "must be true or false"
		}
	case *string:
		*into = text
	case *List:
		into.read(strings.Split(text, ","))
	case encoding.TextUnmarshaler:
		if err := into.UnmarshalText([]byte(text)); err != nil {
			return plain(err)
		}
	}
	return ""
}
