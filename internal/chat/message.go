package chat

// A Reply is a *Message, a *Form, or nil, which says nothing.
type Reply interface{ reply() }

func (*Message) reply() {}
func (*Form) reply()    {}

// A Message is what people see. Adapters render all of it; what a platform lacks they render some
// other way, as each field says. It is plain data: no callbacks, no markup.
type Message struct {
	Text     Text
	Sections []Section // embed fields, or bold headings
	Images   []Image
	Media    []Media   // what came Passing with a Request of the same platform, shown along
	File     *Document // if any, comes with it for people to keep
	Controls []Control // rows, top to bottom
	Footer   Text      // small print at the end

	Private bool      // only the asker sees it; where that cannot be, a direct message or a way to one
	Open    bool      // of a Private message: tells nothing of the asker, so where none can be shown to them alone, it is shown to all
	Alone   bool      // of a Private message: nothing is said where it cannot be shown to the asker alone right there
	Urgent  bool      // a warning: shown at once where it was asked, even where Private cannot be kept
	Share   bool      // the asker of a Private message may show it to all: adapters add the button
	Replace bool      // edit the message whose control was used instead of sending another
	Quiet   bool      // without a notification, where the platform can
	Owner   UserID    // if set, only this person's presses count; others are told so, alone
	Ask     bool      // what the asker writes next is the answer: a platform may open a reply field
	Hint    string    // of an Ask: what may stand in that field while it is empty
	Beside  Buttons   // of an Ask: what can be pressed instead of writing; the text says how to write it, so a platform may leave them out
	Key     string    // the same for every try of one sending: a platform that can, drops repeats
	Follows MessageID // the message of its kind before it: an answer that names this one is not of this sending
	ReplyTo MessageID // answers that message of the same place, where the platform chains them
}

// A Section is a titled part of a message.
type Section struct {
	Title string
	Body  Text
	Same  bool // says the same each time: where a platform can, it is folded
	More  bool // for who wants more: folded with its neighbours where a platform can, and else left out, for a button with Unfolds shows it
}

// An Image is a picture, with words for those who cannot see it. Moving pictures are GIFs.
type Image struct {
	Name, Alt string
	Data      []byte // shared; never modified
	Aside     bool   // it is left out where it would need a message of its own
	Said      bool   // the message says in its own words what the picture shows: where it is not seen, nothing stands in for it
}

// A Document is a file that people can keep. Platforms carry it as a download with the message, or as a message
// of its own that follows; where there are no downloads, one that is text is printed, and another is only named.
// Whoever sees the message can have the file, and nobody else. Adapters keep no copy of it.
type Document struct {
	Name string // as it is saved: letters, digits, dots, dashes and underscores of ASCII, at most MaxFileName
	Type string // media type, as in "application/json"
	Data []byte // 1 to MaxFile bytes; shared, never modified
}

// A Control is Buttons or *Select: one row.
type Control interface{ control() }

func (Buttons) control() {}
func (*Select) control() {}

// Buttons is a row of at most five buttons.
type Buttons []Button

// A Button does its Action, or opens its URL (http, https).
type Button struct {
	Label   string
	Action  Action
	URL     string
	Danger  bool
	Unfolds bool // shows what the Sections for more say: left out where those are folded
}

// A Select offers at most 25 options of which one is chosen; where there are no menus, a keyboard.
// The value chosen is appended to the action's argument after a space.
type Select struct {
	Prompt  string
	Action  Action
	Options []Choice
}

// A Choice is a value and what people see for it.
type Choice struct{ Label, Value string }

// A Form asks for several fields: a modal, or one question after another. What was filled in
// arrives as a Request with the form's command, its argument as Rest, and the fields as Args.
type Form struct {
	Title  string
	Note   string // why it is asked again, if it is
	Action Action
	Fields []Field // at most five
}

// A Field is one question of a form.
type Field struct {
	Name, Label, Hint, Default string
	Long, Optional             bool
	Max                        int      // longest answer in characters; 0 means 1000
	Choices                    []Choice // if any, one of them is the answer: offered where the platform can
}

// An Action is what a control does: a command and its argument, as if typed. Joined by a space they
// are at most MaxAction bytes. Actions come back from the outside: they are untrusted, and who
// pressed is Request.From.
type Action struct{ Command, Arg string }

// String returns the action as it would be typed, without the slash.
func (a Action) String() string {
	if a.Arg == "" {
		return a.Command
	}
	return a.Command + " " + a.Arg
}
