package say

import (
	"slices"
	"time"

	"spotter/internal/chat"
)

// Choices returns choices of labels and values in turn.
func Choices(pairs ...string) []chat.Choice {
	var all []chat.Choice
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, chat.Choice{Label: pairs[i], Value: pairs[i+1]})
	}
	return all
}

// Rows lays buttons out in at most so many rows, two to a row if they fit.
func Rows(buttons []chat.Button, most int) []chat.Control {
	var all []chat.Control
	for row := range slices.Chunk(buttons, max(2, (len(buttons)+most-1)/most)) {
		all = append(all, chat.Buttons(row))
	}
	return all
}

// Moment words an instant: in the reader's own zone where the platform can, else in that of t.
func Moment(t time.Time) chat.Text { return chat.At(t, t.Format("Monday 2 January, 15:04")) }
