package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"spotter/internal/chat/discord/discordtest"
)

// TestNobodySilencedOnDiscord: while one person floods a server and a private chat, an emergency in the middle of it and
// a stranger's question are answered, and the emergency before the flood is through.
func TestNobodySilencedOnDiscord(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t, func(p *platformBot) { p.discord.FirstAnswer = 20 * time.Second })
	here := discordtest.Where{Guild: guildID, Channel: channelID}
	const heart = "crushing pressure in my chest and pain down my left arm"
	complaint := func(n int) string {
		return fmt.Sprintf("set %d of bench set my traps on fire, shoulders end up at my ears", n)
	}
	var alarm, last *discordtest.Interaction
	for n := range 500 {
		last = p.discord.Slash(reviewer(800), here, "sore", discordtest.Option("what", complaint(n)))
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
	p.discord.Shown(last, 1)
	if alarm, last := p.discord.Peek(alarm), p.discord.Peek(last); alarm.Acked.After(last.Acked) {
		t.Errorf("the emergency came %v after the whole flood", alarm.Acked.Sub(last.Acked))
	}
	awaitLong(t, "the emergency in private is answered", func() bool {
		for _, m := range p.discord.DMs(reviewer(800).ID, 1) {
			if strings.Contains(m.Text(), "emergency number now") { // in other words where the channel's came first
				return true
			}
		}
		return false
	})
}
