package discord

import (
	"context"
	"runtime/debug"
	"strings"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
	"spotter/internal/chat/discord/rest"
)

// onInteraction takes in an interaction.
func (ev *events) onInteraction(data []byte) {
	in := &interaction{}
	ev.decode("INTERACTION_CREATE", data, in)
	an := &answer{ev: ev, arrived: time.Now(), in: in}
	by := ""
	if in.by() != nil {
		by = in.by().ID
	}
	if in.Type == kindAutocomplete {
		ev.onTyping(an, by, in.place())
		return
	}
	v := &visit{place: in.place(), person: by}
	v.words = func() string { return said(ev.asked(an)) }
	v.handle = func(urgent bool) { ev.interact(an, v, urgent) }
	v.refuse = func() {
		if ev.valid(an) {
			ev.push(ev.a.queues.refusing, ev.unique(), an.refuse)
		}
	}
	if ev.receive(v) {
		ev.deferrer.add(an, an.arrived)
	}
}

// onTyping takes in that somebody is typing. It never waits behind a command, nor a command behind it.
func (ev *events) onTyping(an *answer, by, place string) {
	t := ev.a.crowd.enter(place+"/suggestions", by)
	if t == nil {
		return // what is typed next is suggested for
	}
	_, ok := ev.push(ev.a.queues.reading, by+"/suggestions", func() {
		defer t.leave()
		if !ev.valid(an) {
			return
		}
		ctx, cancel := context.WithTimeout(rest.Ranked(ev.ctx, rest.Live), ev.a.timing.handleWithin)
		defer cancel()
		ev.complete(ctx, an)
	})
	if !ok {
		t.leave()
	}
}

// place returns the server or private chat where it was done.
func (in *interaction) place() string {
	if in.GuildID != "" {
		return in.GuildID
	}
	return in.ChannelID
}

// valid reports whether an interaction can be answered and was not told before. It is asked once of each.
func (ev *events) valid(an *answer) bool {
	in := an.in
	if in.ID == "" || in.Token == "" || in.by() == nil {
		ev.a.log.Warn("interaction without id, token or person", "kind", in.Type)
		return false
	}
	if !ev.a.recent.put(time.Now(), in.ID, struct{}{}) {
		ev.a.log.Info("interaction told twice", "interaction", in.ID)
		return false
	}
	return true
}

// asked returns what an interaction asks.
func (ev *events) asked(an *answer) *chat.Request {
	in := an.in
	if in.by() == nil {
		return &chat.Request{}
	}
	if in.Type == kindCommand {
		return ev.a.commandRequest(in)
	}
	return ev.a.controlRequest(in, markup.ParseCustomID(in.Data.CustomID).Action)
}

// interact handles one interaction, and queues the answer.
func (ev *events) interact(an *answer, v *visit, urgent bool) {
	done := func() {
		an.begun.Store(true)
		v.ticket.leave()
	}
	if !ev.valid(an) {
		done()
		return
	}
	ctx, cancel := context.WithTimeout(rest.Ranked(ev.ctx, rest.Live), ev.a.timing.handleWithin)
	defer cancel()
	give := ev.press
	switch an.in.Type {
	case kindCommand:
		give = func(ctx context.Context, an *answer) giving { return giving{reply: ev.handle(ctx, ev.asked(an))} }
	case kindComponent, kindModal:
	default:
		ev.a.log.Info("interaction of unknown kind", "kind", an.in.Type)
		done()
		return
	}
	g := give(ctx, an)
	ev.lookAgain(an.in)
	v.ticket.wasRead()
	ev.give(an, v, g, urgent, done)
}

// A giving is how an interaction is to be answered: by a reply, or by doing something else.
type giving struct {
	reply chat.Reply
	do    func()
}

// give queues the answer: behind the person's others, unless it is an emergency's, or a form, which can
// only be the first answer. Done is called when it was given.
func (ev *events) give(an *answer, v *visit, g giving, hurry bool, done func()) {
	do := g.do
	if do == nil {
		do = func() { an.reply(g.reply) }
	}
	job := func() { defer done(); do() }
	m, _ := g.reply.(*chat.Message)
	_, form := g.reply.(*chat.Form)
	ok := true
	switch {
	case hurry || m != nil && m.Urgent:
		_, ok = ev.push(ev.a.queues.urgent, ev.unique(), job)
	case form:
		_, ok = ev.push(ev.a.queues.answering, ev.unique(), job)
	default:
		var before int
		if before, ok = ev.push(ev.a.queues.answering, v.person, job); before > 0 && ok {
			ev.behind.add(an, time.Now())
		}
	}
	if !ok {
		done()
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
func (ev *events) press(ctx context.Context, an *answer) giving {
	in := an.in
	id := markup.ParseCustomID(in.Data.CustomID)
	name, key, _ := strings.Cut(id.Action, " ")
	switch {
	case id.Owner != "" && id.Owner != markup.ShortID(in.by().ID):
		return giving{reply: &chat.Message{Text: chat.Plain(wordsNotYours), Private: true}}
	case name == markup.ActionShare:
		return giving{do: func() { an.share(key) }}
	case name == markup.ActionForm:
		return giving{reply: an.keptForm(key)}
	}
	return giving{reply: ev.handle(ctx, ev.asked(an))}
}
