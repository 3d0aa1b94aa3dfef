package command

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"spotter/internal/bot/say"
	"spotter/internal/chat"
)

// arguments reads a command's options from what was typed and from what the platform knows by name
// (which wins), and checks them. An option without a value is absent from the result.
func (c *Command) arguments(rest string, named map[string]string) (map[string]string, error) {
	read := (*Command).typed
	if c.Read != nil {
		read = c.Read
	}
	args := read(c, rest)
	maps.Copy(args, named)
	for name, value := range args {
		if strings.TrimSpace(value) == "" {
			delete(args, name)
		}
	}
	for _, o := range c.Options {
		value, ok := args[o.Name]
		if !ok {
			continue
		}
		checked, err := checkOption(o, strings.TrimSpace(value))
		if err != nil {
			return nil, err
		}
		args[o.Name] = checked
	}
	return args, nil
}

// typed splits what followed the command into its options, by name where one is named, else in
// their order. The first String takes all that remains; words that no option takes are dropped.
func (c *Command) typed(rest string) map[string]string {
	args := map[string]string{}
	rest = c.TakeNamed(rest, args)
	for _, o := range c.Options {
		if _, given := args[o.Name]; given {
			continue
		}
		if o.Type == chat.String {
			if rest != "" {
				args[o.Name] = Unquote(rest)
			}
			break
		}
		var word string
		if word, rest = CutWord(rest); word == "" {
			break
		}
		args[o.Name] = word
	}
	return args
}

// TakeNamed moves every name:value or name=value of a declared option from rest to args, and returns what is left
// of rest.
func (c *Command) TakeNamed(rest string, args map[string]string) string {
	var kept []string
	for line := rest; line != ""; {
		raw := line
		word, after := CutWord(line)
		line = after
		if at := strings.IndexAny(word, ":="); at >= 0 && strings.HasPrefix(strings.TrimSpace(raw), word) {
			if o := c.option(strings.ToLower(word[:at])); o != nil {
				args[o.Name], line = CutWord(strings.TrimSpace(raw)[at+1:])
				continue
			}
		}
		kept = append(kept, strings.TrimSpace(raw[:len(raw)-len(line)]))
	}
	if len(args) == 0 {
		return strings.TrimSpace(rest)
	}
	return strings.Join(kept, " ")
}

func (c *Command) option(name string) *chat.Option {
	for i := range c.Options {
		if c.Options[i].Name == name {
			return &c.Options[i]
		}
	}
	return nil
}

// CutWord returns the first word of s, or the first "quoted phrase", and what follows it.
func CutWord(s string) (word, rest string) {
	s = strings.TrimSpace(s)
	for _, marks := range [...][2]string{{`"`, `"`}, {"“", "”"}} { // telephones write the second
		if quoted, ok := strings.CutPrefix(s, marks[0]); ok {
			if word, rest, ok := strings.Cut(quoted, marks[1]); ok {
				return word, strings.TrimSpace(rest)
			}
		}
	}
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

// Unquote returns s without quotation marks around all of it.
func Unquote(s string) string {
	if word, rest := CutWord(s); rest == "" {
		return word
	}
	return s
}

// defaultMax is the longest value of an option that declares none, in characters.
const defaultMax = 1000

// checkOption returns the option's value in its canonical form, or a *Problem that says what was
// wrong with it.
func checkOption(o chat.Option, value string) (string, error) {
	limit := o.Max
	if limit == 0 {
		limit = defaultMax
	}
	if n := utf8.RuneCountInString(value); n > limit {
		return "", NewProblem(fmt.Sprintf("That is %d characters for “%s”, and I read up to %d.", n, o.Name, limit), "Please shorten it and send it again.")
	}
	if len(o.Choices) > 0 {
		return CheckChoice(o, value)
	}
	if o.Type == chat.Integer {
		if _, err := strconv.Atoi(value); err != nil {
			return "", NewProblem(fmt.Sprintf("“%s” should be a whole number, not “%s”.", o.Name, say.Brief(value)), "Write it in digits, as in 3.")
		}
	}
	return value, nil
}

// CheckChoice returns the value of the choice that value names: by value or label in any case, or by the beginning
// of one alone. Its error is a *Problem.
func CheckChoice(o chat.Option, value string) (string, error) {
	folded := say.Fold(value)
	var begins []string
	for _, c := range o.Choices {
		if say.Fold(c.Value) == folded || say.Fold(c.Label) == folded {
			return c.Value, nil
		}
		if folded != "" && (strings.HasPrefix(say.Fold(c.Value), folded) || strings.HasPrefix(say.Fold(c.Label), folded)) {
			begins = append(begins, c.Value)
		}
	}
	if len(begins) == 1 {
		return begins[0], nil
	}
	labels := make([]string, len(o.Choices))
	for i, c := range o.Choices {
		labels[i] = c.Label
	}
	return "", NewProblem(fmt.Sprintf("“%s” is none of the choices for %s.", say.Brief(value), o.Name), "Choose one of: "+strings.Join(labels, ", ")+".")
}
