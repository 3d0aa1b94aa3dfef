package knowledge_test

import (
	"testing"

	"spotter/internal/knowledge"
)

// Whatever is pressed, and in whatever order, every button of every reply can be pressed: its case
// reads back, and the talk comes to an end.
func TestEveryButtonCanBePressed(t *testing.T) {
	b := load(t)
	seen := map[string]bool{}
	var press func(a knowledge.Assessment, path string)
	press = func(a knowledge.Assessment, path string) {
		s := a.Case.String()
		if seen[s] {
			return
		}
		seen[s] = true
		c, err := b.ParseCase(s)
		if err != nil {
			t.Errorf("after %s: %v", path, err)
			return
		}
		if len(path) > 200 {
			t.Fatalf("the talk does not end: %s", path)
		}
		if q := a.Question(); q != nil {
			for _, o := range q.Options {
				next, err := b.Answer(c, o.ID)
				if err != nil {
					t.Errorf("after %s, %s: %v", path, o.ID, err)
					continue
				}
				press(next, path+", "+o.ID)
			}
		}
		if len(a.Causes) > 0 {
			press(b.Another(c), path+", another")
		}
	}
	for _, text := range []string{"my upper back hurts", "sore upper back after push-ups", "numb hand, shoulders at my ears on bench", mayBeEmergency} {
		press(b.Assess(text), text)
	}
	if len(seen) < 100 {
		t.Errorf("only %d cases were seen", len(seen))
	}
}

// mayBeEmergency is a message after which the closed question comes.
const mayBeEmergency = "upper back sore after bench, arm a bit swollen maybe"

// The closed question comes first, with what is most likely as its first option, also where the words answer another
// question; and its answers decide.
func TestCheck(t *testing.T) {
	b := load(t)
	a := b.Assess(mayBeEmergency)
	if a.Check == nil || a.Question() != a.Check || a.Triage != knowledge.SelfCare || len(a.RedFlags) > 0 {
		t.Fatalf("got %+v", a)
	}
	yes, err := b.Answer(a.Case, a.Check.Options[0].ID)
	if err != nil || yes.Triage != knowledge.Emergency {
		t.Errorf("after yes: %s, %v", yes.Triage, err)
	}
	no, err := b.Answer(a.Case, "else")
	if err != nil || no.Triage != knowledge.SelfCare || no.Check != nil {
		t.Errorf("after no: %+v, %v", no, err)
	}
	open := b.Assess("my upper back hurts")
	if open.AskBack == nil {
		t.Fatal("no question is open")
	}
	if typed := b.Add(open.Case, mayBeEmergency); typed.Check == nil {
		t.Errorf("typed as an answer: %+v", typed)
	}
	if denied := b.Assess("no tightness in chest, only upper back, sore from push ups"); denied.Check != nil {
		t.Errorf("what was denied is asked: %+v", denied.Check)
	}
}
