package discord

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
	"spotter/internal/chat/discord/rest"
)

// Kinds of first answers (Receiving and Responding, "Interaction Callback Type").
const (
	callbackMessage     = 4
	callbackDefer       = 5 // "is thinking"
	callbackDeferUpdate = 6 // of a control's message: shows nothing
	callbackUpdate      = 7
	callbackSuggest     = 8
	callbackModal       = 9
)

// What has been answered to an interaction so far.
type answerState int

const (
	unanswered answerState = iota
	deferred
	answered
)

// An answer answers one interaction: within 3 seconds something, later all of it. Discord takes one
// first answer; what follows are edits of it and further messages, for 15 minutes.
type answer struct {
	ev      *events
	arrived time.Time
	in      *interaction

	begun atomic.Bool // state is not unanswered, or there is nothing to answer

	mu     sync.Mutex // held while the first answer is under way
	state  answerState
	public bool // how it was deferred
	doubt  bool // it may have been deferred: Discord's answer was lost
}

// answeredYet reports whether there is nothing left to defer. Unlike the other methods it does not
// wait for an answer under way.
func (an *answer) answeredYet() bool { return an.begun.Load() }

func (an *answer) setState(state answerState) {
	an.state = state
	if state != unanswered {
		an.begun.Store(true)
	}
}

// reply gives the handler's answer.
func (an *answer) reply(reply chat.Reply) {
	an.mu.Lock()
	defer an.mu.Unlock()
	ctx, cancel := context.WithTimeout(an.ev.ctx, time.Minute)
	defer cancel()
	m, isMessage := reply.(*chat.Message)
	f, isForm := reply.(*chat.Form)
	thinks := an.thinks()
	var err error
	switch {
	case isForm && f != nil:
		err = an.form(ctx, f)
	case isMessage && m != nil:
		m = an.veiled(an.aside(m))
		err = an.message(ctx, m)
		if refusesPictures(err, m) {
			an.ev.a.log.Error("picture refused, words given instead", "err", err)
			err = an.message(ctx, inWords(m))
		}
		if rest.Is(err, rest.UnknownInteraction, rest.UnknownWebhook, rest.InvalidWebhookToken) {
			err = errors.Join(err, an.afresh(ctx, m))
		}
	default:
		err = an.nothing(ctx)
	}
	if err != nil {
		an.ev.a.log.Warn("interaction not answered", "err", err, "took", time.Since(an.arrived))
		an.bare(ctx, m, err, thinks)
		return
	}
	an.leaveOpen()
}

// thinks reports whether the asker is shown that the bot is thinking.
func (an *answer) thinks() bool { return an.state == deferred && an.in.Message == nil }

// bare says to the asker alone that the answer was refused, and why: else they would read that the application did not
// respond. Where not even that is let through, and for an emergency, the answer goes to them directly. Thinks tells
// whether they were shown that the bot is thinking before it was tried.
func (an *answer) bare(ctx context.Context, m *chat.Message, cause error, thinks bool) {
	if !rest.Refused(cause) || rest.Is(cause, rest.UnknownInteraction, rest.UnknownWebhook, rest.InvalidWebhookToken) {
		return
	}
	say := strings.TrimSpace(wordsRefused + " " + why(cause))
	p := markup.Render(&chat.Message{Text: chat.Plain(say)}, "")[0]
	p.Flags = discordgo.MessageFlagsEphemeral
	var err error
	switch {
	case an.state == unanswered:
		err = an.callback(callbackMessage, p, nil)
	case !thinks || an.editOriginal(ctx, p) != nil: // it was taken away already
		p.Flags = discordgo.MessageFlagsEphemeral
		err = an.followUp(ctx, p)
	}
	if err == nil && (m == nil || !m.Urgent) {
		return
	}
	if m == nil {
		m = &chat.Message{Text: chat.Plain(say)}
	}
	if _, sent := an.ev.a.Send(ctx, an.in.from().Direct, m); sent != nil {
		an.ev.a.log.Warn("refused answer not sent directly", "err", sent)
	}
}

// refuse says that too much waits already.
func (an *answer) refuse() {
	an.mu.Lock()
	defer an.mu.Unlock()
	p := markup.Render(&chat.Message{Text: chat.Plain(wordsTooMany)}, "")[0]
	p.Flags = discordgo.MessageFlagsEphemeral
	if err := an.callback(callbackMessage, p, nil); err != nil {
		an.ev.a.log.Info("interaction not refused", "err", err, "took", time.Since(an.arrived))
	}
}

// veiled returns m for the asker alone if it answers a control of a message that only they see: what they were told
// in private is nobody else's business, and neither is what they do with it.
func (an *answer) veiled(m *chat.Message) *chat.Message {
	if m.Private || an.in.Message == nil || an.in.Message.Flags&int(discordgo.MessageFlagsEphemeral) == 0 {
		return m
	}
	private := *m
	private.Private = true
	return &private
}

// aside returns m for the presser alone, and in place of nothing, if the message whose control was used has no such
// control: clients can send any, and what others see is not theirs to change.
func (an *answer) aside(m *chat.Message) *chat.Message {
	if !m.Replace || an.in.Type != kindComponent || an.in.Message.offers(an.in.Data.CustomID) {
		return m
	}
	private := *m
	private.Replace, private.Private = false, true
	return &private
}

// message sends or updates what m says.
func (an *answer) message(ctx context.Context, m *chat.Message) error {
	in := an.in
	if in.Message == nil {
		an.ev.a.habits.note(in.Data.Name, !m.Private)
	}
	share := ""
	if m.Share && m.Private && in.group() {
		share = in.ID
		an.ev.a.shared.put(time.Now(), ofOne(share, in.by()), m)
	}
	parts := markup.Render(m, share)
	if m.Private {
		for _, p := range parts {
			p.Flags = discordgo.MessageFlagsEphemeral
		}
	}
	if err := an.first(ctx, m, parts[0]); err != nil {
		return err
	}
	for _, p := range parts[1:] {
		if err := an.followUp(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// first gives the first part of an answer.
func (an *answer) first(ctx context.Context, m *chat.Message, p *markup.Payload) error {
	update := m.Replace && an.in.Message != nil
	switch {
	case an.state == unanswered:
		kind := callbackMessage
		if update {
			kind, p.Flags = callbackUpdate, 0
		}
		if err := an.callback(kind, p, p.Files); err != nil || an.state == answered {
			return err
		}
		return an.first(ctx, m, p) // it turned out to be deferred
	case update:
		p.Flags = 0
		return an.editOriginal(ctx, p)
	case an.in.Message != nil || an.state == answered:
		return an.followUp(ctx, p)
	case m.Private != an.public:
		return an.editOriginal(ctx, p)
	}
	if err := an.deleteOriginal(ctx); err != nil {
		return err
	}
	return an.followUp(ctx, p)
}

// nothing acknowledges without a word.
func (an *answer) nothing(ctx context.Context) error {
	if an.in.Message != nil {
		if an.state != unanswered {
			return nil
		}
		return an.callback(callbackDeferUpdate, nil, nil)
	}
	if an.state == unanswered {
		if err := an.callback(callbackDefer, thinking(false), nil); err != nil {
			return err
		}
	}
	return an.deleteOriginal(ctx)
}

// afresh sends an answer that the interaction's token no longer carries: where it was asked if that
// is no secret and allowed, else directly.
func (an *answer) afresh(ctx context.Context, m *chat.Message) error {
	in, a := an.in, an.ev.a
	where := channelPlace(in.ChannelID)
	if m.Replace && in.Message != nil {
		if err := a.Edit(ctx, where, chat.MessageID(in.Message.ID), m); err == nil {
			return nil
		}
	}
	mine := !in.group()
	if !mine && (m.Private || !in.AppPermissions.has(viewChannel|sendMessages)) {
		where = in.from().Direct
	}
	_, err := a.Send(ctx, where, m)
	var send *chat.SendError
	if errors.As(err, &send) && send.Gone && where != in.from().Direct {
		_, err = a.Send(ctx, in.from().Direct, m)
	}
	return err
}

// callback gives the first answer. A repeat is refused as already acknowledged, so it may be tried
// again, for longer than Discord waits: whether it is too late is for Discord to say. If the
// interaction turns out to be deferred, an.state says so. an.mu is held.
func (an *answer) callback(kind int, data any, files []rest.File) error {
	deadline := an.arrived.Add(an.ev.a.timing.answerWithin)
	if soon := time.Now().Add(time.Second); deadline.Before(soon) {
		deadline = soon
	}
	ctx, cancel := context.WithDeadline(an.ev.ctx, deadline)
	defer cancel()
	body := struct {
		Type int `json:"type"`
		Data any `json:"data,omitempty"`
	}{kind, data}
	began := time.Now()
	err := an.ev.a.rest.Do(ctx, rest.Call{
		Method: "POST", URL: discordgo.EndpointInteractionResponse(an.in.ID, an.in.Token),
		Route: "answer interaction " + an.in.ID, Body: body, Files: files, Answer: true, Again: true,
	}, nil)
	if len(files) == 0 {
		an.ev.a.pulse.beat(time.Since(began))
	}
	switch {
	case rest.Is(err, rest.AlreadyAcknowledged) && an.doubt:
		an.setState(deferred)
		return nil
	case rest.Is(err, rest.AlreadyAcknowledged):
		err = nil
	}
	if err == nil {
		an.setState(answered)
	}
	return err
}

// editOriginal edits the first answer, or the message of the control that was used.
func (an *answer) editOriginal(ctx context.Context, p *markup.Payload) error {
	an.setState(answered)
	p.Flags = 0
	return an.webhook(ctx, "PATCH", discordgo.EndpointWebhookMessage(an.in.AppID, an.in.Token, "@original"), p)
}

func (an *answer) deleteOriginal(ctx context.Context) error {
	return an.webhook(ctx, "DELETE", discordgo.EndpointWebhookMessage(an.in.AppID, an.in.Token, "@original"), nil)
}

// followUp sends another message.
func (an *answer) followUp(ctx context.Context, p *markup.Payload) error {
	an.setState(answered)
	return an.webhook(ctx, "POST", discordgo.EndpointWebhookToken(an.in.AppID, an.in.Token), p)
}

func (an *answer) webhook(ctx context.Context, method, url string, p *markup.Payload) error {
	c := rest.Call{Method: method, URL: url, Route: method + " interaction answer " + an.in.ID, Answer: true, Again: method != "POST"}
	if p != nil {
		c.Body, c.Files = p, p.Files
	}
	return an.ev.a.rest.Do(ctx, c, nil)
}
