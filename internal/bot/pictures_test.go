package bot_test

import (
	"log/slog"
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

// Where pictures come, whose they are, and that they stay away where a doctor comes first or where somebody wants none.
func TestPictures(t *testing.T) {
	set, err := picture.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	keep, log := store.NewMemory(), slog.New(slog.DiscardHandler)
	b := bot.New(bot.Parts{Base: bottest.Base(t), Log: log, Show: show.New(set, keep, log), Platforms: chat.Platforms{}, Book: &reminders.Book{Store: keep, Now: time.Now}})
	shows := func(line string) string {
		m := bottest.Tell(t, b, line)
		if len(m.Images) == 0 {
			return ""
		}
		if !strings.HasPrefix(string(m.Images[0].Data), "GIF89a") {
			t.Errorf("%s: no GIF", line)
		}
		return m.Images[0].Name
	}
	for line, want := range map[string]string{
		"/drill chin tuck":    "chin-tuck.gif",
		"/drill lat pulldown": "lat-pulldown.gif",
		"/cues bench":         "take-your-time.gif",
		"/cues push-up":       "straight-line.gif",
		"/about leg-drive":    "leg-drive.gif",
		"/sore traps sore after bench, shoulders end up at my ears": "lat-pulldown.gif",
		"/drill": "",
	} {
		if got := shows(line); got != want {
			t.Errorf("%s shows %q, want %q", line, got, want)
		}
	}
	bottest.Tell(t, b, "/mydata pictures off")
	if got := shows("/drill chin tuck"); got != "" {
		t.Errorf("turned off, /drill shows %s", got)
	}
	if m := bottest.Tell(t, b, "/mydata show"); m.File == nil || !strings.Contains(string(m.File.Data), `"pictures": "off"`) {
		t.Error("/mydata show does not tell of the choice")
	}
	bottest.Tell(t, b, "/mydata delete yes")
	if got := shows("/drill chin tuck"); got != "chin-tuck.gif" {
		t.Errorf("after /mydata delete, /drill shows %q", got)
	}
	if got := shows("/sore my hand is numb after bench"); got != "" {
		t.Errorf("beside a warning sign stands %s", got)
	}
}
