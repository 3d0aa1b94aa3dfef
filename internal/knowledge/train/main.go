// Command train learns the weights of the lexicon from the repository's own messages, writes them beside it, with a record of what
// they were learned from, and makes the table that the program starts from. With -cross it measures instead how well that
// generalises: each file in turn is kept aside, the others are learned from, and the kept one is asked.
//
//	go run ./internal/knowledge/train            # from the root of the repository
//	go run ./internal/knowledge/train -judge     # the same, and how much both readers of warning signs are to be believed
//	go run ./internal/knowledge/train -cross -misses
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/evaluate"
	"spotter/internal/knowledge/learn"
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
	judge := flags.Bool("judge", false, "learn as well how much both readers of warning signs are to be believed")
	to := flags.String("o", here+"/lexicon", "folder to write to")
	from := flags.String("from", ours, "files to learn from, question sets and warning signs")
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
	b, err := knowledge.Read(os.DirFS(here))
	if err != nil {
		return err
	}
	learner := learn.New(b)
	learned := learner.Learn(lessons(sets, ""))
	if err := errors.Join(write(*to, "weights.tsv", learned.Weights), write(*to, "ngrams.bin", learned.Second), write(*to, "whole.bin", learned.Whole), write(*to, "asks.bin", learned.Asks)); err != nil {
		return err
	}
	if *judge {
		verdict, table, err := learner.LearnJudge(writers(sets), folds)
		if err != nil {
			return err
		}
		fmt.Fprint(out, table)
		if err := write(*to, "judge.toml", verdict); err != nil {
			return err
		}
	}
	if filepath.Clean(*to) != here+"/lexicon" { // the program does not read it
		return nil
	}
	if err := knowledge.WriteTable(here); err != nil {
		return err
	}
	if *from != ours { // a test would take it for the weights of our messages
		return nil
	}
	return record(lessons(sets, ""))
}

// record writes what the weights were learned from beside them.
func record(lessons []evaluate.Message) error {
	folder := os.DirFS(here)
	files, err := learn.Record(folder)
	if err != nil {
		return err
	}
	b, err := knowledge.Read(folder)
	if err != nil {
		return err
	}
	return write(here, learn.RecordFile, files+learn.SampleLine+learn.Sample(b, lessons)+"\n")
}

// here is the folder of what the coach knows, from the root of the repository.
const here = "internal/knowledge"

// ours are the repository's own messages.
const ours = here + "/testdata/*.jsonl," + here + "/testdata/*.tsv"

// folds is how many parts the writers are cut into of whom one is kept aside in turn.
const folds = 6

func write(folder, name, text string) error {
	return os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644)
}

// writers says of each set whether the lexicon was written with it in view: the first ones were.
func writers(sets []set) []learn.Writer {
	var out []learn.Writer
	for _, s := range sets {
		name := filepath.Base(s.name)
		seen := name == "dev.jsonl" || strings.HasPrefix(name, "open-") || strings.HasPrefix(name, "signs-")
		out = append(out, learn.Writer{Name: name, Lessons: lessons([]set{s}, ""), Unread: !seen})
	}
	return out
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

// lessons returns those of all sets but the one of that name.
func lessons(sets []set, without string) []evaluate.Message {
	var out []evaluate.Message
	for _, s := range sets {
		if s.name == without {
			continue
		}
		out = append(out, s.messages...)
	}
	return out
}

func crossValidate(out io.Writer, sets []set, only string, misses bool, row string) error {
	var all evaluate.Table
	for _, s := range sets {
		if !strings.Contains(s.name, only) || s.messages[0].Kind == "" {
			continue
		}
		b, err := knowledge.Read(os.DirFS(here))
		if err != nil {
			return err
		}
		if b, err = b.With(learn.New(b).Learn(lessons(sets, s.name))); err != nil {
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
