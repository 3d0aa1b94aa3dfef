package markup

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
)

// The golden file is an answer as Discord is sent it.
func TestRender(t *testing.T) {
	m := card()
	m.Owner = "discord:80351110224678912"
	m.Images = []chat.Image{{Name: "drill.gif", Alt: "A figure draws the shoulder blades together.", Data: []byte("GIF89a")}}
	m.Controls = append(m.Controls,
		&chat.Select{Prompt: "Another lift", Action: chat.Action{Command: "sore", Arg: "lift"}, Options: []chat.Choice{{Label: "Push-up", Value: "pushup"}}},
		chat.Buttons{{Label: "Forget it", Action: chat.Action{Command: "forget"}, Danger: true}, {Label: "Read", URL: "https://example.org/"}})
	got, err := json.MarshalIndent(Render(m, "1573596727582130183"), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/answer.golden", string(got)+"\n")
}

// Only people and roles are notified: Discord refuses a message that names anything else to be.
func TestMentioned(t *testing.T) {
	m := &chat.Message{
		Text:     chat.Text{{Text: "Ann", User: "discord:1"}, {Text: "coaches", Role: "2"}, {Text: "here", Place: "discord:3"}},
		Sections: []chat.Section{{Body: chat.Text{{Text: "Ann", User: "discord:1"}, {Text: "Bob", User: "telegram:4"}}}},
		Footer:   chat.Text{{Text: "there", Place: "discord:5"}},
	}
	got := mentioned(m)
	if diff := cmp.Diff([][]string{got.Users, got.Roles}, [][]string{{"1"}, {"2"}}); diff != "" || len(got.Parse) > 0 {
		t.Errorf("notified, got - want +:\n%s\nand all of %v", diff, got.Parse)
	}
}

func TestRenderShare(t *testing.T) {
	full := &chat.Message{Text: chat.Plain("x")}
	for range chat.MaxRows {
		full.Controls = append(full.Controls, chat.Buttons{{Label: "a", Action: chat.Action{Command: "a"}}})
	}
	rows := Render(full, "5")[0].Components
	encoded, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != chat.MaxRows || !strings.Contains(string(encoded), WordsShare) {
		t.Errorf("with five rows of its own, a message is sent with %s", encoded)
	}
}

// Custom ids live as long as messages: what was ever sent must be understood.
func TestCustomID(t *testing.T) {
	for sent, want := range map[string]CustomID{
		".0.remind done":            {Action: "remind done"},
		"5RHLv0oZ3cM.k.sore lift":   {Owner: "5RHLv0oZ3cM", Action: "sore lift"},
		".0.vote 1.5 x":             {Action: "vote 1.5 x"},
		"something from elsewhere":  {Action: "something from elsewhere"},
		"":                          {},
		".p.!share 157359672758213": {Action: "!share 157359672758213"},
	} {
		if diff := cmp.Diff(ParseCustomID(sent), want); diff != "" {
			t.Errorf("%q, got - want +:\n%s", sent, diff)
		}
	}
	longest := CustomID{Owner: ShortID("18446744073709551615"), Action: strings.Repeat("x", chat.MaxAction)}.String(24)
	if len(longest) > 64 {
		t.Errorf("the longest custom id has %d bytes, want at most 64", len(longest))
	}
}
