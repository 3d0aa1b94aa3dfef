package telegram

import (
	"context"
	"strings"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
)

// alone reports whether m answers an emergency: it is urgent, and has nothing to press or to share as a warning has
// that comes with coaching.
func alone(m *chat.Message) bool {
	return m != nil && m.Urgent && !m.Share && len(m.Controls) == 0
}

// emergency returns what to say at once to the words of a message if they tell of an emergency, else nil.
func (s *session) emergency(ctx context.Context, t *task) *chat.Message {
	words := strings.TrimSpace(t.said.rest + t.said.text)
	if s.guard == nil || words == "" {
		return nil
	}
	return s.guard.Urgent(ctx, words)
}

// emergencyIn returns what to say at once to an update, with its task, or nil if it tells of no emergency.
func (s *session) emergencyIn(u *update) (*task, *chat.Message) {
	if u.Message == nil {
		return nil, nil
	}
	said, ok := s.understand(u.Message)
	if !ok {
		return nil, nil
	}
	t := &task{update: u, said: said, seat: seatOf(u.Message)}
	return t, s.emergency(s.work, t)
}

// aheadTime is how long a message waits for its turn before it is looked ahead at: mostly the turn comes first, and then
// it need not be read twice.
const aheadTime = 20 * time.Millisecond

// lookAhead answers t, which came at a time, before its turn if it is an emergency.
func (s *session) lookAhead(t *task, came time.Time) {
	if t.begun.Load() || botapi.Pause(s.work, time.Until(came.Add(aheadTime))) != nil || t.begun.Load() {
		return
	}
	if m := s.emergency(s.work, t); m != nil && !t.begun.Swap(true) {
		s.do(t, func(ctx context.Context) { s.rescue(ctx, t, m) })
	}
}

// skim answers t, for which there was no room, only if it is an emergency. Else it says, once, that there was none.
func (s *session) skim(ctx context.Context, t *task, full room) {
	defer s.crowd.skimmed(t.seat)
	if m := s.emergency(ctx, t); m != nil {
		s.rescue(ctx, t, m)
		return
	}
	tell, first := s.crowd.tell(t.seat, full)
	switch {
	case t.Inline != nil || !tell:
	case t.pressed != nil:
		t.pressed.say(ctx, sayTooMany)
	default:
		s.then(t, t.row(refusing), func(ctx context.Context) error { return s.sayFull(ctx, t, full, first) })
	}
}

// sayFull says that there was no room for t. In a group nobody waits for that but the first who is told.
func (s *session) sayFull(ctx context.Context, t *task, full room, first bool) error {
	words := sayTooMany
	if full == fullRoom {
		words = sayCrowded
	}
	m := t.Message
	p := &posting{at: m.address(), lane: botapi.Replies, greedy: func() bool { return !first }}
	if !m.Chat.private() {
		p.replyTo = m.ID
	}
	_, err := s.post(ctx, p, &chat.Message{Text: chat.Plain(words), Quiet: true})
	if err != nil && ctx.Err() == nil {
		s.log.Warn("too many messages not said", "err", err)
	}
	return err
}

// rescueTime is how long the handler may take to answer an emergency in its own way.
const rescueTime = time.Second

// rescue answers an emergency. The handler is asked, so that it knows of it, and may say more than m, but not less;
// nothing that others wait for holds that up.
func (s *session) rescue(ctx context.Context, t *task, m *chat.Message) {
	short, cancel := context.WithTimeout(ctx, rescueTime)
	defer cancel()
	r := s.request(short, t, false)
	answered := make(chan chat.Reply, 1)
	s.rescues.Go(func() {
		defer s.recover(t)
		answered <- s.handler.Handle(short, r)
	})
	select {
	case reply := <-answered:
		if own, ok := reply.(*chat.Message); ok && alone(own) {
			m = own
		}
	case <-short.Done():
	}
	s.alarm(t, s.asked(t, r), m)
}

// alarm shows the answer to an emergency at once where it was asked, and beside a group in the asker's private chat,
// if there is one. Of several within a minute only the first takes what is kept of the group's minute, so that one
// person cannot use that up.
func (s *session) alarm(t *task, q question, m *chat.Message) {
	taken, first := s.crowd.alarm(t.seat, time.Now())
	if !taken {
		return
	}
	if q.lane, q.greedy = botapi.Replies, nil; first || !q.request.Group {
		q.lane = botapi.Urgent
	}
	s.atOnce(t, func(ctx context.Context) error {
		defer s.crowd.alarmed(t.seat)
		var both sync.WaitGroup
		if q.request.Group && !q.anonymous {
			both.Go(func() { s.alarmPrivately(ctx, q, m) })
		}
		err := s.answer(ctx, q, m)
		both.Wait()
		return err
	})
}

// alarmPrivately shows the answer to an emergency in a group to the asker's private chat. Who never opened it is
// told in the group alone.
func (s *session) alarmPrivately(ctx context.Context, q question, m *chat.Message) {
	_, err := s.post(ctx, &posting{at: address{chat: q.asker.ID}, lane: botapi.Urgent}, m)
	if k := botapi.Classify(err).Kind; k != botapi.None && k != botapi.Gone && ctx.Err() == nil {
		s.log.Warn("emergency not answered in private", "err", err)
	}
}
