package main

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"spotter/internal/cli"
)

func versionCommand(env environment) cli.Command {
	return cli.Command{
		Name: "version", Does: "say which version this is", Examples: []string{"spotter version"},
		Setup: func(*flag.FlagSet) cli.Run {
			return func(context.Context, []string) error {
				_, err := fmt.Fprintln(env.stdout, version())
				return err
			}
		},
	}
}

// released is the version and the commit of a release, which its build sets.
var released string

// version describes the program: as its release was called, or from its build information, by the module's version or the
// commit that it was built from.
func version() string {
	if released != "" {
		v, commit, _ := strings.Cut(released, "+")
		return fmt.Sprintf("spotter %s %s, %s %s/%s", v, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "spotter (unknown version)"
	}
	v, commit, changed := info.Main.Version, "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	if v == "" {
		v = "(devel)"
	}
	if commit != "" && !strings.Contains(v, commit) { // a made-up version has it already
		v += " " + commit
	}
	return fmt.Sprintf("spotter %s%s, %s %s/%s", v, changed, info.GoVersion, runtime.GOOS, runtime.GOARCH)
}
