package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A module is a dependency that is in the program, and what its authors ask to be passed on.
type module struct {
	Path, Version, Dir string
	licence            string            // its name
	texts              map[string][]byte // by the file's name
}

// licences are those that may be in the program, each by words that only it has.
var licences = []struct {
	name  string
	words *regexp.Regexp
}{
	{"Apache-2.0", regexp.MustCompile(`Apache License\s+Version 2\.0`)},
	{"MIT", regexp.MustCompile(`Permission is hereby granted, free of charge, to any person obtaining a copy`)},
	{"BSD-3-Clause", regexp.MustCompile(`(?s)Redistribution and use in source and binary forms.*Neither the name`)},
	{"BSD-2-Clause", regexp.MustCompile(`Redistribution and use in source and binary forms`)},
}

// licenceFile matches the files that must be passed on: licences, and the notices that the Apache licence speaks of.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)(\..*|-.*)?$`)

// printLicences writes the licences of all that is in the program. A module without one, or with one that is not among those
// that are allowed, is an error.
func printLicences(ctx context.Context, w io.Writer) error {
	modules, err := dependencies(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "Spotter contains software by others, under the licences below.\n")
	for _, m := range modules {
		fmt.Fprintf(w, "\n%s\n%s %s (%s)\n", strings.Repeat("=", 80), m.Path, m.Version, m.licence)
		for _, name := range sortedNames(m.texts) {
			fmt.Fprintf(w, "\n--- %s\n\n%s\n", name, bytes.TrimSpace(m.texts[name]))
		}
	}
	return nil
}

// dependencies returns the modules in the program on every system that is built for, and Go itself, with their licences.
func dependencies(ctx context.Context) ([]module, error) {
	goroot, err := exec.CommandContext(ctx, "go", "env", "GOROOT", "GOVERSION").Output()
	if err != nil {
		return nil, fmt.Errorf("ask go where it is: %w", err)
	}
	where := strings.Fields(string(goroot))
	found := map[string]module{"": {Path: "Go's standard library", Version: where[1], Dir: where[0]}}
	for _, t := range targets {
		if err := t.list(ctx, found); err != nil {
			return nil, err
		}
	}
	var all []module
	var errs []error
	for _, m := range found {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	for i := range all {
		errs = append(errs, all[i].read())
	}
	return all, errors.Join(errs...)
}

// list adds the modules that the program is made of on t.
func (t target) list(ctx context.Context, found map[string]module) error {
	c := exec.CommandContext(ctx, "go", "list", "-deps", "-json=Module", "./cmd/bot")
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+t.goos, "GOARCH="+t.goarch)
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("list the dependencies on %s: %w", t, err)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("list the dependencies on %s: %w", t, err)
		}
		if m := p.Module; m != nil && !m.Main {
			found[m.Path] = module{Path: m.Path, Version: m.Version, Dir: m.Dir}
		}
	}
}

// read reads the module's licence.
func (m *module) read() error {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return fmt.Errorf("read the licence of %s: %w", m.Path, err)
	}
	m.texts = map[string][]byte{}
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		if m.texts[e.Name()], err = os.ReadFile(filepath.Join(m.Dir, e.Name())); err != nil {
			return err
		}
	}
	m.licence = licenceOf(m.texts)
	if m.licence == "" {
		return fmt.Errorf("%s has no licence that is known to be allowed: look at %s", m.Path, m.Dir)
	}
	return nil
}

// licenceOf returns the names of the licences that the texts are, or "".
func licenceOf(texts map[string][]byte) string {
	var names []string
	for _, file := range sortedNames(texts) {
		for _, l := range licences {
			if l.words.Match(texts[file]) {
				if !slices.Contains(names, l.name) {
					names = append(names, l.name)
				}
				break
			}
		}
	}
	return strings.Join(names, ", ")
}

func sortedNames(texts map[string][]byte) []string {
	var names []string
	for name := range texts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
