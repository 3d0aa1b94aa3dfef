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
