package bot

import "spotter/internal/chat"

// Stored is what is stored about people, a sentence each: the one list of /privacy, the README and docs/privacy.md, which a test
// compares.
var Stored = []string{
	"Your reminder plan (times, time zone, days, pauses), and whether each reminder was done, skipped or missed, for 400 days at most.",
	"Where you asked to be asked in a week, that date.",
	"Where the platform needs it, which channel your direct messages are in.",
	"Form checks: links to the messages, lift and load, and votes under the voter's id.",
	"That you want no pictures, if you said so.",
	"After your data was deleted, a scrambled form of your id, so that a backup that is restored does not bring it back.",
}

// kept lists what is stored about people here.
func (b *Bot) kept() chat.Text {
	if b.Book == nil && b.Checks == nil {
		return chat.Plain("Nothing: there are neither reminders nor form checks here.")
	}
	var list chat.Text
	for _, s := range Stored {
		list = append(list, chat.Span{Text: "- " + s + "\n"})
	}
	return append(list, chat.Span{Text: "Nothing is sold, shared, or sent anywhere else."})
}
