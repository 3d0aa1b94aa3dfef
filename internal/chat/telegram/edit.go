package telegram

import (
	"context"
	"strconv"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
)

// Edit implements chat.Adapter. A message without a picture that replaces one with a picture keeps
// that picture: Telegram cannot take it away.
func (a *Adapter) Edit(ctx context.Context, place chat.Place, id chat.MessageID, m *chat.Message) error {
	at, err := parsePlace(place)
	if err != nil {
		return &chat.SendError{Err: err}
	}
	s, err := parseMessage(id)
	if err != nil {
		return &chat.SendError{Err: err}
	}
	return sendError(ctx, a.change(ctx, &posting{at: at, lane: botapi.Unasked}, s, m))
}

// change makes message s show m. Pages that do not fit into it are sent after it.
func (a *Adapter) change(ctx context.Context, p *posting, s sent, m *chat.Message) error {
	if m.File != nil {
		return a.changeWithFile(ctx, p, s, m)
	}
	if m = withoutAside(m, s.media, p.at.group()); len(m.Images) > 0 {
		return a.changeToPictures(ctx, p, s, m)
	}
	limit, method, field, entities := markup.MaxText, "editMessageText", "text", "entities"
	if s.media {
		limit, method, field, entities = markup.MaxCaption, "editMessageCaption", "caption", "caption_entities"
	}
	pages, keys := markup.LayMessage(m, p.at.group()).Split(limit), markup.NewKeyboard(m)
	if len(pages) == 0 {
		pages = []markup.Page{{}}
	}
	var own markup.Keyboard
	if len(pages) == 1 {
		own = keys
	}
	err := a.carry(ctx, p, false, func(ctx context.Context) error {
		return a.withEntities(pages[0], func(text markup.Page) error {
			q := s.params(p.at, own)
			put(q, text, field, entities)
			if !s.media {
				q["link_preview_options"] = `{"is_disabled":true}`
			}
			return a.api.Call(ctx, method, q, nil)
		})
	})
	if err != nil || len(pages) == 1 {
		return err
	}
	_, err = a.postPages(ctx, p, pages[1:], keys, s)
	return err
}

// changeToPictures makes message s show the first picture of m, with the words if they fit under it. What
// does not fit is sent after it.
func (a *Adapter) changeToPictures(ctx context.Context, p *posting, s sent, m *chat.Message) error {
	first := m.Images[0]
	caption := markup.Caption(first, m, p.at.group())
	if len(m.Images) == 1 && caption.Fits(markup.MaxCaption) {
		return a.changePicture(ctx, p, s, first, caption, markup.NewKeyboard(m))
	}
	if err := a.changePicture(ctx, p, s, first, markup.Caption(first, nil, p.at.group()), markup.Keyboard{}); err != nil {
		return err
	}
	rest := *m
	rest.Images = m.Images[1:]
	_, err := a.post(ctx, p, &rest)
	return err
}

// changePicture makes message s show a picture.
func (a *Adapter) changePicture(ctx context.Context, p *posting, s sent, image chat.Image, caption markup.Page, keys markup.Keyboard) error {
	const attached = "file"
	f := formatOf(image.Data)
	var m posted
	return a.carry(ctx, p, false, func(ctx context.Context) error {
		return a.withEntities(caption, func(caption markup.Page) error {
			q := s.params(p.at, keys)
			media := inputMedia{Type: f.kind, Caption: caption.Text, Entities: caption.Entities}
			return a.withFile(ctx, image, func(id string) error {
				if id != "" {
					media.Media = id
					q["media"] = botapi.JSON(media)
					return a.api.Call(ctx, "editMessageMedia", q, &m)
				}
				media.Media = "attach://" + attached
				q["media"] = botapi.JSON(media)
				return a.api.Upload(ctx, "editMessageMedia", q, attached, fileOf(image, f), &m)
			}, &m)
		})
	})
}

type inputMedia struct {
	Type     string          `json:"type"`
	Media    string          `json:"media"`
	Caption  string          `json:"caption,omitempty"`
	Entities []markup.Entity `json:"caption_entities,omitempty"`
}

// params returns what every editing method takes. Without keys the message loses its own.
func (s sent) params(at address, keys markup.Keyboard) botapi.Params {
	q := botapi.Params{"chat_id": strconv.FormatInt(at.chat, 10), "message_id": strconv.FormatInt(s.id, 10)}
	if len(keys.Rows) > 0 {
		q["reply_markup"] = botapi.JSON(keys)
	}
	return q
}
