package classify

import (
	"math"
	"slices"
	"strings"

	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
)

// The tasks.
const (
	Causes = iota
	Kinds
	Flags
	Lifts
	Topics
	tasks
)

// taskNames are how tasks are named in files.
var taskNames = [tasks]string{"cause", "kind", "flag", "lift", "topic"}

// A Task is one classification problem: which of its outcomes hold.
type Task struct {
	Outcomes []string
	At       int  // where its scores begin among those of all tasks
	Each     bool // any number of outcomes may hold; else exactly one
}

// None is the outcome of the causes' task where nothing points to a cause.
const None = "none"

// The outcomes of the kinds' task, by index.
const (
	IsSymptom = iota
	IsHowTo
	IsOutOfScope
)

// Of returns the scores of a task among those of all.
func (t *Task) Of(scores []float64) []float64 { return scores[t.At : t.At+len(t.Outcomes)] }

// Best returns the outcome with the highest score.
func (t *Task) Best(scores []float64) string {
	s := t.Of(scores)
	return t.Outcomes[slices.Index(s, slices.Max(s))]
}

// tasksOf returns the tasks for what the content has, in the order of names, which may be empty; what is
// not among these comes last. Those of topics stand behind all others: half of all scores, which few messages need.
func tasksOf(b *content.Library, names []string) (ts [tasks]Task, outcomes int) {
	subjects := lexicon.SubjectsOf(b)
	all := [tasks][]string{
		Causes: subjects.Causes,
		Kinds:  lexicon.Kinds(),
		Flags:  subjects.Flags,
		Lifts:  {string(content.BenchPress), string(content.PushUp), string(content.Unknown)},
		Topics: subjects.Topics,
	}
	for i := range ts {
		ts[i] = Task{At: outcomes, Each: i == Flags, Outcomes: inOrder(all[i], names, taskNames[i]+"/")}
		if i == Causes {
			ts[i].Outcomes = append(ts[i].Outcomes, None)
		}
		outcomes += len(ts[i].Outcomes)
	}
	return ts, outcomes
}

// inOrder returns ids in the order in which names, which have the prefix before them, have them.
func inOrder(ids, names []string, prefix string) []string {
	out := make([]string, 0, len(ids)+1)
	for _, n := range names {
		if id, ok := strings.CutPrefix(n, prefix); ok && slices.Contains(ids, id) {
			out = append(out, id)
		}
	}
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// names returns the names of all outcomes, in order.
func (c *Classifier) names() []string {
	var out []string
	for i, t := range c.tasks {
		for _, o := range t.Outcomes {
			out = append(out, taskNames[i]+"/"+o)
		}
	}
	return out
}

// Share turns the scores of a task into shares: of one, or each by itself.
func (t *Task) Share(scores []float64) {
	if !t.Each {
		Softmax(scores)
		return
	}
	for i, s := range scores {
		scores[i] = 1 / (1 + math.Exp(-s))
	}
}

// Softmax turns scores into shares of one.
func Softmax(scores []float64) {
	top, sum := math.Inf(-1), 0.0
	for _, s := range scores {
		top = max(top, s)
	}
	for i, s := range scores {
		scores[i] = math.Exp(s - top)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}
