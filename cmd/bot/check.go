package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"

	"spotter/internal/cli"
	"spotter/internal/config"
	"spotter/internal/knowledge"
	"spotter/internal/ops/doctor"
)

func checkCommand(env environment) cli.Command {
	return cli.Command{
		Name: "check", Does: "check configuration and content, and list every fault",
		About:    "Each fault stands on a line of its own, with its position. The exit status is 1 if there is one.",
		Examples: []string{"spotter check -config /etc/spotter/spotter.toml", "spotter check -online", "spotter check -database data/spotter.db"},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			online := flags.Bool("online", false, "ask Discord and Telegram about the bot, too: its token, what keeps messages from it, permissions, the clock, as in check -online")
			database := flags.String("database", "", "check a database `FILE` and nothing else: all of its pages, and what is in it, as in -database data/spotter.db; no process may be using it")
			return func(ctx context.Context, _ []string) error {
				if *database != "" {
					return checkDatabase(ctx, *database, env)
				}
				return check(ctx, *path, *online, env)
			}
		},
	}
}

// check lists every fault of the configuration and of the content.
func check(ctx context.Context, path string, online bool, env environment) error {
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
	var pictureErr error
	if contentErr == nil {
		for _, note := range base.Notes().In(cfg.Content) {
			fmt.Fprintf(env.stdout, "warning: %v\n", note)
		}
		if pictureErr = checkPictures(cfg, base); pictureErr != nil {
			fmt.Fprintln(env.stdout, pictureErr)
		}
	}
	if err = errors.Join(err, contentErr, pictureErr); err != nil {
		return cli.ErrSaid
	}
	if online {
		if err := checkOnline(ctx, cfg, base, env); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(env.stdout, "No faults. %d causes, %d drills, %d cues, %d warning signs.\n",
		len(base.Causes()), len(base.Drills()), len(base.Cues()), len(base.Flags()))
	return err
}

// checkOnline prints what the platforms say of the bot.
func checkOnline(ctx context.Context, cfg *config.Config, base *knowledge.Base, env environment) error {
	found, err := askOnline(ctx, cfg, base, env)
	if err != nil {
		return err
	}
	if grave, _ := doctor.Print(env.stdout, []doctor.Section{{Title: "Platforms", Found: found}}); grave {
		return cli.ErrSaid
	}
	return nil
}

// loadBase loads the content that the configuration at path names.
func loadBase(path string, env environment) (*knowledge.Base, error) {
	cfg, _, err := config.Load(path, env.environ)
	if err != nil {
		return nil, err
	}
	return loadContent(cfg)
}

// loadContent loads the content, with the entries of the configured folder in place of the built-in ones.
func loadContent(cfg *config.Config) (*knowledge.Base, error) {
	base, err := knowledge.Load(contentFolder(cfg))
	return base, inContent(cfg, err)
}

// contentFolder returns the configured folder, or nil.
func contentFolder(cfg *config.Config) fs.FS {
	if cfg.Content == "" {
		return nil
	}
	return os.DirFS(cfg.Content)
}

// inContent returns err with the paths of files in the configured folder as they are seen from here.
func inContent(cfg *config.Config, err error) error {
	if faults, ok := errors.AsType[knowledge.Faults](err); ok {
		return faults.In(cfg.Content)
	}
	return err
}
