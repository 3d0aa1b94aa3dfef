package terminal

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"spotter/internal/chat"
)

// complete returns line with its last word completed as far as there is only one way to go on. If
// there are several, it prints them.
func (a *Adapter) complete(ctx context.Context, c chat.Completer, line string) string {
	if !strings.HasPrefix(line, "/") {
		return line
	}
	ctx, cancel := context.WithTimeout(ctx, 200*time.Millisecond) // what chat.Completer promises
	defer cancel()
	head, found := a.continuations(ctx, c, line)
	switch len(found) {
	case 0:
		return line
	case 1:
		return head + found[0] + " "
	}
	if longer := head + common(found); len(longer) > len(line) {
		return longer
	}
	a.list(found)
	return line
}

func (a *Adapter) list(words []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.write(wrap(strings.Join(words, "   "), a.page().width, "")); err != nil {
		a.log.Error("completions not shown", "err", err)
	}
}

// continuations returns what can stand at the end of line, and what stays before it.
func (a *Adapter) continuations(ctx context.Context, c chat.Completer, line string) (string, []string) {
	head, typed := "/", line[1:]
	commands, path := a.Commands, ""
	for {
		name, rest, more := strings.Cut(typed, " ")
		if !more {
			return head, beginning(names(commands), typed)
		}
		chosen := find(commands, name)
		if chosen == nil {
			return line, nil
		}
		head, typed = head+name+" ", rest
		path = strings.TrimSpace(path + " " + chosen.Name)
		if len(chosen.Sub) == 0 {
			return a.values(ctx, c, path, chosen.Options, head, typed)
		}
		commands = chosen.Sub
	}
}

// values continues the option that is being typed: the first of type String takes all that remains.
func (a *Adapter) values(ctx context.Context, c chat.Completer, command string, options []chat.Option, head, typed string) (string, []string) {
	a.mu.Lock()
	from := a.person()
	a.mu.Unlock()
	for _, o := range options {
		word, rest, more := strings.Cut(typed, " ")
		if more && o.Type != chat.String {
			head, typed = head+word+" ", rest
			continue
		}
		choices := o.Choices
		if o.Complete {
			choices = c.Complete(ctx, &chat.Request{
				From:  from,
				Where: Here, Time: a.Now(), Command: command, Rest: typed,
			}, o.Name, typed)
		}
		var all []string
		for _, choice := range choices {
			all = append(all, choice.Value)
		}
		return head, beginning(all, typed)
	}
	return head + typed, nil
}

func names(commands []chat.Command) []string {
	var all []string
	for _, c := range commands {
		if !c.Hidden {
			all = append(all, c.Name)
		}
	}
	return all
}

func find(commands []chat.Command, name string) *chat.Command {
	for i := range commands {
		if strings.EqualFold(commands[i].Name, name) {
			return &commands[i]
		}
	}
	return nil
}

// beginning returns those of words that begin with typed, in any case.
func beginning(words []string, typed string) []string {
	var found []string
	for _, w := range words {
		if w = line(w); len(w) >= len(typed) && strings.EqualFold(w[:len(typed)], typed) {
			found = append(found, w)
		}
	}
	return found
}

// common returns what all words begin with.
func common(words []string) string {
	first := words[0]
	for _, w := range words[1:] {
		for !strings.HasPrefix(w, first) {
			_, n := utf8.DecodeLastRuneInString(first)
			first = first[:len(first)-n]
		}
	}
	return first
}
