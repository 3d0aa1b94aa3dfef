package telegram

import (
	"context"
	"strconv"

	"spotter/internal/chat"
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
	return sendError(ctx, a.change(ctx, &posting{at: at, lane: unasked}, s, m))
}

// change makes message s show m. Pages that do not fit into it are sent after it.
func (a *Adapter) change(ctx context.Context, p *posting, s sent, m *chat.Message) error {
	if m.File != nil {
		return a.changeWithFile(ctx, p, s, m)
	}
	if m = withoutAside(m, s.media, p.at.group()); len(m.Images) > 0 {
		return a.changeToPictures(ctx, p, s, m)
	}
	limit, method, field, entities := maxText, "editMessageText", "text", "entities"
	if s.media {
		limit, method, field, entities = maxCaption, "editMessageCaption", "caption", "caption_entities"
	}
	pages, keys := layMessage(m, p.at.group()).split(limit), newKeyboard(m)
	if len(pages) == 0 {
		pages = []page{{}}
	}
	var own keyboard
	if len(pages) == 1 {
		own = keys
	}
	err := a.carry(ctx, p, false, func(ctx context.Context) error {
		return a.withEntities(pages[0], func(text page) error {
			q := s.params(p.at, own)
			text.put(q, field, entities)
			if !s.media {
				q["link_preview_options"] = `{"is_disabled":true}`
			}
			return a.api.call(ctx, method, q, nil)
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
	caption := under(first, m, p.at.group())
	if len(m.Images) == 1 && caption.fits(maxCaption) {
		return a.changePicture(ctx, p, s, first, caption, newKeyboard(m))
	}
	if err := a.changePicture(ctx, p, s, first, under(first, nil, p.at.group()), keyboard{}); err != nil {
		return err
	}
	rest := *m
	rest.Images = m.Images[1:]
	_, err := a.post(ctx, p, &rest)
	return err
}

// changePicture makes message s show a picture.
func (a *Adapter) changePicture(ctx context.Context, p *posting, s sent, image chat.Image, caption page, keys keyboard) error {
	const attached = "file"
	f := formatOf(image.Data)
	var m posted
	return a.carry(ctx, p, false, func(ctx context.Context) error {
		return a.withEntities(caption, func(caption page) error {
			q := s.params(p.at, keys)
			media := inputMedia{Type: f.kind, Caption: caption.text, Entities: caption.entities}
			return a.withFile(ctx, image, func(id string) error {
				if id != "" {
					media.Media = id
					q["media"] = encode(media)
					return a.api.call(ctx, "editMessageMedia", q, &m)
				}
				media.Media = "attach://" + attached
				q["media"] = encode(media)
				return a.api.upload(ctx, "editMessageMedia", q, attached, fileOf(image, f), &m)
			}, &m)
		})
	})
}

type inputMedia struct {
	Type     string   `json:"type"`
	Media    string   `json:"media"`
	Caption  string   `json:"caption,omitempty"`
	Entities []entity `json:"caption_entities,omitempty"`
}

// params returns what every editing method takes. Without keys the message loses its own.
func (s sent) params(at address, keys keyboard) params {
	q := params{"chat_id": strconv.FormatInt(at.chat, 10), "message_id": strconv.FormatInt(s.id, 10)}
	if len(keys.Rows) > 0 {
		q["reply_markup"] = encodeKeyboard(keys)
	}
	return q
}
