package command

import (
	"slices"
	"strings"

	"spotter/internal/chat"
)

// named notes with every command that a reply shows how it is written with its options named: some platforms take
// it no other way.
func (t *Table) Named(reply chat.Reply) {
	m, ok := reply.(*chat.Message)
	if !ok || m == nil {
		return
	}
	m.Text, m.Footer = t.nameAll(m.Text), t.nameAll(m.Footer)
	for i, s := range m.Sections {
		m.Sections[i].Body = t.nameAll(s.Body)
	}
}

func (t *Table) nameAll(text chat.Text) chat.Text {
	copied := false
	for i, s := range text {
		if s.Style&chat.Code == 0 || !strings.HasPrefix(s.Text, "/") {
			continue
		}
		if named := t.withNames(s.Text[1:]); named != "" {
			if !copied {
				text, copied = slices.Clone(text), true // it may be somebody else's as well
			}
			text[i].Named = named
		}
	}
	return text
}

// withNames returns a command as typed, without its slash, with its options named, or "" if it has none.
func (t *Table) withNames(typed string) string {
	name, rest := CutWord(typed)
	c, err := t.Resolve(&chat.Request{Command: name, Rest: rest})
	if err != nil || len(c.Values) == 0 {
		return ""
	}
	named := "/" + t.callable(c.Of).Name
	for _, o := range c.Of.Options {
		if v, given := c.Values[o.Name]; given {
			named += " " + o.Name + ":" + label(o.Choices, v)
		}
	}
	return named
}

// callable returns the part of a command that does what the command does: where there are parts, a platform that
// names options may not let the whole be called.
func (t *Table) callable(c *Command) *Command {
	for _, part := range t.commands {
		same := slices.EqualFunc(part.Options, c.Options, func(a, b chat.Option) bool { return a.Name == b.Name })
		if same && strings.HasPrefix(part.Name, c.Name+" ") {
			return part
		}
	}
	return c
}

// label returns how people see a value.
func label(choices []chat.Choice, value string) string {
	for _, c := range choices {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}
