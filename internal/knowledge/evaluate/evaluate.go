// Package evaluate measures how well the coach understands messages: it compares assessments with
// the answers that a careful coach settled on.
package evaluate

import (
	"fmt"
	"io"
	"slices"

	"spotter/internal/knowledge"
)

// A Message is one line of a question set: what somebody wrote, with the answer that a careful coach settled on.
type Message struct {
	ID       string            `json:"id"`
	Text     string            `json:"text"`
	Kind     knowledge.Kind    `json:"kind"` // empty where only the warning signs, or only Asks, are known
	Exercise knowledge.Lift    `json:"exercise"`
	Causes   []string          `json:"causes"`    // the best first; empty: nothing points to any
	AlsoOK   []string          `json:"also_ok"`   // accepted in first place as well
	RedFlags []string          `json:"red_flags"` // the warning signs that the writer has now
	Triage   knowledge.Triage  `json:"triage"`
	Topics   []string          `json:"topics"`           // any of them is right
	Where    map[string]string `json:"where,omitempty"`  // by warning sign: the words that tell of it, where that is known
	Crisis   bool              `json:"crisis,omitempty"` // the writer may harm themselves
	Decoys   []string          `json:"decoys,omitempty"` // words that look like a warning sign and are none
	Asks     string            `json:"asks,omitempty"`   // what the writer wants to know; empty: not known
}

// Run assesses each message of a question set and tells how many are right.
func Run(b *knowledge.Base, r io.Reader) (Table, error) {
	ms, err := Read(r)
	if err != nil {
		return Table{}, err
	}
	return Measure(b, ms), nil
}

// Measure does what Run does with messages that were read.
func Measure(b *knowledge.Base, ms []Message) Table {
	var t Table
	for _, m := range ms {
		t.count(m, b.Assess(m.Text))
	}
	return t
}

// count compares one answer with what it should be.
func (t *Table) count(m Message, a knowledge.Assessment) {
	t.Messages++
	miss := func(row Row, what string, args ...any) {
		t.Misses = append(t.Misses, Miss{Row: row, Message: m, What: fmt.Sprintf(what, args...), Got: a})
	}
	check := func(row Row, ok bool, what string, args ...any) {
		t.Of[row]++
		if ok {
			t.Right[row]++
		}
		if _, fault := row.Bar(); ok == fault {
			miss(row, what, args...)
		}
	}
	if m.Asks != "" {
		check(AsksRight, a.Asks == m.Asks, "want %s, got %s", m.Asks, a.Asks)
	}
	if m.Kind == knowledge.Symptom && len(m.Causes) > 0 {
		countCauses(check, m, a)
	}
	if m.Kind == knowledge.Symptom && len(m.Causes) == 0 && m.Triage == knowledge.SelfCare {
		check(AsksBack, len(a.Causes) == 0 && a.AskBack != nil, "want a question back, got %s", ids(a.Causes))
	}
	countFlags(check, m, a)
	check(TriageRight, a.Triage == m.Triage, "want %s, got %s", m.Triage, a.Triage)
	if m.Kind == knowledge.OutOfScope {
		check(ScopeRecognised, a.Kind == knowledge.OutOfScope, "taken for %s", a.Kind)
		return
	}
	check(LiftRight, a.Exercise == m.Exercise, "want %s, got %s", m.Exercise, a.Exercise)
	check(WronglyRefused, a.Kind == knowledge.OutOfScope, "refused")
	if m.Kind == knowledge.HowTo {
		topic := a.Kind == knowledge.HowTo && len(a.Topics) > 0 && slices.Contains(m.Topics, a.Topics[0])
		check(TopicRight, topic, "want %v, got %s %v", m.Topics, a.Kind, a.Topics)
	}
}

type checker func(row Row, ok bool, what string, args ...any)

func countCauses(check checker, m Message, a knowledge.Assessment) {
	right := func(f knowledge.Finding) bool {
		return slices.Contains(m.Causes, f.ID) || slices.Contains(m.AlsoOK, f.ID)
	}
	check(FirstCause, len(a.Causes) > 0 && right(a.Causes[0]), "want %v or %v, got %s", m.Causes, m.AlsoOK, ids(a.Causes))
	first3 := a.Causes[:min(3, len(a.Causes))]
	check(ThreeCauses, slices.ContainsFunc(first3, right), "want %v or %v, got %s", m.Causes, m.AlsoOK, ids(a.Causes))
}

func countFlags(check checker, m Message, a knowledge.Assessment) {
	for _, want := range m.RedFlags {
		found := slices.ContainsFunc(a.RedFlags, func(f knowledge.Finding) bool { return f.ID == want })
		check(FlagsRecalled, found, "want %s, got %s", want, ids(a.RedFlags))
	}
	if m.Triage == knowledge.Emergency {
		check(EmergenciesRecalled, a.Triage == knowledge.Emergency, "want %v, got %s", m.RedFlags, ids(a.RedFlags))
	}
	if len(m.RedFlags) == 0 {
		check(WronglyFlagged, len(a.RedFlags) > 0, "%s", ids(a.RedFlags))
	}
}

func ids(fs []knowledge.Finding) string {
	s := "none"
	for i, f := range fs {
		one := f.ID + fmt.Sprintf(" %q", f.Because)
		if f.Score > 0 {
			one = fmt.Sprintf("%s %.2f %q", f.ID, f.Score, f.Because)
		}
		if i == 0 {
			s = one
		} else {
			s += ", " + one
		}
	}
	return s
}
