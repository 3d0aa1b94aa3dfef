package guide_test

import (
	"strings"
	"testing"
	"time"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/bot/show"
	"spotter/internal/chat"
	"spotter/internal/picture"
	"spotter/internal/reminders"
	"spotter/internal/store"
)

func newBot(t *testing.T, now *time.Time, keep store.Store) *bot.Bot {
	t.Helper()
	pictures, err := picture.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return *now }
	return bot.New(bot.Parts{Base: bottest.Base(t), Log: bottest.Quiet(), Now: clock, Platforms: chat.Platforms{},
		Show: show.New(pictures, keep, bottest.Quiet()), Book: &reminders.Book{Store: keep, Now: clock}})
}

// The whole routine: chin tucks once, then the three others in three rounds, each with its picture.
func TestRoutine(t *testing.T) {
	now := time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC)
	b := newBot(t, &now, store.NewMemory())
	m := bottest.Tell(t, b, bottest.Press(t, bottest.Tell(t, b, "/routine"), "Start"))
	var names []string
	for {
		if len(m.Images) != 1 || !strings.HasPrefix(string(m.Images[0].Data), "GIF89a") {
			t.Fatalf("%s: no moving picture", m.Text)
		}
		names = append(names, strings.TrimSuffix(m.Images[0].Name, ".gif"))
		if len(names) == 10 {
			break
		}
		m = bottest.Tell(t, b, bottest.Press(t, m, "Next"))
		if !m.Replace {
			t.Error("Next sends another card")
		}
	}
	round := " chin-tuck-wing-flaps chin-tuck-ear-covers chin-tuck-rope-climbs"
	if got, want := strings.Join(names, " "), "chin-tuck"+round+round+round; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if strings.Contains(strings.Join(labels(m), " "), "Next") {
		t.Error("the last step has a Next")
	}
	if m = bottest.Tell(t, b, bottest.Press(t, m, "Done")); !strings.Contains(m.Text.String(), "Well done") || len(m.Controls) > 0 {
		t.Errorf("Done says %s", m.Text)
	}
}

func labels(m *chat.Message) (all []string) {
	for _, c := range m.Controls {
		for _, b := range c.(chat.Buttons) {
			all = append(all, b.Label)
		}
	}
	return all
}

func TestOnePlayerAndRestart(t *testing.T) {
	now := time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC)
	keep := store.NewMemory()
	b := newBot(t, &now, keep)
	start := bottest.Press(t, bottest.Tell(t, b, "/routine"), "Start")
	first := bottest.Tell(t, b, start)
	now = now.Add(time.Minute)
	second := bottest.Tell(t, b, start)
	if m := bottest.Tell(t, b, bottest.Press(t, first, "Next")); !strings.Contains(m.Text.String(), "this card is closed") {
		t.Errorf("the older card says %s", m.Text)
	}
	b = newBot(t, &now, keep) // started anew
	paused := bottest.Tell(t, b, bottest.Press(t, second, "Pause"))
	if m := bottest.Tell(t, b, bottest.Press(t, paused, "Go on")); !strings.Contains(m.Text.String(), "Step 1 of 10") {
		t.Errorf("after a restart: %s", m.Text)
	}
}

// From a reminder's card, Done is one mark in the plan.
func TestDoneIsAMark(t *testing.T) {
	now := time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC)
	keep := store.NewMemory()
	b := newBot(t, &now, keep)
	bottest.Tell(t, b, "/remind on utc 7:00 20:00")
	now = now.Add(90 * time.Minute)
	m := bottest.Tell(t, b, bottest.Press(t, bottest.Tell(t, b, "/routine"), "Start"))
	bottest.Tell(t, b, bottest.Press(t, m, "Done"))
	if m := bottest.Tell(t, b, "/progress"); !strings.Contains(m.Text.String(), "1 of 1") {
		t.Errorf("after Done: %s", m.Text)
	}
}
