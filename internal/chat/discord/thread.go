package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
	"spotter/internal/chat/discord/rest"
)

// Kinds of channels (Channel Resource, "Channel Types").
const (
	kindText          = 0
	kindNews          = 5
	kindNewsThread    = 10
	kindPublicThread  = 11
	kindPrivateThread = 12
	kindForum         = 15
	kindMediaForum    = 16
)

// maxTags is how many tags a forum post may have; maxThreadName how long its title may be.
const (
	maxTags       = 5
	maxThreadName = 100
)

// channelInfo is what we read of a channel, thread or forum.
type channelInfo struct {
	ID         string      `json:"id"`
	Type       int         `json:"type"`
	GuildID    string      `json:"guild_id"`
	ParentID   string      `json:"parent_id"`
	Name       string      `json:"name"`
	Overwrites []overwrite `json:"permission_overwrites"`
	Available  []tag       `json:"available_tags"` // of a forum
	Applied    []string    `json:"applied_tags"`   // of a forum's thread
	Flags      int         `json:"flags"`
	Metadata   *struct {
		Archived bool `json:"archived"`
		Locked   bool `json:"locked"`
	} `json:"thread_metadata"`
}

type tag struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Moderated bool   `json:"moderated"` // only who may manage threads can set it
}

// requireTag is the flag of a forum that takes no post without a tag (Channel Resource, "Channel Flags").
const requireTag = 1 << 4

func (c *channelInfo) forum() bool  { return c.Type == kindForum || c.Type == kindMediaForum }
func (c *channelInfo) thread() bool { return c.Type >= kindNewsThread && c.Type <= kindPrivateThread }

func (a *Adapter) channelInfo(ctx context.Context, id string) (*channelInfo, error) {
	c := &channelInfo{}
	err := a.rest.Do(ctx, rest.Call{Method: "GET", URL: discordgo.EndpointChannel(id), Route: "look at channel " + id, Again: true}, c)
	return c, err
}

func (a *Adapter) patchChannel(ctx context.Context, id string, change any) error {
	return a.rest.Do(ctx, rest.Call{Method: "PATCH", URL: discordgo.EndpointChannel(id), Route: "change channel " + id, Body: change, Again: true}, nil)
}

// OpenThread implements chat.ThreadOpener: a post in a forum, a thread in a channel. In a thread,
// which cannot have any, m is sent there.
func (a *Adapter) OpenThread(ctx context.Context, place chat.Place, title string, tags []string, m *chat.Message) (chat.Place, chat.MessageID, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	id, err := a.channel(ctx, place)
	if err != nil {
		return "", "", sendError(err)
	}
	c, err := a.channelInfo(ctx, id)
	if err != nil {
		return "", "", sendError(err)
	}
	switch {
	case c.forum():
		return a.openPost(ctx, c, title, tags, m)
	case c.thread():
		sent, err := a.Send(ctx, place, m)
		return place, sent, err
	}
	var opened channelInfo
	err = a.rest.Do(ctx, rest.Call{
		Method: "POST", URL: discordgo.EndpointChannelThreads(id), Route: "open a thread in channel " + id,
		Body: map[string]any{"name": threadName(title), "type": kindPublicThread},
	}, &opened)
	if err != nil {
		return "", "", sendError(err)
	}
	thread := channelPlace(opened.ID)
	sent, err := a.Send(ctx, thread, m)
	if err != nil {
		return "", "", errors.Join(err, a.RemoveThread(context.WithoutCancel(ctx), thread))
	}
	return thread, sent, nil
}

// RemoveThread implements chat.ThreadOpener. Where the bot may not delete it, the thread is closed.
func (a *Adapter) RemoveThread(ctx context.Context, thread chat.Place) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	id, err := a.channel(ctx, thread)
	if err != nil {
		return err
	}
	err = a.rest.Do(ctx, rest.Call{Method: "DELETE", URL: discordgo.EndpointChannel(id), Route: "delete thread " + id, Again: true}, nil)
	if rest.Is(err, rest.UnknownChannel) {
		return nil
	}
	if rest.Is(err, rest.MissingPermissions, rest.MissingAccess) {
		err = a.patchChannel(ctx, id, map[string]any{"archived": true})
	}
	return sendError(err)
}

// openPost starts a post in a forum. What does not fit into its first message follows.
func (a *Adapter) openPost(ctx context.Context, forum *channelInfo, title string, tags []string, m *chat.Message) (chat.Place, chat.MessageID, error) {
	parts := markup.Render(m, "")
	var opened struct {
		ID      string `json:"id"`
		Message struct {
			ID chat.MessageID `json:"id"`
		} `json:"message"`
	}
	err := a.rest.Do(ctx, rest.Call{
		Method: "POST", URL: discordgo.EndpointChannelThreads(forum.ID), Route: "open a post in forum " + forum.ID,
		Body:  map[string]any{"name": threadName(title), "applied_tags": forum.tagIDs(tags), "message": parts[0]},
		Files: parts[0].Files,
	}, &opened)
	if err != nil {
		return "", "", sendError(err)
	}
	sent := opened.Message.ID
	if sent == "" {
		sent = chat.MessageID(opened.ID) // the first message of a post has the post's id
	}
	for _, p := range parts[1:] {
		if sent, err = a.post(ctx, opened.ID, p); err != nil {
			return "", "", errors.Join(sendError(err), a.RemoveThread(context.WithoutCancel(ctx), channelPlace(opened.ID)))
		}
	}
	return channelPlace(opened.ID), sent, nil
}

func threadName(title string) string {
	if title = strings.TrimSpace(title); title == "" {
		return "…"
	}
	return markup.Cut(title, maxThreadName)
}

// tagIDs returns the ids of those tags that the forum has. Where it demands one and has none of them, its first serves.
func (c *channelInfo) tagIDs(names []string) []string {
	ids := []string{}
	for _, name := range names {
		i := slices.IndexFunc(c.Available, func(t tag) bool { return strings.EqualFold(t.Name, name) })
		if i >= 0 && len(ids) < maxTags && !slices.Contains(ids, c.Available[i].ID) {
			ids = append(ids, c.Available[i].ID)
		}
	}
	if len(ids) == 0 && c.Flags&requireTag != 0 && len(c.Available) > 0 {
		first := max(slices.IndexFunc(c.Available, func(t tag) bool { return !t.Moderated }), 0)
		ids = append(ids, c.Available[first].ID)
	}
	return ids
}

// TagThread implements chat.ThreadOpener. It changes only what is different: Discord lets a title be
// changed twice in ten minutes.
func (a *Adapter) TagThread(ctx context.Context, thread chat.Place, title string, tags []string, closed bool) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	id, err := a.channel(ctx, thread)
	if err != nil {
		return sendError(err)
	}
	c, err := a.channelInfo(ctx, id)
	if err != nil {
		return sendError(err)
	}
	if !c.thread() {
		return &chat.SendError{Err: fmt.Errorf("channel %s is no thread", id)}
	}
	change, err := a.threadChange(ctx, c, title, tags, closed)
	if err != nil || len(change) == 0 {
		return sendError(err)
	}
	return sendError(a.patchChannel(ctx, id, change))
}

func (a *Adapter) threadChange(ctx context.Context, c *channelInfo, title string, tags []string, closed bool) (map[string]any, error) {
	change := map[string]any{}
	if title != "" && threadName(title) != c.Name {
		change["name"] = threadName(title)
	}
	parent, err := a.channelInfo(ctx, c.ParentID)
	if err != nil {
		return nil, err
	}
	if parent.forum() {
		ids := parent.tagIDs(tags)
		slices.Sort(ids)
		if now := slices.Sorted(slices.Values(c.Applied)); !slices.Equal(now, ids) {
			change["applied_tags"] = ids
		}
	}
	was := c.Metadata != nil && c.Metadata.Locked
	if was != closed {
		change["locked"], change["archived"] = closed, closed
	}
	if len(change) > 0 && !closed {
		change["archived"] = false // an archived thread takes no other change
	}
	return change, nil
}
