package knowledge_test

import (
	"os"
	"path/filepath"
	"testing"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/evaluate"
)

// load gives the base with the built-in content.
func load(tb testing.TB) *knowledge.Base {
	tb.Helper()
	b, err := knowledge.Load(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// messages reads the repository's own question sets.
func messages(tb testing.TB) []evaluate.Message {
	tb.Helper()
	names, err := filepath.Glob("testdata/*.jsonl")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no question sets: %v", err)
	}
	var all []evaluate.Message
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			tb.Fatal(err)
		}
		ms, err := evaluate.Read(f)
		f.Close()
		if err != nil {
			tb.Fatalf("%s: %v", name, err)
		}
		all = append(all, ms...)
	}
	return all
}

func TestCaseSurvivesAButton(t *testing.T) {
	b := load(t)
	for _, m := range messages(t) {
		a := b.Assess(m.Text)
		s := a.Case.String()
		if len(s) > 28 {
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
