package cli_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/cli"
)

// program returns a table of commands that is hard on shells, and where it writes.
func program() (p *cli.Program, out, wrong *bytes.Buffer) {
	out, wrong = new(bytes.Buffer), new(bytes.Buffer)
	p = &cli.Program{Name: "tool", Does: "it's a tool", About: "It does things.", Version: "tool v1", Default: "go", Stdout: out, Stderr: wrong}
	say := func(name string) func(*flag.FlagSet) cli.Run {
		return func(flags *flag.FlagSet) cli.Run {
			file := flags.String("file", "", "read the `FILE`, as in -file it's.txt: [not] \"theirs\"")
			loud := flags.Bool("loud", false, "say it loud, as in -loud")
			return func(_ context.Context, args []string) error {
				if len(args) > 0 && args[0] == "break" {
					return errors.New("open door: it is locked")
				}
				fmt.Fprint(out, name, *file, *loud, args)
				return nil
			}
		}
	}
	p.Commands = []cli.Command{
		{Name: "go", Does: "go there", Setup: say("go")},
		{Name: "say", Args: "WORD…", Least: 1, Most: -1, Does: "say words: it's all", About: "One.\n.Two.", Examples: []string{"tool say hi"}, Setup: say("say")},
		{Name: "set", Args: "KEY VALUE", Least: 2, Most: 2, Does: "set a key", Setup: say("set")},
		{Name: "completion", Args: "SHELL", Least: 1, Most: 1, Does: "complete", Setup: func(*flag.FlagSet) cli.Run {
			return func(_ context.Context, args []string) error { return p.Complete(out, args[0]) }
		}},
	}
	return p, out, wrong
}

func TestRun(t *testing.T) {
	for _, c := range []struct {
		args   string
		status int
		out    string // the beginning of what is said
		wrong  string
	}{
		{"", 0, "gofalse []", ""},
		{"-loud", 0, "gotrue []", ""},
		{"say -file x -loud a -b", 0, "sayxtrue [a -b]", ""},
		{"say --file=x a", 0, "sayxfalse [a]", ""},
		{"set a b", 0, "setfalse [a b]", ""},
		{"set a -loud b -file x", 0, "setxtrue [a b]", ""},
		{"set -- -loud b", 0, "setfalse [-loud b]", ""},
		{"set a -- -loud", 0, "setfalse [a -loud]", ""},
		{"-h", 0, "usage: tool [command]", ""},
		{"help", 0, "usage: tool [command]", ""},
		{"help say", 0, "usage: tool say [-file FILE] [-loud] WORD…\n\nSay words: it's all.\n\nOne.", ""},
		{"say --help", 0, "usage: tool say", ""},
		{"say -loud -h", 0, "usage: tool say", ""},
		{"go help", 0, "usage: tool go", ""},
		{"--version", 0, "tool v1", ""},
		{"-v", 0, "tool v1", ""},
		{"say break", 1, "", "tool: open door: it is locked\n"},
		{"go there", 2, "", "tool go: unexpected \"there\": go takes flags only\nusage: tool go [-file FILE] [-loud]\n"},
		{"say", 2, "", "tool say: WORD… is missing\nusage: "},
		{"set a", 2, "", "tool set: KEY VALUE is missing\nusage: "},
		{"set a b c", 2, "", "tool set: unexpected \"c\" after KEY VALUE\nusage: "},
		{"say -file", 2, "", "tool say: flag needs an argument: -file\nusage: "},
		{"say -soft hi", 2, "", "tool say: flag provided but not defined: -soft\nusage: "},
		{"sya", 2, "", "tool: there is no command \"sya\"\nusage: "},
		{"sat", 2, "", "tool: there is no command \"sat\"; did you mean say?\nusage: "},
		{"help dance", 2, "", "tool: there is no command \"dance\"\n"},
	} {
		p, out, wrong := program()
		status := p.Run(t.Context(), strings.Fields(c.args))
		if status != c.status || !strings.HasPrefix(out.String(), c.out) || !strings.HasPrefix(wrong.String(), c.wrong) ||
			(c.out == "") != (out.Len() == 0) || (c.wrong == "") != (wrong.Len() == 0) {
			t.Errorf("tool %s: status %d, output %q, errors %q", c.args, status, out, wrong)
		}
	}
}

// What each shell makes of the script is asked of the shell, where it is installed.
func TestComplete(t *testing.T) {
	words := map[string]string{
		"":                "completion go say set",
		"s":               "say set",
		"say -":           "-file -loud",
		"say -l":          "-loud",
		"completion ":     "bash fish zsh",
		"say -file there": "there.txt",
	}
	for shell, ask := range map[string]string{
		"bash": `. ./script; COMP_WORDS=(tool "$@"); COMP_CWORD=$#; _tool; printf '%s\n' "${COMPREPLY[@]}"`,
		"fish": `source ./script; complete -C "tool $argv[1]"`,
	} {
		t.Run(shell, func(t *testing.T) {
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skip(shell + " is not installed")
			}
			dir := script(t, shell)
			for typed, want := range words {
				args := []string{"-c", ask, typed}
				if shell == "bash" {
					args = append([]string{"-c", ask, "bash"}, strings.Split(typed, " ")...)
				}
				c := exec.Command(path, args...)
				c.Dir, c.Env = dir, append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_DATA_HOME="+dir)
				got, err := c.CombinedOutput()
				if err != nil {
					t.Fatalf("%v: %s", err, got)
				}
				offered := map[string]bool{}
				for line := range strings.Lines(string(got)) {
					word, _, _ := strings.Cut(line, "\t") // fish explains them
					offered[strings.TrimSpace(word)] = true
				}
				for _, w := range strings.Fields(want) {
					if !offered[w] {
						t.Errorf("after %q there is no %s in %q", typed, w, got)
					}
				}
				if typed == "s" && offered["go"] {
					t.Errorf("after %q: %q", typed, got)
				}
			}
		})
	}
}

// A zsh without a terminal completes nothing: that it reads the script is all that can be asked.
func TestCompleteZsh(t *testing.T) {
	path, err := exec.LookPath("zsh")
	if err != nil {
		t.Skip("zsh is not installed")
	}
	c := exec.Command(path, "-f", "-c", "autoload -U compinit && compinit -u -D && . ./script && whence -w _tool && echo $_comps[tool]")
	c.Dir = script(t, "zsh")
	got, err := c.CombinedOutput()
	if want := "_tool: function\n_tool\n"; err != nil || string(got) != want {
		t.Errorf("zsh says %q, %v, want %q", got, err, want)
	}
}

// script writes the script for a shell to a folder with one file beside.
func script(t *testing.T, shell string) (dir string) {
	t.Helper()
	p, out, _ := program()
	if status := p.Run(t.Context(), []string{"completion", shell}); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	dir = t.TempDir()
	for name, text := range map[string]string{"script": out.String(), "there.txt": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestMan(t *testing.T) {
	p, out, _ := program()
	if err := p.Man(out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{".TH TOOL 1", "tool say [\\-file FILE] [\\-loud] WORD…", "\n\\&.Two.\n", `it\(aqs`, ".SH EXIT STATUS"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the page has no %q", want)
		}
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		return
	}
	c := exec.Command(groff, "-man", "-Kutf8", "-Tutf8", "-ww", "-rLL=80n")
	c.Stdin = out
	var warnings bytes.Buffer
	c.Stderr = &warnings
	page, err := c.Output()
	if err != nil || warnings.Len() > 0 || !strings.Contains(string(page), "say words") && !strings.Contains(string(page), "Say words: it's all.") {
		t.Errorf("groff: %v, %s\n%s", err, &warnings, page)
	}
}

func TestWrap(t *testing.T) {
	got := cli.Wrap("one two three\nfour averylongwordindeed five", 9)
	if diff := cmp.Diff(got, "one two\nthree\nfour\naverylongwordindeed\nfive"); diff != "" {
		t.Errorf("Wrap (-got +want):\n%s", diff)
	}
}
