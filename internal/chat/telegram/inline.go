package telegram

import (
	"context"
	"strconv"
	"strings"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
	"spotter/internal/pattern"
)

// An article is one card that "@bot words" offers.
type article struct {
	Type        string           `json:"type"`
	ID          string           `json:"id"`
	Title       string           `json:"title"`
	Description string           `json:"description,omitempty"`
	Content     content          `json:"input_message_content"`
	Keys        *markup.Keyboard `json:"reply_markup,omitempty"`
}

type content struct {
	Text     string          `json:"message_text"`
	Entities []markup.Entity `json:"entities,omitempty"`
	Preview  struct {
		Off bool `json:"is_disabled"`
	} `json:"link_preview_options"`
}

// A startButton stands above the cards and opens the private chat, where it starts us with a payload.
type startButton struct {
	Text    string `json:"text"`
	Payload string `json:"start_parameter"`
}

// sayAskMe is said where no card fits.
const sayAskMe = "I have no card for that. Ask me in our private chat"

// maxCards is how many cards are offered: each asks the handler once.
const maxCards = 8

// suggest answers "@bot words" with the cards of the command that Config.Inline names.
func (s *session) suggest(ctx context.Context, u *update) {
	q := u.Inline
	cards := []article{}
	if completer, ok := s.served().(chat.Completer); ok && s.cfg.Inline.Command != "" {
		for _, choice := range completer.Complete(ctx, s.inlineRequest(u, ""), s.cfg.Inline.Option, q.Query) {
			if card, ok := s.card(ctx, u, choice); ok && len(cards) < maxCards {
				card.ID = strconv.Itoa(len(cards) + 1)
				cards = append(cards, card)
			}
		}
	}
	p := botapi.Params{"inline_query_id": q.ID, "results": botapi.JSON(cards), "cache_time": "300"}
	if len(cards) == 0 {
		p["button"] = botapi.JSON(startButton{Text: sayAskMe, Payload: "inline"})
	}
	err := s.call(ctx, 0, "answerInlineQuery", p, nil)
	if k := botapi.Classify(err).Kind; k != botapi.None && k != botapi.Stale && ctx.Err() == nil {
		s.log.Warn("inline query not answered", "err", err)
	}
}

// inlineRequest asks for the inline command as if nobody in particular wrote it: Telegram keeps the cards for
// all who look for the same words, and they are posted where others read them.
func (s *session) inlineRequest(u *update, value string) *chat.Request {
	nobody := address{}.place()
	return &chat.Request{
		ID:      requestID(u),
		From:    chat.User{ID: markup.UserID(0), Direct: nobody},
		Where:   nobody,
		Time:    time.Now(),
		Command: s.cfg.Inline.Command,
		Rest:    value,
	}
}

// card returns what the handler replies to the command with a value, as far as it fits one message.
func (s *session) card(ctx context.Context, u *update, c chat.Choice) (article, bool) {
	m, ok := s.ask(ctx, s.inlineRequest(u, c.Value)).(*chat.Message)
	if !ok || m == nil {
		return article{}, false
	}
	pages := markup.LayMessage(m, false).Split(markup.MaxText)
	if len(pages) == 0 {
		return article{}, false
	}
	a := article{Type: "article", Title: c.Label, Content: content{Text: pages[0].Text, Entities: pages[0].Entities}}
	a.Content.Preview.Off = true
	a.Description = preview(pages[0].Text, c.Label)
	if payload := s.cfg.Inline.Command + "_" + c.Value; payloadForm.MatchString(payload) {
		a.Keys = &markup.Keyboard{Rows: [][]markup.Button{{{Text: "More in " + s.me.Load().FirstName, URL: s.deepLink(payload)}}}}
	}
	return a, true
}

// payloadForm is what /start may carry.
var payloadForm = pattern.New(`^[A-Za-z0-9_-]{1,64}$`)

// preview returns the first line of text that is not the title, cut to what clients show.
func preview(text, title string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.EqualFold(line, title) {
			return markup.Page{Text: line}.Split(100)[0].Text
		}
	}
	return ""
}
