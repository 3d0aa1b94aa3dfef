package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
)

// A posting says where messages go, and how urgently.
type posting struct {
	at      address
	lane    botapi.Lane
	replyTo int64  // the message that the first one answers, 0 for none
	force   bool   // open a reply field for whoever wrote replyTo or is mentioned
	hint    string // what stands in that field while it is empty, if it fits
	quiet   bool
	greedy  func() bool // as in call
	words   bool        // what is sent are words: whatever is refused about them, the place may be why
}

// descend takes the next step down where a refusal may be about the place: without the reply, then without the topic.
// It reports whether there was one. What is sent unasked in a group keeps to its topic: who closed it wants it silent.
func (p *posting) descend(k botapi.Kind) bool {
	any := p.words && (k == botapi.Refused || k == botapi.NoRight)
	switch {
	case p.replyTo != 0 && (any || k == botapi.NoReply):
		p.replyTo = 0
		return true
	case p.at.thread != 0 && (any || k == botapi.NoReply || k == botapi.NoThread) && (p.lane != botapi.Unasked || !p.at.group()):
		p.at.thread, p.replyTo = 0, 0
		return true
	}
	return false
}

// Send implements chat.Adapter. Of a message that becomes several, the last is named: it has the controls.
func (a *Adapter) Send(ctx context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	at, err := parsePlace(to)
	if err != nil {
		return "", &chat.SendError{Err: err}
	}
	p := &posting{at: at, lane: botapi.Unasked, quiet: m.Quiet}
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
	keys := markup.NewKeyboard(m)
	if len(m.Images) == 1 {
		if caption := markup.Caption(m.Images[0], m, p.at.group()); caption.Fits(markup.MaxCaption) {
			return a.postPicture(ctx, p, m.Images[0], caption, keys)
		}
	}
	pages := markup.LayMessage(m, p.at.group()).Split(markup.MaxText)
	var last sent
	for i, image := range m.Images {
		var own markup.Keyboard
		if i == len(m.Images)-1 && len(pages) == 0 {
			own = keys
		}
		s, err := a.postPicture(ctx, p, image, markup.Caption(image, nil, p.at.group()), own)
		if err != nil {
			return sent{}, err
		}
		last = s
	}
	return a.postPages(ctx, p, pages, keys, last)
}

// postPages sends pages, the last one with keys, and returns how the last message is named: last if
// there are no pages.
func (a *Adapter) postPages(ctx context.Context, p *posting, pages []markup.Page, keys markup.Keyboard, last sent) (sent, error) {
	for i, page := range pages {
		var own markup.Keyboard
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

func (a *Adapter) postPage(ctx context.Context, p *posting, text markup.Page, keys markup.Keyboard) (sent, error) {
	var m botapi.Numbered
	p.words = true
	defer func() { p.words = false }()
	err := a.carry(ctx, p, true, func(ctx context.Context) error {
		return a.withEntities(text, func(text markup.Page) error {
			q := p.params(keys)
			put(q, text, "text", "entities")
			q["link_preview_options"] = `{"is_disabled":true}`
			return a.api.Call(ctx, "sendMessage", q, &m)
		})
	})
	p.replyTo = 0
	return sent{id: m.ID}, err
}

// params returns what every sending method takes.
func (p *posting) params(keys markup.Keyboard) botapi.Params {
	q := p.at.params()
	if p.replyTo != 0 {
		q["reply_parameters"] = fmt.Sprintf(`{"message_id":%d,"allow_sending_without_reply":true}`, p.replyTo)
	}
	switch {
	case len(keys.Rows) > 0:
		q["reply_markup"] = botapi.JSON(keys)
	case p.force:
		q["reply_markup"] = botapi.JSON(forceReply{true, true, placeholder(p.hint)})
	}
	q.AddBool("disable_notification", p.quiet)
	return q
}

// A forceReply opens a reply field (Bot API, ForceReply).
type forceReply struct {
	Force       bool   `json:"force_reply"`
	Selective   bool   `json:"selective"`
	Placeholder string `json:"input_field_placeholder"`
}

// placeholder returns what stands in an empty reply field: 1 to 64 characters.
func placeholder(hint string) string {
	if n := markup.Units(hint); n > 0 && n <= 64 && !strings.ContainsAny(hint, "\r\n") {
		return hint
	}
	return "Your answer, or /cancel"
}

func (a address) params() botapi.Params {
	q := botapi.Params{"chat_id": strconv.FormatInt(a.chat, 10)}
	topic := "message_thread_id"
	if a.direct {
		topic = "direct_messages_topic_id"
	}
	q.AddNonZero64(topic, a.thread)
	return q
}

// put sets the parameters for a text and its entities.
func put(q botapi.Params, p markup.Page, text, entities string) {
	q[text] = p.Text
	if len(p.Entities) > 0 {
		q[entities] = botapi.JSON(p.Entities)
	}
}

// withEntities makes a call that shows text, and again without entities if the server refuses them: one
// that is older than an entity, such as a self-hosted one, must not cost the words.
func (a *Adapter) withEntities(text markup.Page, call func(markup.Page) error) error {
	err := call(text)
	if botapi.Classify(err).Kind == botapi.BadEntities && len(text.Entities) > 0 {
		a.log.Error("entities refused, sent plain", "err", err)
		err = call(markup.Page{Text: text.Text})
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
	wait, one := botapi.NewBackoff(), ctx
	for try, began := 1, time.Now(); ; try++ {
		if d := time.Until(a.pace.PausedUntil(p.at.chat)); p.lane == botapi.Unasked && d > unaskedWait {
			return &chat.SendError{After: d, Err: errors.New("telegram asked for a pause")}
		}
		if err := a.pace.Wait(ctx, botapi.Call{Chat: p.at.chat, Lane: p.lane, Sends: sends, Greedy: p.greedy}); err != nil {
			return err
		}
		went := time.Now()
		err := lastingCall(one, do)
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
		f := botapi.Classify(err)
		if f.Kind != botapi.TooMany && f.Kind != botapi.Broken {
			a.pace.Worked(went)
		}
		switch {
		case f.Kind == botapi.None || f.Kind == botapi.Unchanged:
			return nil
		case f.Kind == botapi.Migrated && f.To != p.at.chat:
			a.tellMoved(ctx, p.at.chat, f.To)
			p.at.chat = f.To
		case sends && p.descend(f.Kind):
			a.log.Warn("place refused, trying another way", "err", err)
		case f.Kind == botapi.TooMany:
			a.refused(ctx, p.at.chat, f.After)
			if p.lane == botapi.Unasked && f.After > unaskedWait {
				return err
			}
		case f.Kind == botapi.Broken && (p.lane != botapi.Unasked && time.Since(began) < replyTime || try < unaskedTries):
			one = botapi.Longer(one, err)
			if err := wait.Sleep(ctx, err); err != nil {
				return err
			}
		default:
			return err
		}
	}
}

// lastWord is how long a call that has begun may still take when its context is done: cut off, it would be made again
// although Telegram took it.
const lastWord = 500 * time.Millisecond

// lastingCall makes a call that outlives ctx by lastWord.
func lastingCall(ctx context.Context, do func(context.Context) error) error {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(lastWord, cancel) })
	defer stop()
	return do(longer)
}
