package discord

import (
	"context"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
	"spotter/internal/chat/discord/rest"
)

// Forms of our places, which are stored: "discord:<channel id>" for a channel, thread or forum,
// "discord:dm/<user id>" for somebody's direct messages, and "discord:guild/<id>" for a guild, which is
// a Home and takes no messages.
const (
	direct    = platform + "dm/"
	guildHome = platform + "guild/"
)

func userID(id string) chat.UserID       { return chat.UserID(platform + id) }
func channelPlace(id string) chat.Place  { return chat.Place(platform + id) }
func directPlace(user string) chat.Place { return chat.Place(direct + user) }

// homePlace returns a guild as the Home of requests, or "" if there is none.
func homePlace(guild string) chat.Place {
	if guild == "" {
		return ""
	}
	return chat.Place(guildHome + guild)
}

// Link implements chat.Linker.
func (a *Adapter) Link(home, place chat.Place, id chat.MessageID) string {
	guild, ofGuild := strings.CutPrefix(string(home), guildHome)
	channel := strings.TrimPrefix(string(place), platform)
	if !ofGuild || !markup.IsSnowflake(channel) {
		return ""
	}
	return messageLink(guild, channel, string(id))
}

// channel returns the channel behind a place. For direct messages it opens one, and remembers it.
func (a *Adapter) channel(ctx context.Context, place chat.Place) (string, error) {
	if user, ok := strings.CutPrefix(string(place), direct); ok {
		return a.directChannel(ctx, user)
	}
	id, ok := strings.CutPrefix(string(place), platform)
	if !ok || !markup.IsSnowflake(id) {
		return "", &chat.SendError{Gone: true, Err: fmt.Errorf("%q is no place on Discord", place)}
	}
	return id, nil
}

func (a *Adapter) directChannel(ctx context.Context, user string) (string, error) {
	if !markup.IsSnowflake(user) {
		return "", &chat.SendError{Gone: true, Err: fmt.Errorf("%q is nobody on Discord", user)}
	}
	key := "dm/" + user
	known, err := a.memory.Load(ctx, key)
	if err != nil {
		return "", &chat.SendError{Err: fmt.Errorf("look up the direct messages of %s: %w", user, err)}
	}
	if len(known) > 0 {
		return string(known), nil
	}
	var opened struct {
		ID string `json:"id"`
	}
	err = a.rest.Do(ctx, rest.Call{
		Method: "POST", URL: discordgo.EndpointUserChannels("@me"), Route: "open direct messages",
		Body: map[string]string{"recipient_id": user}, Again: true,
	}, &opened)
	if err != nil {
		return "", sendError(err)
	}
	if err := a.memory.Save(ctx, key, []byte(opened.ID)); err != nil {
		a.log.Warn("direct messages not remembered", "err", err)
	}
	return opened.ID, nil
}

// forgetDirect makes the next message to place open its channel anew, and reports whether place is
// somebody's direct messages.
func (a *Adapter) forgetDirect(ctx context.Context, place chat.Place) bool {
	user, ok := strings.CutPrefix(string(place), direct)
	if !ok {
		return false
	}
	if err := a.memory.Save(ctx, "dm/"+user, nil); err != nil {
		a.log.Warn("direct messages not forgotten", "err", err)
	}
	return true
}

// Kept implements chat.Keeper: the channel of somebody's direct messages is remembered.
func (a *Adapter) Kept(ctx context.Context, u chat.UserID) (map[string]string, error) {
	channel, err := a.memory.Load(ctx, "dm/"+strings.TrimPrefix(string(u), platform))
	if err != nil || len(channel) == 0 {
		return nil, err
	}
	return map[string]string{"channel of our direct messages": string(channel)}, nil
}

// Forget implements chat.Keeper.
func (a *Adapter) Forget(ctx context.Context, u chat.UserID) error {
	return a.memory.Save(ctx, "dm/"+strings.TrimPrefix(string(u), platform), nil)
}
