package main

import (
	"fmt"
	"testing"
	"time"

	"spotter/internal/chat/discord/discordtest"
)

// TestNobodySilencedOnDiscord: while one person floods a server and a private chat, an emergency in the middle of it and
// a stranger's question are answered at once.
func TestNobodySilencedOnDiscord(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t, func(p *platformBot) { p.discord.FirstAnswer = 20 * time.Second })
	here := discordtest.Where{Guild: guildID, Channel: channelID}
	const heart = "crushing pressure in my chest and pain down my left arm"
	complaint := func(n int) string {
		return fmt.Sprintf("set %d of bench set my traps on fire, shoulders end up at my ears", n)
	}
	var alarm *discordtest.Interaction
	for n := range 500 {
		p.discord.Slash(reviewer(800), here, "sore", discordtest.Option("what", complaint(n)))
		p.discord.Message(reviewer(800), complaint(n))
		if n == 400 {
			alarm = p.discord.Slash(reviewer(800), here, "sore", discordtest.Option("what", heart))
			p.discord.Message(reviewer(800), heart)
		}
	}
	asked := p.discord.Slash(reviewer(801), here, "help")
	p.discord.Message(reviewer(801), "/help")
	wantWords(t, p.discord.Shown(alarm, 1)[0].Text(), "emergency number now")
	wantWords(t, p.discord.Shown(asked, 1)[0].Text(), "upper back")
	wantWords(t, p.discord.DMs(reviewer(801).ID, 1)[0].Text(), "upper back")
	for _, i := range []*discordtest.Interaction{alarm, asked} {
		if now := p.discord.Peek(i); now.Acked.Sub(now.Told) > 2*time.Second {
			t.Errorf("an answer came after %v", now.Acked.Sub(now.Told))
		}
	}
	awaitLong(t, "the emergency in private is answered", func() bool {
		for _, m := range p.discord.DMs(reviewer(800).ID, 1) {
			if text := m.Text(); len(text) > 0 && text[:6] == "**Stop" {
				return true
			}
		}
		return false
	})
}
