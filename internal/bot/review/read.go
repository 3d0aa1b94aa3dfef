package review

import (
	"regexp"
	"strings"
	"unicode"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/pattern"
)

// painChoices answer whether it hurts.
var painChoices = say.Choices("No", "no", "Yes, it hurts", "yes")

// What people type after /formcheck, in any order and with the question last, save for a link: "bench 80x5 45°
// do my elbows flare? https://…". Each pattern matches at the beginning of what is left.
var intakePatterns = []struct {
	name    string
	pattern *pattern.Pattern
	value   string // what the words mean; the words themselves if empty
}{
	{"link", pattern.New(`^[A-Za-z][A-Za-z0-9+.-]*:\S+`), ""},
	{"video", pattern.New(`(?i)^\S+\.(?:mp4|mov|m4v|webm|mkv|avi)\b`), ""}, // it came along by its name
	{"lift", pattern.New(`(?i)^bench(?:[ -]?press(?:es|ing)?)?\b`), "bench-press"},
	{"lift", pattern.New(`(?i)^(?:push|press)[ -]?ups?\b`), "push-up"},
	{"angle", pattern.New(`(?i)^(?:\d{1,3} ?(?:°|deg(?:rees?)?\b)|(?:from )?(?:the )?(?:front|side|rear|behind|above|diagonal)\b)`), ""},
	{"load", pattern.New(`(?i)^(?:\d{1,4}(?:[.,]\d{1,2})? ?(?:kgs?|lbs?|kilos?|pounds)?|bodyweight|bw)(?: ?(?:[x×*]|for) ?\d{1,4}){0,2}(?:[ ,;]|$)`), ""},
	{"pain", pattern.New(`(?i)^no pain\b`), "no"},
	{"pain", pattern.New(`(?i)^(?:it )?(?:hurts|pain(?:ful)?)\b`), "yes"},
}

// readIntake reads what was typed after /formcheck.
func readIntake(c *command.Command, rest string) map[string]string {
	args := map[string]string{}
	rest = strings.TrimLeft(c.TakeNamed(rest, args), " ,;")
	for rest != "" {
		n := takePattern(rest, args)
		if n == 0 {
			break
		}
		rest = strings.TrimLeft(rest[n:], " ,;")
	}
	if m := lastLink.FindStringSubmatchIndex(rest); m != nil && args["link"] == "" {
		rest, args["link"] = strings.TrimRight(rest[:m[0]], " ,;"), rest[m[2]:m[3]]
	}
	if _, named := args["question"]; !named && rest != "" {
		args["question"] = command.Unquote(rest)
	}
	return args
}

// lastLink is a link at the end of a question.
var lastLink = pattern.New(`(?i)\s(https?://\S+)\s*$`)

// takePattern reads one thing at the beginning of rest that is not known yet, and returns its length, or
// 0 if there is none.
func takePattern(rest string, args map[string]string) int {
	for _, p := range intakePatterns {
		m := p.pattern.FindString(rest)
		if _, known := args[p.name]; known || m == "" {
			continue
		}
		value := p.value
		if value == "" {
			value = strings.TrimRight(m, " ,;")
		}
		args[p.name] = value
		return len(m)
	}
	return 0
}

var (
	yesPattern = pattern.New(`(?i)^\W*(?:y(?:es|eah|ep)?|it hurts|hurts|pain|sore)\b`)
	noPattern  = pattern.New(`(?i)^\W*(?:no?|none|nope|nothing|no pain)\W*$`)
)

// readPain reads an answer to "any pain?": "yes", "no", or "" where it is neither.
func readPain(s string) string {
	switch {
	case noPattern.MatchString(s):
		return "no"
	case yesPattern.MatchString(s):
		return "yes"
	}
	return ""
}

// readLift reads the name of a lift, or returns "".
func readLift(s string) string {
	args := map[string]string{}
	takePattern(strings.TrimSpace(s), args)
	return args["lift"]
}

// loadPattern matches a word of which a load is made. No others are taken: the load is stored, and what
// hurts somebody must not be.
var loadPattern = regexp.MustCompile(`^(?:a|amrap|and|at|bands?|bar(?:bell)?|body|bodyweight|bw|dbs?|dumbbells?|each|empty|failure|for|hand|kgs?|kilos?|` +
	`lbs?|max|of|only|paused?|per|plates?|plus|pounds?|reps?|rir|rm|rpe|sets?|side|singles?|to|vest|weight|with|x)$`)

// isLoad reports whether s is a load, as "80 kg × 5" and "bodyweight" are.
func isLoad(s string) bool {
	counted := strings.ContainsFunc(s, unicode.IsDigit)
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !loadPattern.MatchString(w) {
			return false
		}
		counted = counted || w == "bodyweight" || w == "body" || w == "bw" || w == "bar"
	}
	return counted
}
