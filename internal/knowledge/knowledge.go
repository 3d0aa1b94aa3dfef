// Package knowledge is what the coach knows and how it understands a message: content files that a
// coach can read and correct (content/), a lexicon that says which words speak for what
// (lexicon/), and the reading and weighing that turn a message into an Assessment.
//
// It is deterministic, works offline, and explains itself: whatever it concludes carries the words
// that led there. It stores nothing and knows nothing of chats; wording a reply is the bot's work.
package knowledge

// A Lift is the exercise a message is about.
type Lift string

// The lifts. Incline, close-grip, dumbbell and machine presses count as the bench press, every
// press-up variation as the push-up.
const (
	BenchPress Lift = "bench-press"
	PushUp     Lift = "push-up"
	Unknown    Lift = "unknown"
)

// A Kind says what a message wants.
type Kind string

// The kinds of messages.
const (
	Symptom    Kind = "symptom"      // something hurts or is sore
	HowTo      Kind = "howto"        // asks how to do, dose or cue something that the sources cover
	OutOfScope Kind = "out-of-scope" // neither
)

// A Triage says how much care a message asks for.
type Triage string

// The levels of care, from least to most.
const (
	SelfCare         Triage = "self-care"
	SeeAProfessional Triage = "see-a-professional"
	Emergency        Triage = "emergency"
)

// An Assessment is what was understood of a message, best first, each with the words that spoke for
// it. Its JSON form is the answer of `spotter ask -json` but for the reply.
type Assessment struct {
	Kind     Kind      `json:"kind"`
	Exercise Lift      `json:"exercise"`
	Causes   []Finding `json:"causes"`    // empty where nothing points to any
	RedFlags []Finding `json:"red_flags"` // warning signs that the writer has now
	Triage   Triage    `json:"triage"`    // the highest that any red flag asks for
	Topics   []string  `json:"topics"`    // for HowTo: what is asked about
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
