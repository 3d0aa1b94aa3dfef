package discord

import (
	"context"
	"encoding/json"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
)

// events takes in what the gateway tells, on its reading goroutine, and queues it by person.
type events struct {
	a   *Adapter
	h   chat.Handler
	ctx context.Context // for handlers
	up  sync.Once       // commands were registered, or tried to be

	deferrer *deferrer
}

// take never blocks and never panics.
func (ev *events) take(e *discordgo.Event) {
	defer ev.recover("take in an event")
	switch e.Type {
	case "READY":
		ev.onReady(e.RawData)
	case "INTERACTION_CREATE":
		ev.onInteraction(e)
	case "MESSAGE_CREATE":
		if m, ok := e.Struct.(*discordgo.MessageCreate); !ok || m.Message == nil || m.GuildID == "" {
			ev.onMessage(e.RawData)
		}
	case "GUILD_DELETE", "CHANNEL_DELETE", "THREAD_DELETE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		ev.onChange(e)
	}
}

// push queues work for the person or thing named key, and reports whether there was room.
func (ev *events) push(key string, run func(hurry func())) bool {
	ok := ev.a.lanes.push(key, func(hurry func()) {
		defer ev.recover("handle an event")
		run(hurry)
	})
	if !ok {
		ev.a.log.Error("event dropped: too many wait")
	}
	return ok
}

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
	}
	ev.decode("READY", data, &ready)
	app := ready.Application.ID
	if app == "" {
		app = ready.User.ID
	}
	ev.a.self.set(ready.User.ID, app)
	ev.up.Do(func() {
		ev.push("register", func(func()) {
			if err := ev.a.register(ev.ctx, app); err != nil {
				ev.a.log.Error("commands not registered", "err", err)
			}
		})
	})
}

// onInteraction queues an interaction. The worker decodes it; here, only whose it is matters.
func (ev *events) onInteraction(e *discordgo.Event) {
	an := newAnswer(ev, e.RawData, time.Now())
	key, kind := personOf(e.Struct)
	if key == "" { // discordgo stumbled over something in it
		in := an.interaction()
		if key, kind = "", in.Type; in.by() != nil {
			key = in.by().ID
		}
	}
	if kind == kindAutocomplete {
		key += "/suggestions" // never wait behind a command, nor it behind them
	} else {
		ev.deferrer.add(an)
	}
	if !ev.push(key, func(hurry func()) { ev.interact(an, hurry) }) {
		an.begun.Store(true)
	}
}

// personOf returns who did an interaction, and its kind, as far as discordgo could tell.
func personOf(decoded any) (string, int) {
	in, ok := decoded.(*discordgo.InteractionCreate)
	if !ok || in.Interaction == nil {
		return "", 0
	}
	switch {
	case in.Member != nil && in.Member.User != nil:
		return in.Member.User.ID, int(in.Type)
	case in.User != nil:
		return in.User.ID, int(in.Type)
	}
	return "", 0
}

// interact handles one interaction and answers it.
func (ev *events) interact(an *answer, hurry func()) {
	defer an.begun.Store(true)
	in := an.interaction()
	if in.ID == "" || in.Token == "" || in.by() == nil {
		ev.a.log.Warn("interaction without id, token or person", "kind", in.Type)
		return
	}
	if !ev.a.recent.put(time.Now(), in.ID, struct{}{}) {
		ev.a.log.Info("interaction told twice", "interaction", in.ID)
		return
	}
	ctx, cancel := context.WithTimeout(ev.ctx, ev.a.timing.handleWithin)
	defer cancel()
	switch in.Type {
	case kindAutocomplete:
		ev.complete(ctx, an)
	case kindCommand:
		reply := ev.handle(ctx, ev.a.commandRequest(in))
		hurry()
		an.reply(reply)
	case kindComponent, kindModal:
		ev.press(ctx, an)
	default:
		ev.a.log.Info("interaction of unknown kind", "kind", in.Type)
	}
}

// handle calls the handler, whose panics become an apology.
func (ev *events) handle(ctx context.Context, r *chat.Request) (reply chat.Reply) {
	defer func() {
		if p := recover(); p != nil {
			ev.a.log.Error("panic", "command", r.Command, "panic", p, "stack", string(debug.Stack()))
			reply = &chat.Message{Text: chat.Plain(wordsFailed), Private: true}
		}
	}()
	return ev.h.Handle(ctx, r)
}

// press handles a pressed control or a submitted form.
func (ev *events) press(ctx context.Context, an *answer) {
	in := an.interaction()
	id := parseCustomID(in.Data.CustomID)
	name, key, _ := strings.Cut(id.action, " ")
	switch {
	case id.owner != "" && id.owner != shortID(in.by().ID):
		an.reply(&chat.Message{Text: chat.Plain(wordsNotYours), Private: true})
	case name == actionShare:
		an.share(key)
	case name == actionForm:
		an.openForm(key)
	default:
		an.reply(ev.handle(ctx, ev.a.controlRequest(in, id.action)))
	}
}
