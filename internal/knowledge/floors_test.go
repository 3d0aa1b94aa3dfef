package knowledge_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/evaluate"
	"spotter/internal/knowledge/learn"
	"spotter/internal/racetest"
)

// floors are what the repository's own messages must reach, in percent. For the rows that count
// faults they are ceilings. These messages were learned from: what they prove is that nothing broke.
// What unseen writers can expect is measured by TestKeptWriter and TestUnseenWriters.
var floors = map[evaluate.Row]float64{
	evaluate.FirstCause: 97, evaluate.ThreeCauses: 99, evaluate.FlagsRecalled: 98, evaluate.EmergenciesRecalled: 100,
	evaluate.WronglyFlagged: 2, evaluate.TriageRight: 98, evaluate.AsksBack: 95, evaluate.LiftRight: 98.5,
	evaluate.TopicRight: 97, evaluate.ScopeRecognised: 97, evaluate.WronglyRefused: 0.5,
}

// unseen are the floors with each writer kept aside in turn.
var unseen = map[evaluate.Row]float64{
	evaluate.FirstCause: 93, evaluate.ThreeCauses: 96.5, evaluate.FlagsRecalled: 96, evaluate.EmergenciesRecalled: 100,
	evaluate.WronglyFlagged: 3, evaluate.TriageRight: 96.5, evaluate.AsksBack: 90, evaluate.LiftRight: 98,
	evaluate.TopicRight: 90, evaluate.ScopeRecognised: 93, evaluate.WronglyRefused: 1,
}

func checkFloors(t *testing.T, got evaluate.Table, want map[evaluate.Row]float64) {
	t.Helper()
	for row, floor := range want {
		percent, counted := got.Percent(row)
		_, most := row.Bar()
		if !counted || most && percent > floor || !most && percent < floor {
			t.Errorf("%s: got %.1f percent, want %g", row, percent, floor)
		}
	}
	if t.Failed() {
		t.Log("\n" + got.String())
	}
}

func TestOwnMessages(t *testing.T) {
	racetest.Skip(t)
	checkFloors(t, evaluate.Measure(load(t), messages(t)), floors)
}

// kept are the floors on the messages of each writer that nothing was learned from and that nobody who worked
// on the lexicon has read: what a stranger can expect. Whoever reads them moves them to the others and
// finds another writer.
var kept = map[evaluate.Row]float64{
	evaluate.FirstCause: 85, evaluate.ThreeCauses: 95, evaluate.FlagsRecalled: 96, evaluate.EmergenciesRecalled: 100,
	evaluate.WronglyFlagged: 3, evaluate.TriageRight: 95, evaluate.AsksBack: 85, evaluate.LiftRight: 96,
	evaluate.TopicRight: 90, evaluate.ScopeRecognised: 93, evaluate.WronglyRefused: 2,
}

func TestKeptWriters(t *testing.T) {
	for _, name := range []string{"n", "aa"} {
		t.Run(name, func(t *testing.T) {
			checkFloors(t, evaluate.Measure(load(t), read(t, "testdata/kept/"+name+".jsonl")), kept)
		})
	}
}

// Harmless words around a message take nothing away from it. Neither the messages nor the words have been read.
func TestPadding(t *testing.T) {
	text, err := os.ReadFile("testdata/kept/padding.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Split(strings.TrimSpace(string(text)), "\n")
	random := rand.New(rand.NewPCG(1, 2))
	around := func() string {
		random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		return strings.Join(words[:2+random.IntN(6)], " ")
	}
	var padded []evaluate.Message
	for _, name := range []string{"n", "aa"} {
		for _, m := range read(t, "testdata/kept/"+name+".jsonl") {
			if len(m.RedFlags) > 0 || m.Kind == knowledge.HowTo {
				m.Text = around() + " " + m.Text + ". " + around()
				padded = append(padded, m)
			}
		}
	}
	checkFloors(t, evaluate.Measure(load(t), padded), map[evaluate.Row]float64{
		evaluate.FlagsRecalled: 95, evaluate.EmergenciesRecalled: 100, evaluate.TopicRight: 80, evaluate.WronglyRefused: 5,
	})
}

// Long posts that nobody has read, and short messages in odd wordings and their look-alikes.
func TestKeptLong(t *testing.T) {
	racetest.Skip(t)
	for name, floors := range map[string]map[evaluate.Row]float64{
		"long-1":   {evaluate.FlagsRecalled: 50, evaluate.EmergenciesRecalled: 76, evaluate.WronglyFlagged: 5}, // hidden on purpose
		"long-2":   {evaluate.FlagsRecalled: 90, evaluate.EmergenciesRecalled: 100, evaluate.WronglyFlagged: 7},
		"long-3":   {evaluate.FlagsRecalled: 72, evaluate.EmergenciesRecalled: 100, evaluate.WronglyFlagged: 4},
		"attack-1": {evaluate.FlagsRecalled: 82, evaluate.EmergenciesRecalled: 100, evaluate.WronglyFlagged: 10},
	} {
		t.Run(name, func(t *testing.T) {
			checkFloors(t, evaluate.Measure(load(t), read(t, "testdata/kept/"+name+".jsonl")), floors)
		})
	}
}

// Questions after the facts, three for each, by somebody who has read neither the code nor the questions that were learned from.
func TestKeptFacts(t *testing.T) {
	text, err := os.ReadFile("testdata/kept/facts-1.tsv")
	if err != nil {
		t.Fatal(err)
	}
	b, right, wrong := load(t), 0, 0
	all := b.Facts()
	for line := range strings.Lines(string(text)) {
		number, question, _ := strings.Cut(strings.TrimSpace(line), "\t")
		n, err := strconv.Atoi(strings.TrimPrefix(number, "F"))
		if err != nil {
			t.Fatal(err)
		}
		switch f := b.FactFor(question); f {
		case nil:
		case all[n-1]:
			right++
		default:
			wrong++
		}
	}
	if right < 82 || wrong > 6 {
		t.Errorf("of 99 questions %d get the fact that they are after and %d another, want 82 and at most 6", right, wrong)
	}
}

func TestUnseenWriters(t *testing.T) {
	if os.Getenv("SPOTTER_CROSS") == "" {
		t.Skip("learns once for each writer, which takes a while: set SPOTTER_CROSS=1")
	}
	names, _ := filepath.Glob("testdata/*.jsonl")
	var all evaluate.Table
	for _, kept := range names {
		var rest []evaluate.Message
		for _, name := range names {
			if name != kept {
				rest = append(rest, read(t, name)...)
			}
		}
		b, err := load(t).With(learn.New(fresh(t)).Learn(rest))
		if err != nil {
			t.Fatal(err)
		}
		all.Add(evaluate.Measure(b, read(t, kept)))
	}
	checkFloors(t, all, unseen)
}

// The files of weights must be what their command makes of the messages beside them. Learning all of it takes minutes: the record
// says whether any of them was changed since.
func TestWeightsAreLearnedFromTheMessages(t *testing.T) {
	want, err := os.ReadFile(learn.RecordFile)
	if err != nil {
		t.Fatal(err)
	}
	got, err := learn.Record(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	files, _, _ := strings.Cut(string(want), learn.SampleLine)
	if diff := cmp.Diff(files, got); diff != "" {
		t.Errorf("weights are out of date, -recorded +there:\n%s\nrun go run ./internal/knowledge/train", diff)
	}
}

// What else the learner depends on is tried with a part of the messages.
func TestPartOfTheMessagesTeachesTheSame(t *testing.T) {
	racetest.Skip(t)
	want, err := os.ReadFile(learn.RecordFile)
	if err != nil {
		t.Fatal(err)
	}
	_, sample, _ := strings.Cut(string(want), learn.SampleLine)
	if got := learn.Sample(fresh(t), lessons(t)); got != strings.TrimSpace(sample) {
		t.Errorf("a part of the messages teaches something else than when the weights were learned: run go run ./internal/knowledge/train")
	}
}

func TestWeightsAreLearnedFromAllMessages(t *testing.T) {
	if os.Getenv("SPOTTER_TRAIN") == "" {
		t.Skip("learns from all messages, which takes minutes: make train-check")
	}
	got := learn.New(fresh(t)).Learn(lessons(t))
	for name, text := range map[string]string{"weights.tsv": got.Weights, "ngrams.bin": got.Second, "whole.bin": got.Whole, "asks.bin": got.Asks} {
		want, err := os.ReadFile("lexicon/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if text != string(want) {
			t.Errorf("lexicon/%s is out of date: run go run ./internal/knowledge/train", name)
		}
	}
}
