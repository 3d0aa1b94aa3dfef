package bot

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"spotter/internal/chat"
)

// arguments reads a command's options from what was typed and from what the platform knows by name
// (which wins), and checks them. An option without a value is absent from the result.
func (c *command) arguments(rest string, named map[string]string) (map[string]string, error) {
	read := c.read
	if read == nil {
		read = (*command).typed
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
func (c *command) typed(rest string) map[string]string {
	args := map[string]string{}
	rest = c.takeNamed(rest, args)
	for _, o := range c.Options {
		if _, given := args[o.Name]; given {
			continue
		}
		if o.Type == chat.String {
			if rest != "" {
				args[o.Name] = unquote(rest)
			}
			break
		}
		var word string
		if word, rest = cutWord(rest); word == "" {
			break
		}
		args[o.Name] = word
	}
	return args
}

// takeNamed moves every name:value or name=value of a declared option from rest to args.
func (c *command) takeNamed(rest string, args map[string]string) string {
	var kept []string
	for line := rest; line != ""; {
		var word string
		raw := line
		word, line = cutWord(line)
		name, value, ok := strings.Cut(word, ":")
		if !ok {
			name, value, ok = strings.Cut(word, "=")
		}
		if o := c.option(strings.ToLower(name)); ok && o != nil {
			if value == "" {
				value, line = cutWord(line)
			}
			args[o.Name] = value
			continue
		}
		kept = append(kept, strings.TrimSpace(raw[:len(raw)-len(line)]))
	}
	if len(args) == 0 {
		return strings.TrimSpace(rest)
	}
	return strings.Join(kept, " ")
}

func (c *command) option(name string) *chat.Option {
	for i := range c.Options {
		if c.Options[i].Name == name {
			return &c.Options[i]
		}
	}
	return nil
}

// cutWord returns the first word of s, or the first "quoted phrase", and what follows it.
func cutWord(s string) (word, rest string) {
	s = strings.TrimSpace(s)
	if quoted, ok := strings.CutPrefix(s, `"`); ok {
		if word, rest, ok := strings.Cut(quoted, `"`); ok {
			return word, strings.TrimSpace(rest)
		}
	}
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

func unquote(s string) string {
	if word, rest := cutWord(s); rest == "" {
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
		return "", problem(fmt.Sprintf("That is %d characters for “%s”, and I read up to %d.", n, o.Name, limit), "Please shorten it and send it again.")
	}
	if len(o.Choices) > 0 {
		return checkChoice(o, value)
	}
	if o.Type == chat.Integer {
		if _, err := strconv.Atoi(value); err != nil {
			return "", problem(fmt.Sprintf("“%s” should be a whole number, not “%s”.", o.Name, brief(value)), "Write it in digits, as in 3.")
		}
	}
	return value, nil
}

// checkChoice accepts a choice's value or label in any case, and any unambiguous beginning of one.
func checkChoice(o chat.Option, value string) (string, error) {
	folded := fold(value)
	var begins []string
	for _, c := range o.Choices {
		if fold(c.Value) == folded || fold(c.Label) == folded {
			return c.Value, nil
		}
		if folded != "" && (strings.HasPrefix(fold(c.Value), folded) || strings.HasPrefix(fold(c.Label), folded)) {
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
	return "", problem(fmt.Sprintf("“%s” is none of the choices for %s.", brief(value), o.Name), "Choose one of: "+strings.Join(labels, ", ")+".")
}

// fold brings a name to the form in which names are compared: letters and digits in lower case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSuffix(strings.ToLower(s), "s"))
}

// brief shortens what a person typed for quoting it back, without control characters.
func brief(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:40]) + "…"
}
