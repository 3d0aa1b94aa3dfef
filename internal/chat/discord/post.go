package discord

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
	"spotter/internal/chat/discord/rest"
)

// postWithin bounds how long an answer in a private chat waits for Discord to take it, and soon is as long as an
// emergency's may, before it tries another way.
const (
	postWithin = 10 * time.Minute
	soon       = 1500 * time.Millisecond
)

// post sends m, again and again while Discord cannot take it. While Discord says nothing at all, what waits behind it in
// the chat goes first.
func (ev *events) post(to chat.Place, m *chat.Message, r rest.Rank) {
	ev.postUntil(time.Now().Add(postWithin), to, m, r)
}

func (ev *events) postUntil(end time.Time, to chat.Place, m *chat.Message, r rest.Rank) {
	ctx, cancel := context.WithDeadline(rest.Ranked(ev.ctx, r), end)
	defer cancel()
	for try := 1; ; try++ {
		err := ev.postOnce(ctx, to, m, r, try)
		switch {
		case err == nil:
			return
		case r != rest.Urgent && errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
			ev.push(ev.a.queues.posting, strings.TrimPrefix(string(to), platform), func() { ev.postUntil(end, to, m, r) })
			return
		case !rest.Passes(err) || rest.Sleep(ctx, time.Second) != nil:
			ev.a.log.Warn("direct message not answered", "err", err)
			ev.bare(ctx, to, err)
			return
		}
	}
}

// bare says in a private chat that the answer was refused, and why.
func (ev *events) bare(ctx context.Context, to chat.Place, cause error) {
	var s *chat.SendError
	if !errors.As(cause, &s) || !s.Final || s.Gone {
		return
	}
	say := &chat.Message{Text: chat.Plain(strings.TrimSpace(wordsRefused + " " + s.Why))}
	if _, err := ev.a.Send(ctx, to, say); err != nil {
		ev.a.log.Warn("direct message not told to be refused", "err", err)
	}
}

// postOnce sends m. An emergency that Discord's limits hold goes as an answer to the last interaction in
// that private chat, which has limits of its own.
func (ev *events) postOnce(ctx context.Context, to chat.Place, m *chat.Message, r rest.Rank, try int) error {
	if r != rest.Urgent {
		_, err := ev.a.Send(ctx, to, m)
		return err
	}
	quick, cancel := context.WithTimeout(ctx, time.Duration(try)*soon)
	defer cancel()
	_, err := ev.a.Send(quick, to, m)
	if d, ok := ev.a.followUps.get(time.Now(), string(to)); ok && err != nil && rest.Passes(err) {
		if ev.byFollowUp(ctx, d, m) {
			return nil
		}
	}
	return err
}

// byFollowUp reports whether m could be sent by an earlier interaction.
func (ev *events) byFollowUp(ctx context.Context, d followUp, m *chat.Message) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*rest.AnswerWithin)
	defer cancel()
	for _, p := range markup.Render(m, "") {
		err := ev.a.rest.Do(ctx, rest.Call{
			Method: "POST", URL: discordgo.EndpointWebhookToken(d.app, d.token), Route: "POST interaction answer " + d.id,
			Body: p, Files: p.Files, Answer: true,
		}, nil)
		if err != nil {
			ev.a.log.Warn("emergency not answered through an interaction", "err", err)
			return false
		}
	}
	return true
}

// A followUp is an interaction that was answered: for 15 minutes more can be said by it.
type followUp struct{ app, id, token string }

// followUpLife is a little less than that.
const followUpLife = 14 * time.Minute

// leaveOpen notes an answered interaction of a private chat as a way to say more there.
func (an *answer) leaveOpen() {
	if in := an.in; !in.group() && an.state == answered {
		an.ev.a.followUps.put(time.Now(), string(channelPlace(in.ChannelID)), followUp{in.AppID, in.ID, in.Token})
	}
}
