package discord

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

// A picture that Discord does not take does not cost the words: sent, edited and as an answer.
func TestRefusedPicture(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]*discordtest.Fault{
		"too large":     {Status: http.StatusRequestEntityTooLarge, Body: `{"code":40005,"message":"Request entity too large"}`},
		"no permission": {Status: http.StatusForbidden, Body: `{"code":50013,"message":"Missing Permissions"}`},
	} {
		t.Run(name, func(t *testing.T) {
			s := discordtest.New(t)
			s.Fault = func(r *http.Request) *discordtest.Fault {
				if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
					return fault
				}
				return nil
			}
			s.AddChannel(discordtest.Channel{ID: gym.Channel})
			a, _ := newAdapter(t, s, Config{})
			m := &chat.Message{Text: chat.Plain("the words"), Images: []chat.Image{{Name: "row.gif", Alt: "Pull the bar.", Data: []byte("GIF89a")}}}
			id, err := a.Send(t.Context(), channelPlace(gym.Channel), m)
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Edit(t.Context(), channelPlace(gym.Channel), id, m); err != nil {
				t.Error(err)
			}
			posted := s.Posted(gym.Channel, 1)[0]
			if all := fmt.Sprint(posted.Content, posted.Embeds); !strings.Contains(all, "the words") || !strings.Contains(all, "Pull the bar.") {
				t.Errorf("posted %q", all)
			}
		})
	}
}

// As an answer, given at once, late or to a press, the words come without the picture, once, and for whom they are.
func TestRefusedPictureInAnswer(t *testing.T) {
	t.Parallel()
	for _, private := range []bool{false, true} {
		for _, late := range []bool{false, true} {
			t.Run(fmt.Sprint("private ", private, ", deferred ", late), func(t *testing.T) {
				t.Parallel()
				s := discordtest.New(t)
				s.Fault = func(r *http.Request) *discordtest.Fault {
					if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
						return refusal(http.StatusForbidden, 50013)
					}
					return nil
				}
				a, _ := newAdapter(t, s, Config{})
				m := &chat.Message{Text: chat.Plain("the words"), Private: private, Images: []chat.Image{{Name: "row.gif", Alt: "Pull the bar.", Data: []byte("GIF89a")}}}
				var h chat.Handler = say(m)
				if late {
					h = slow(&a, m)
				}
				serve(t, s, a, h)
				for _, asked := range []*discordtest.Interaction{
					s.Slash(ann, gym, "sore"),
					s.Interact(ann, gym, kindComponent, card0, map[string]any{"custom_id": ".0.sore", "component_type": 2}),
				} {
					shown := s.Shown(asked, 1)[0]
					if all := fmt.Sprint(shown.Content, shown.Embeds); !strings.Contains(all, "the words") || !strings.Contains(all, "Pull the bar.") || shown.Ephemeral() != private {
						t.Errorf("shown %q (private: %v)", all, shown.Ephemeral())
					}
				}
			})
		}
	}
}
