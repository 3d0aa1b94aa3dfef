package bot

import (
	"context"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
)

// Elsewhere says where reminders and form checks are, of a bot that has none itself. Where a message is nil, those commands are
// not known, and nothing offers them.
type Elsewhere struct {
	Reminders *chat.Message
	Checks    *chat.Message
}

// commands returns commands that say where their namesakes are.
func (e Elsewhere) commands(p Parts) (all []command.Command) {
	add := func(m *chat.Message, group string, known ...chat.Command) {
		for _, c := range known {
			c.Group, c.Direct = group, true
			c.Options = []chat.Option{{Name: "what", Description: "What about", Type: chat.String}}
			all = append(all, command.Command{Command: c, Run: func(context.Context, *command.Call) (chat.Reply, error) {
				said := *m
				return &said, nil
			}})
		}
	}
	if p.Book == nil && e.Reminders != nil {
		add(e.Reminders, "Reminders",
			chat.Command{Name: "remind", Description: "Reminders of your drills, and where to get them", Example: "/remind"},
			chat.Command{Name: "week", Description: "Ask again in a week", Hidden: true})
	}
	if p.Checks == nil && e.Checks != nil {
		add(e.Checks, "Form checks", chat.Command{Name: "formcheck", Description: "Reviews of your set, and where to get them", Example: "/formcheck"})
	}
	return all
}
