package discord

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
	"spotter/internal/chat/discord/rest"
)

// share posts for all what the pressed Share button's message says, and takes the button away.
func (an *answer) share(key string) {
	an.mu.Lock()
	defer an.mu.Unlock()
	in, a := an.in, an.ev.a
	ctx, cancel := context.WithTimeout(an.ev.ctx, time.Minute)
	defer cancel()
	if in.Message == nil || !a.recent.put(time.Now(), "shared/"+in.Message.ID, struct{}{}) {
		if err := an.nothing(ctx); err != nil {
			a.log.Warn("share not acknowledged", "err", err)
		}
		return
	}
	err := an.withoutShare(ctx)
	for _, p := range an.forAll(key) {
		if err == nil {
			err = an.webhook(ctx, "POST", discordgo.EndpointWebhookToken(in.AppID, in.Token), p)
		}
	}
	if err != nil {
		a.log.Warn("answer not shared", "err", err)
		an.bare(ctx, nil, err, false)
	}
}

// withoutShare takes the Share button from the message, and leaves the rest of it as it is.
func (an *answer) withoutShare(ctx context.Context) error {
	share := []byte("." + markup.ActionShare + " ")
	kept := slices.DeleteFunc(slices.Clone(an.in.Message.Components), func(row raw) bool {
		return bytes.Contains(row, share)
	})
	if kept == nil {
		kept = []raw{}
	}
	body := map[string]any{"components": kept}
	if an.state == unanswered {
		return an.callback(callbackUpdate, body, nil)
	}
	url := discordgo.EndpointWebhookMessage(an.in.AppID, an.in.Token, "@original")
	return an.ev.a.rest.Do(ctx, rest.Call{Method: "PATCH", URL: url, Route: "take the share button away", Body: body, Answer: true, Again: true}, nil)
}

// forAll returns what to post for all: the answer as it was given, or as far as the message itself
// tells if it was given before a restart.
func (an *answer) forAll(key string) []*markup.Payload {
	in := an.in
	by := chat.Span{Text: in.from().Name, User: in.from().ID}
	footer := chat.Text{{Text: wordsShared}, by}
	if m, ok := an.ev.a.shared.get(time.Now(), ofOne(key, in.by())); ok {
		open := *m
		open.Private, open.Share, open.Replace, open.Controls = false, false, false, links(m.Controls)
		if len(open.Footer) > 0 {
			footer = chat.Join(open.Footer, chat.Plain("\n"), footer)
		}
		open.Footer = footer
		return silenced(markup.Render(&open, ""))
	}
	signature := markup.Render(&chat.Message{Footer: footer}, "")[0]
	p := &markup.Payload{
		Content: in.Message.Content + "\n" + signature.Content,
		Embeds:  []*discordgo.MessageEmbed{}, Components: []discordgo.MessageComponent{}, Attachments: []markup.Attached{},
	}
	var embeds []*discordgo.MessageEmbed
	if err := discordgo.Unmarshal(in.Message.Embeds, &embeds); err == nil && embeds != nil {
		p.Embeds = embeds
	}
	return silenced([]*markup.Payload{p})
}

// silenced keeps shared answers from notifying anybody.
func silenced(parts []*markup.Payload) []*markup.Payload {
	for _, p := range parts {
		p.Mentions = discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
	}
	return parts
}

// links returns the buttons that open a page: the others are the asker's own.
func links(controls []chat.Control) []chat.Control {
	var kept chat.Buttons
	for _, control := range controls {
		buttons, _ := control.(chat.Buttons)
		for _, b := range buttons {
			if b.URL != "" && len(kept) < chat.MaxButtons {
				kept = append(kept, b)
			}
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return []chat.Control{kept}
}
