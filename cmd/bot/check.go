package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"spotter/internal/config"
	"spotter/internal/knowledge"
)

// runCheck lists every fault of the configuration and of the content.
func runCheck(_ context.Context, args []string, env environment) error {
	path, err := parseAlone("check", args, env)
	if err != nil {
		return err
	}
	cfg, warnings, err := config.Load(path, env.getenv)
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
		if pictureErr = checkPictures(cfg, base); pictureErr != nil {
			fmt.Fprintln(env.stdout, pictureErr)
		}
	}
	if err = errors.Join(err, contentErr, pictureErr); err != nil {
		return errQuiet
	}
	_, err = fmt.Fprintf(env.stdout, "No faults. %d causes, %d drills, %d cues, %d warning signs.\n",
		len(base.Causes()), len(base.Drills()), len(base.Cues()), len(base.Flags()))
	return err
}

// loadBase loads the content that the configuration at path names.
func loadBase(path string, env environment) (*knowledge.Base, error) {
	cfg, _, err := config.Load(path, env.getenv)
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
