package bot

import (
	"spotter/internal/bot/command"
	"spotter/internal/chat"
)

const InTopic = inTopic

var (
	ReadHour   = readHour
	IsLoad     = isLoad
	ReadIntake = readIntake
)

// Table returns the commands.
func (b *Bot) Table() *command.Table { return b.table }

func (b *Bot) CompleteRemind(option, typed string) []chat.Choice {
	return b.completeRemind(nil, option, typed)
}

func (b *Bot) FormcheckCommands() []command.Command { return b.formcheckCommands() }
