package discord

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
)

// guildMap knows which channels belong to which guild, so that being removed from a guild can be
// told of each. Discord tells all of them at each new session.
type guildMap struct {
	mu       sync.Mutex
	channels map[string][]string
}

func newGuildMap() *guildMap { return &guildMap{channels: map[string][]string{}} }

func (g *guildMap) add(guild string, channels ...string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, id := range channels {
		if !slices.Contains(g.channels[guild], id) {
			g.channels[guild] = append(g.channels[guild], id)
		}
	}
}

func (g *guildMap) remove(guild, channel string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.channels[guild], channel); i >= 0 {
		g.channels[guild] = slices.Delete(g.channels[guild], i, i+1)
	}
}

// leave forgets a guild and returns its channels.
func (g *guildMap) leave(guild string) []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	channels := g.channels[guild]
	delete(g.channels, guild)
	return channels
}

// change is what we read of the events about guilds, channels, threads and deleted messages.
type change struct {
	ID          string      `json:"id"`
	GuildID     string      `json:"guild_id"`
	ChannelID   string      `json:"channel_id"`
	Unavailable bool        `json:"unavailable"`
	Channels    []channelID `json:"channels"`
	Threads     []channelID `json:"threads"`
}

type channelID struct {
	ID string `json:"id"`
}

// onChange keeps the guild map and tells an Observer what is gone.
func (ev *events) onChange(e *discordgo.Event) {
	var c change
	ev.decode(e.Type, e.RawData, &c)
	switch e.Type {
	case "GUILD_CREATE":
		for _, channel := range slices.Concat(c.Channels, c.Threads) {
			ev.a.guilds.add(c.ID, channel.ID)
		}
	case "CHANNEL_CREATE", "THREAD_CREATE":
		ev.a.guilds.add(c.GuildID, c.ID)
	case "CHANNEL_DELETE", "THREAD_DELETE":
		ev.a.guilds.remove(c.GuildID, c.ID)
		ev.left(c.ID)
	case "GUILD_DELETE":
		if !c.Unavailable { // else it is an outage of Discord's
			ev.left(ev.a.guilds.leave(c.ID)...)
			ev.observe(c.ID, func(o chat.Observer) { o.Left(ev.ctx, homePlace(c.ID)) })
		}
	case "MESSAGE_DELETE":
		ev.observe(c.ChannelID, func(o chat.Observer) {
			o.Deleted(ev.ctx, channelPlace(c.ChannelID), chat.MessageID(c.ID))
		})
	}
}

func (ev *events) left(channels ...string) {
	for _, id := range channels {
		ev.observe(id, func(o chat.Observer) { o.Left(ev.ctx, channelPlace(id)) })
	}
}

func (ev *events) observe(key string, tell func(chat.Observer)) {
	if o, ok := ev.h.(chat.Observer); ok {
		ev.push(key, func(func()) { tell(o) })
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
	var say *chat.Message
	switch reply := reply.(type) {
	case *chat.Message:
		say = reply
	case *chat.Form:
		say = ev.a.formButton(m.ID, reply)
	default:
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
