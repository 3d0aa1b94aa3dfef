package bot

import (
	"context"
	"time"

	"spotter/internal/chat"
	"spotter/internal/reminders"
)

// remindersOf lists what is stored about someone's reminders, for /mydata show.
func (b *Bot) remindersOf(ctx context.Context, user chat.UserID) ([]chat.Section, error) {
	if b.Book == nil {
		return nil, nil
	}
	e, err := b.Book.Export(ctx, string(user))
	if err != nil {
		return nil, err
	}
	section := chat.Section{Title: "Reminders", Body: chat.Plain("None.")}
	if e.Empty() {
		return []chat.Section{section}, nil
	}
	section.Body = nil
	line := func(name, value string) {
		if value != "" {
			section.Body = chat.Join(section.Body, chat.Plain(name+": "+value+"\n"))
		}
	}
	line("Morning", e.Morning)
	line("Evening", e.Evening)
	line("Days", e.Days)
	line("Time zone", e.Zone)
	line("Last day", e.Ends)
	line("Paused", e.Paused)
	line("Turned off", map[bool]string{true: "yes"}[e.Off])
	line("Not reachable since", instant(e.Blocked))
	line("Sent to", e.Place)
	line("Since", instant(e.Since))
	line("Next", instant(e.Next))
	line("The latest reminder's message", e.Card)
	line("One question about how it is comes", instant(e.Check))
	trimEnd(section.Body)
	sections := []chat.Section{section}
	if len(e.History) > 0 {
		history := chat.Plain("")
		for i, d := range e.History {
			if i > 0 {
				history[0].Text += "\n"
			}
			history[0].Text += d.Day + ": " + either(d.Morning, "-") + ", " + either(d.Evening, "-")
		}
		sections = append(sections, chat.Section{Title: "What became of them (morning, evening)", Body: history})
	}
	return sections, nil
}

// instant words a time for a list, or nothing if there is none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04 MST")
}

func either(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// eraseReminders removes what is stored about someone's reminders. It tells whether there was any.
func (b *Bot) eraseReminders(ctx context.Context, user chat.UserID) (bool, error) {
	if b.Book == nil {
		return false, nil
	}
	e, err := b.Book.Export(ctx, string(user))
	if err != nil || e.Empty() {
		return false, err
	}
	return true, b.Book.Erase(ctx, string(user))
}

var _ reminders.Sender = (*Bot)(nil)
