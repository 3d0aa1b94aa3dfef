package evaluate

import (
	"fmt"
	"strings"

	"spotter/internal/knowledge"
)

// A Row is one thing that is measured.
type Row int

// What is measured, each over the messages that it applies to.
const (
	FirstCause Row = iota
	ThreeCauses
	FlagsRecalled
	EmergenciesRecalled
	WronglyFlagged
	TriageRight
	AsksBack
	LiftRight
	TopicRight
	ScopeRecognised
	WronglyRefused
	AsksRight
	rows
)

// rowNames describe the rows, with the bar that unseen messages must reach in percent. Of the
// faults, few are good.
var rowNames = [rows]struct {
	name  string
	bar   float64
	fault bool
}{
	FirstCause:          {"first cause right", 85, false},
	ThreeCauses:         {"a right cause among the first three", 95, false},
	FlagsRecalled:       {"warning signs recalled", 96, false},
	EmergenciesRecalled: {"emergencies recalled", 100, false},
	WronglyFlagged:      {"clean messages wrongly flagged", 3, true},
	TriageRight:         {"triage right", 95, false},
	AsksBack:            {"asks back where nothing points to a cause", 85, false},
	LiftRight:           {"lift right", 96, false},
	TopicRight:          {"how-to: first topic right", 90, false},
	ScopeRecognised:     {"out of scope recognised", 93, false},
	WronglyRefused:      {"out of scope: wrongly refused", 2, true},
	AsksRight:           {"what the writer wants to know", 80, false},
}

func (r Row) String() string { return rowNames[r].name }

// Bar gives what unseen messages must reach, in percent, and whether that is the most (a fault)
// rather than the least.
func (r Row) Bar() (percent float64, most bool) { return rowNames[r].bar, rowNames[r].fault }

// A Table tells how often the coach was right.
type Table struct {
	Messages  int
	Right, Of [rows]int // for the rows that count faults, Right counts the faults
	Misses    []Miss
}

// A Miss is a message that was answered wrongly in one respect. A message can be missed in several.
type Miss struct {
	Row     Row
	Message Message
	What    string
	Got     knowledge.Assessment
}

func (m Miss) String() string {
	return fmt.Sprintf("%s: %s: %s\n    %s", m.Row, m.Message.ID, m.What, m.Message.Text)
}

// Percent gives a row's share in percent, and false where nothing was counted.
func (t Table) Percent(r Row) (float64, bool) {
	if t.Of[r] == 0 {
		return 0, false
	}
	return 100 * float64(t.Right[r]) / float64(t.Of[r]), true
}

// Reached says whether the bar of a row is reached; true where nothing was counted.
func (t Table) Reached(r Row) bool {
	p, ok := t.Percent(r)
	bar, most := r.Bar()
	return !ok || most && p <= bar || !most && p >= bar
}

// Add counts another table in.
func (t *Table) Add(other Table) {
	t.Messages += other.Messages
	for r := range rows {
		t.Right[r] += other.Right[r]
		t.Of[r] += other.Of[r]
	}
	t.Misses = append(t.Misses, other.Misses...)
}

// String lays the table out for a terminal.
func (t Table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-44s %9s %9s %8s\n", fmt.Sprintf("%d messages", t.Messages), "counted", "percent", "bar")
	for r := range rows {
		p, ok := t.Percent(r)
		bar, most := r.Bar()
		sign, mark := "≥", ""
		if most {
			sign = "≤"
		}
		if !t.Reached(r) {
			mark = "  below"
		}
		if most && mark != "" {
			mark = "  above"
		}
		if !ok {
			fmt.Fprintf(&b, "%-44s %9s %9s %7s\n", r, "0", "", fmt.Sprintf("%s %g", sign, bar))
			continue
		}
		fmt.Fprintf(&b, "%-44s %9s %9.1f %8s%s\n", r, fmt.Sprintf("%d/%d", t.Right[r], t.Of[r]), p, fmt.Sprintf("%s %g", sign, bar), mark)
	}
	return b.String()
}
