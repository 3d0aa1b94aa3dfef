package discord

import (
	"context"
	"encoding/json"
	"runtime/debug"
	"strconv"
	"sync/atomic"

	"spotter/internal/chat"
)

// events takes in what the gateway tells, on its reading goroutine, and queues it.
type events struct {
	a   *Adapter
	h   chat.Handler
	ctx context.Context // for handlers

	deferrer *deferrer   // of interactions that are not answered in time
	behind   *deferrer   // of those whose answer waits for another's
	watches  atomic.Bool // the handler wants to be told of deleted messages
	jobs     atomic.Int64
}

// take never blocks and never panics.
func (ev *events) take(kind string, data json.RawMessage) {
	defer ev.recover("take in an event")
	switch kind {
	case "READY":
		ev.onReady(data)
	case "INTERACTION_CREATE":
		ev.onInteraction(data)
	case "MESSAGE_CREATE":
		ev.onMessage(data)
	case "GUILD_CREATE":
		ev.onGuild(data)
	case "GUILD_DELETE", "CHANNEL_DELETE", "THREAD_DELETE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		ev.onChange(kind, data)
	}
}

// push queues work under key, and returns how much is before it and whether there was room.
func (ev *events) push(q *queue, key string, run func()) (before int, ok bool) {
	before, ok = q.push(key, func() {
		defer ev.recover("handle an event")
		run()
	})
	if !ok {
		ev.a.log.Error("event dropped: too many wait")
	}
	return before, ok
}

// unique returns a key for what need not wait for anything else.
func (ev *events) unique() string { return "#" + strconv.FormatInt(ev.jobs.Add(1), 10) }

func (ev *events) recover(doing string) {
	if p := recover(); p != nil {
		ev.a.log.Error("panic", "doing", doing, "panic", p, "stack", string(debug.Stack()))
	}
}

// decode reads what is readable of data. A field of an unexpected type does not spoil the others.
func (ev *events) decode(kind string, data []byte, into any) {
	if err := json.Unmarshal(data, into); err != nil {
		ev.a.log.Warn("event only partly understood", "event", kind, "err", err)
	}
}

func (ev *events) onReady(data []byte) {
	var ready struct {
		User        user `json:"user"`
		Application struct {
			ID string `json:"id"`
		} `json:"application"`
		Guilds []guildEvent `json:"guilds"`
	}
	ev.decode("READY", data, &ready)
	app := ready.Application.ID
	if app == "" {
		app = ready.User.ID
	}
	ev.a.self.set(ready.User.ID, app)
	for _, g := range ready.Guilds {
		ev.a.registrar.in(g.ID)
	}
	ev.a.registrar.ready(app)
}

// onGuild takes in a guild: one that was told with READY, or that the bot was added to.
func (ev *events) onGuild(data []byte) {
	g := &guildEvent{}
	ev.decode("GUILD_CREATE", data, g)
	if g.ID == "" || g.Unavailable || !ev.a.registrar.in(g.ID) {
		return
	}
	ev.a.registrar.rouse()
	ev.push(ev.a.queues.posting, g.ID, func() { ev.greet(g) })
}
