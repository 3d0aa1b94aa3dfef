// Command learn learns which fact a question is after, from the questions in fact/testdata, writes it where the table of the
// program is made from, and makes that. With -test it measures instead: a file of questions that is not learned from.
//
//	go run ./internal/knowledge/fact/learn            # from the root of the repository
//	go run ./internal/knowledge/fact/learn -test FILE -misses
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/fact"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "learn:", err)
		os.Exit(1)
	}
}

const here = "internal/knowledge"

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("learn", flag.ContinueOnError)
	test := flags.String("test", "", "file to ask, after learning from the others")
	misses := flags.Bool("misses", false, "list what was answered wrongly")
	if err := flags.Parse(args); err != nil {
		return err
	}
	base, err := knowledge.Compiled()
	if err != nil {
		return err
	}
	var ids []string
	for _, f := range base.Facts() {
		ids = append(ids, f.ID)
	}
	names, err := filepath.Glob(here + "/fact/testdata/facts-*.tsv")
	if err != nil {
		return err
	}
	slices.Sort(names)
	var all []fact.Example
	for _, name := range slices.DeleteFunc(names, func(name string) bool { return name == *test }) {
		some, err := read(name, ids)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	learned := fact.Learn(all, ids)
	if *test != "" {
		kept, err := read(*test, ids)
		if err != nil {
			return err
		}
		return measure(out, learned, kept, *misses)
	}
	if err := os.WriteFile(here+"/lexicon/facts.bin", []byte(learned), 0o644); err != nil {
		return err
	}
	return knowledge.WriteTable(here)
}

// read reads a file of questions: the numbers of the facts that answer one, in the order of facts.toml and parted by commas, 0 for none,
// then a tab and the question.
func read(name string, ids []string) ([]fact.Example, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var out []fact.Example
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		numbers, question, ok := strings.Cut(line, "\t")
		if !ok {
			return nil, fmt.Errorf("%s:%d: want numbers, a tab and a question", name, i+1)
		}
		e := fact.Example{Question: question}
		for number := range strings.SplitSeq(numbers, ",") {
			n, err := strconv.Atoi(number)
			switch {
			case err != nil || n < 0 || n > len(ids):
				return nil, fmt.Errorf("%s:%d: there is no fact %q", name, i+1, number)
			case n == 0:
				e.Facts = append(e.Facts, fact.None)
			default:
				e.Facts = append(e.Facts, ids[n-1])
			}
		}
		out = append(out, e)
	}
	return out, nil
}

// measure prints how many questions get a fact that answers them, and how many another one, for several bars.
func measure(out io.Writer, learned string, kept []fact.Example, misses bool) error {
	x, err := fact.New(learned)
	if err != nil {
		return err
	}
	for _, bar := range []float64{0.2, 0.3, 0.4, 0.5, 0.6} {
		right, wrong, of := 0, 0, 0
		for _, e := range kept {
			id, share := x.Guess(e.Question)
			answers := !slices.Contains(e.Facts, fact.None)
			told := id != fact.None && share >= bar
			if answers {
				of++
			}
			switch {
			case told && slices.Contains(e.Facts, id):
				right++
			case told:
				wrong++
			}
			if misses && bar == 0.4 && (told || answers) && !(told && slices.Contains(e.Facts, id)) {
				fmt.Fprintf(out, "%v, got %s %.2f: %s\n", e.Facts, id, share, e.Question)
			}
		}
		fmt.Fprintf(out, "bar %.1f: %d of %d get the fact, %d another\n", bar, right, of, wrong)
	}
	return nil
}
