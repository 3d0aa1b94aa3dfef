package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"spotter/internal/cli"
	"spotter/internal/config"
	"spotter/internal/knowledge"
	"spotter/internal/picture"
)

func pictureCommand(env environment) cli.Command {
	return cli.Command{
		Name: "picture", Args: "[ID]", Most: 1, Does: "draw the moving picture of a drill or cue, or list them",
		Examples: []string{"spotter picture", "spotter picture chin-tuck -o chin-tuck.gif"},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			out := flags.String("o", "", "write to this `FILE`, whose ending tells the format: .gif, .png or .svg, as in -o chin-tuck.gif")
			poses := flags.Bool("poses", false, "a PNG of all poses side by side, as in chin-tuck -poses -o poses.png")
			return func(_ context.Context, args []string) error {
				id := ""
				if len(args) > 0 {
					id = args[0]
				}
				return drawPicture(*path, id, *out, *poses, env)
			}
		},
	}
}

// drawPicture draws the picture of a drill or cue into a file, or lists them.
func drawPicture(path, id, out string, poses bool, env environment) error {
	cfg, _, err := config.Load(path, env.environ)
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
	case out == "":
		return errors.New("say where the picture goes: -o FILE.gif, .png or .svg")
	}
	p, ok := set.Picture(id)
	if !ok {
		return fmt.Errorf("there is no picture %q: spotter picture lists them", id)
	}
	data, err := drawAs(p, out, poses)
	if err != nil {
		return err
	}
	return os.WriteFile(out, data, 0o644)
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
	set, err := picture.Load(contentFolder(cfg))
	return set, inContent(cfg, err)
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
	return inContent(cfg, set.Check(steps, cues))
}
