package discord

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

var greetings = []chat.Command{{Name: "hello", Description: "Say hello"}}

// Registration that fails is tried again, and at once at the next READY.
func TestRegistrationRecovers(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]*discordtest.Fault{"502": {Status: 502}, "daily limit": refusal(400, 30034)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			var failed atomic.Int32
			s.Fault = func(r *http.Request) *discordtest.Fault {
				if strings.HasSuffix(r.URL.Path, "/commands") && failed.Add(1) <= 10 {
					return fault
				}
				return nil
			}
			a, _ := newAdapter(t, s, Config{Commands: greetings})
			serve(t, s, a, echo)
			for range 10 {
				<-time.After(300 * time.Millisecond)
				s.Invalidate(false)
				s.Disconnected()
				s.Connected(1)
			}
			s.Registered(1)
		})
	}
}

// Whatever was registered before, and whether that is known, each command is shown once.
func TestRegisteredOnce(t *testing.T) {
	t.Parallel()
	for _, row := range [][2]string{{gym.Guild, ""}, {"", gym.Guild}, {"77", gym.Guild}} {
		for _, lost := range []bool{false, true} {
			t.Run(fmt.Sprint(row, lost), func(t *testing.T) {
				t.Parallel()
				s := discordtest.New(t)
				s.Guilds = []string{"77", gym.Guild}
				memory := &forgetful{values: map[string][]byte{}}
				for _, guild := range row {
					if lost {
						memory = &forgetful{values: map[string][]byte{}}
					}
					a, _ := newAdapter(t, s, Config{Commands: greetings, GuildID: guild, Memory: memory})
					stop := serve(t, s, a, echo)
					eventually(t, "the commands are where they belong and nowhere else", func() bool {
						there := 0
						for _, g := range []string{"", "77", gym.Guild} {
							if n := len(s.Commands(g)); g != guild && n > 0 {
								return false
							} else if n > 0 {
								there++
							}
						}
						return there == 1
					})
					stop()
				}
			})
		}
	}
}

// A greeter says hello.
type greeter struct{ chat.Handler }

func (greeter) Joined(context.Context, chat.Place) *chat.Message {
	return &chat.Message{Text: chat.Plain("hello")}
}

// A server that the bot was just added to gets one line, where the bot may write. Those it knows get none.
func TestJoined(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Guilds = []string{"77"}
	a, _ := newAdapter(t, s, Config{})
	serve(t, s, a, greeter{echo})
	joined := func(guild string, ago time.Duration) {
		var channels []map[string]any
		for n, kind := range []int{4, 0, 0, 0} {
			id := fmt.Sprint(guild, n)
			s.AddChannel(discordtest.Channel{ID: id, Guild: guild, Type: kind})
			deny := "0"
			if n == 1 { // no writing here
				deny = "2048"
			}
			channels = append(channels, map[string]any{"id": id, "type": kind, "permission_overwrites": []any{map[string]any{"id": guild, "type": 0, "allow": "0", "deny": deny}}})
		}
		s.Raw(guild, "GUILD_CREATE", map[string]any{
			"id": guild, "joined_at": time.Now().Add(-ago).Format(time.RFC3339), "system_channel_id": guild + "3", "channels": channels,
			"roles": []any{map[string]any{"id": guild, "permissions": "3072"}}, "members": []any{map[string]any{"user": map[string]any{"id": discordtest.AppID}, "roles": []string{}}},
		})
	}
	joined("77", 0)
	joined("78", 24*time.Hour)
	joined("79", 0)
	joined("79", 0)
	if got := s.Posted("793", 1)[0].Content; got != "hello" {
		t.Errorf("posted %q", got)
	}
	answersStill(t, s)
	for _, guild := range []string{"77", "78", "79"} {
		for n := range 4 {
			if got := len(s.Channel(fmt.Sprint(guild, n)).Messages); got > 0 && (guild != "79" || n != 3 || got > 1) {
				t.Errorf("%d messages in channel %d of guild %s", got, n, guild)
			}
		}
	}
}
