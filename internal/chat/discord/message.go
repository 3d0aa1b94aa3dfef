package discord

import (
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
)

// onChange tells an Observer what is gone: a guild that the bot was removed from, a channel or a
// thread, messages.
func (ev *events) onChange(e *discordgo.Event) {
	var c struct {
		ID          string   `json:"id"`
		IDs         []string `json:"ids"` // of messages that a moderator removed together
		ChannelID   string   `json:"channel_id"`
		Unavailable bool     `json:"unavailable"`
	}
	ev.decode(e.Type, e.RawData, &c)
	o, ok := ev.h.(chat.Observer)
	switch {
	case !ok || c.ID == "" && len(c.IDs) == 0:
	case e.Type == "GUILD_DELETE" && !c.Unavailable: // else it is an outage of Discord's
		ev.push(c.ID, func(func()) { o.Left(ev.ctx, homePlace(c.ID)) })
	case e.Type == "CHANNEL_DELETE" || e.Type == "THREAD_DELETE":
		ev.push(c.ID, func(func()) { o.Left(ev.ctx, channelPlace(c.ID)) })
	case e.Type == "MESSAGE_DELETE":
		ev.push(c.ChannelID, func(func()) { o.Deleted(ev.ctx, channelPlace(c.ChannelID), chat.MessageID(c.ID)) })
	case e.Type == "MESSAGE_DELETE_BULK":
		ev.push(c.ChannelID, func(func()) {
			for _, id := range c.IDs {
				o.Deleted(ev.ctx, channelPlace(c.ChannelID), chat.MessageID(id))
			}
		})
	}
}

// onMessage takes in a direct message. In guilds only interactions count.
func (ev *events) onMessage(data []byte) {
	var m message
	ev.decode("MESSAGE_CREATE", data, &m)
	if m.GuildID != "" || m.Author == nil || m.Author.Bot || m.Author.ID == "" {
		return
	}
	if !ev.a.recent.put(time.Now(), m.ID, struct{}{}) {
		return
	}
	ev.push(m.Author.ID, func(func()) { ev.answerMessage(&m) })
}

// answerMessage handles a direct message: free text, or a command typed out.
func (ev *events) answerMessage(m *message) {
	r := &chat.Request{
		ID: m.ID, From: personWith(m.Author, ""), Where: channelPlace(m.ChannelID), Time: snowflakeTime(m.ID),
		Text: m.Content, Link: messageLink("", m.ChannelID, m.ID),
	}
	r.From.Manager = true // of a private chat of their own
	r.Media = m.media(r.Link)
	if m.Reference != nil {
		r.Message = chat.MessageID(m.Reference.MessageID)
	}
	if typed, ok := strings.CutPrefix(m.Content, "/"); ok {
		r.Command, r.Rest, _ = strings.Cut(typed, " ")
		r.Command, r.Rest, r.Text = strings.ToLower(r.Command), strings.TrimSpace(r.Rest), ""
	}
	ctx, cancel := bounded(ev.ctx)
	defer cancel()
	reply := ev.handle(ctx, r)
	if f, ok := reply.(*chat.Form); ok && f != nil {
		reply = ev.a.formButton(m.ID, m.Author, f)
	}
	say, ok := reply.(*chat.Message)
	if !ok || say == nil {
		return
	}
	plain := *say
	plain.Private = false // it is private here
	if plain.Key == "" {
		plain.Key = "re" + m.ID
	}
	if _, err := ev.a.Send(ctx, r.Where, &plain); err != nil {
		ev.a.log.Warn("direct message not answered", "err", err)
	}
}
