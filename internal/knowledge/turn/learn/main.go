// Command learn learns the kinds of turns from the examples in testdata and writes them where the program reads them.
// With -test it measures instead: a file of examples that is not learned from, or, with -cross, each file in turn.
//
//	go run ./internal/knowledge/turn/learn            # from the root of the repository
//	go run ./internal/knowledge/turn/learn -cross
//	go run ./internal/knowledge/turn/learn -test FILE -misses
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "learn:", err)
		os.Exit(1)
	}
}

// kinds is the file that the table of the program is made of, from the root of the repository.
const kinds = "internal/knowledge/lexicon/kinds.bin"

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("learn", flag.ContinueOnError)
	to := flags.String("o", kinds, "file to write to")
	from := flags.String("from", "internal/knowledge/turn/testdata/turns-*.tsv", "files to learn from")
	test := flags.String("test", "", "file to ask, after learning from the others")
	cross := flags.Bool("cross", false, "measure by keeping each file aside in turn")
	misses := flags.Bool("misses", false, "list what was answered wrongly")
	if err := flags.Parse(args); err != nil {
		return err
	}
	names, err := filepath.Glob(*from)
	if err != nil {
		return err
	}
	sets := map[string][]turn.Example{}
	for _, name := range names {
		if sets[name], err = read(name); err != nil {
			return err
		}
	}
	switch {
	case *test != "":
		kept, err := read(*test)
		if err != nil {
			return err
		}
		delete(sets, *test)
		return measure(out, *test, learned(sets, ""), kept, *misses)
	case *cross:
		for _, name := range names {
			if err := measure(out, name, learned(sets, name), sets[name], *misses); err != nil {
				return err
			}
		}
		return nil
	}
	if err := os.WriteFile(*to, []byte(learned(sets, "")), 0o644); err != nil || *to != kinds {
		return err
	}
	return knowledge.WriteTable("internal/knowledge")
}

// learned learns from all sets but one, in the order of their names.
func learned(sets map[string][]turn.Example, without string) string {
	var all []turn.Example
	var names []string
	for name := range sets {
		if name != without {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		all = append(all, sets[name]...)
	}
	return turn.LearnKinds(all)
}

// read reads a file of examples: kind, context and text, parted by tabs. Several kinds are parted by commas: the first is
// the best, and the others are as right.
func read(name string) ([]turn.Example, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var out []turn.Example
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.SplitN(line, "\t", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("%s:%d: want kind, context and text with tabs between them", name, i+1)
		}
		e := turn.Example{Context: turn.Context(parts[1]), Text: parts[2]}
		if !slices.Contains(turn.Contexts(), e.Context) {
			return nil, fmt.Errorf("%s:%d: there is no context %q", name, i+1, parts[1])
		}
		for k, kind := range strings.FieldsFunc(parts[0], func(r rune) bool { return r == ',' || r == '+' }) {
			switch known := slices.Contains(turn.Kinds(), turn.Kind(kind)); {
			case !known:
				return nil, fmt.Errorf("%s:%d: there is no kind %q", name, i+1, kind)
			case k == 0:
				e.Kind = turn.Kind(kind)
			default:
				e.Also = append(e.Also, turn.Kind(kind))
			}
		}
		out = append(out, e)
	}
	return out, nil
}

// measure prints how many of a file's turns were understood, by kind.
func measure(out io.Writer, name, learned string, kept []turn.Example, misses bool) error {
	x, err := turn.NewKindReader(learned)
	if err != nil {
		return err
	}
	right, of := map[turn.Kind]int{}, map[turn.Kind]int{}
	all := 0
	for _, e := range kept {
		got := x.Guesses(e.Text, e.Context)
		of[e.Kind]++
		if got[0].Kind == e.Kind || slices.Contains(e.Also, got[0].Kind) {
			right[e.Kind]++
			all++
		} else if misses {
			fmt.Fprintf(out, "%s, got %s %.2f and %s %.2f: %.100s\n", e.Kind, got[0].Kind, got[0].Share, got[1].Kind, got[1].Share, e.Text)
		}
	}
	for _, k := range turn.Kinds() {
		if of[k] > 0 {
			fmt.Fprintf(out, "%-16s %3d of %3d\n", k, right[k], of[k])
		}
	}
	_, err = fmt.Fprintf(out, "%s: %d of %d = %.1f %%\n", name, all, len(kept), 100*float64(all)/float64(max(1, len(kept))))
	return err
}
