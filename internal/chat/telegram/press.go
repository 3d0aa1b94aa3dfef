package telegram

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
)

// What the adapter itself says to who presses a button.
const (
	sayNotYours = "This button belongs to the person who asked."
	sayNoChat   = "Please open our private chat for that."
)

// patience is how long a press may go unacknowledged: the button shows that it works for so long.
const patience = time.Second

// A press is a pressed button. It is acknowledged once, whatever happens: with words for the presser
// alone, with a link that opens, or with nothing.
type press struct {
	s       *session
	id      string
	presser int64
	on      *message // whose button it is
	once    sync.Once
	timer   *time.Timer

	shared bool // by its owner's choice all can see the message, and what it leads to
	forged bool // the message has buttons, and this is none of them
}

// offers tells whether m has a button with that data, as far as it is known which it has: clients can send any.
func (m *message) offers(data string) bool {
	if m == nil || m.Keys.V == nil {
		return true
	}
	return slices.ContainsFunc(m.Keys.V.Rows, func(row []markup.Button) bool {
		return slices.ContainsFunc(row, func(b markup.Button) bool { return b.Data == data })
	})
}

// foreign tells whether a button was pressed that belongs to somebody else.
func (c *callback) foreign() bool {
	owner, _, _ := markup.Untag(c.Data)
	return owner != 0 && owner != c.From.ID
}

// wait has the press acknowledged when it must be, even if its turn has not come.
func (p *press) wait() {
	p.timer = time.AfterFunc(patience, func() { p.acknowledge(p.s.work, nil) })
}

// done acknowledges the press, unless that is done.
func (p *press) done(ctx context.Context) {
	p.timer.Stop()
	p.acknowledge(ctx, nil)
}

// press answers a pressed button.
func (s *session) press(ctx context.Context, t *task) {
	c, p := t.Callback, t.pressed
	var action string
	_, p.shared, action = markup.Untag(c.Data)
	switch {
	case c.foreign():
		p.say(ctx, sayNotYours)
	case c.Message == nil:
		p.say(ctx, sayNoChat)
	case isMail(action):
		s.then(t, t.row(showing), func(ctx context.Context) error { return s.shareMail(ctx, p, action) })
	default:
		s.act(ctx, t, action)
	}
}

// act lets the handler do an action.
func (s *session) act(ctx context.Context, t *task, action string) {
	c, p := t.Callback, t.pressed
	command, rest, _ := strings.Cut(action, " ")
	r := &chat.Request{
		ID:      requestID(t.update),
		From:    s.person(ctx, t, &c.From, &p.on.Chat, action),
		Where:   p.on.address().place(),
		Group:   !p.on.Chat.private(),
		Home:    p.on.Chat.home(),
		Time:    time.Now(),
		Command: command,
		Rest:    rest,
		Message: p.on.sent().name(),
		Link:    p.on.link(),
	}
	q := question{request: r, at: p.on.address(), asker: &c.From, press: p, greedy: s.greedy(t)}
	if t.unsure {
		s.reply(t, q, unsure())
		return
	}
	s.reply(t, q, s.ask(ctx, r))
}

// How many UTF-16 units an acknowledgement holds, and how many are read before it goes by itself. Longer ones stay
// until they are closed.
const (
	maxAlert   = 200
	maxPassing = 80
)

// say acknowledges with words that only the presser sees: at most maxAlert UTF-16 units.
func (p *press) say(ctx context.Context, words string) bool {
	q := botapi.Params{"text": words}
	if markup.Units(words) > maxPassing {
		q["show_alert"] = "true"
	}
	return p.acknowledge(ctx, q)
}

// alert acknowledges with m if it is words alone, and few, and tells whether it is.
func (p *press) alert(ctx context.Context, m *chat.Message) bool {
	if len(m.Controls) > 0 || len(m.Images) > 0 || m.File != nil {
		return false
	}
	words := markup.LayMessage(m, false).Trim().Text
	if markup.Units(words) > maxAlert {
		return false
	}
	p.say(ctx, words)
	return true
}

// lead acknowledges with a link that the presser's Telegram opens.
func (p *press) lead(ctx context.Context, url string) bool {
	return p.acknowledge(ctx, botapi.Params{"url": url})
}

// mostWait is how long an acknowledgement is tried: the query is too old after some 15 seconds.
const mostWait = 15 * time.Second

// acknowledge answers the press unless that is done, and tells whether it did. A query that is too
// old needs no answer.
func (p *press) acknowledge(ctx context.Context, q botapi.Params) (did bool) {
	p.once.Do(func() {
		if q == nil {
			q = botapi.Params{}
		}
		q["callback_query_id"] = p.id
		within, cancel := context.WithTimeout(ctx, mostWait)
		defer cancel()
		err := p.s.call(within, 0, "answerCallbackQuery", q, nil)
		did = err == nil
		if !did && botapi.Classify(err).Kind != botapi.Stale && ctx.Err() == nil {
			p.s.log.Warn("press not acknowledged", "err", err)
		}
	})
	return did
}
