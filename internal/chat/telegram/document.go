package telegram

import (
	"context"
	"fmt"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"spotter/internal/chat"
)

// sayNoFile takes the place of a file that Telegram does not take, or a group does not allow.
const sayNoFile = "A file belongs here, %s, but Telegram did not let me send it."

// postWithFile sends m, which has a file: under it, if they fit, stand the words.
func (a *Adapter) postWithFile(ctx context.Context, p *posting, m *chat.Message) (sent, error) {
	words := *m
	words.File = nil
	caption, keys := layMessage(m, p.at.group()).trim(), newKeyboard(m)
	together := len(m.Images) == 0 && caption.fits(maxCaption)
	if !together {
		caption, keys = page{}, keyboard{}
	}
	s, err := a.postFile(ctx, p, m.File, caption, keys)
	switch k := classify(err).kind; {
	case k == refused || k == notFound:
		a.log.Error("file refused, words sent instead", "bytes", len(m.File.Data), "err", err)
		words.Footer = chat.Join(chat.Plain(fmt.Sprintf(sayNoFile, m.File.Name)+"\n\n"), m.Footer)
	case err != nil || together:
		return s, err
	}
	return a.post(ctx, p, &words)
}

// postFile uploads a file. Unlike a picture's, its id is not kept: it is one person's.
func (a *Adapter) postFile(ctx context.Context, p *posting, f *chat.Document, caption page, keys keyboard) (sent, error) {
	var m posted
	err := a.carry(ctx, p, true, func(ctx context.Context) error {
		return a.withEntities(caption, func(caption page) error {
			q := p.params(keys)
			caption.put(q, "caption", "caption_entities")
			q["disable_content_type_detection"] = "true" // else some documents become animations or audio
			return a.api.upload(ctx, "sendDocument", q, "document", tgbotapi.FileBytes{Name: f.Name, Bytes: f.Data}, &m)
		})
	})
	if err == nil {
		p.replyTo = 0
	}
	return sent{m.ID, true}, err
}

// changeWithFile makes message s show the words of m, and sends its file after it: a message cannot become
// one with a file and keep more words than a caption's.
func (a *Adapter) changeWithFile(ctx context.Context, p *posting, s sent, m *chat.Message) error {
	words := *m
	words.File = nil
	if layMessage(&words, false).trim().text == "" {
		words.Text = chat.Plain(m.File.Name)
	}
	if err := a.change(ctx, p, s, &words); err != nil {
		return err
	}
	_, err := a.postFile(ctx, p, m.File, page{}, keyboard{})
	return err
}
