package telegram

import (
	"context"
	"fmt"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
)

// sayNoFile takes the place of a file that Telegram does not take, or a group does not allow.
const sayNoFile = "A file belongs here, %s, but Telegram did not let me send it."

// postWithFile sends m, which has a file: under it, if they fit, stand the words.
func (a *Adapter) postWithFile(ctx context.Context, p *posting, m *chat.Message) (sent, error) {
	words := *m
	words.File = nil
	caption, keys := markup.LayMessage(m, p.at.group()).Trim(), markup.NewKeyboard(m)
	together := len(m.Images) == 0 && caption.Fits(markup.MaxCaption)
	if !together {
		caption, keys = markup.Page{}, markup.Keyboard{}
	}
	s, err := a.postFile(ctx, p, m.File, caption, keys)
	switch k := botapi.Classify(err).Kind; {
	case k == botapi.Refused || k == botapi.NotFound || k == botapi.NoRight:
		a.log.Error("file refused, words sent instead", "bytes", len(m.File.Data), "err", err)
		words.Footer = chat.Join(chat.Plain(fmt.Sprintf(sayNoFile, m.File.Name)+"\n\n"), m.Footer)
	case err != nil || together:
		return s, err
	}
	return a.post(ctx, p, &words)
}

// postFile uploads a file. Unlike a picture's, its id is not kept: it is one person's.
func (a *Adapter) postFile(ctx context.Context, p *posting, f *chat.Document, caption markup.Page, keys markup.Keyboard) (sent, error) {
	var m posted
	err := a.carry(ctx, p, true, func(ctx context.Context) error {
		return a.withEntities(caption, func(caption markup.Page) error {
			q := p.params(keys)
			put(q, caption, "caption", "caption_entities")
			q["disable_content_type_detection"] = "true" // else some documents become animations or audio
			return a.api.Upload(ctx, "sendDocument", q, "document", botapi.File{Name: f.Name, Bytes: f.Data}, &m)
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
	if markup.LayMessage(&words, false).Trim().Text == "" {
		words.Text = chat.Plain(m.File.Name)
	}
	if err := a.change(ctx, p, s, &words); err != nil {
		return err
	}
	_, err := a.postFile(ctx, p, m.File, markup.Page{}, markup.Keyboard{})
	return err
}
