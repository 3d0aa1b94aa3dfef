package telegram

import (
	"context"
	"errors"
	"slices"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
)

// A question is what somebody did, and how they can be answered.
type question struct {
	request   *chat.Request
	at        address
	message   int64 // what they wrote, to be answered in a group; 0 if they pressed a button
	asker     *user
	anonymous bool   // they wrote as a group or a channel
	press     *press // the button they pressed, nil if they wrote
	lane      botapi.Lane
	greedy    func() bool // as in call
	edited    bool        // what they wrote is edited: so is the answer
}

// answer shows a reply. What cannot be shown is logged, since nobody could be told otherwise, and returned.
func (s *session) answer(ctx context.Context, q question, reply chat.Reply) (err error) {
	if _, form := reply.(*chat.Form); form {
		s.log.Error("form not asked", "command", q.request.Command)
	} else if m, _ := reply.(*chat.Message); m != nil {
		err = s.show(ctx, q, m)
	} else { // nothing to show: the handler may have been cut off
		err = ctx.Err()
	}
	if err != nil && ctx.Err() == nil {
		s.log.Warn("answer not sent", "command", q.request.Command, "err", err)
	}
	return err
}

// show shows m where it belongs: in private, in place of the message whose button was pressed, or below.
func (s *session) show(ctx context.Context, q question, m *chat.Message) error {
	if m.Replace && q.press != nil && q.press.forged { // what others see is not the forger's to change
		aside := *m
		aside.Replace, aside.Private, aside.Open, aside.Share = false, true, false, false
		m = &aside
	}
	m, row := q.withBeside(m)
	if q.edited && !m.Urgent {
		if done, err := s.editAnswer(ctx, q, m); done {
			return err
		}
	}
	switch {
	case !m.Private || m.Urgent || !q.request.Group:
	case m.Share && q.press != nil && q.press.shared:
		m = shared(m)
	case m.Alone && q.press == nil:
		return nil
	case m.Open || m.Alone:
		if q.press != nil && q.press.alert(ctx, m) {
			return nil
		}
		if m.Alone {
			q.press.done(s.work)
			return nil
		}
	default:
		return s.showPrivately(ctx, q, m)
	}
	if q.press != nil { // what is shown may wait for the group's pace
		s.lanes.Hurry(func() { q.press.done(s.work) })
	}
	if m.Replace && q.press != nil {
		p := &posting{at: q.at, lane: q.lane}
		err := s.change(ctx, p, q.press.on.sent(), m)
		if botapi.Classify(err).Kind != botapi.Uneditable {
			return err
		}
	}
	if q.press != nil && s.answers.again(q, m) {
		return nil
	}
	p := q.posting(m)
	sent, err := s.post(ctx, p, s.addressed(q, m))
	if err == nil {
		s.answers.answered(q, p.at, sent, m)
		s.offerBeside(ctx, q, p.at, m, row)
	}
	if placeRefused(err) && q.request.Group && !q.anonymous && ctx.Err() == nil {
		return s.showElsewhere(ctx, q, m, err)
	}
	return err
}

// withBeside returns m with what stands beside an answer among its buttons. Where a reply field opens for m, which Telegram
// cannot combine with buttons, it returns them as a row for a message of their own.
func (q question) withBeside(m *chat.Message) (*chat.Message, chat.Buttons) {
	if len(m.Beside) == 0 {
		return m, nil
	}
	if q.request.Group && len(m.Controls) == 0 {
		return m, m.Beside
	}
	with := *m
	with.Controls, with.Beside = append(slices.Clone(m.Controls), m.Beside), nil
	return &with, nil
}

// sayBeside stands above what can be pressed instead of answering.
const sayBeside = "Or press instead of answering:"

// offerBeside sends row beside the reply field of m. Stopping alone is not worth one of a group's messages: the field
// itself says how.
func (s *session) offerBeside(ctx context.Context, q question, at address, m *chat.Message, row chat.Buttons) {
	if len(row) < 2 {
		return
	}
	beside := &chat.Message{Text: chat.Plain(sayBeside), Owner: m.Owner, Controls: []chat.Control{row}}
	if _, err := s.post(ctx, &posting{at: at, lane: q.lane, quiet: true, greedy: q.greedy}, beside); err != nil && ctx.Err() == nil {
		s.log.Warn("buttons beside a question not sent", "err", err)
	}
}

// sayElsewhere stands before an answer in the private chat that belongs into a group.
const sayElsewhere = "I may not write where you asked me, so here is my answer.\n\n"

// placeRefused reports whether nothing can be shown at a place.
func placeRefused(err error) bool {
	switch botapi.Classify(err).Kind {
	case botapi.NoReply, botapi.NoThread, botapi.NoRight, botapi.Gone, botapi.Refused:
		return true
	}
	return false
}

// showElsewhere shows m in the asker's private chat, since their group refused it with err.
func (s *session) showElsewhere(ctx context.Context, q question, m *chat.Message, err error) error {
	told := *m
	told.Text = chat.Join(chat.Plain(sayElsewhere), m.Text)
	if _, failed := s.post(ctx, &posting{at: address{chat: q.asker.ID}, lane: q.lane}, &told); failed != nil {
		return errors.Join(err, failed)
	}
	s.log.Warn("answered in private, since the group refused it", "err", err)
	return nil
}

// posting returns how m goes to where q was asked. In a group it answers the asker's message.
func (q question) posting(m *chat.Message) *posting {
	p := &posting{at: q.at, lane: q.lane, quiet: m.Quiet, greedy: q.greedy}
	if r, err := parseMessage(m.ReplyTo); err == nil {
		p.replyTo = r.id
	} else if q.request.Group {
		p.replyTo = q.message
	}
	if q.press != nil && q.press.on.Date == 0 && q.at.group() { // too old to say its topic: an answer to it stands there
		p.replyTo = q.press.on.ID
	}
	p.force, p.hint = m.Ask && q.request.Group, m.Hint
	return p
}

// addressed returns m with the asker's name before it if that is how a reply field opens for them
// alone: they pressed a button, so there is no message of theirs to answer.
func (s *session) addressed(q question, m *chat.Message) *chat.Message {
	if !m.Ask || !q.request.Group || q.press == nil {
		return m
	}
	named := *m
	named.Text = chat.Join(mention(q.asker), chat.Plain(": "), m.Text)
	return &named
}

func mention(u *user) chat.Text {
	return chat.Text{{Text: u.name(), User: markup.UserID(u.ID)}}
}
