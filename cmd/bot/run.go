package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

// An environment is what a subcommand may touch of the world outside.
type environment struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time // the wall clock, if it is not the real one: scripts do not wait for the morning
}

// A subcommand is one way to use the program. Its run returns nil for exit status 0, errQuiet for 1
// where everything has been said, and any other error to be printed before exit status 1.
type subcommand struct {
	name, usage, does string
	run               func(ctx context.Context, args []string, env environment) error
}

var (
	errQuiet = errors.New("said already")
	errUsage = errors.New("usage")
)

func subcommands() []subcommand {
	return []subcommand{
		{"run", "run [-config FILE]", "run the bot: each platform that has a token, or the terminal where none has", runServe},
		{"ask", "ask [-json] [-lines [-talk]] [-config FILE] [TEXT…]", "answer one message, or one a line of standard input", runAsk},
		{"check", "check [-config FILE]", "check configuration and content, and list every fault", runCheck},
		{"eval", "eval [-misses] [-config FILE] FILE…", "measure the understanding on labelled messages", runEval},
		{"copy", "copy -from STORE -to STORE", "copy a store that nobody uses to an empty one: bolt:FILE or etcd://HOST:PORT,…/PREFIX", runCopy},
		{"version", "version", "say which version this is", runVersion},
	}
}

// run is the program: it returns the exit status and never exits.
func run(ctx context.Context, args []string, env environment) int {
	name := "run"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	} else if len(args) > 0 && isHelp(args[0]) {
		name = "help"
	}
	if isHelp(name) {
		printUsage(env.stdout)
		return 0
	}
	for _, sub := range subcommands() {
		if sub.name == name {
			return exitStatus(sub.run(ctx, args, env), sub, env.stderr)
		}
	}
	fmt.Fprintf(env.stderr, "spotter: there is no command %q\n", name)
	printUsage(env.stderr)
	return 2
}

func isHelp(arg string) bool {
	return arg == "help" || arg == "-h" || arg == "-help" || arg == "--help"
}

func exitStatus(err error, sub subcommand, stderr io.Writer) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(stderr, "usage: spotter %s\n", sub.usage)
		return 2
	case !errors.Is(err, errQuiet):
		fmt.Fprintf(stderr, "spotter: %v\n", err)
	}
	return 1
}

func printUsage(w io.Writer) {
	fmt.Fprintln(w, "usage: spotter [command]\n\nThe commands, of which run is the default:")
	for _, sub := range subcommands() {
		fmt.Fprintf(w, "\n  spotter %s\n        %s\n", sub.usage, sub.does)
	}
}

// parse reads a subcommand's flags, with -config among them.
func parse(flags *flag.FlagSet, args []string, env environment) (configPath string, err error) {
	flags.SetOutput(env.stderr)
	flags.Usage = func() {}
	path := flags.String("config", "", "the configuration `FILE`")
	if flags.Parse(args) != nil { // it has said what is wrong
		return "", errUsage
	}
	return *path, nil
}

// parseAlone reads the flags of a subcommand that takes -config and nothing else.
func parseAlone(name string, args []string, env environment) (configPath string, err error) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	configPath, err = parse(flags, args, env)
	if err == nil && flags.NArg() > 0 {
		err = errUsage
	}
	return configPath, err
}
