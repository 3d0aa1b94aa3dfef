package telegram

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
	"spotter/internal/pattern"
)

// A card is one thing that "@bot words" offers: words (Bot API, InlineQueryResultArticle), or a picture that Telegram keeps
// with words under it (InlineQueryResultCachedMpeg4Gif, InlineQueryResultCachedPhoto).
type card struct {
	Type        string           `json:"type"`
	ID          string           `json:"id"`
	Title       string           `json:"title"`
	Description string           `json:"description,omitempty"`
	Content     *content         `json:"input_message_content,omitempty"`
	Animation   string           `json:"mpeg4_file_id,omitempty"`
	Photo       string           `json:"photo_file_id,omitempty"`
	Caption     string           `json:"caption,omitempty"`
	Entities    []markup.Entity  `json:"caption_entities,omitempty"`
	Keys        *markup.Keyboard `json:"reply_markup,omitempty"`

	words *card // the same without its picture
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
	cards := []card{}
	if completer, ok := s.served().(chat.Completer); ok && s.cfg.Inline.Command != "" {
		for _, choice := range completer.Complete(ctx, s.inlineRequest(u, ""), s.cfg.Inline.Option, q.Query) {
			if c, ok := s.card(ctx, u, choice); ok && len(cards) < maxCards {
				c.ID = strconv.Itoa(len(cards) + 1)
				cards = append(cards, c)
			}
		}
	}
	err := s.offer(ctx, q.ID, cards)
	if words := inWords(cards); words != nil && refusesCards(err) {
		s.log.Error("cards with pictures refused, words offered instead", "err", err)
		err = s.offer(ctx, q.ID, words)
	}
	if k := botapi.Classify(err).Kind; k != botapi.None && k != botapi.Stale && ctx.Err() == nil {
		s.log.Warn("inline query not answered", "err", err)
	}
}

// offer answers an inline query with cards, or where there are none with the way to the private chat.
func (s *session) offer(ctx context.Context, id string, cards []card) error {
	p := botapi.Params{"inline_query_id": id, "results": botapi.JSON(cards), "cache_time": "300"}
	if len(cards) == 0 {
		p["button"] = botapi.JSON(startButton{Text: sayAskMe, Payload: "inline"})
	}
	return s.call(ctx, 0, "answerInlineQuery", p, nil)
}

// refusesCards reports whether err is about what was offered: a picture's id that is no good spoils all cards.
func refusesCards(err error) bool {
	k := botapi.Classify(err).Kind
	return k == botapi.BadFile || k == botapi.Refused
}

// inWords returns cards without their pictures, or nil if none has one.
func inWords(cards []card) []card {
	var pictures bool
	words := slices.Clone(cards)
	for i, c := range cards {
		if c.words != nil {
			pictures = true
			words[i] = *c.words
			words[i].ID = c.ID
		}
	}
	if !pictures {
		return nil
	}
	return words
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
func (s *session) card(ctx context.Context, u *update, c chat.Choice) (card, bool) {
	m, ok := s.ask(ctx, s.inlineRequest(u, c.Value)).(*chat.Message)
	if !ok || m == nil {
		return card{}, false
	}
	pages := markup.LayMessage(m, false).Split(markup.MaxText)
	if len(pages) == 0 {
		return card{}, false
	}
	a := card{Type: "article", Title: c.Label, Content: &content{Text: pages[0].Text, Entities: pages[0].Entities}}
	a.Content.Preview.Off = true
	a.Description = preview(pages[0].Text, c.Label)
	if payload := s.cfg.Inline.Command + "_" + c.Value; payloadForm.MatchString(payload) {
		a.Keys = &markup.Keyboard{Rows: [][]markup.Button{{{Text: "More in " + s.me.Load().FirstName, URL: s.deepLink(payload)}}}}
	}
	return s.illustrated(ctx, a, m), true
}

// illustrated returns a card with m's one picture if Telegram keeps that from before and the words fit under it. None can
// be uploaded here.
func (s *session) illustrated(ctx context.Context, a card, m *chat.Message) card {
	if len(m.Images) != 1 {
		return a
	}
	image := m.Images[0]
	id, caption := s.keptFile(ctx, image), markup.Caption(image, m, false)
	if id == "" || !caption.Fits(markup.MaxCaption) {
		return a
	}
	with := a
	switch formatOf(image.Data).kind {
	case "animation":
		with.Type, with.Animation, with.Description = "mpeg4_gif", id, ""
	case "photo":
		with.Type, with.Photo = "photo", id
	default:
		return a
	}
	with.Content, with.Caption, with.Entities, with.words = nil, caption.Text, caption.Entities, &a
	return with
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
