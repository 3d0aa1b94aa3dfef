package bot

import (
	"context"
	"fmt"

	"spotter/internal/chat"
)

// mydataCommands are for seeing and removing what is stored about oneself.
func (b *Bot) mydataCommands() []command {
	if b.Checks == nil && b.Book == nil {
		return nil
	}
	const group = "About"
	show := chat.Command{Name: "mydata", Description: "See or remove everything I store about you", Example: "/mydata delete", Group: group, Direct: true}
	sub := show
	sub.Name, sub.Description, sub.Example = "mydata show", "See everything I store about you", "/mydata show"
	return []command{
		{Command: show, run: b.mydata},
		{Command: sub, run: b.mydata},
		{Command: chat.Command{Name: "mydata delete", Description: "Remove everything I store about you, at once", Example: "/mydata delete", Group: group, Direct: true,
			Options: []chat.Option{{Name: "sure", Description: "Write yes to skip the question", Type: chat.Word, Max: 10}}}, run: b.mydataDelete},
	}
}

func (b *Bot) mydata(ctx context.Context, c *call) (chat.Reply, error) {
	m := &chat.Message{Text: chat.Plain("This is everything I store about you. What you told me about your body is not part of it: I never store that."),
		Private: true, Owner: c.From.ID}
	for _, of := range []func(context.Context, chat.UserID) ([]chat.Section, error){b.remindersOf, b.checksOf} {
		sections, err := of(ctx, c.From.ID)
		if err != nil {
			return nil, err
		}
		m.Sections = append(m.Sections, sections...)
	}
	m.Controls = []chat.Control{chat.Buttons{{Label: "Delete all of it", Action: chat.Action{Command: "mydata", Arg: "delete"}, Danger: true}}}
	return m, nil
}

func (b *Bot) mydataDelete(ctx context.Context, c *call) (chat.Reply, error) {
	if fold(c.args["sure"]) != fold("yes") {
		return &chat.Message{
			Text:    chat.Plain("Shall I remove everything I store about you? Your reminders and their history go, form checks that you posted go, and your votes on those of others become anonymous. This cannot be taken back."),
			Private: true, Owner: c.From.ID,
			Controls: []chat.Control{chat.Buttons{{Label: "Yes, remove it", Action: chat.Action{Command: "mydata", Arg: "delete yes"}, Danger: true}}},
		}, nil
	}
	plans, err := b.eraseReminders(ctx, c.From.ID)
	if err != nil {
		return nil, err
	}
	checks, err := b.eraseChecks(ctx, c.From.ID)
	if err != nil {
		return nil, err
	}
	said := "Done. "
	if plans {
		said += "Your reminders, their history and what was still to be sent are gone. "
	}
	if checks > 0 {
		said += fmt.Sprintf("%d of your form checks are removed, and your votes are anonymous. ", checks)
	}
	return &chat.Message{Text: chat.Plain(said + "I store nothing about you any more."), Private: true, Replace: true, Owner: c.From.ID}, nil
}
