// Package cli is the command line of a program with subcommands, from one table of them: it finds the command, reads
// its flags, and writes the help, the man page (man.go) and the completions for shells (complete.go).
//
// It is the standard flag package and what that lacks. What a library would add beside, it would take away too:
// flags with one dash stay as they are written, and words that begin with a dash may stand in a message.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Program is a table of commands.
type Program struct {
	Name     string
	Does     string // one line
	About    string // a paragraph for the man page
	Version  string // what --version says, one line
	Commands []Command
	Default  string // the command that runs where none is named
	Stdout   io.Writer
	Stderr   io.Writer
}

// A Command is one way to use the program.
type Command struct {
	Name     string
	Args     string // what follows the flags, as in "FILE…"; empty for nothing
	Least    int    // so many arguments at least
	Most     int    // and at most; negative for any number
	Does     string // one line, without a period
	About    string // what one must know beside, in sentences; may be empty
	Examples []string

	// Setup declares the command's flags and returns what runs once they are read. Each flag's usage names its value in
	// backquotes and gives an example.
	Setup func(flags *flag.FlagSet) Run
}

// A Run carries a command out. It returns nil for exit status 0, ErrSaid for 1 where all has been said, an
// error of Wrong for 2, and any other error to be printed before exit status 1.
type Run func(ctx context.Context, args []string) error

// ErrSaid ends a command that has said itself what was wrong.
var ErrSaid = errors.New("said already")

// A wrong is a mistake on the command line.
type wrong struct{ what string }

func (w *wrong) Error() string { return w.what }

// Wrong returns an error that says what is wrong with a command line, in one sentence without a period.
func Wrong(format string, args ...any) error { return &wrong{fmt.Sprintf(format, args...)} }

// Run finds the command that args name, runs it and returns the exit status.
func (p *Program) Run(ctx context.Context, args []string) int {
	name := p.Default
	if len(args) > 0 {
		switch first := args[0]; {
		case isHelp(first):
			return p.help(args[1:])
		case first == "--version" || first == "-version" || first == "-v":
			fmt.Fprintln(p.Stdout, p.Version)
			return 0
		case !strings.HasPrefix(first, "-"):
			name, args = first, args[1:]
		}
	}
	c := p.find(name)
	if c == nil {
		fmt.Fprintf(p.Stderr, "%s: %s\n", p.Name, p.unknown(name))
		p.printUsage(p.Stderr)
		return 2
	}
	return p.status(c, p.run(ctx, c, args))
}

// help answers "help", "help COMMAND" and "-h".
func (p *Program) help(args []string) int {
	if len(args) == 0 {
		p.printUsage(p.Stdout)
		return 0
	}
	c := p.find(args[0])
	if c == nil {
		fmt.Fprintf(p.Stderr, "%s: %s\n", p.Name, p.unknown(args[0]))
		return 2
	}
	p.printHelp(p.Stdout, c)
	return 0
}

func (p *Program) run(ctx context.Context, c *Command, args []string) error {
	flags, run := c.flags()
	rest, err := c.parse(flags, args)
	switch n := len(rest); {
	case errors.Is(err, flag.ErrHelp), n == 1 && c.Most == 0 && rest[0] == "help":
		p.printHelp(p.Stdout, c)
		return nil
	case err != nil:
		return Wrong("%v", err)
	case n > c.Most && c.Most == 0:
		return Wrong("unexpected %q: %s takes flags only", rest[0], c.Name)
	case n > c.Most && c.Most > 0:
		return Wrong("unexpected %q after %s", rest[c.Most], c.Args)
	case n < c.Least:
		return Wrong("%s is missing", c.Args)
	}
	return run(ctx, rest)
}

// parse reads flags, and returns the arguments. Where only so many arguments are taken, flags may also follow them; what
// follows "--" is no flag. Free text is taken as it is.
func (c *Command) parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return rest, err
		}
		left := flags.Args()
		ended := len(left) < len(args) && args[len(args)-len(left)-1] == "--"
		if len(left) == 0 || c.Most < 0 || ended {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// flags returns the command's flags as declared, and what runs with them.
func (c *Command) flags() (*flag.FlagSet, Run) {
	flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // what is wrong is said once, in our words
	return flags, c.Setup(flags)
}

func (p *Program) status(c *Command, err error) int {
	var w *wrong
	switch {
	case err == nil:
		return 0
	case errors.As(err, &w):
		fmt.Fprintf(p.Stderr, "%s %s: %s\nusage: %s\n", p.Name, c.Name, w, p.usage(c))
		fmt.Fprintf(p.Stderr, "\"%s %s -h\" explains it.\n", p.Name, c.Name)
		return 2
	case !errors.Is(err, ErrSaid):
		fmt.Fprintf(p.Stderr, "%s: %v\n", p.Name, err)
	}
	return 1
}

func (p *Program) find(name string) *Command {
	i := slices.IndexFunc(p.Commands, func(c Command) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return &p.Commands[i]
}

// unknown says that there is no such command, and which is meant if one begins alike.
func (p *Program) unknown(name string) string {
	for _, c := range p.Commands {
		if n := min(2, len(name)); n > 0 && strings.HasPrefix(c.Name, name[:n]) {
			return fmt.Sprintf("there is no command %q; did you mean %s?", name, c.Name)
		}
	}
	return fmt.Sprintf("there is no command %q", name)
}

func isHelp(arg string) bool {
	return arg == "help" || arg == "-h" || arg == "-help" || arg == "--help"
}
