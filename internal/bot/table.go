package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	edlib "github.com/hbollon/go-edlib"

	"spotter/internal/chat"
)

// A command is a declared command and what it does. Its name is "remind" or, for a subcommand,
// "remind on".
type command struct {
	chat.Command
	run      func(context.Context, *call) (chat.Reply, error)
	complete func(r *chat.Request, option, typed string) []chat.Choice // for options with Complete; may be nil
	read     func(c *command, rest string) map[string]string           // reads what was typed; the usual way if nil
	waits    bool                                                      // it does not coach while a warning sign stands
	meant    func(rest string) string                                  // the subcommand that words mean which name none, or ""; may be nil
}

// A call is one use of a command, with its arguments checked against the declared options.
type call struct {
	*chat.Request
	command *command
	args    map[string]string
	rest    string // what was typed after the command's whole name
	free    bool   // written as free text, without a command
}

// permit returns a *Problem unless the person may use the command.
func (c *call) permit() error {
	if c.command.Who == chat.Managers && c.Group && !c.From.Manager {
		return problem("Only those who manage this group can use /"+c.command.Name+".", "Ask one of them to run it.")
	}
	return nil
}

// ofGroup tells whether the answer is about the group or about what was typed, and not about the person.
func (c *call) ofGroup(err error) bool {
	return c == nil || c.command.Who == chat.Managers || err != nil && !c.command.Direct
}

// A table is all commands, in the order in which help lists them.
type table struct {
	commands []*command
	byName   map[string]*command
}

// newTable joins the families of commands. A name that is there twice is a bug and panics.
func newTable(families ...[]command) *table {
	t := &table{byName: map[string]*command{}}
	for _, family := range families {
		for _, c := range family {
			if t.byName[c.Name] != nil {
				panic(fmt.Sprintf("bot: command %q declared twice", c.Name))
			}
			t.byName[c.Name] = &c
			t.commands = append(t.commands, &c)
		}
	}
	return t
}

// find returns the command of that name, or nil.
func (t *table) find(name string) *command { return t.byName[name] }

// tree returns the declarations with subcommands under their command.
func (t *table) tree() []chat.Command {
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

// resolve finds the command that r names, the longest name first, and reads its arguments: those
// that the platform knows by name, or what was typed.
func (t *table) resolve(r *chat.Request) (*call, error) {
	name := strings.Join(strings.Fields(strings.ToLower(r.Command)), " ")
	rest := r.Rest
	c := t.byName[name]
	if word, after := cutWord(rest); c != nil && word != "" {
		if sub := t.byName[name+" "+strings.ToLower(word)]; sub != nil {
			c, rest = sub, after
		}
	}
	if word, _ := cutWord(rest); c != nil && word != "" && c.read == nil && len(c.Options) == 0 && t.hasParts(name) {
		sub := strings.ToLower(word)
		if c.meant != nil {
			sub = cmp.Or(c.meant(rest), sub)
		}
		name += " " + sub
		c = t.byName[name]
	}
	if c == nil {
		return nil, t.unknown(name)
	}
	args, err := c.arguments(rest, r.Args)
	if err != nil {
		return nil, err
	}
	return &call{Request: r, command: c, args: args, rest: rest}, nil
}

// hasParts says whether a command has subcommands.
func (t *table) hasParts(name string) bool {
	return slices.ContainsFunc(t.commands, func(c *command) bool { return strings.HasPrefix(c.Name, name+" ") })
}

// unknown says that there is no such command and names the nearest.
func (t *table) unknown(name string) error {
	best, distance := "", 3
	for _, c := range t.commands {
		if c.Hidden {
			continue
		}
		if d := edlib.OSADamerauLevenshteinDistance(name, c.Name); d < distance {
			best, distance = c.Name, d
		}
	}
	say := "I don't know the command /" + brief(name) + "."
	if best != "" {
		return problem(say, "Did you mean /"+best+"?")
	}
	if parent, _, isSub := strings.Cut(name, " "); isSub && t.byName[parent] != nil {
		return problem(say, "/help "+parent+" shows what there is.")
	}
	return problem(say, "/help lists what I can do.")
}
