package bot

import (
	"context"
	"errors"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/reminders"
)

var _ chat.Observer = (*Bot)(nil)

// Reachable implements chat.Observer: reminders wait while the person cannot be reached.
func (b *Bot) Reachable(ctx context.Context, u chat.User, reachable bool) {
	if b.Book == nil {
		return
	}
	var err error
	if reachable {
		err = b.reachedAgain(ctx, string(u.ID))
	} else {
		_, err = b.Book.SetBlocked(ctx, string(u.ID), closedDoor)
	}
	if err != nil && !errors.Is(err, reminders.ErrNoPlan) {
		b.Log.Error("note whether a person can be reached", "reachable", reachable, "err", err)
	}
}

// reachedAgain ends a block, if there is one, and says that reminders go on.
func (b *Bot) reachedAgain(ctx context.Context, owner string) error {
	blocked, err := b.Book.Blocked(ctx, owner)
	if err != nil || !blocked {
		return err
	}
	plan, err := b.Book.Unblock(ctx, owner)
	if err != nil || !plan.Rings() {
		return err
	}
	next, err := b.nextOne(ctx, owner)
	if err != nil {
		return err
	}
	m := &chat.Message{Text: chat.Join(chat.Plain("Welcome back. I can write to you again, so your reminders go on: "+describe(plan)), next), Owner: chat.UserID(owner)}
	m.Controls = []chat.Control{chat.Buttons{{Label: "Turn off", Action: chat.Action{Command: "remind off"}}}}
	if _, err := b.Platforms.Send(ctx, chat.Place(plan.Place), m); err != nil {
		return sendError(err)
	}
	return nil
}

// Left implements chat.Observer: the data of a group that the bot was removed from goes after 30 days.
func (b *Bot) Left(ctx context.Context, place chat.Place) {
	if err := b.checksLeft(ctx, place); err != nil {
		b.Log.Error("leaving a group not noted", "err", err)
	}
}

// Moved implements chat.Observer.
func (b *Bot) Moved(ctx context.Context, from, to chat.Place) {
	if err := b.checksMoved(ctx, from, to); err != nil {
		b.Log.Error("moved group not noted", "err", err)
	}
}

// Deleted implements chat.Observer: a check whose video is gone is closed.
func (b *Bot) Deleted(ctx context.Context, place chat.Place, id chat.MessageID) {
	if err := b.checksDeleted(ctx, place, id); err != nil {
		b.Log.Error("deleted message not noted", "err", err)
	}
}

// tellBlocked adds to a reply that only the person sees that their reminders cannot reach them. One who
// writes in the private chat can be reached again.
func (b *Bot) tellBlocked(ctx context.Context, c *command.Call, reply chat.Reply) {
	m, ok := reply.(*chat.Message)
	if b.Book == nil || !ok || c == nil || m.Urgent || c.Group && !m.Private || isReminder(c.Of) {
		return
	}
	blocked, err := b.Book.Blocked(ctx, owner(c))
	switch {
	case err != nil:
		b.Log.Warn("blocked plan not looked for", "err", err)
	case !blocked:
	case c.Where == c.From.Direct:
		if _, err := b.Book.Unblock(ctx, owner(c)); err != nil {
			b.Log.Error("resume a blocked plan", "err", err)
			return
		}
		m.Sections = append(m.Sections, chat.Section{Title: "Your reminders", Body: chat.Plain("I could not reach you for a while. Now I can, so they go on.")})
	default:
		b.showBlocked(m)
	}
}

// isReminder tells whether the command itself says how the plan stands.
func isReminder(c *command.Command) bool {
	return c.Group == "Reminders" || c.Name == "mydata" || c.Name == "mydata delete"
}
