package remind

import (
	"context"
	"fmt"
	"strings"

	"spotter/internal/chat"
	"spotter/internal/reminders"
)

// Kept returns what is stored about someone's reminders, and sums it up, for /mydata show. It returns
// nil if there is nothing.
func (rs *Reminders) Kept(ctx context.Context, user chat.UserID) (*reminders.Everything, chat.Section, error) {
	none := chat.Section{Title: "Reminders", Body: chat.Plain("None.")}
	e, err := rs.Book.Export(ctx, string(user))
	if err != nil || e.Empty() {
		return nil, none, err
	}
	return &e, chat.Section{Title: none.Title, Body: chat.Plain(sumUpReminders(e))}, nil
}

func sumUpReminders(e reminders.Everything) string {
	var said []string
	add := func(holds bool, format string, args ...any) {
		if holds {
			said = append(said, fmt.Sprintf(format, args...))
		}
	}
	add(e.Zone != "", "Morning: %s. Evening: %s. Days: %s. Time zone: %s.", e.Morning, e.Evening, e.Days, e.Zone)
	add(e.Summary, "A line of progress each week.")
	add(e.Off, "They are off.")
	add(e.PausedUntil != "", "They are paused.")
	add(!e.Blocked.IsZero(), "I could not reach you.")
	add(len(e.History) == 1, "What became of them on one day.")
	add(len(e.History) > 1, "What became of them on %d days.", len(e.History))
	add(!e.Once.IsZero(), "One reminder out of turn comes on %s.", e.Once.Format("2 January 2006, 15:04"))
	add(!e.Check.IsZero(), "One question about how it is comes on %s.", e.Check.Format("2 January 2006"))
	return strings.Join(said, " ")
}

// Erase removes what is stored about someone's reminders, and says so if there was anything.
func (rs *Reminders) Erase(ctx context.Context, user chat.UserID) (said string, err error) {
	e, err := rs.Book.Export(ctx, string(user))
	if err != nil {
		return "", err
	}
	if !e.Empty() {
		said = "Your reminders, their history and what was still to be sent are gone. "
	}
	return said, rs.Book.Erase(ctx, string(user)) // which also notes it, for backups that know more
}
