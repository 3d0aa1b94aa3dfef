package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"spotter/internal/cli"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/evaluate"
)

func evalCommand(env environment) cli.Command {
	return cli.Command{
		Name: "eval", Args: "FILE…", Least: 1, Most: -1, Does: "measure the understanding on labelled messages",
		About:    "A file has a JSON object a line: a message and what it means.",
		Examples: []string{"spotter eval -misses questions.jsonl"},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			misses := flags.Bool("misses", false, "list the messages that were understood wrongly, as in eval -misses questions.jsonl")
			return func(_ context.Context, args []string) error {
				base, err := loadBase(*path, env)
				if err != nil {
					return err
				}
				for _, file := range args {
					if err := evalFile(env.stdout, base, file, *misses); err != nil {
						return err
					}
				}
				return nil
			}
		},
	}
}

func evalFile(w io.Writer, base *knowledge.Base, file string, misses bool) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	table, err := evaluate.Run(base, f)
	if err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	fmt.Fprintf(w, "%s\n%s\n", file, table)
	if misses {
		for _, m := range table.Misses {
			fmt.Fprintln(w, m)
		}
	}
	return nil
}
