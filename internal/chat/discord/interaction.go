package discord

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"spotter/internal/chat"
)

// Kinds of options (Application Commands, "Application Command Option Type").
const (
	optionSub        = 1
	optionGroup      = 2
	optionString     = 3
	optionInteger    = 4
	optionChannel    = 7
	optionRole       = 8
	optionAttachment = 11
)

// Kinds of commands (Application Commands, "Application Command Types").
const (
	commandSlash   = 1
	commandMessage = 3
)

// request returns what all requests of an interaction have.
func (in *interaction) request() *chat.Request {
	return &chat.Request{
		ID:     in.ID,
		From:   in.from(),
		Where:  channelPlace(in.ChannelID),
		Parent: in.parent(),
		Group:  in.group(),
		Home:   homePlace(in.GuildID),

		Inside: in.GuildID != "" && in.Member != nil, // Discord sends the member along
		Time:   snowflakeTime(in.ID),
	}
}

// parent returns the channel that it was done in a thread of, or "". The parent of other channels is a category.
func (in *interaction) parent() chat.Place {
	c := channelInfo{Type: in.Channel.Type}
	if !c.thread() || in.Channel.ParentID == "" {
		return ""
	}
	return channelPlace(in.Channel.ParentID)
}

// from returns who did it.
func (in *interaction) from() chat.User {
	by := in.by()
	u := personWith(by, in.Locale)
	if in.Member != nil {
		if in.Member.Nick != "" {
			u.Name = in.Member.Nick
		}
		u.Manager = in.Member.Permissions.has(manageGuild)
	}
	// In a private chat of their own, everyone is.
	u.Manager = u.Manager || !in.group()
	return u
}

func personWith(u *user, locale string) chat.User {
	name := u.GlobalName
	if name == "" {
		name = u.Username
	}
	return chat.User{ID: userID(u.ID), Name: name, Locale: locale, Direct: directPlace(u.ID)}
}

// commandRequest returns what a slash command or a message command asks.
func (a *Adapter) commandRequest(in *interaction) *chat.Request {
	r := in.request()
	if in.Data.Type == commandMessage {
		r.Command = a.messageCommand(in.Data.Name)
		in.target(r)
		return r
	}
	r.Command, r.Args = in.Data.Name, map[string]string{}
	options := in.Data.Options
	for len(options) == 1 && (options[0].Type == optionSub || options[0].Type == optionGroup) {
		r.Command += " " + options[0].Name
		options = options[0].Options
	}
	for _, o := range options {
		switch o.Type {
		case optionChannel:
			r.Args[o.Name] = string(channelPlace(string(o.Value)))
		case optionAttachment:
			if file, ok := in.Data.Resolved.Attachments[string(o.Value)]; ok {
				m := file.media()
				m.Passing, m.TooBig = true, in.SizeLimit > 0 && m.Size > in.SizeLimit
				r.Media = append(r.Media, m)
			}
		default:
			r.Args[o.Name] = string(o.Value)
		}
	}
	return r
}

// messageCommand returns the command whose entry in a message's menu has the title.
func (a *Adapter) messageCommand(title string) string {
	for _, c := range a.config.Commands {
		if c.OnMessage == title {
			return c.Name
		}
	}
	return title
}

// target adds the message that a message command points at.
func (in *interaction) target(r *chat.Request) {
	r.Message = chat.MessageID(in.Data.TargetID)
	r.Link = messageLink(in.GuildID, in.ChannelID, in.Data.TargetID)
	m := in.Data.Resolved.Messages[in.Data.TargetID]
	if m == nil {
		return
	}
	r.Media = m.media(r.Link)
	if len(r.Media) == 0 { // Discord knows few sites as video
		for _, address := range webAddress.FindAllString(m.Content, 1) {
			r.Media = []chat.Media{{Kind: "video", Ref: address, From: r.Message, Link: r.Link}}
		}
	}
}

var webAddress = regexp.MustCompile(`https?://[^\s<>()|]+`)

// controlRequest returns what a pressed control, a choice, or a submitted form asks by its action.
func (a *Adapter) controlRequest(in *interaction, action string) *chat.Request {
	r := in.request()
	if len(in.Data.Values) > 0 {
		action += " " + in.Data.Values[0]
	}
	r.Command, r.Rest, _ = strings.Cut(action, " ")
	if in.Message != nil {
		r.Message = chat.MessageID(in.Message.ID)
		r.Link = messageLink(in.GuildID, in.ChannelID, in.Message.ID)
	}
	if in.Type == kindModal {
		r.Args = map[string]string{}
		fields(in.Data.Components, r.Args)
	}
	return r
}

// fields collects what was filled in, however deep the components nest.
func fields(components []component, into map[string]string) {
	for _, c := range components {
		switch {
		case c.CustomID == "":
		case len(c.Values) > 0:
			into[c.CustomID] = c.Values[0]
		default:
			into[c.CustomID] = string(c.Value)
		}
		fields(c.Components, into)
		if c.Component != nil {
			fields([]component{*c.Component}, into)
		}
	}
}

// media returns the videos and pictures of a message, whose link is given, and of those that it forwards.
func (m *message) media(link string) []chat.Media {
	var all []chat.Media
	for _, file := range m.Attachments {
		media := file.media()
		media.From, media.Link = chat.MessageID(m.ID), link
		all = append(all, media)
	}
	var embeds []struct {
		Type string `json:"type"`
		URL  string `json:"url"`
	}
	if json.Unmarshal(m.Embeds, &embeds) != nil {
		embeds = nil // none that we understand
	}
	for _, e := range embeds {
		if e.Type == "video" && e.URL != "" {
			all = append(all, chat.Media{Kind: "video", Ref: e.URL, From: chat.MessageID(m.ID), Link: link})
		}
	}
	for _, forwarded := range m.Snapshots {
		if s := forwarded.Message; s != nil {
			s.ID = m.ID
			all = append(all, s.media(link)...)
		}
	}
	return all
}

func (f attachment) media() chat.Media {
	kind := "file"
	switch name := strings.ToLower(path.Ext(f.Filename)); {
	case f.ContentType == "image/gif":
		kind = "animation"
	case strings.HasPrefix(f.ContentType, "video/"), (f.ContentType == "" || f.ContentType == "application/octet-stream") && strings.Contains(".mp4.mov.webm.mkv.m4v.avi.3gp.mpg.mpeg", name) && name != "":
		kind = "video"
	case strings.HasPrefix(f.ContentType, "image/"):
		kind = "picture"
	}
	return chat.Media{Kind: kind, Ref: f.URL, Size: f.Size}
}

func messageLink(guild, channel, message string) string {
	if guild == "" {
		guild = "@me"
	}
	return fmt.Sprintf("https://discord.com/channels/%s/%s/%s", guild, channel, message)
}

// snowflakeTime returns when Discord made an id (Reference, "Snowflakes").
func snowflakeTime(id string) time.Time {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return time.Now()
	}
	const epoch = 1420070400000 // the first second of 2015, in milliseconds
	return time.UnixMilli(n>>22 + epoch)
}
