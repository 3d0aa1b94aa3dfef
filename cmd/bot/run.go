package main

import (
	"context"
	"flag"
	"io"
	"time"

	"spotter/internal/cli"
)

// An environment is what a command may touch of the world outside.
type environment struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	environ        []string         // as os.Environ returns it
	now            func() time.Time // the wall clock, if it is not the real one: scripts do not wait for the morning
}

// program returns the table of commands. All help, the man page and the completions come from it.
func program(env environment) *cli.Program {
	p := &cli.Program{
		Name: "spotter", Default: "run", Version: version(), Stdout: env.stdout, Stderr: env.stderr,
		Does: "a coaching bot for lifters whose upper back is sore",
		About: "Spotter answers in Discord, in Telegram and at a terminal, reminds people of their posture drills, and runs form checks. " +
			"It is configured by a file (-config), by environment variables, or not at all.",
	}
	p.Commands = []cli.Command{
		runCommand(env),
		askCommand(env),
		whyCommand(env),
		checkCommand(env),
		contentCommand(env),
		doctorCommand(env),
		healthCommand(env),
		backupCommand(env),
		restoreCommand(env),
		compactCommand(env),
		copyCommand(env),
		evalCommand(env),
		pictureCommand(env),
		completionCommand(env, p),
		manCommand(env, p),
		versionCommand(env),
	}
	return p
}

// run is the program: it returns the exit status and never exits.
func run(ctx context.Context, args []string, env environment) int {
	return program(env).Run(ctx, args)
}

// configFlag declares -config, which every command has that reads the configuration.
func configFlag(flags *flag.FlagSet, env environment) *string {
	return flags.String("config", env.getenv("SPOTTER_CONFIG"), "read the configuration `FILE`, as in -config /etc/spotter/spotter.toml; "+
		"without it, the file that SPOTTER_CONFIG names, if that is set")
}

func completionCommand(env environment, p *cli.Program) cli.Command {
	return cli.Command{
		Name: "completion", Args: "SHELL", Least: 1, Most: 1, Does: "print what completes commands and flags in bash, zsh or fish",
		About: "Save it where the shell looks: /usr/share/bash-completion/completions/spotter, a folder of zsh's $fpath as _spotter, or ~/.config/fish/completions/spotter.fish.",
		Examples: []string{
			"source <(spotter completion bash)",
			"spotter completion fish > ~/.config/fish/completions/spotter.fish",
		},
		Setup: func(*flag.FlagSet) cli.Run {
			return func(_ context.Context, args []string) error { return p.Complete(env.stdout, args[0]) }
		},
	}
}

func manCommand(env environment, p *cli.Program) cli.Command {
	return cli.Command{
		Name: "man", Does: "print the manual page", Examples: []string{"spotter man > spotter.1", "spotter man | man -l -"},
		Setup: func(*flag.FlagSet) cli.Run {
			return func(context.Context, []string) error { return p.Man(env.stdout) }
		},
	}
}
