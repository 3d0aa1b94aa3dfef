// Package standing keeps an alarm up: after a warning sign, what follows is answered in its light until it is
// taken back.
//
// An Alarm is what stands for one person: ids of warning signs, the level of care, what was said last. None of
// the person's words is in it, and it is in memory only (memory.go). What lowers it is in taken.go; the words are
// in emergency.go, professional.go and crisis.go, by what the turn wants. Which turn it is, package turn reads.
package standing

import (
	"slices"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// An Alarm is what stands for a person. The zero Alarm is none.
type Alarm struct {
	Flags  []string // ids of warning signs, in the order in which they were told
	Level  knowledge.Triage
	Crisis bool
	Stroke bool
	Lift   knowledge.Lift // what was told with it, if anything
	Cause  string         // id of the likeliest cause, or ""
	Said   turn.Want      // what the last answer in its light was to; Examined after that question
	Turns  int            // answers so far
}

// Examined is what Alarm.Said is while it is open whether a professional has examined what was told of.
const Examined = turn.Seen

// Stands reports whether there is an alarm.
func (a Alarm) Stands() bool { return a.Crisis || a.Stroke || len(a.Flags) > 0 }

// Care returns how much care the alarm asks for.
func (a Alarm) Care() knowledge.Triage {
	switch {
	case a.Crisis || a.Stroke:
		return knowledge.Emergency
	case len(a.Flags) > 0:
		return a.Level
	}
	return knowledge.SelfCare
}

// Raises reports whether an assessment has a warning sign in it.
func Raises(as knowledge.Assessment) bool { return len(as.RedFlags) > 0 || as.CannotWait() }

// Raised returns the alarm with what an assessment has found.
func (a Alarm) Raised(as knowledge.Assessment) Alarm {
	a.Crisis, a.Stroke = a.Crisis || as.Crisis, a.Stroke || as.Stroke
	a.Flags = append(slices.Clone(a.Flags), a.Fresh(as)...)
	if len(as.RedFlags) > 0 && a.Level != knowledge.Emergency {
		a.Level = as.Triage
	}
	if as.Exercise != knowledge.Unknown && as.Exercise != "" {
		a.Lift = as.Exercise
	}
	if len(as.Causes) > 0 {
		a.Cause = as.Causes[0].ID
	}
	a.Said = ""
	return a
}

// Fresh returns the warning signs of an assessment that do not stand yet.
func (a Alarm) Fresh(as knowledge.Assessment) []string {
	var fresh []string
	for _, f := range as.RedFlags {
		if !slices.Contains(a.Flags, f.ID) {
			fresh = append(fresh, f.ID)
		}
	}
	return fresh
}

// Graver reports whether an assessment cannot wait for something that does not stand yet.
func (a Alarm) Graver(base *knowledge.Base, as knowledge.Assessment) bool {
	return as.Crisis && !a.Crisis || as.Stroke && !a.Stroke || slices.ContainsFunc(a.Fresh(as), func(id string) bool {
		return triage(base, id) == knowledge.Emergency
	})
}

func triage(base *knowledge.Base, id string) knowledge.Triage {
	if f := base.Flag(id); f != nil {
		return f.Triage
	}
	return knowledge.SelfCare
}

// gravest returns the sign that the words are about: of those that ask for most care the one that was told last.
func (a Alarm) gravest(base *knowledge.Base) string {
	for _, id := range slices.Backward(a.Flags) {
		if triage(base, id) == a.Level {
			return id
		}
	}
	return ""
}
