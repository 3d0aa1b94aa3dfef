package discord

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
	"spotter/internal/chat/discord/rest"
)

// sendWithin bounds a call whose context has no deadline.
const sendWithin = time.Minute

// Send implements chat.Adapter. Every message has a nonce that Discord enforces, so that one whose
// answer was lost is not sent twice. The id returned is that of the last part of a long message,
// which has the controls. A message that was answered with the one that it follows is sent again under another nonce.
func (a *Adapter) Send(ctx context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	if err := a.config.check(); err != nil {
		return "", &chat.SendError{Err: err}
	}
	if m.Private && m.Owner != "" {
		to = directPlace(strings.TrimPrefix(string(m.Owner), platform))
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	if m.Urgent {
		ctx = rest.Ranked(ctx, rest.Urgent)
	}
	id, err := a.sendThere(ctx, to, m)
	if err == nil && id != "" && id == m.Follows {
		other := *m
		other.Key = partKey(m.Key+"/"+string(id), 1)
		if id, err = a.sendThere(ctx, to, &other); err == nil && id == m.Follows {
			return "", &chat.SendError{Err: fmt.Errorf("send message: Discord answers with the older message %s", id)}
		}
	}
	return id, sendError(err)
}

// sendThere sends m, to a new channel of direct messages if the one that is remembered is gone.
func (a *Adapter) sendThere(ctx context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	id, err := a.send(ctx, to, m)
	if rest.Is(err, rest.UnknownChannel) && a.forgetDirect(ctx, to) {
		id, err = a.send(ctx, to, m)
	}
	if refusesPictures(err, m) {
		a.log.Error("picture refused, words sent instead", "err", err)
		id, err = a.send(ctx, to, inWords(m))
	}
	return id, err
}

// bounded gives ctx a deadline if it has none.
func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, sendWithin)
}

func (a *Adapter) send(ctx context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	channel, err := a.channel(ctx, to)
	if err != nil {
		return "", err
	}
	key := m.Key
	if key == "" {
		key = rand.Text()[:20]
	}
	var id chat.MessageID
	for i, p := range markup.Render(m, "") {
		p.Nonce, p.Enforce = partKey(key, i), true
		if m.Quiet {
			p.Flags |= discordgo.MessageFlagsSuppressNotifications
		}
		if m.ReplyTo != "" && i == 0 {
			may := false
			p.Reference = &discordgo.MessageReference{MessageID: string(m.ReplyTo), FailIfNotExists: &may}
		}
		id, err = a.post(ctx, channel, p)
		if rest.Is(err, rest.CannotReply) {
			p.Reference = nil // unchained it is still worth reading
			id, err = a.post(ctx, channel, p)
		}
		if err != nil {
			return "", err
		}
	}
	return id, nil
}

func (a *Adapter) post(ctx context.Context, channel string, p *markup.Payload) (chat.MessageID, error) {
	var sent struct {
		ID chat.MessageID `json:"id"`
	}
	err := a.rest.Do(ctx, rest.Call{
		Method: "POST", URL: discordgo.EndpointChannelMessages(channel), Route: "send to channel " + channel,
		Body: p, Files: p.Files, Again: true,
	}, &sent)
	return sent.ID, err
}

// partKey returns the nonce of a message's i-th part: at most 25 characters.
func partKey(key string, i int) string {
	if i == 0 && len(key) <= chat.MaxKey {
		return key
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d", key, i))
	return base32.StdEncoding.EncodeToString(sum[:])[:chat.MaxKey]
}

// Edit implements chat.Adapter. What does not fit into one message is cut.
func (a *Adapter) Edit(ctx context.Context, place chat.Place, id chat.MessageID, m *chat.Message) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	channel, err := a.channel(ctx, place)
	if err != nil {
		return sendError(err)
	}
	if !markup.IsSnowflake(string(id)) {
		return &chat.SendError{Gone: true, Err: fmt.Errorf("%q is no message on Discord", id)}
	}
	p := markup.RenderOne(m)
	edit := rest.Call{
		Method: "PATCH", URL: discordgo.EndpointChannelMessage(channel, string(id)), Route: "edit in channel " + channel,
		Body: p, Files: p.Files, Again: true,
	}
	err = a.rest.Do(ctx, edit, nil)
	if rest.Is(err, rest.ArchivedThread) {
		// Discord archives a thread after some quiet days; its messages can be edited once it is open.
		if err = a.patchChannel(ctx, channel, map[string]any{"archived": false}); err == nil {
			err = a.rest.Do(ctx, edit, nil)
		}
	}
	if refusesPictures(err, m) {
		a.log.Error("picture refused, words sent instead", "err", err)
		return a.Edit(ctx, place, id, inWords(m))
	}
	err = sendError(err)
	var s *chat.SendError
	if errors.As(err, &s) && rest.Is(err, rest.UnknownMessage, rest.NotTheAuthor, rest.ArchivedThread) {
		s.Gone = true
	}
	return err
}
