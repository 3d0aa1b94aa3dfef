package discord

import (
	"slices"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/rest"
)

// A guildEvent is what we read of READY and GUILD_CREATE about guilds.
type guildEvent struct {
	ID          string        `json:"id"`
	JoinedAt    time.Time     `json:"joined_at"`
	Unavailable bool          `json:"unavailable"`
	System      string        `json:"system_channel_id"`
	Channels    []channelInfo `json:"channels"`
	Roles       []role        `json:"roles"`
	Members     []member      `json:"members"`
}

// freshly is how long ago a guild may have been joined that is greeted.
const freshly = 10 * time.Minute

// greet posts a line in a guild that the bot was just added to: where Discord greets members if the bot may write
// there, else in the first channel where it may.
func (ev *events) greet(g *guildEvent) {
	greeter, ok := ev.h.(chat.Greeter)
	if !ok || time.Since(g.JoinedAt) > freshly {
		return
	}
	m := greeter.Joined(ev.ctx, homePlace(g.ID))
	if m == nil {
		return
	}
	greeting := *m
	greeting.Key = "hello" + g.ID
	self, _ := ev.a.self.get()
	for _, c := range g.open(self) {
		if _, err := ev.a.Send(ev.ctx, channelPlace(c), &greeting); err == nil || !rest.Refused(err) {
			return // what is unclear is not said twice
		}
	}
}

// open returns the text channels where somebody may write, the one for system messages first.
func (g *guildEvent) open(self string) []string {
	var mine []string
	for _, m := range g.Members {
		if m.User != nil && m.User.ID == self {
			mine = m.Roles
		}
	}
	var all []string
	for _, c := range g.Channels {
		c.GuildID = g.ID
		if c.Type != kindText || !effective(self, &c, g.Roles, mine).has(viewChannel|sendMessages) {
			continue
		}
		if c.ID == g.System {
			all = slices.Insert(all, 0, c.ID)
		} else if len(all) < 3 {
			all = append(all, c.ID)
		}
	}
	return all
}
