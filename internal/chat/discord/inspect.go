package discord

import (
	"context"
	"fmt"
	"slices"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/rest"
)

// An overwrite changes what a role or a member may do in one channel.
type overwrite struct {
	ID    string      `json:"id"`
	Type  int         `json:"type"` // 0 role, 1 member
	Allow permissions `json:"allow"`
	Deny  permissions `json:"deny"`
}

type role struct {
	ID          string      `json:"id"`
	Permissions permissions `json:"permissions"`
}

// A need is a permission that an ability takes, by its name in Discord's settings.
type need struct {
	bit  permissions
	name string
}

// needs returns what an ability takes in a channel.
func needs(ability chat.Ability, c *channelInfo) []need {
	view := need{viewChannel, "View Channel"}
	send := need{sendMessages, "Send Messages"}
	switch {
	case c.forum():
		send.name = "Create Posts"
	case c.thread():
		send = need{sendInThreads, "Send Messages in Threads"}
	}
	switch ability {
	case chat.CanSend, chat.CanPost:
		return []need{view, send, {embedLinks, "Embed Links"}, {attachFiles, "Attach Files"}, {readHistory, "Read Message History"}}
	case chat.CanOpenThread:
		all := []need{view, send, {sendInThreads, "Send Messages in Threads"}}
		if !c.forum() {
			all = append(all, need{createThreads, "Create Public Threads"})
		}
		return all
	case chat.CanTag:
		return []need{view, {manageThreads, "Manage Threads"}}
	case chat.CanMention:
		return []need{view, {mentionEveryone, "Mention @everyone, @here and All Roles"}}
	}
	return nil
}

// Inspect implements chat.Inspector. It works out the bot's permissions the way Discord does
// (Permissions, "Permission Overwrites").
func (a *Adapter) Inspect(ctx context.Context, place chat.Place, want ...chat.Ability) ([]chat.Lack, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	id, err := a.channel(ctx, place)
	if err != nil {
		return nil, err
	}
	c, err := a.channelInfo(ctx, id)
	if rest.Is(err, rest.MissingAccess, rest.MissingPermissions) {
		return lacks(want, "In the settings of the channel, under Permissions, tick “View Channel” for the bot's role."), nil
	}
	if rest.Is(err, rest.UnknownChannel) {
		return lacks(want, "Choose another channel: this one no longer exists."), nil
	}
	if err != nil || c.GuildID == "" { // in direct messages nothing is to be ticked
		return nil, err
	}
	allowed, err := a.allowed(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("inspect channel %s: %w", id, err)
	}
	return missing(allowed, c, want), nil
}

func missing(allowed permissions, c *channelInfo, want []chat.Ability) []chat.Lack {
	var all []chat.Lack
	for _, ability := range want {
		if why := unfit(ability, c); why != "" {
			all = append(all, chat.Lack{Ability: ability, Cure: why, Never: true})
			continue
		}
		var names []string
		for _, n := range needs(ability, c) {
			if !allowed.has(n.bit) {
				names = append(names, "“"+n.name+"”")
			}
		}
		if len(names) > 0 {
			cure := "In the settings of #" + c.Name + ", under Permissions, tick " + enumerate(names) + " for the bot's role."
			if ability == chat.CanMention {
				cure += " Or let everyone mention that role, in its own settings."
			}
			all = append(all, chat.Lack{Ability: ability, Cure: cure})
		}
	}
	return all
}

// unfit says why no permission gives an ability in a channel of c's kind, or returns "".
func unfit(ability chat.Ability, c *channelInfo) string {
	switch {
	case ability == chat.CanSend && c.forum():
		return "#" + c.Name + " is a forum, which takes posts and no messages: choose a text channel for them."
	case ability == chat.CanPost && !c.forum():
		return "#" + c.Name + " is not a forum: choose one, or have a thread for each check in a text channel."
	case ability == chat.CanOpenThread && !c.forum() && !c.thread() && c.Type != kindText && c.Type != kindNews:
		return "#" + c.Name + " can have no threads: choose a text channel or a forum."
	}
	return ""
}

// allowed returns what the bot may do in c.
func (a *Adapter) allowed(ctx context.Context, c *channelInfo) (permissions, error) {
	self, _ := a.self.get()
	if self == "" {
		var me user
		if err := a.rest.Do(ctx, rest.Call{Method: "GET", URL: discordgo.EndpointUser("@me"), Route: "ask who the bot is", Again: true}, &me); err != nil {
			return 0, err
		}
		self = me.ID
	}
	var guild guildInfo
	var me member
	err := a.rest.Do(ctx, rest.Call{Method: "GET", URL: discordgo.EndpointGuild(c.GuildID), Route: "look at guild " + c.GuildID, Again: true}, &guild)
	if err == nil {
		err = a.rest.Do(ctx, rest.Call{Method: "GET", URL: discordgo.EndpointGuildMember(c.GuildID, self), Route: "look at the bot in guild " + c.GuildID, Again: true}, &me)
	}
	if err != nil {
		return 0, err
	}
	if c.thread() { // threads have their parent's overwrites
		if c, err = a.channelInfo(ctx, c.ParentID); err != nil {
			return 0, err
		}
	}
	if guild.OwnerID == self {
		return allPermissions, nil
	}
	return effective(self, c, guild.Roles, me.Roles), nil
}

// effective works out the permissions of a member with the roles mine in a channel.
func effective(self string, c *channelInfo, roles []role, mine []string) permissions {
	var base permissions
	for _, r := range roles {
		if r.ID == c.GuildID || slices.Contains(mine, r.ID) { // @everyone has the guild's id
			base |= r.Permissions
		}
	}
	if base.has(administrator) {
		return allPermissions
	}
	var ofRoles overwrite
	for _, o := range c.Overwrites {
		if o.ID == c.GuildID {
			base = base&^o.Deny | o.Allow
		} else if o.Type == 0 && slices.Contains(mine, o.ID) {
			ofRoles.Deny |= o.Deny
			ofRoles.Allow |= o.Allow
		}
	}
	base = base&^ofRoles.Deny | ofRoles.Allow
	for _, o := range c.Overwrites {
		if o.Type == 1 && o.ID == self {
			base = base&^o.Deny | o.Allow
		}
	}
	return base
}

// lacks returns all of want with one cure.
func lacks(want []chat.Ability, cure string) []chat.Lack {
	var all []chat.Lack
	for _, ability := range want {
		all = append(all, chat.Lack{Ability: ability, Cure: cure})
	}
	return all
}

// enumerate joins names as in a sentence.
func enumerate(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	all := names[0]
	for _, n := range names[1 : len(names)-1] {
		all += ", " + n
	}
	return all + " and " + names[len(names)-1]
}
