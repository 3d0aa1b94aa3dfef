package bot

import (
	"context"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/reminders"
)

// A page has neither reminders nor form checks (Elsewhere says where they are). Their rooms would make what a browser loads
// a sixth larger, so that here nothing is in them, and nobody may ask for them.
type (
	reminderRoom struct{ family }
	checkRoom    struct{ family }
)

const noRooms = "a page has no reminders and no form checks"

func (b *Bot) newRemind() *reminderRoom          { panic(noRooms) }
func (b *Bot) newReview() *checkRoom             { panic(noRooms) }
func (b *Bot) mydataCommands() []command.Command { return nil }

func (*reminderRoom) InWords(context.Context, *command.Call, string, bool) chat.Reply { panic(noRooms) }
func (*reminderRoom) Finish(context.Context, *command.Call, string) (chat.Text, error) {
	panic(noRooms)
}
func (*reminderRoom) Reachable(context.Context, chat.User, bool)             {}
func (*reminderRoom) TellBlocked(context.Context, *command.Call, chat.Reply) {}
func (*reminderRoom) Send(context.Context, reminders.Card) (string, error)   { panic(noRooms) }
func (*checkRoom) Inspect(context.Context) []chat.Finding                    { return nil }
func (*checkRoom) Run(context.Context)                                       {}
func (*checkRoom) Left(context.Context, chat.Place)                          {}
func (*checkRoom) Moved(context.Context, chat.Place, chat.Place)             {}
func (*checkRoom) Deleted(context.Context, chat.Place, chat.MessageID)       {}
