// Command train learns the weights of the lexicon from the repository's own messages and writes
// them where the program reads them. With -cross it measures instead how well that generalises:
// each file in turn is kept aside, the others are learned from, and the kept one is asked.
//
//	go run ./internal/knowledge/train            # from the root of the repository
//	go run ./internal/knowledge/train -cross -misses
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/evaluate"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	cross := flags.Bool("cross", false, "measure by keeping each file aside in turn")
	misses := flags.Bool("misses", false, "list what was answered wrongly")
	row := flags.String("row", "", "list only misses of rows with this in their name")
	to := flags.String("o", "internal/knowledge/lexicon/weights.tsv", "file to write")
	from := flags.String("from", "internal/knowledge/testdata/*.jsonl,internal/knowledge/testdata/signs-*.tsv", "files to learn from, question sets and warning signs")
	test := flags.String("test", "", "file to ask, after learning from the others")
	if err := flags.Parse(args); err != nil {
		return err
	}
	sets, err := readSets(*from)
	if err != nil {
		return err
	}
	if *cross || *test != "" {
		return crossValidate(out, sets, *test, *misses, *row)
	}
	weights, err := learn(sets, "")
	if err != nil {
		return err
	}
	return os.WriteFile(*to, weights, 0o644)
}

// A set is one file of messages, by one writer.
type set struct {
	name     string
	messages []evaluate.Message
}

func readSets(pattern string) ([]set, error) {
	var sets []set
	var names []string
	for p := range strings.SplitSeq(pattern, ",") {
		found, err := filepath.Glob(p)
		if err != nil {
			return nil, err
		}
		names = append(names, found...)
	}
	for _, name := range names {
		ms, err := evaluate.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set{name, ms})
	}
	if len(sets) == 0 {
		return nil, fmt.Errorf("no files match %s", pattern)
	}
	return sets, nil
}

// learn learns from all sets but the one of that name.
func learn(sets []set, without string) ([]byte, error) {
	b, err := knowledge.Load(nil)
	if err != nil {
		return nil, err
	}
	var lessons []knowledge.Lesson
	for _, s := range sets {
		if s.name == without {
			continue
		}
		for _, m := range s.messages {
			lessons = append(lessons, m.Lesson())
		}
	}
	return b.Learn(lessons), nil
}

func crossValidate(out io.Writer, sets []set, only string, misses bool, row string) error {
	var all evaluate.Table
	for _, s := range sets {
		if !strings.Contains(s.name, only) || s.messages[0].Kind == "" {
			continue
		}
		weights, err := learn(sets, s.name)
		if err != nil {
			return err
		}
		b, err := knowledge.Load(nil)
		if err != nil {
			return err
		}
		if b, err = b.WithWeights(weights); err != nil {
			return err
		}
		t := evaluate.Measure(b, s.messages)
		if misses {
			for _, m := range t.Misses {
				if strings.Contains(m.Row.String(), row) {
					fmt.Fprintln(out, m)
				}
			}
		}
		fmt.Fprintf(out, "%s\n%s\n", s.name, t)
		all.Add(t)
	}
	fmt.Fprintf(out, "all, each writer unseen\n%s", all)
	return nil
}
