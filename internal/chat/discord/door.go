package discord

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
	"spotter/internal/chat/discord/rest"
)

// What Discord said of guilds, channels and their members is remembered for so long, and of so many.
const (
	trustDoors  = time.Minute
	mostRooms   = 2_000
	mostMembers = 20_000
)

// doors remembers what decides who can read a channel.
type doors struct {
	rooms   *keep[*channelInfo]
	guilds  *keep[*guildInfo]
	members *keep[*member] // by guild and user, nil where there is none
	seats   *keep[bool]    // by private thread and user: whether they are in it
}

func newDoors() doors {
	return doors{
		rooms: newKeep[*channelInfo](mostRooms, trustDoors), guilds: newKeep[*guildInfo](mostRooms, trustDoors),
		members: newKeep[*member](mostMembers, trustDoors), seats: newKeep[bool](mostMembers, trustDoors),
	}
}

// guildInfo is what we read of a guild.
type guildInfo struct {
	OwnerID string `json:"owner_id"`
	Roles   []role `json:"roles"`
}

// remembered returns what is kept under key, or asks and keeps it.
func remembered[V any](k *keep[V], key string, ask func() (V, error)) (V, error) {
	if v, ok := k.get(time.Now(), key); ok {
		return v, nil
	}
	v, err := ask()
	if err == nil {
		k.put(time.Now(), key, v)
	}
	return v, err
}

// Together implements chat.Doorkeeper. Each channel and each thread can be closed by itself.
func (a *Adapter) Together(p, q chat.Place) bool { return p == q }

// Within implements chat.Doorkeeper.
func (a *Adapter) Within(ctx context.Context, home, place chat.Place) (bool, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	guild, ofGuild := strings.CutPrefix(string(home), guildHome)
	id, isChannel := strings.CutPrefix(string(place), platform)
	if !ofGuild || !isChannel || !markup.IsSnowflake(id) {
		return false, nil
	}
	c, err := a.room(ctx, id)
	if rest.Is(err, rest.UnknownChannel, rest.MissingAccess) { // none that we could post to
		return false, nil
	}
	return err == nil && c.GuildID == guild, err
}

// Member implements chat.Doorkeeper: whoever is in the guild and may view the channel. It works that out as Discord
// does (Permissions, "Permission Overwrites"; Threads, "Permissions").
func (a *Adapter) Member(ctx context.Context, place chat.Place, u chat.UserID) (bool, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	user := strings.TrimPrefix(string(u), platform)
	if !markup.IsSnowflake(user) {
		return false, fmt.Errorf("%q is nobody on Discord", u)
	}
	if owner, ok := strings.CutPrefix(string(place), direct); ok {
		return owner == user, nil
	}
	if guild, ok := strings.CutPrefix(string(place), guildHome); ok {
		m, err := a.memberOf(ctx, guild, user)
		return m != nil, err
	}
	id := strings.TrimPrefix(string(place), platform)
	if !markup.IsSnowflake(id) {
		return false, fmt.Errorf("%q is no place on Discord", place)
	}
	c, err := a.room(ctx, id)
	if rest.Is(err, rest.UnknownChannel) { // it is gone, and nobody reads it
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return a.reads(ctx, c, user)
}

// reads reports whether somebody can read a channel of a guild, or a thread.
func (a *Adapter) reads(ctx context.Context, c *channelInfo, user string) (bool, error) {
	if c.GuildID == "" {
		return false, fmt.Errorf("channel %s: %w", c.ID, chat.ErrUntold)
	}
	m, err := a.memberOf(ctx, c.GuildID, user)
	if m == nil || err != nil {
		return false, err
	}
	guild, err := a.guild(ctx, c.GuildID)
	if err != nil || guild.OwnerID == user {
		return err == nil, err
	}
	open := c
	if c.thread() { // threads have their parent's overwrites
		if open, err = a.room(ctx, c.ParentID); err != nil {
			return false, err
		}
	}
	may := effective(user, open, guild.Roles, m.Roles)
	switch {
	case !may.has(viewChannel):
		return false, nil
	case c.Type != kindPrivateThread || may.has(manageThreads):
		return true, nil
	}
	return a.seated(ctx, c.ID, user)
}

func (a *Adapter) room(ctx context.Context, id string) (*channelInfo, error) {
	return remembered(a.doors.rooms, id, func() (*channelInfo, error) { return a.channelInfo(ctx, id) })
}

func (a *Adapter) guild(ctx context.Context, id string) (*guildInfo, error) {
	return remembered(a.doors.guilds, id, func() (*guildInfo, error) {
		g := &guildInfo{}
		err := a.rest.Do(ctx, rest.Call{Method: "GET", URL: discordgo.EndpointGuild(id), Route: "look at guild " + id, Again: true}, g)
		return g, err
	})
}

// memberOf returns somebody as a member of a guild, or nil if they are none.
func (a *Adapter) memberOf(ctx context.Context, guild, user string) (*member, error) {
	return remembered(a.doors.members, guild+"/"+user, func() (*member, error) {
		m := &member{}
		err := a.rest.Do(ctx, rest.Call{Method: "GET", URL: discordgo.EndpointGuildMember(guild, user), Route: "look at a member of guild " + guild, Again: true}, m)
		if rest.Is(err, rest.UnknownMember, rest.UnknownUser) {
			return nil, nil
		}
		return m, err
	})
}

// seated reports whether somebody is in a private thread.
func (a *Adapter) seated(ctx context.Context, thread, user string) (bool, error) {
	return remembered(a.doors.seats, thread+"/"+user, func() (bool, error) {
		err := a.rest.Do(ctx, rest.Call{Method: "GET", URL: discordgo.EndpointThreadMember(thread, user), Route: "look at a member of thread " + thread, Again: true}, nil)
		if rest.Is(err, rest.UnknownMember, rest.UnknownUser) {
			return false, nil
		}
		return err == nil, err
	})
}
