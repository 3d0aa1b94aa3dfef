// Package talk holds a conversation: it remembers what the talk is about, tells what a turn wants, and says what
// answers it.
//
// A State is what one talk has come to: ids of a lift, reasons, a drill, a question, and what was said last as
// numbers. None of the person's words is in it. Turn (turn.go) reads a turn in its light and changes it; what is
// said comes from the content files (say.go). The warning signs that stand are package standing's.
package talk

import (
	"slices"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// A State is what a talk has come to. The zero State is a talk that has not begun.
type State struct {
	Turns int // so far
	Case  knowledge.Case
	Told  bool           // Case is that of a complaint
	Lift  knowledge.Lift // the last that was spoken of; "" for none
	Cause string         // id of the reason under discussion
	Drill string         // id of the drill that was shown last
	Cue   string         // id of the cue that was spoken of last
	Done  []string       // ids of drills that are done already, were tried or hurt
	Aside []string       // ids of reasons that were set aside
	Open  *knowledge.Question
	Days  int       // for how long it has been there, as far as told
	Last  turn.Kind // of the turn before
	About turn.Context

	Disclaimed bool // it was said that this is coaching and not medicine

	asked    string              // id of the question that was asked last
	late     *knowledge.Question // that question, while it may still be answered
	hurt     int                 // turns for which something that hurt is still spoken of
	deaf     int                 // questions in a row that were not answered
	given    []given
	before   []sentence // of the reply before
	reminds  bool       // the last reply was about reminders
	reasoned bool       // a reason was given
}

// A given counts how often an advice was given.
type given struct{ advice, times int }

// Context returns what the next turn follows.
func (s *State) Context(alarm, emergency bool) turn.Context {
	switch {
	case emergency:
		return turn.InEmergency
	case alarm:
		return turn.InAlarm
	case s.Turns == 0:
		return turn.AtStart
	case s.Open != nil:
		return turn.AfterQuestion
	case s.reminds:
		return turn.AfterReminder
	case s.About != "":
		return s.About
	}
	return turn.AfterReply
}

// A Reply is what answers a turn.
type Reply struct {
	Kind  turn.Kind
	Heard string // what was told, said back in a sentence before the assessment; may be empty
	Say   string // in one to four sentences; what comes before the assessment where there is one

	Assessment *knowledge.Assessment // to be worded as a whole, after what is said
	Raises     bool                  // the assessment has a warning sign that what is said tells of, and is not worded
	Open       *knowledge.Question   // that the reply asks, or that is still open
	Case       knowledge.Case        // that goes with it
	Drill      string                // id of a drill that the reply speaks of, or ""
	Cause      string                // id of a reason that the reply gives, or ""
	Fact       *knowledge.Fact       // that the reply tells
}

// A Coach answers turns. It is safe for concurrent use; a State is not.
type Coach struct {
	base   *knowledge.Base
	advice []advice
	named  []named
	also   map[string][]turn.Phrases // of each question, the other ways to say each of its answers
}

// New returns a Coach who knows what base does.
func New(base *knowledge.Base) *Coach {
	c := &Coach{base: base}
	if base == nil { // there is nothing to say from
		return c
	}
	for _, a := range base.Advice() {
		c.advice = append(c.advice, advice{a, turn.ParsePhrases(a.Words)})
	}
	c.named = names(base)
	c.also = map[string][]turn.Phrases{}
	for _, q := range base.Inquiries() {
		for _, o := range q.Answers {
			c.also[q.ID] = append(c.also[q.ID], turn.ParsePhrases(o.Also))
		}
	}
	return c
}

// maxList bounds the lists of a State.
const maxList = 12

func noted(list []string, id string) []string {
	if id == "" || slices.Contains(list, id) {
		return list
	}
	if len(list) >= maxList {
		list = list[1:]
	}
	return append(slices.Clip(list), id)
}

// Show notes that a drill or a cue was shown.
func (s *State) Show(base *knowledge.Base, id string) {
	switch {
	case base.Drill(id) != nil:
		s.Drill = id
	case base.Cue(id) != nil:
		s.Cue = id
	}
	s.About = turn.AfterDrill
	s.Turns++
}

// Take notes what an assessment came to that a button led to.
func (s *State) Take(a knowledge.Assessment) {
	s.Case, s.Told, s.Lift = a.Case, true, lift(a.Exercise, s.Lift)
	s.Cause, s.Drill, s.Open, s.deaf = "", "", nil, 0
	if len(a.Causes) > 0 {
		s.Cause = a.Causes[0].ID
	}
	if q := a.Question(); q != nil && len(a.RedFlags) == 0 {
		s.Open, s.asked = q, q.ID
	}
	s.About = turn.AfterReason
	s.Turns++
}

// Heard notes what a turn told that was answered in the light of a warning sign.
func (s *State) Heard(a knowledge.Assessment) {
	s.Turns++
	s.Open = nil
	s.Lift = lift(a.Exercise, s.Lift)
	if a.Kind == knowledge.Symptom && (len(a.Causes) > 0 || !s.Told && len(a.RedFlags) == 0) {
		s.Case, s.Told = a.Case, true
		if len(a.Causes) > 0 {
			s.Cause, s.Drill = a.Causes[0].ID, ""
		}
	}
}

// Reminded notes that the last turn was about reminders.
func (s *State) Reminded() {
	s.Turns++
	s.Last, s.reminds, s.before = turn.Reminders, true, nil
}

// Reminding reports whether the last turn was about reminders.
func (s *State) Reminding() bool { return s.reminds }

// Anew notes that a complaint follows that has nothing to do with what was told before.
func (s *State) Anew() { s.Told, s.Open, s.asked, s.deaf, s.reasoned = false, nil, "", 0, false }
