package telegram

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
)

// What the adapter itself says about answers that are for the asker alone.
const (
	sayInPrivate = ", I have an answer for you. It opens in our private chat."
	sayInChat    = ", I have answered you in our private chat."
	sayAnswered  = "I have answered in our private chat."
	sayShared    = "Shown in the group."
	sayLost      = "I no longer have that answer: I keep it for 15 minutes at most. Please write your question again."
	sayNotShared = "Telegram did not let me show it there. Please press again in a moment."
	sayNotForYou = "That answer is for the person who asked. You can ask me anything here."
	sayAnonymous = "I answer that in private, and cannot see who you are while you write as a group or a channel. Please write to me as yourself."
	labelOpen    = "Open the answer"
	labelHere    = "Answer here"
	labelShare   = "Show it in the group"
	labelWrite   = "Write to me"
)

// How long answers wait to be fetched, and how many.
const (
	mailTime = 15 * time.Minute
	mailMost = 2000
)

// A mailbox keeps answers that are for one person alone until that person opens the private chat.
// They may tell what hurts, so they are never stored.
type mailbox struct {
	mu      sync.Mutex
	letters map[string]letter
	order   []string // oldest first
}

// A letter is an answer that waits.
type letter struct {
	asker   int64
	m       *chat.Message
	at      address // where it was asked
	message int64   // by which message, 0 if by a button
	until   time.Time
}

const mailPrefix = "mail_"

// isMail tells whether a payload of /start, or an action, names a letter.
func isMail(payload string) bool { return strings.HasPrefix(payload, mailPrefix) }

// put keeps an answer and returns its name, which nobody can guess.
func (b *mailbox) put(l letter, now time.Time) string {
	name := mailPrefix + rand.Text()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.letters == nil {
		b.letters = map[string]letter{}
	}
	for len(b.order) > 0 && (len(b.order) >= mailMost || now.After(b.letters[b.order[0]].until)) {
		delete(b.letters, b.order[0])
		b.order = b.order[1:]
	}
	l.until = now.Add(mailTime)
	b.letters[name] = l
	b.order = append(b.order, name)
	return name
}

// get returns the answer of that name, or false if it is not kept any more.
func (b *mailbox) get(name string, now time.Time) (letter, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, ok := b.letters[name]
	return l, ok && !now.After(l.until)
}

// showPrivately shows m to the asker alone: a pressed button's answer at once if it is short, others
// in the private chat, which a button in the group opens.
func (s *session) showPrivately(ctx context.Context, q question, m *chat.Message) error {
	if q.press != nil && !m.Share {
		if q.press.alert(ctx, m) || q.press.lead(ctx, s.deepLink(s.keep(q, m))) {
			return nil
		}
	}
	if q.anonymous {
		return s.notice(ctx, q, chat.Plain(sayAnonymous), chat.Buttons{{Label: labelWrite, URL: s.deepLink("")}})
	}
	name := s.keep(q, m)
	if s.showInChat(ctx, q, m, name) {
		return nil
	}
	buttons := chat.Buttons{{Label: labelOpen, URL: s.deepLink(name)}}
	if m.Share {
		buttons = append(buttons, chat.Button{Label: labelHere, Action: chat.Action{Command: name}})
	}
	return s.notice(ctx, q, chat.Join(mention(q.asker), chat.Plain(sayInPrivate)), buttons)
}

// showInChat shows m in the asker's private chat, if they have opened it, and marks what they wrote in the group, or
// says there where the answer is if no marks are allowed. It reports whether m is shown.
func (s *session) showInChat(ctx context.Context, q question, m *chat.Message, name string) bool {
	private := *m
	if m.Share {
		private.Controls = append(slices.Clone(m.Controls), chat.Buttons{{Label: labelShare, Action: chat.Action{Command: name}}})
	}
	at := address{chat: q.asker.ID}
	posted, err := s.post(ctx, &posting{at: at, lane: q.lane, quiet: m.Quiet, greedy: q.greedy}, &private)
	if err != nil {
		if k := botapi.Classify(err).Kind; k != botapi.Gone && ctx.Err() == nil {
			s.log.Warn("answer not sent to the private chat", "err", err)
		}
		return false
	}
	s.answers.answered(q, at, posted, m)
	switch {
	case q.press != nil && q.press.say(ctx, sayAnswered):
	case q.press == nil && s.mark(ctx, q):
	default:
		if err := s.notice(ctx, q, chat.Join(mention(q.asker), chat.Plain(sayInChat)), chat.Buttons{{Label: labelOpen, URL: s.deepLink("")}}); err != nil && ctx.Err() == nil {
			s.log.Warn("place of a private answer not said", "err", err)
		}
	}
	return true
}

// answeredMark is the reaction to a message in a group that is answered in private.
const answeredMark = `[{"type":"emoji","emoji":"👌"}]`

// mark marks the asker's message as answered, and reports whether the group allows that.
func (s *session) mark(ctx context.Context, q question) bool {
	p := botapi.Params{"chat_id": strconv.FormatInt(q.at.chat, 10), "message_id": strconv.FormatInt(q.message, 10), "reaction": answeredMark}
	return s.call(ctx, q.at.chat, "setMessageReaction", p, nil) == nil
}

func (s *session) keep(q question, m *chat.Message) string {
	return s.mail.put(letter{asker: q.asker.ID, m: m, at: q.at, message: q.message}, time.Now())
}

// notice posts a line in the group, whose buttons are the asker's.
func (s *session) notice(ctx context.Context, q question, text chat.Text, buttons chat.Buttons) error {
	m := &chat.Message{Text: text, Controls: []chat.Control{buttons}, Owner: q.request.From.ID}
	_, err := s.post(ctx, q.posting(m), m)
	return err
}

// deepLink returns the address that opens our private chat and starts it with a payload.
func (a *Adapter) deepLink(payload string) string {
	link := "https://t.me/" + a.me.Load().Username
	if payload != "" {
		link = fmt.Sprintf("%s?start=%s", link, payload)
	}
	return link
}

// deliverMail shows a letter to who opened the private chat for it.
func (s *session) deliverMail(ctx context.Context, m *message, name string) error {
	l, ok := s.mail.get(name, time.Now())
	reply := &chat.Message{Text: chat.Plain(sayLost)}
	switch {
	case ok && l.asker == m.From.ID && m.Chat.private():
		reply = l.m
	case ok:
		reply = &chat.Message{Text: chat.Plain(sayNotForYou)}
	}
	_, err := s.post(ctx, &posting{at: m.address(), lane: botapi.Replies}, reply)
	if err != nil && ctx.Err() == nil {
		s.log.Warn("private answer not sent", "err", err)
	}
	return err
}

// shared returns m for all to see. What its buttons lead to is then for all to see as well: their owner, who
// alone can press them, has chosen so.
func shared(m *chat.Message) *chat.Message {
	open := *m
	open.Private = false
	return &open
}

// shareMail shows a letter to all, in place of the line that announced it: its owner wants it so.
func (s *session) shareMail(ctx context.Context, p *press, name string) error {
	l, ok := s.mail.get(name, time.Now())
	switch {
	case !ok:
		p.say(ctx, sayLost)
		return nil
	case l.asker != p.presser:
		p.say(ctx, sayNotForYou)
		return nil
	}
	at := &posting{at: p.on.address(), lane: botapi.Replies}
	m := shared(l.m)
	var err error
	if p.on.Chat.private() {
		_, err = s.post(ctx, &posting{at: l.at, replyTo: l.message, lane: botapi.Replies}, m)
	} else if err = s.change(ctx, at, p.on.sent(), m); botapi.Classify(err).Kind == botapi.Uneditable {
		_, err = s.post(ctx, at, m)
	}
	switch {
	case ctx.Err() != nil:
	case err != nil:
		s.log.Warn("answer not shared", "err", err)
		p.say(ctx, sayNotShared)
	case p.on.Chat.private():
		p.say(ctx, sayShared)
	}
	return err
}
