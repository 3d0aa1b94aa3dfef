package knowledge_test

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/evaluate"
	"spotter/internal/racetest"
)

var loaded *knowledge.Base

// load gives the base with the built-in content, loaded once.
func load(tb testing.TB) *knowledge.Base {
	tb.Helper()
	if loaded == nil {
		loaded = fresh(tb)
	}
	return loaded
}

// fresh gives one of its own: a learner adds words to it.
func fresh(tb testing.TB) *knowledge.Base {
	tb.Helper()
	b, err := knowledge.Load(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// messages reads the repository's own question sets of short messages, which the lexicon was written with in view.
func messages(tb testing.TB) []evaluate.Message {
	tb.Helper()
	return append(readAll(tb, "testdata/dev.jsonl"), readAll(tb, "testdata/open-*.jsonl")...)
}

// lessons returns all that weights are learned from, in the order of the command that learns them.
func lessons(tb testing.TB) []evaluate.Message {
	tb.Helper()
	return append(readAll(tb, "testdata/*.jsonl"), readAll(tb, "testdata/*.tsv")...)
}

func readAll(tb testing.TB, pattern string) (all []evaluate.Message) {
	tb.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		tb.Fatalf("no files %s: %v", pattern, err)
	}
	for _, name := range names {
		all = append(all, read(tb, name)...)
	}
	return all
}

func read(tb testing.TB, name string) []evaluate.Message {
	tb.Helper()
	ms, err := evaluate.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return ms
}

// TestManyAtOnce: a base that was just loaded answers many at the same time as one after the other.
func TestManyAtOnce(t *testing.T) {
	fresh, alone, some := fresh(t), load(t), messages(t)[:60]
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, m := range some {
				if diff := cmp.Diff(fresh.Assess(m.Text), alone.Assess(m.Text), cmpopts.IgnoreUnexported(knowledge.Case{})); diff != "" {
					t.Errorf("%q: -at once +alone\n%s", m.Text, diff)
				}
			}
		})
	}
	all.Wait()
}

func TestCaseSurvivesAButton(t *testing.T) {
	racetest.Skip(t)
	b := load(t)
	for _, m := range messages(t) {
		a := b.Assess(m.Text)
		s := a.Case.String()
		if len(s) > 29 {
			t.Errorf("%s: case %q has %d bytes", m.ID, s, len(s))
		}
		c, err := b.ParseCase(s)
		if err != nil {
			t.Errorf("%s: %v", m.ID, err)
			continue
		}
		if got := c.String(); got != s {
			t.Errorf("%s: case %q came back as %q", m.ID, s, got)
		}
	}
}

func TestAnswersLeadSomewhere(t *testing.T) {
	b := load(t)
	a := b.Assess("ow my upper back")
	if a.AskBack == nil || len(a.Causes) > 0 {
		t.Fatalf("want a question and no cause, got %+v", a)
	}
	for n := 1; a.AskBack != nil; n++ {
		if n > 3 {
			t.Fatal("more than three questions in a row")
		}
		var err error
		if a, err = b.Answer(a.Case, a.AskBack.Options[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	if len(a.Causes) == 0 {
		t.Error("no cause after three answers")
	}
}

func TestWhatIsMeant(t *testing.T) {
	b := load(t)
	for text, want := range map[string]string{
		"no numbness or tingling, but it clicks":                                        "joint-clicking",
		"no numbness, tingling or weakness, just sore between the blades after bench":   "",
		"numbness: none. sore after push-ups":                                           "",
		"tingling? nope. sore upper back from bench":                                    "",
		"last year my arm went numb on bench, that got sorted and never came back":      "",
		"when should i worry about tingling?":                                           "",
		"my hand goes numb on bench, should i see someone?":                             "numbness",
		"my dad can't feel his left hand, me im just sore between the blades":           "",
		"my traps are killing me after bench":                                           "",
		"upper back pain after bench, 9/10":                                             "intense-pain",
		"my upper back is a 3/10 after bench":                                           "",
		"finally clicked for me how to bench, upper back sore":                          "",
		"my dad has chest pressure right now after bench, what do i do":                 "chest-pain",
		"i fell off a ladder and now my upper back hurts on bench":                      "trauma",
		"tinglling in my fingers after pushups":                                         "tingling",
		"mingling after the gym, i feel dumb, upper back sore from bench":               "",
		"squats are off because my knee hurts, also I can't breathe in, cold sweat":     "short-of-breath",
		"sore upper back after every bench day, gone in two days, comes back next time": "",
	} {
		got := b.Assess(text).RedFlags
		switch {
		case want == "" && len(got) > 0:
			t.Errorf("%q: got %v, want none", text, got)
		case want != "" && !slices.ContainsFunc(got, func(f knowledge.Finding) bool { return f.ID == want }):
			t.Errorf("%q: got %v, want %s", text, got, want)
		}
	}
}

func TestAnotherGivesTheNextCauseAndForgetsNone(t *testing.T) {
	b := load(t)
	a := b.Assess("bench: shoulders at my ears and i squeeze the blades as hard as i can, traps burn")
	seen := map[string]bool{}
	for range 12 {
		if len(a.Causes) == 0 {
			return
		}
		if id := a.Causes[0].ID; seen[id] {
			t.Fatalf("%s came twice", id)
		} else {
			seen[id] = true
		}
		a = b.Another(a.Case)
	}
	t.Error("causes without end")
}

func TestAFurtherMessageAddsToTheCase(t *testing.T) {
	b := load(t)
	a := b.Assess("upper back sore after push-ups")
	a = b.Add(a.Case, "on video my hips sag to the floor. my hand tingles too")
	if a.Exercise != knowledge.PushUp || len(a.Causes) == 0 || a.Causes[0].ID != "sagging-hips" || a.Triage != knowledge.SeeAProfessional {
		t.Errorf("got %+v", a)
	}
}

func TestAnswerSaysWhatItCannotTake(t *testing.T) {
	b := load(t)
	a := b.Assess("ow my upper back")
	if _, err := b.Answer(a.Case, "no-such"); err == nil {
		t.Error("an unknown option was taken")
	}
	if _, err := b.Answer(b.Assess("bench, shoulders at my ears, traps burn").Case, "else"); err == nil {
		t.Error("an answer was taken where nothing was asked")
	}
}

// TestCannotWait: who may be in danger from themselves, and who tells of a stroke, is known; nobody else.
func TestCannotWait(t *testing.T) {
	b := load(t)
	type alarm struct{ Crisis, Stroke bool }
	crisis, stroke := alarm{Crisis: true}, alarm{Stroke: true}
	for text, want := range map[string]alarm{
		"my face droops on one side and i'm slurring words":  stroke,
		"half my face went numb after bench":                 stroke,
		"my speech is slurred since the last set":            stroke,
		"worst headache of my life, in the middle of a set":  stroke,
		"left side of my body went weak":                     stroke,
		"my hips droop in push ups and my face points down":  {},
		"no slurred speech, just sore traps after bench":     {},
		"my head drops in push-ups, neck sore on the side":   {},
		"one side of my upper back is weak, sore from bench": {},
		"face pulls feel weak on one side":                   {},

		"i want to die":                        crisis,
		"I don't want to live anymore":         crisis,
		"my mate is suicidal, what can i do":   crisis,
		"these pushups make me want to die":    {},
		"suicide grip on bench, yes or no":     {},
		"my traps are killing me after bench":  {},
		"want to die, traps burn after bench":  {},
		"i never thought about suicide, relax": {},
	} {
		a := b.Assess(text)
		if got := (alarm{a.Crisis, a.Stroke}); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}
