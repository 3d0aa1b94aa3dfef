package markup

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// card is what an answer to /sore looks like.
func card() *chat.Message {
	return &chat.Message{
		Private: true, Share: true,
		Text: chat.Join(chat.Strong("Your upper traps are doing the lats' work."), chat.Plain(" Because you said "), chat.Text{{Text: "shoulders up to my ears", Style: chat.Italic}}, chat.Plain(".")),
		Sections: []chat.Section{
			{Title: "The fix", Body: chat.Plain("Pull the shoulder blades back and down before you unrack, and keep them there until the bar is back.")},
			{Title: "One drill", Body: chat.Plain("Scapular retraction hold: 3 × 20 s before you bench, on three days this week.")},
		},
		Footer: chat.Text{{Text: "The source", Link: "https://example.org/bench"}},
		Controls: []chat.Control{
			chat.Buttons{{Label: "Show the drill", Action: chat.Action{Command: "drill", Arg: "retraction"}}, {Label: "Remind me", Action: chat.Action{Command: "remind", Arg: "on"}}, {Label: "It is something else", Action: chat.Action{Command: "sore", Arg: "else"}}},
		},
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, string(want)); diff != "" {
		t.Errorf("%s, got - want +:\n%s", path, diff)
	}
}
