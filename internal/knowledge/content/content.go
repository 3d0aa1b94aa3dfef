// Package content is what the coach knows: sources, causes, drills, cues, warning signs, topics, the routine, ballots
// and questions, read from the TOML files beside it, which a coach can read and correct. These files are the only list
// of causes and signs; whatever else names them derives from here.
package content

import "slices"

// A Lift is the exercise a message is about.
type Lift string

// The lifts. Incline, close-grip, dumbbell and machine presses count as the bench press, every
// press-up variation as the push-up.
const (
	BenchPress Lift = "bench-press"
	PushUp     Lift = "push-up"
	Unknown    Lift = "unknown"
)

// Only returns the lift where a list names one lift only, and else none.
func Only(lifts []Lift) Lift {
	if len(lifts) == 0 || slices.ContainsFunc(lifts, func(l Lift) bool { return l != lifts[0] }) {
		return ""
	}
	return lifts[0]
}

// A Triage says how much care a message asks for.
type Triage string

// The levels of care, from least to most.
const (
	SelfCare         Triage = "self-care"
	SeeAProfessional Triage = "see-a-professional"
	Emergency        Triage = "emergency"
)

// A Source is where content comes from.
type Source struct {
	ID, Title, Site string
	URL             string // may be empty
	Note            string // what to know about it: that the nerve claims are the author's
}

// A Cause is a common reason why lifters get sore, as a coach would explain it.
type Cause struct {
	ID, Name string
	Code     string    // two letters, unique: names the cause inside a Case; never changes
	Lifts    []Lift    // where it applies
	Because  string    // completes "A common reason lifters get this is …"; no full stop
	Why      string    // how it makes the upper back sore: one or two sentences
	Fix      string    // what to change: one to three sentences
	FixOn    []LiftFix `toml:"on"` // where the fix differs by lift
	Drills   []string  // ids, best first
	Cues     []string  // ids
	Confirm  string    // the one check that could change the advice: "Does it also happen when …?"
	Sources  []string  // ids
}

// A LiftFix is the fix of a cause on one lift, in place of the cause's own.
type LiftFix struct {
	Lift   Lift
	Fix    string
	Drills []string // ids, best first; none: the cause's own
	Cues   []string // ids; none: the cause's own
}

// On returns the fix of c on a lift, with its drills and cues: what the sources want of the shoulder
// blades differs by lift, so that the advice for one must not reach the other.
func (c *Cause) On(l Lift) LiftFix {
	own := LiftFix{Lift: l, Fix: c.Fix, Drills: c.Drills, Cues: c.Cues}
	for _, f := range c.FixOn {
		if f.Lift != l {
			continue
		}
		own.Fix = f.Fix
		if len(f.Drills) > 0 {
			own.Drills = f.Drills
		}
		if len(f.Cues) > 0 {
			own.Cues = f.Cues
		}
	}
	return own
}

// A Drill is an exercise that the sources recommend: a mobility or posture drill, or strength work.
type Drill struct {
	ID, Name string
	Aliases  []string
	Strength bool     // row, lat pulldown, pull-up
	Purpose  string   // what it is for: one sentence
	Steps    []string // in order
	Dose     Dose
	Note     string // such as whose claim something is
	Sources  []string
}

// A Dose says how much of a drill. Its text is never empty.
type Dose struct {
	Text  string // "hold 10 to 15 seconds, 10 to 15 reps, 1 to 2 sets"
	House bool   // the source gives no number: a house default, and said to be one
}

// A Cue is a short instruction as a coach would call it out, with its reason.
type Cue struct {
	ID, Name string
	Lifts    []Lift
	Say      string // the cue itself
	Why      string
	Sources  []string
}

// A Flag is a warning sign.
type Flag struct {
	ID, Name string
	Bit      int // its place in a Case, from 0, unique; never changes
	Triage   Triage
	Reason   string // why it matters: one sentence
	Act      string // what to do now, and what to hold off until then
	Sources  []string
}

// A BallotCue is one thing that the reviewers of a form check can vote for.
type BallotCue struct {
	ID, Label string
	Lift      Lift
	Good      bool   // "looks good"
	Cause     string // id of the cause whose reason, fix and drill it carries; may be empty
	Why, Fix  string // for those without a cause
	Drill     string // id; may be empty
	Cue       string // id of the cue that shows it right and wrong; empty: the cause's first
	Sources   []string
}

// A Fact is one thing that the sources say, as the answer to a question.
type Fact struct {
	ID      string
	Say     string // the answer, whose first sentence is the fact
	Drill   string // id of the drill that it is about; may be empty
	Sources []string
}

// A Topic is what a how-to question can be about and that is no drill, cue or cause: the muscles,
// when to see a doctor, the routine as a whole.
type Topic struct {
	ID, Name string
	Signs    bool   // it is about warning signs
	Text     string // paragraphs
	Sources  []string
}

// A Routine is the twice-daily sequence.
type Routine struct {
	Name, Intro string
	Steps       []Step `toml:"step"`
	Rounds      string // "at least 3 sets, twice a day"
	Sources     []string
}

// A Step is one drill of the routine with its dose there.
type Step struct {
	Drill string
	Dose  Dose
}

// An Inquiry is a question that may be asked back, with what each answer tells.
type Inquiry struct {
	ID      string
	Code    string // two letters, unique: names the question inside a Case; never changes
	Ask     string
	Why     string   // why it is asked, in one sentence; may be empty
	Check   bool     // asked only where an emergency is possible and not likely
	Lifts   []Lift   // where it makes sense; none: for every lift
	Answers []Answer `toml:"option"` // two to five, the last of which is "else"
}

// An Answer is one option of an Inquiry and the evidence that choosing it gives.
type Answer struct {
	ID, Label string
	Lift      Lift               // the lift it names; may be empty
	Causes    map[string]float64 // weights by cause id: 3 points to it, 1 hints at it, below 0 speaks against it
	Also      string             // phrases that say the same, parted by commas
	Flag      string             // id of the warning sign it tells of; may be empty
}
