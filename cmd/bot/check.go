package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"spotter/internal/cli"
	"spotter/internal/config"
	"spotter/internal/knowledge"
)

func checkCommand(env environment) cli.Command {
	return cli.Command{
		Name: "check", Does: "check configuration and content, and list every fault",
		About:    "Each fault stands on a line of its own, with its position. The exit status is 1 if there is one.",
		Examples: []string{"spotter check", "spotter check -config /etc/spotter/spotter.toml"},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			return func(context.Context, []string) error { return check(*path, env) }
		},
	}
}

// check lists every fault of the configuration and of the content.
func check(path string, env environment) error {
	cfg, warnings, err := config.Load(path, env.environ)
	for _, w := range warnings {
		fmt.Fprintf(env.stdout, "warning: %v\n", w)
	}
	if err != nil {
		fmt.Fprintln(env.stdout, err)
	}
	if cfg == nil {
		cfg = config.Default()
	}
	base, contentErr := loadContent(cfg)
	if contentErr != nil {
		fmt.Fprintln(env.stdout, contentErr)
	}
	if err = errors.Join(err, contentErr); err != nil {
		return cli.ErrSaid
	}
	_, err = fmt.Fprintf(env.stdout, "No faults. %d causes, %d drills, %d cues, %d warning signs.\n",
		len(base.Causes()), len(base.Drills()), len(base.Cues()), len(base.Flags()))
	return err
}

// loadBase loads the content that the configuration at path names.
func loadBase(path string, env environment) (*knowledge.Base, error) {
	cfg, _, err := config.Load(path, env.environ)
	if err != nil {
		return nil, err
	}
	return loadContent(cfg)
}

// loadContent loads the content, with the files of the configured folder in place of the built-in ones.
func loadContent(cfg *config.Config) (*knowledge.Base, error) {
	if cfg.Content == "" {
		return knowledge.Load(nil)
	}
	base, err := knowledge.Load(os.DirFS(cfg.Content))
	if faults, ok := errors.AsType[knowledge.Faults](err); ok {
		return nil, faults.In(cfg.Content)
	}
	return base, err
}
