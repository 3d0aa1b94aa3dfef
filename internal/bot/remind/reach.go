package remind

import (
	"context"
	"errors"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/reminders"
)

// Reachable notes whether a person can be reached: reminders wait while not.
func (rs *Reminders) Reachable(ctx context.Context, u chat.User, reachable bool) {
	var err error
	if reachable {
		err = rs.reachedAgain(ctx, string(u.ID))
	} else {
		_, err = rs.Book.SetBlocked(ctx, string(u.ID), closedDoor)
	}
	if err != nil && !errors.Is(err, reminders.ErrNoPlan) {
		rs.Log.Error("reachability not stored", "reachable", reachable, "err", err)
	}
}

// reachedAgain ends a block, if there is one, and says that reminders go on.
func (rs *Reminders) reachedAgain(ctx context.Context, owner string) error {
	blocked, err := rs.Book.Blocked(ctx, owner)
	if err != nil || !blocked {
		return err
	}
	plan, err := rs.Book.Unblock(ctx, owner)
	if err != nil || !plan.Rings() {
		return err
	}
	next, err := rs.nextOne(ctx, owner)
	if err != nil {
		return err
	}
	m := &chat.Message{Text: chat.Join(chat.Plain("Welcome back. I can write to you again, so your reminders go on: "+describe(plan)), next), Owner: chat.UserID(owner)}
	m.Controls = []chat.Control{chat.Buttons{{Label: "Turn off", Action: chat.Action{Command: "remind off"}}}}
	if _, err := rs.Platforms.Send(ctx, chat.Place(plan.Place), m); err != nil {
		return sendError(err)
	}
	return nil
}

// TellBlocked adds to a reply that only the person sees that their reminders cannot reach them. One who
// writes in the private chat can be reached again.
func (rs *Reminders) TellBlocked(ctx context.Context, c *command.Call, reply chat.Reply) {
	m, ok := reply.(*chat.Message)
	if !ok || m.Urgent || c.Group && !m.Private || isReminder(c.Of) {
		return
	}
	blocked, err := rs.Book.Blocked(ctx, owner(c))
	switch {
	case err != nil:
		rs.Log.Warn("blocked plan not looked for", "err", err)
	case !blocked:
	case c.Where == c.From.Direct:
		if _, err := rs.Book.Unblock(ctx, owner(c)); err != nil {
			rs.Log.Error("blocked plan not resumed", "err", err)
			return
		}
		m.Sections = append(m.Sections, chat.Section{Title: "Your reminders", Body: chat.Plain("I could not reach you for a while. Now I can, so they go on.")})
	default:
		showBlocked(m)
	}
}

// isReminder reports whether the command itself says how the plan stands.
func isReminder(c *command.Command) bool {
	return c.Group == "Reminders" || c.Name == "mydata" || c.Name == "mydata delete"
}

const closedDoor = "direct messages are closed"

// tryToReach sends a test card. If the person cannot be reached it notes so and returns what to do.
func (rs *Reminders) tryToReach(ctx context.Context, c *command.Call, plan reminders.Plan) (chat.Reply, error) {
	_, err := rs.Platforms.Send(ctx, chat.Place(plan.Place), rs.testCard(plan))
	var sendErr *chat.SendError
	switch {
	case err == nil:
		return nil, nil
	case errors.As(err, &sendErr) && sendErr.Gone:
		if _, err := rs.Book.SetBlocked(ctx, owner(c), closedDoor); err != nil {
			return nil, planProblem(err)
		}
		m := &chat.Message{Private: true}
		showBlocked(m)
		return m, nil
	}
	rs.Log.Warn("send test reminder", "platform", c.From.ID.Platform(), "err", err)
	return &chat.Message{Text: chat.Plain("Your reminders are on: " + describe(plan) + " The test message did not get through just now; I will keep trying with the reminders themselves."), Private: true}, nil
}

// showBlocked tells a person that nothing can be sent to them, and what to do.
func showBlocked(m *chat.Message) {
	body := chat.Plain("I cannot send you direct messages, so your reminders wait; nothing is lost. Once you have opened our private chat, press Resume; where we meet on a server, its privacy settings must allow direct messages from members.")
	if len(m.Text) == 0 {
		m.Text = body
	} else {
		m.Sections = append(m.Sections, chat.Section{Title: "Your reminders", Body: body})
	}
	if len(m.Controls) < chat.MaxRows {
		m.Controls = append(m.Controls, chat.Buttons{{Label: "Resume reminders", Action: chat.Action{Command: "remind on"}}})
	}
}
