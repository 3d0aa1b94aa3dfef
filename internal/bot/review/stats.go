package review

import (
	"context"
	"fmt"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
)

// statsDays is of how many days the counts are.
const statsDays = 28

// stats tells how form checks go in the group. It counts and names nobody; of why people asked nothing is stored that could
// be counted.
func (st *setup) stats(ctx context.Context, c *command.Call) (chat.Reply, error) {
	home, _, err := st.homeSettings(ctx, c)
	if err != nil {
		return nil, err
	}
	s, err := st.desk.Stats(ctx, home, st.now().AddDate(0, 0, -statsDays))
	if err != nil {
		return nil, err
	}
	text := "Form checks here in the last four weeks: " + some(s.Opened) + " opened"
	if s.Opened > 0 {
		text += ", " + some(s.Reviewed) + " reviewed, " + some(s.Waiting) + " still waiting, " + some(s.Helped) + " that helped, by what their lifters said"
	}
	text += "."
	if s.First > 0 {
		text += " Half of those reviewed had their first review within " + roughly(s.First) + "."
	}
	if answers, since, known := st.answers(c.Home); known {
		text += fmt.Sprintf(" Complaints that I answered here since %s, when I was last started: %s.", since.UTC().Format("2 January, 15:04 MST"), some(answers))
	}
	return &chat.Message{Private: true, Text: chat.Plain(text + " What people asked about is stored nowhere, so there is no more to count.")}, nil
}

// few is the least that is told as a number: of fewer one could guess who they were.
const few = 5

// some words a count.
func some(n int) string {
	switch {
	case n == 0:
		return "none"
	case n < few:
		return "a few"
	}
	return fmt.Sprint(n)
}

// roughly words a time as people wait.
func roughly(d time.Duration) string {
	switch {
	case d <= time.Hour:
		return "an hour"
	case d < 36*time.Hour:
		return fmt.Sprintf("%d hours", int((d+time.Hour-1)/time.Hour))
	}
	return fmt.Sprintf("%d days", int((d+12*time.Hour)/(24*time.Hour)))
}
