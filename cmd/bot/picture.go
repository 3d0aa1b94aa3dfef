package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"spotter/internal/config"
	"spotter/internal/knowledge"
	"spotter/internal/picture"
)

// runPicture draws the picture of a drill or cue into a file, or lists them.
func runPicture(_ context.Context, args []string, env environment) error {
	flags := flag.NewFlagSet("picture", flag.ContinueOnError)
	out := flags.String("o", "", "the `FILE`, whose ending tells the format")
	poses := flags.Bool("poses", false, "a PNG of all poses side by side")
	id := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		id, args = args[0], args[1:]
	}
	path, err := parse(flags, args, env)
	if err != nil {
		return err
	}
	if id == "" {
		id = flags.Arg(0)
	}
	cfg, _, err := config.Load(path, env.getenv)
	if err != nil {
		return err
	}
	set, err := loadPictures(cfg)
	switch {
	case err != nil:
		return err
	case id == "":
		for _, p := range set.All() {
			fmt.Fprintf(env.stdout, "%-24s %s\n", p.ID, p.Name)
		}
		return nil
	case *out == "":
		return errUsage
	}
	p, ok := set.Picture(id)
	if !ok {
		return fmt.Errorf("there is no picture %q: spotter picture lists them", id)
	}
	data, err := drawAs(p, *out, *poses)
	if err != nil {
		return err
	}
	return os.WriteFile(*out, data, 0o644)
}

// drawAs draws in the format that the file's ending tells.
func drawAs(p *picture.Picture, file string, poses bool) ([]byte, error) {
	switch ending := strings.ToLower(filepath.Ext(file)); {
	case poses:
		return p.Poses()
	case ending == ".gif":
		return p.GIF()
	case ending == ".png":
		return p.PNG()
	case ending == ".svg":
		return p.SVG(), nil
	}
	return nil, fmt.Errorf("%s: a picture's name ends in .gif, .png or .svg", file)
}

// loadPictures loads the pictures, with the files of the configured folder in place of the built-in ones.
func loadPictures(cfg *config.Config) (*picture.Set, error) {
	if cfg.Content == "" {
		return picture.Load(nil)
	}
	set, err := picture.Load(os.DirFS(cfg.Content))
	if faults, ok := errors.AsType[picture.Faults](err); ok {
		return nil, faults.In(cfg.Content)
	}
	return set, err
}

// checkPictures returns what is wrong with the pictures and what they show of the content.
func checkPictures(cfg *config.Config, base *knowledge.Base) error {
	set, err := loadPictures(cfg)
	if err != nil {
		return err
	}
	steps, cues := map[string]int{}, map[string]bool{}
	for _, d := range base.Drills() {
		steps[d.ID] = len(d.Steps)
	}
	for _, c := range base.Cues() {
		cues[c.ID] = true
	}
	err = set.Check(steps, cues)
	if faults, ok := errors.AsType[picture.Faults](err); ok {
		return faults.In(cfg.Content)
	}
	return err
}
