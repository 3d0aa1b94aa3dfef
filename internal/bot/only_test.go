package bot_test

import (
	"testing"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/chat"
)

// TestOnly: in groups the bot answers where it is told to, in their threads and topics, and in private; an emergency
// everywhere.
func TestOnly(t *testing.T) {
	b := bot.New(bot.Parts{Base: bottest.Base(t), Log: bottest.Quiet(), Only: []chat.Place{"x:1", "x:guild/7", "y:-5", "y:-6/3"}})
	for _, row := range []struct {
		where, parent, home chat.Place
		group, answers      bool
	}{
		{"x:1", "", "x:guild/1", true, true},
		{"x:2", "", "x:guild/1", true, false},
		{"x:3", "x:1", "x:guild/1", true, true},
		{"x:3", "x:2", "x:guild/1", true, false},
		{"x:8", "", "x:guild/7", true, true},
		{"y:-5", "", "y:-5", true, true},
		{"y:-5/9", "", "y:-5", true, true},
		{"y:-6/3", "", "y:-6", true, true},
		{"y:-6/4", "", "y:-6", true, false},
		{"y:-6", "", "y:-6", true, false},
		{"x:dm/1", "", "", false, true},
		{"x:99", "", "", true, false}, // others' private chats
	} {
		ask := func(r chat.Request) *chat.Message {
			r.From, r.Where, r.Parent, r.Home, r.Group = chat.User{ID: "x:ann", Direct: "x:dm/ann"}, row.where, row.parent, row.home, row.group
			m, _ := b.Handle(t.Context(), &r).(*chat.Message)
			if m == nil {
				t.Fatalf("%+v: no message", row)
			}
			return m
		}
		for _, r := range []chat.Request{{Command: "routine"}, {Text: "how do I do a chin tuck?"}} {
			if m := ask(r); m.Alone == row.answers {
				t.Errorf("%+v: said %q, want an answer: %v", row, m.Text, row.answers)
			}
		}
		for _, r := range []chat.Request{{Text: "crushing chest pain and my left arm is numb"}, {Command: "sore", Args: map[string]string{"what": "crushing chest pain"}}} {
			if m := ask(r); !m.Urgent || m.Alone {
				t.Errorf("%+v: an emergency was answered %q", row, m.Text)
			}
		}
	}
}
