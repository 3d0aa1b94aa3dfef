package discord

import (
	"context"
	"runtime/debug"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
)

// onInteraction takes in an interaction. The worker decodes it; here, only whose it is matters.
func (ev *events) onInteraction(e *discordgo.Event) {
	an := newAnswer(ev, e.RawData, time.Now())
	by, place, kind := personOf(e.Struct)
	if by == "" { // discordgo stumbled over something in it
		in := an.interaction()
		if kind, place = in.Type, in.place(); in.by() != nil {
			by = in.by().ID
		}
	}
	if kind == kindAutocomplete {
		ev.onTyping(an, by, place)
		return
	}
	v := &visit{place: place, person: by}
	v.words = func() string { return said(ev.asked(an)) }
	v.handle = func(urgent bool) { ev.interact(an, v, urgent) }
	v.refuse = func() {
		if ev.valid(an) {
			ev.push(ev.a.queues.refusing, ev.unique(), func() { ev.refuse(an) })
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
		ctx, cancel := context.WithTimeout(ranked(ev.ctx, live), ev.a.timing.handleWithin)
		defer cancel()
		ev.complete(ctx, an)
	})
	if !ok {
		t.leave()
	}
}

// personOf returns who did an interaction, where, and its kind, as far as discordgo could tell.
func personOf(decoded any) (by, place string, kind int) {
	in, ok := decoded.(*discordgo.InteractionCreate)
	if !ok || in.Interaction == nil {
		return "", "", 0
	}
	if place = in.GuildID; place == "" {
		place = in.ChannelID
	}
	switch {
	case in.Member != nil && in.Member.User != nil:
		return in.Member.User.ID, place, int(in.Type)
	case in.User != nil:
		return in.User.ID, place, int(in.Type)
	}
	return "", place, 0
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
	in := an.interaction()
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
	in := an.interaction()
	if in.by() == nil {
		return &chat.Request{}
	}
	if in.Type == kindCommand {
		return ev.a.commandRequest(in)
	}
	return ev.a.controlRequest(in, parseCustomID(in.Data.CustomID).action)
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
	ctx, cancel := context.WithTimeout(ranked(ev.ctx, live), ev.a.timing.handleWithin)
	defer cancel()
	give := ev.press
	switch an.interaction().Type {
	case kindCommand:
		give = func(ctx context.Context, an *answer) giving { return giving{reply: ev.handle(ctx, ev.asked(an))} }
	case kindComponent, kindModal:
	default:
		ev.a.log.Info("interaction of unknown kind", "kind", an.interaction().Type)
		done()
		return
	}
	g := give(ctx, an)
	v.ticket.wasRead()
	ev.give(an, v, g, urgent, done)
}

// refuse says that an interaction is too much. Few are refused at once, so that others need not wait for the
// processor, unless it is Discord that is slow.
func (ev *events) refuse(an *answer) {
	q := ev.a.queues.refusing
	slow := time.AfterFunc(400*time.Millisecond, func() { q.widen(maxRefusing) })
	an.refuse()
	if slow.Stop() {
		q.widen(minRefusing)
	}
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
	in := an.interaction()
	id := parseCustomID(in.Data.CustomID)
	name, key, _ := strings.Cut(id.action, " ")
	switch {
	case id.owner != "" && id.owner != shortID(in.by().ID):
		return giving{reply: &chat.Message{Text: chat.Plain(wordsNotYours), Private: true}}
	case name == actionShare:
		return giving{do: func() { an.share(key) }}
	case name == actionForm:
		return giving{reply: an.keptForm(key)}
	}
	return giving{reply: ev.handle(ctx, ev.asked(an))}
}
