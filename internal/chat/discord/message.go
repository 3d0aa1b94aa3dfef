package discord

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/rest"
)

// onChange tells an Observer what is gone: a guild that the bot was removed from, a channel or a
// thread, messages.
func (ev *events) onChange(kind string, data []byte) {
	var c struct {
		ID          string   `json:"id"`
		IDs         []string `json:"ids"` // of messages that a moderator removed together
		ChannelID   string   `json:"channel_id"`
		Unavailable bool     `json:"unavailable"`
	}
	ev.decode(kind, data, &c)
	if kind == "GUILD_DELETE" && !c.Unavailable {
		ev.a.registrar.out(c.ID)
	}
	o, ok := ev.h.(chat.Observer)
	switch {
	case !ok || c.ID == "" && len(c.IDs) == 0:
	case kind == "GUILD_DELETE" && !c.Unavailable: // else it is an outage of Discord's
		ev.push(ev.a.queues.reading, c.ID, func() { o.Left(ev.ctx, homePlace(c.ID)) })
	case kind == "CHANNEL_DELETE" || kind == "THREAD_DELETE":
		ev.push(ev.a.queues.reading, c.ID, func() { o.Left(ev.ctx, channelPlace(c.ID)) })
	case kind == "MESSAGE_DELETE":
		ev.push(ev.a.queues.reading, c.ChannelID, func() { o.Deleted(ev.ctx, channelPlace(c.ChannelID), chat.MessageID(c.ID)) })
	case kind == "MESSAGE_DELETE_BULK":
		ev.push(ev.a.queues.reading, c.ChannelID, func() {
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
	if m.GuildID != "" || m.Author == nil || m.Author.Bot || m.Author.ID == "" || !m.said() {
		return
	}
	if !ev.a.recent.put(time.Now(), m.ID, struct{}{}) {
		return
	}
	v := &visit{place: m.ChannelID, person: m.Author.ID}
	v.words = func() string { return m.Content }
	v.handle = func(urgent bool) { ev.answerMessage(&m, v, urgent) }
	v.refuse = func() {
		if ev.a.crowd.tell(v.place, v.person) {
			say := &chat.Message{Text: chat.Plain(wordsLeftOut), Key: "re" + m.ID}
			ev.push(ev.a.queues.posting, ev.unique(), func() { ev.post(channelPlace(m.ChannelID), say, rest.Live) })
		}
	}
	ev.receive(v)
}

// said reports whether somebody says something with m: it is no notice of Discord's, as of a pinned message or a call,
// and more than a sticker or a poll (Message Resource, "Message Types").
func (m *message) said() bool {
	const plain, reply = 0, 19
	return (m.Type == plain || m.Type == reply) && (m.Content != "" || len(m.Attachments) > 0 || len(m.Snapshots) > 0)
}

// answerMessage handles a direct message and queues the answer: behind the others in its channel, unless it
// is an emergency's.
func (ev *events) answerMessage(m *message, v *visit, hurry bool) {
	say := ev.replyTo(m)
	v.ticket.wasRead()
	if say == nil || v.ticket == nil && !ev.news(v.place, say) {
		v.ticket.leave()
		return
	}
	lane, key, rank := ev.a.queues.posting, v.place, rest.Live
	if hurry || say.Urgent {
		lane, key, rank = ev.a.queues.urgent, ev.unique(), rest.Urgent
	}
	_, ok := ev.push(lane, key, func() {
		defer v.ticket.leave()
		ev.post(channelPlace(m.ChannelID), say, rank)
	})
	if !ok {
		v.ticket.leave()
	}
}

// news reports whether the place was not told just the same a moment ago: who sends an emergency a
// hundred times is answered once.
func (ev *events) news(place string, m *chat.Message) bool {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %q", place, m.Text))
	return ev.a.warned.put(time.Now(), string(sum[:]), struct{}{})
}

// replyTo returns the handler's answer to a direct message: free text, or a command typed out.
func (ev *events) replyTo(m *message) *chat.Message {
	r := m.request()
	ctx, cancel := context.WithTimeout(rest.Ranked(ev.ctx, rest.Live), ev.a.timing.handleWithin)
	defer cancel()
	reply := ev.handle(ctx, r)
	if f, ok := reply.(*chat.Form); ok && f != nil {
		reply = ev.a.formButton(m.ID, m.Author, f)
	}
	say, ok := reply.(*chat.Message)
	if !ok || say == nil {
		return nil
	}
	plain := *say
	plain.Private = false // it is private here
	if plain.Key == "" {
		plain.Key = "re" + m.ID
	}
	return &plain
}

// request returns what a direct message asks.
func (m *message) request() *chat.Request {
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
	return r
}
