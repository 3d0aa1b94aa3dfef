package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"spotter/internal/chat"
)

// A posting says where messages go, and how urgently.
type posting struct {
	at      address
	lane    lane
	replyTo int64 // the message that the first one answers, 0 for none
	force   bool  // open a reply field for whoever wrote replyTo or is mentioned
	quiet   bool
	greedy  func() bool // as in call
}

// Send implements chat.Adapter. Of a message that becomes several, the last is named: it has the controls.
func (a *Adapter) Send(ctx context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	at, err := parsePlace(to)
	if err != nil {
		return "", &chat.SendError{Err: err}
	}
	p := &posting{at: at, lane: unasked, quiet: m.Quiet}
	if m.ReplyTo != "" {
		r, err := parseMessage(m.ReplyTo)
		if err != nil {
			return "", &chat.SendError{Err: err}
		}
		p.replyTo = r.id
	}
	s, err := a.post(ctx, p, m)
	return s.name(), sendError(ctx, err)
}

// post sends m, as one message if it can be: a single picture or a file goes with the words if they fit under
// it, others before them.
func (a *Adapter) post(ctx context.Context, p *posting, m *chat.Message) (sent, error) {
	if m.File != nil {
		return a.postWithFile(ctx, p, m)
	}
	m = withoutAside(m, true, p.at.group())
	keys := newKeyboard(m)
	if len(m.Images) == 1 {
		if caption := under(m.Images[0], m, p.at.group()); caption.fits(maxCaption) {
			return a.postPicture(ctx, p, m.Images[0], caption, keys)
		}
	}
	pages := layMessage(m, p.at.group()).split(maxText)
	var last sent
	for i, image := range m.Images {
		var own keyboard
		if i == len(m.Images)-1 && len(pages) == 0 {
			own = keys
		}
		s, err := a.postPicture(ctx, p, image, under(image, nil, p.at.group()), own)
		if err != nil {
			return sent{}, err
		}
		last = s
	}
	return a.postPages(ctx, p, pages, keys, last)
}

// postPages sends pages, the last one with keys, and returns how the last message is named: last if
// there are no pages.
func (a *Adapter) postPages(ctx context.Context, p *posting, pages []page, keys keyboard, last sent) (sent, error) {
	for i, page := range pages {
		var own keyboard
		if i == len(pages)-1 {
			own = keys
		}
		s, err := a.postPage(ctx, p, page, own)
		if err != nil {
			return sent{}, err
		}
		last = s
	}
	return last, nil
}

func (a *Adapter) postPage(ctx context.Context, p *posting, text page, keys keyboard) (sent, error) {
	var m numbered
	err := a.carry(ctx, p, true, func(ctx context.Context) error {
		return a.withEntities(text, func(text page) error {
			q := p.params(keys)
			text.put(q, "text", "entities")
			q["link_preview_options"] = `{"is_disabled":true}`
			return a.api.call(ctx, "sendMessage", q, &m)
		})
	})
	p.replyTo = 0
	return sent{id: m.ID}, err
}

// params returns what every sending method takes.
func (p *posting) params(keys keyboard) params {
	q := p.at.params()
	if p.replyTo != 0 {
		q["reply_parameters"] = fmt.Sprintf(`{"message_id":%d,"allow_sending_without_reply":true}`, p.replyTo)
	}
	switch {
	case len(keys.Rows) > 0:
		q["reply_markup"] = encodeKeyboard(keys)
	case p.force:
		q["reply_markup"] = `{"force_reply":true,"selective":true}`
	}
	q.AddBool("disable_notification", p.quiet)
	return q
}

func (a address) params() params {
	q := params{"chat_id": strconv.FormatInt(a.chat, 10)}
	q.AddNonZero64("message_thread_id", a.thread)
	return q
}

// put sets the parameters for a text and its entities.
func (p page) put(q params, text, entities string) {
	q[text] = p.text
	if len(p.entities) > 0 {
		q[entities] = encodeEntities(p.entities)
	}
}

// withEntities makes a call that shows text, and again without entities if the server refuses them: one
// that is older than an entity, such as a self-hosted one, must not cost the words.
func (a *Adapter) withEntities(text page, call func(page) error) error {
	err := call(text)
	if classify(err).kind == badEntities && len(text.entities) > 0 {
		a.log.Error("entities refused, sent plain", "err", err)
		err = call(page{text: text.text})
	}
	return err
}

// How patient messages are. Whoever sent an unasked one can try again later; nobody else sends a reply.
const (
	replyTime    = 10 * time.Minute
	unaskedTries = 3
	unaskedWait  = 5 * time.Second // the longest pause that Telegram asks for
)

// carry makes a call about p's chat within the limits, and repeats it while that may help: for long
// for replies, for a short while for unasked messages. It follows a group that has moved.
func (a *Adapter) carry(ctx context.Context, p *posting, sends bool, do func(context.Context) error) error {
	wait, one := newBackoff(), ctx
	for try, began := 1, time.Now(); ; try++ {
		if d := time.Until(a.pace.pausedUntil(p.at.chat)); p.lane == unasked && d > unaskedWait {
			return &chat.SendError{After: d, Err: errors.New("telegram asked for a pause")}
		}
		if err := a.pace.wait(ctx, call{chat: p.at.chat, lane: p.lane, sends: sends, greedy: p.greedy}); err != nil {
			return err
		}
		went := time.Now()
		err := do(one)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f := classify(err)
		if f.kind != tooMany && f.kind != broken {
			a.pace.worked(went)
		}
		switch {
		case f.kind == none || f.kind == unchanged:
			return nil
		case f.kind == migrated && f.to != p.at.chat:
			a.tellMoved(ctx, p.at.chat, f.to)
			p.at.chat = f.to
		case f.kind == tooMany:
			a.pace.refused(p.at.chat, f.after)
			if p.lane == unasked && f.after > unaskedWait {
				return err
			}
		case f.kind == broken && (p.lane != unasked && time.Since(began) < replyTime || try < unaskedTries):
			one = longer(one, err)
			if err := wait.sleep(ctx, err); err != nil {
				return err
			}
		default:
			return err
		}
	}
}
