package bot_test

import (
	"strings"
	"testing"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/chat"
)

// Where there are no reminders and form checks, every way to them says where they are.
func TestElsewhere(t *testing.T) {
	b := bot.New(bot.Parts{Base: bottest.Base(t), Log: bottest.Quiet(), Elsewhere: bot.Elsewhere{
		Reminders: &chat.Message{Text: chat.Plain("Reminders are there.")}, Checks: &chat.Message{Text: chat.Plain("Checks are there.")}}})
	answer := bottest.Tell(t, b, "/drill chin tuck")
	press := ""
	for _, c := range answer.Controls {
		for _, button := range c.(chat.Buttons) {
			if strings.HasPrefix(button.Label, "Remind") {
				press = "/" + button.Action.String()
			}
		}
	}
	for line, want := range map[string]string{
		press: "Reminders are there.", "/remind on 7:30 20:00": "Reminders are there.", "remind me every morning at 8": "Reminders are there.",
		"/week ask": "Reminders are there.", "/formcheck post": "Checks are there.", "/formcheck": "Checks are there.",
	} {
		if got := bottest.Tell(t, b, line).Text.String(); got != want {
			t.Errorf("%q is answered by %q, want %q", line, got, want)
		}
	}
}
