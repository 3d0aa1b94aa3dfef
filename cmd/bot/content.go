package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"spotter/internal/cli"
	"spotter/internal/knowledge"
)

func contentCommand(env environment) cli.Command {
	return cli.Command{
		Name: "content", Args: "export DIR", Least: 2, Most: 2, Does: "write the built-in content into a folder, to be changed there",
		About: "Name the folder as content in the configuration. An entry that you do not change stays the built-in one, also after an upgrade; of one that you change, " +
			"`spotter check` says when the built-in one has changed since. The words that are understood stand beside it, in lexicon/, to be read and copied from. No file is overwritten.",
		Examples: []string{"spotter content export my-content"},
		Setup: func(*flag.FlagSet) cli.Run {
			return func(_ context.Context, args []string) error {
				if args[0] != "export" {
					return cli.Wrong("unexpected %q: content can be told to export", args[0])
				}
				return exportContent(args[1], env)
			}
		},
	}
}

// exportContent writes the built-in content into a folder, which it makes if need be. It writes nothing where one of the files is there.
func exportContent(folder string, env environment) error {
	files, err := knowledge.Export()
	if err != nil {
		return err
	}
	var there []string
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(folder, f.Name)); err == nil {
			there = append(there, f.Name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("export content: %w", err)
		}
	}
	if len(there) > 0 {
		if more := len(there) - 3; more > 0 {
			there = append(there[:3], fmt.Sprintf("%d more", more))
		}
		return fmt.Errorf("%s has %s already, and nothing was written: name another folder, or move what is there out of the way", folder, strings.Join(there, ", "))
	}
	for _, f := range files {
		if err := writeNew(filepath.Join(folder, filepath.FromSlash(f.Name)), f.Text); err != nil {
			return fmt.Errorf("export content: %w", err)
		}
	}
	_, err = fmt.Fprintf(env.stdout, "Wrote %d files. To use them, set content = %q in the configuration; then change what you like and run spotter check.\n", len(files), folder)
	return err
}

// writeNew writes a file that is not there yet, and its folder.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
