// Package knowledge is what the coach knows and how it understands a message, stage by stage, each in a package of its own:
//
//	content    what the coach says: causes, drills, cues, warning signs, questions, in files that a coach can correct
//	text       splits a message into words
//	match      finds phrases among them
//	lexicon    says which phrases speak for what
//	scope      works out what is denied, past, somebody else's, asked
//	classify   scores what the message may be about
//	knowledge  sets the thresholds, decides, and asks back
//
// It is deterministic, works offline, and explains itself: whatever it concludes carries the words
// that led there. It stores nothing and knows nothing of chats; wording a reply is the bot's work.
package knowledge

import (
	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/overlay"
)

// What the content and the lexicon call things.
type (
	Lift      = content.Lift
	Triage    = content.Triage
	Source    = content.Source
	Cause     = content.Cause
	LiftFix   = content.LiftFix
	Drill     = content.Drill
	Dose      = content.Dose
	Cue       = content.Cue
	Flag      = content.Flag
	BallotCue = content.BallotCue
	Fact      = content.Fact
	Topic     = content.Topic
	Routine   = content.Routine
	Step      = content.Step
	Inquiry   = content.Inquiry
	Answer    = content.Answer
	Kind      = lexicon.Kind
	Fault     = overlay.Fault
	Faults    = overlay.Faults
)

// The lifts, kinds of messages, and levels of care.
const (
	BenchPress = content.BenchPress
	PushUp     = content.PushUp
	Unknown    = content.Unknown

	Symptom    = lexicon.Symptom
	HowTo      = lexicon.HowTo
	OutOfScope = lexicon.OutOfScope

	SelfCare         = content.SelfCare
	SeeAProfessional = content.SeeAProfessional
	Emergency        = content.Emergency
)

// What every question has beside its options: that somebody does not know, and wants to know why it is asked.
const (
	Unsure   = content.Unsure
	WhyAsked = content.WhyAsked
)

// BuiltIn begins the File of a fault in a file that is built in.
const BuiltIn = overlay.BuiltIn

// An Assessment is what was understood of a message, best first, each with the words that spoke for
// it. Its JSON form is the answer of `spotter ask -json` but for the reply.
type Assessment struct {
	Kind     Kind      `json:"kind"`
	Exercise Lift      `json:"exercise"`
	Causes   []Finding `json:"causes"`    // empty where nothing points to any
	RedFlags []Finding `json:"red_flags"` // warning signs that the writer has now
	Triage   Triage    `json:"triage"`    // the highest that any red flag asks for
	Topics   []string  `json:"topics"`    // for HowTo: what is asked about
	Asks     string    `json:"asks"`      // what the writer wants to know, one of lexicon.Asks; "none": nothing
	AskBack  *Question `json:"ask_back,omitempty"`

	// Check is the closed question that comes before all others where an emergency is possible and not likely, with
	// what is most likely as its first option. It counts neither as a sign that was found nor as none.
	Check *Question `json:"check,omitempty"`

	// Crisis says that a message about nothing that is coached here sounds as if the writer might
	// harm themselves.
	Crisis bool `json:"crisis,omitempty"`

	// Stroke says that a message tells of a stroke's signs, as public-health advice lists them: a face that
	// droops, slurred speech, one side numb or weak, the worst headache of a life.
	Stroke bool `json:"stroke,omitempty"`

	// Language is the ISO 639-1 code of the language that the message is written in; empty for English.
	Language string `json:"language,omitempty"`

	// Unread says that nothing was understood of a message whose letters are not read.
	Unread bool `json:"unread,omitempty"`

	// Case is what a further answer is added to. It travels inside the reply's buttons.
	Case Case `json:"-"`
}

// CannotWait tells whether somebody needs help now, and no coaching.
func (a *Assessment) CannotWait() bool { return a.Triage == Emergency || a.Crisis || a.Stroke }

// Question returns what is to be asked back, the check before all else, or nil.
func (a *Assessment) Question() *Question {
	if a.Check != nil {
		return a.Check
	}
	return a.AskBack
}

// A Finding is something that words of the message spoke for.
type Finding struct {
	ID      string   `json:"id"`
	Score   float64  `json:"score,omitempty"` // relative to the other findings of the message, 0 to 1
	Because []string `json:"because"`         // the words as the writer wrote them, or an answer's label
}

// A Question is asked back where the leading causes are close or nothing points anywhere: the one
// that separates them best.
type Question struct {
	ID       string   `json:"id"`
	Question string   `json:"question"`
	Options  []Option `json:"options"` // two to five, the last of which is "something else"
}

// An Option is one answer to a Question.
type Option struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}
