package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/evaluate"
)

// runEval measures the understanding on files of labelled messages.
func runEval(_ context.Context, args []string, env environment) error {
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	misses := flags.Bool("misses", false, "list the messages that were understood wrongly")
	path, err := parse(flags, args, env)
	if err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errUsage
	}
	base, err := loadBase(path, env)
	if err != nil {
		return err
	}
	for _, file := range flags.Args() {
		if err := evalFile(env.stdout, base, file, *misses); err != nil {
			return err
		}
	}
	return nil
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
