package main

import (
	"fmt"
	"strings"
	"testing"

	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/telegram/telegramtest"
)

// TestConfigured: the program tells Discord who the bot is, and in groups answers only where it is told to.
func TestConfigured(t *testing.T) {
	t.Parallel()
	const here, there, guild = "41771983423143938", "41771983423143939", "41771983423143937"
	var gym, other *telegramtest.Chat
	p := startPlatforms(t, func(p *platformBot) {
		gym, other = p.telegram.Group("Gym"), p.telegram.Group("Other")
		p.environ = []string{
			"SPOTTER_DISCORD_DESCRIPTION=Sore upper back?", "SPOTTER_DISCORD_TAGS=fitness,coaching", "SPOTTER_DISCORD_PRIVACY_URL=https://gym.example/privacy",
			fmt.Sprintf("SPOTTER_CHAT_ONLY=discord:%s,telegram:%d", here, gym.ID),
		}
		ann := p.telegram.Person("Ann")
		other.Say(ann, "/routine@spotter_bot")
		gym.Say(ann, "/routine@spotter_bot")
	})
	gym.Await(1)
	bob := discordtest.Person{ID: "80351110224678912", Name: "Bob"}
	for _, row := range []struct {
		channel, of string
		answered    bool
	}{{here, "", true}, {there, "", false}, {"41771983423143940", here, true}} {
		where := discordtest.Where{Guild: guild, Channel: row.channel, ThreadOf: row.of}
		said := p.discord.Shown(p.discord.Slash(bob, where, "routine"), 1)[0]
		if turned := strings.Contains(said.Content, "don't answer in this channel"); turned == row.answered {
			t.Errorf("in %+v was said %q", row, said.Content)
		}
	}
	if shown, edits := p.discord.Application(); edits != 1 || shown["description"] != "Sore upper back?" || shown["privacy_policy_url"] != "https://gym.example/privacy" {
		t.Errorf("Discord shows %v after %d edits", shown, edits)
	}
	if n := len(other.Shown()); n > 0 { // it was asked first
		t.Errorf("the other group was shown %d messages", n)
	}
}
