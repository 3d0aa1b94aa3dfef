package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

func runVersion(_ context.Context, args []string, env environment) error {
	if len(args) > 0 {
		return errUsage
	}
	_, err := fmt.Fprintln(env.stdout, version())
	return err
}

// version describes the program from its build information: the module's version, or the commit
// that it was built from.
func version() string {
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
