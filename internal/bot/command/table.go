package command

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	edlib "github.com/hbollon/go-edlib"

	"spotter/internal/bot/say"
	"spotter/internal/chat"
)

// A Table is all commands, in the order in which help lists them.
type Table struct {
	commands []*Command
	byName   map[string]*Command
}

// NewTable joins the families of commands. A name that is there twice is a bug and panics.
func NewTable(families ...[]Command) *Table {
	t := &Table{byName: map[string]*Command{}}
	for _, family := range families {
		for _, c := range family {
			if t.byName[c.Name] != nil {
				panic(fmt.Sprintf("command: %q declared twice", c.Name))
			}
			t.byName[c.Name] = &c
			t.commands = append(t.commands, &c)
		}
	}
	return t
}

// Find returns the command of that name, or nil.
func (t *Table) Find(name string) *Command { return t.byName[name] }

// All returns the commands in the order in which help lists them.
func (t *Table) All() []*Command { return t.commands }

// Tree returns the declarations with subcommands under their command.
func (t *Table) Tree() []chat.Command {
	var all []chat.Command
	at := map[string]int{}
	for _, c := range t.commands {
		parent, name, isSub := strings.Cut(c.Name, " ")
		if !isSub {
			at[c.Name] = len(all)
			all = append(all, c.Command)
			continue
		}
		sub := c.Command
		sub.Name = name
		all[at[parent]].Sub = append(all[at[parent]].Sub, sub)
	}
	for i := range all {
		if len(all[i].Sub) > 0 {
			all[i].Options = nil
		}
	}
	return all
}

// Resolve returns the call that r makes: of the command with the longest name that fits, with the arguments that
// the platform knows by name or that were typed. Its error is a *Problem.
func (t *Table) Resolve(r *chat.Request) (*Call, error) {
	name := strings.Join(strings.Fields(strings.ToLower(r.Command)), " ")
	rest := r.Rest
	c := t.byName[name]
	if word, after := CutWord(rest); c != nil && word != "" {
		if sub := t.byName[name+" "+strings.ToLower(word)]; sub != nil {
			c, rest = sub, after
		}
	}
	if word, _ := CutWord(rest); c != nil && word != "" && c.Read == nil && len(c.Options) == 0 && t.hasParts(name) {
		sub := strings.ToLower(word)
		if c.Meant != nil {
			sub = cmp.Or(c.Meant(rest), sub)
		}
		name += " " + sub
		c = t.byName[name]
	}
	if c == nil {
		return nil, t.Unknown(name)
	}
	args, err := c.arguments(rest, r.Args)
	if err != nil {
		return nil, err
	}
	return &Call{Request: r, Of: c, Values: args, Typed: rest}, nil
}

// hasParts reports whether a command has subcommands.
func (t *Table) hasParts(name string) bool {
	return slices.ContainsFunc(t.commands, func(c *Command) bool { return strings.HasPrefix(c.Name, name+" ") })
}

// Unknown returns the *Problem that there is no such command, which names the nearest.
func (t *Table) Unknown(name string) error {
	best, distance := "", 3
	for _, c := range t.commands {
		if c.Hidden {
			continue
		}
		if d := edlib.OSADamerauLevenshteinDistance(name, c.Name); d < distance {
			best, distance = c.Name, d
		}
	}
	say := "I don't know the command /" + say.Brief(name) + "."
	if best != "" {
		return NewProblem(say, "Did you mean /"+best+"?")
	}
	if parent, _, isSub := strings.Cut(name, " "); isSub && t.byName[parent] != nil {
		return NewProblem(say, "/help "+parent+" shows what there is.")
	}
	return NewProblem(say, "/help lists what I can do.")
}
