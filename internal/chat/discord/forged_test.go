package discord

import (
	"context"
	"strings"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/discord/markup"
)

// What an adapter keeps for a button is for the one who was shown it: a client can send any button's name.
func TestForgedNamesOfButtons(t *testing.T) {
	t.Parallel()
	private := &chat.Message{Text: chat.Plain("what hurts Ann"), Private: true, Share: true}
	s, _ := start(t, handlerOf(func(r *chat.Request) chat.Reply {
		switch r.Command {
		case "form":
			if r.Args != nil && r.Args["city"] != "" {
				return &chat.Form{Title: "City", Note: "again", Action: chat.Action{Command: "form"}, Fields: []chat.Field{{Name: "city", Label: "City"}}}
			}
			return &chat.Form{Title: "City", Action: chat.Action{Command: "form"}, Fields: []chat.Field{{Name: "city", Label: "City"}}}
		case "sore":
			return private
		}
		return &chat.Message{Text: chat.Plain("public")}
	}))
	s.AddChannel(discordtest.Channel{ID: gym.Channel, Guild: gym.Guild})
	asked := s.Slash(ann, gym, "sore")
	s.Shown(asked, 1)
	public := s.Shown(s.Slash(bob, gym, "hello"), 1)[0]
	forge := func(id string) *discordtest.Interaction {
		return s.Interact(bob, gym, 3, public, map[string]any{"custom_id": id, "component_type": 2})
	}
	shared := forge(".0." + markup.ActionShare + " " + asked.ID)
	for _, m := range s.Shown(shared, 1) {
		if strings.Contains(m.Text(), "what hurts Ann") {
			t.Errorf("Bob shared Ann's answer: %q", m.Text())
		}
	}
	again := s.Submit(ann, gym, s.Slash(ann, gym, "form"), map[string]string{"city": "Ann lives here"})
	s.Shown(again, 1)
	opened := s.Answered(forge(".0." + markup.ActionForm + " " + again.ID))
	if opened.Modal != nil {
		t.Errorf("Bob opened Ann's form: %+v", opened.Modal)
	}
}

// handlerOf is a handler that needs no context.
func handlerOf(f func(*chat.Request) chat.Reply) handler {
	return func(_ context.Context, r *chat.Request) chat.Reply { return f(r) }
}

// Whoever sends what a message does not offer changes nothing that others see, and is answered alone.
func TestForgedControlChangesNothing(t *testing.T) {
	t.Parallel()
	s, _ := start(t, handlerOf(func(r *chat.Request) chat.Reply {
		return &chat.Message{Text: chat.Plain("count " + r.Rest), Replace: r.Command == "more",
			Controls: []chat.Control{chat.Buttons{{Label: "More", Action: chat.Action{Command: "more", Arg: r.Rest + "x"}}}}}
	}))
	card := s.Shown(s.Slash(ann, gym, "sore"), 1)[0]
	forged := s.Shown(s.Interact(bob, gym, 3, card, map[string]any{"custom_id": ".0.more ads", "component_type": 2}), 1)[0]
	if !forged.Ephemeral() {
		t.Errorf("others see %q", forged.Text())
	}
	pressed := s.Answered(s.Press(ann, gym, card, "More"))
	if pressed.Callback != callbackUpdate {
		t.Errorf("a real press was answered by callback %d, want an update", pressed.Callback)
	}
}
