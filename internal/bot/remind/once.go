package remind

import (
	"context"
	"errors"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/reminders"
	"spotter/internal/reminders/when"
)

// remindOnce has one reminder come out of turn. The plan, if there is one, stays as it is.
func (rs *Reminders) remindOnce(ctx context.Context, c *command.Call) (chat.Reply, error) {
	typed := c.Values["when"]
	if typed == "" {
		return choose("When?", "remind once", "in 15 minutes", "in an hour", "in 2 hours", "tomorrow 7:30"), nil
	}
	now := rs.Now()
	st, err := rs.Book.Status(ctx, owner(c))
	switch _, span := when.IsSpan(typed); {
	case err == nil:
		loc, err := reminders.Location(st.Plan.Zone)
		if err != nil {
			return nil, err
		}
		now = now.In(loc)
	case errors.Is(err, reminders.ErrNoPlan) && !span:
		return nil, command.NewProblem("I don't know your time zone yet.", "Say in how long, as in `/remind once in 2 hours`, or set up your reminders with `/remind on`.")
	case !errors.Is(err, reminders.ErrNoPlan):
		return nil, planProblem(err)
	}
	at, err := when.ParseOnce(typed, now)
	if err != nil {
		return nil, planProblem(err)
	}
	if err := rs.Book.RemindOnce(ctx, owner(c), string(c.From.Direct), at); err != nil {
		return nil, err
	}
	return &chat.Message{Text: chat.Join(chat.Plain("I will remind you once, by direct message, "), say.Moment(at), chat.Plain(". It takes the place of one that was still to come.")), Private: true}, nil
}

// onceCard is the reminder that comes out of turn.
func (rs *Reminders) onceCard(card reminders.Card) *chat.Message {
	drill, _ := rs.routineStep(0)
	names, section := rs.sequence()
	m := &chat.Message{Text: chat.Join(chat.Plain("You asked me to remind you: "), chat.Strong(names), chat.Plain("."))}
	if card.Late {
		m.Text = chat.Join(chat.Plain("Late, and my fault: you wanted this at "), say.Moment(card.Due), chat.Plain(".\n"), m.Text)
	}
	m.Sections = []chat.Section{section}
	m.Controls = []chat.Control{append(showAll(drill), chat.Button{Label: "Again in 15 min", Action: chat.Action{Command: "remind once", Arg: "in 15 minutes"}})}
	return m
}
