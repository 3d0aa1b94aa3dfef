package chat

// A Command is a command as it is declared once, for every platform: adapters register it, help
// lists it, and the bot checks arguments against it before anything runs.
type Command struct {
	Name        string // "remind", or within Sub "on"
	Description string // one line, at most 100 characters
	Example     string // as typed, for /help: "/remind on 7:30 20:00"
	Group       string // heading under which /help lists it
	Options     []Option
	Sub         []Command // a command with subcommands has no options of its own
	Who         Audience
	Hidden      bool   // reached by buttons; not registered, not listed
	Direct      bool   // also makes sense away from a group: direct messages, user installation
	OnMessage   string // if set, its title in the menu of a posted message: "Ask for form check"
	Locales     Locales
}

// Who may use a command.
const (
	Everyone Audience = iota
	Managers          // those who administer the group, or anyone in a private chat of their own
)

// An Audience says who may use a command.
type Audience uint8

// An Option is one argument of a command.
type Option struct {
	Name        string
	Description string // at most 100 characters
	Type        OptionType
	Required    bool
	Choices     []Choice // if any, one of them
	Complete    bool     // suggestions come from the Completer
	Max         int      // longest value in characters; 0 means 1000
	Locales     Locales
}

// Locales are translations of a Description by IETF tag, as in "de" or "pt-BR"; nil if there are none.
// A platform shows those whose tags it knows, and the Description to everybody else.
type Locales map[string]string

// An OptionType says what an option's value is. Values are always passed as strings; what is not of
// the type is refused before the handler sees it.
//
// Typed, options stand in their order, each a word or a "quoted phrase"; the first String takes all
// that remains of the line. Any option may be given by name instead, as in lift:bench.
type OptionType uint8

// The types.
const (
	String  OptionType = iota // free text
	Word                      // one word, or a "quoted phrase"
	Integer                   // decimal digits, perhaps with a sign
	Channel                   // a Place
	Role                      // the platform's id of a group of people
	File                      // a video or a picture: arrives as Request.Media
)
