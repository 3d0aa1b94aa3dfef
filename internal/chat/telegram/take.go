package telegram

import (
	"context"
	"runtime/debug"
	"sync/atomic"
	"time"

	"spotter/internal/chat"
)

// What is said, once, to who writes more than is answered, and to a group in which too many write.
const (
	sayTooMany = "That was too much at once: I answer the first of it and have only searched the rest for emergencies, so please send again later what still matters."
	sayCrowded = "So many of you write at once that I can only look for emergencies in what comes on top: please ask again in a few minutes, or in our private chat."
)

// A task is an update that is for us, on its way to an answer.
type task struct {
	*update
	seat    seat
	said    said        // of a message
	pressed *press      // of a pressed button
	begun   atomic.Bool // somebody answers it
	taken   bool        // it counts in the crowd
	unsure  bool        // whether its person may do what they want
	later   bool        // what it is answered with is still to be shown
	job     func(context.Context, *task)

	until    time.Time // of the first part of an album: when it is answered
	parts    []*task   // likewise: those that it answers for
	gathered bool      // likewise: no more are added
	edited   bool      // the message was answered, or could have been, and says something else now
}

// task returns what to do about u, or nil if it says nothing to us.
func (s *session) task(u *update) *task {
	t := &task{update: u}
	switch {
	case u.Message != nil:
		return s.messageTask(t)
	case u.Edited != nil:
		return s.editedTask(t)
	case u.Callback != nil:
		c := u.Callback
		t.seat, t.job = seat{person: c.From.ID}, s.press
		if c.Message != nil {
			t.seat.chat = c.Message.Chat.ID
		}
		t.pressed = &press{s: s, id: c.ID, presser: c.From.ID, on: c.Message, forged: !c.Message.offers(c.Data)}
	case u.Inline != nil:
		t.seat = seat{person: u.Inline.From.ID}
		t.job = func(ctx context.Context, t *task) { s.suggest(ctx, t.update) }
	case u.Member != nil:
		t.seat = seat{u.Member.Chat.ID, u.Member.From.ID}
		t.job = func(ctx context.Context, t *task) { s.memberChanged(ctx, t.Member) }
	default:
		return nil
	}
	return t
}

// messageTask returns what to do about a message, or nil if it says nothing to us.
func (s *session) messageTask(t *task) *task {
	m := t.Message
	if m.MigrateTo != 0 || m.MigrateFrom != 0 {
		t.seat.chat = m.Chat.ID
		t.job = func(ctx context.Context, t *task) { s.moved(ctx, t.Message) }
		return t
	}
	if gone := m.LeftMember.V; gone != nil {
		s.standing.forget(stands{m.Chat.ID, gone.ID})
	}
	said, ok := s.understand(m)
	if !ok {
		return nil
	}
	t.said, t.job, t.seat = said, s.hear, seatOf(m)
	return t
}

// seatOf returns who wrote m, where.
func seatOf(m *message) seat {
	if m.SenderChat != nil {
		return seat{m.Chat.ID, m.SenderChat.ID}
	}
	return seat{m.Chat.ID, m.From.ID}
}

// notice reports whether t tells of a chat, and asks nothing: then it always has room.
func (t *task) notice() bool {
	return t.Member != nil || t.Message != nil && (t.Message.MigrateTo != 0 || t.Message.MigrateFrom != 0)
}

// A row is what one person waits for in one chat, one after another.
type row struct {
	purpose
	seat
}

// What rows are for.
type purpose uint8

const (
	reading  purpose = iota // handlers
	foreign                 // those of presses on somebody else's buttons
	ahead                   // looks whether what waits is an emergency
	skimming                // the same for what there is no room for
	refusing                // words that there was no room
	showing                 // answers
)

// row returns a row of t's person in that chat, whose order matters there.
func (t *task) row(p purpose) row { return row{p, t.seat} }

// take has one update answered after those that came before it from its person. It is read when it comes: what it
// waits for is at most that those were read, and emergencies not even for that. What there is no room for is only
// searched for emergencies.
func (s *session) take(u *update) {
	t := s.task(u)
	switch {
	case t == nil:
		s.inbox.Done(u.ID)
		return
	case t.notice():
		s.lanes.Push(t.row(reading), func() { s.read(t) })
		return
	}
	if s.takePart(t) {
		return
	}
	if full := s.crowd.enter(t.seat, t.pressed != nil); full != free {
		s.lanes.Push(t.row(skimming), func() { s.do(t, func(ctx context.Context) { s.skim(ctx, t, full) }) })
		return
	}
	t.taken = true
	s.sleep.awake.Add(1)
	read := reading
	if t.pressed != nil {
		t.pressed.wait()
		if t.Callback.foreign() {
			read = foreign
		}
	}
	now := time.Now()
	if before, _ := s.lanes.Push(t.row(read), func() { s.read(t) }); before > 0 && t.Message != nil {
		s.lanes.Push(t.row(ahead), func() { s.lookAhead(t, now) })
	}
}

// read does what t asks for, unless that was found to be an emergency.
func (s *session) read(t *task) {
	if !t.begun.Swap(true) {
		s.do(t, func(ctx context.Context) { t.job(ctx, t) })
	}
}

// do works on t. If nothing is then left to be shown, t is answered.
func (s *session) do(t *task, work func(context.Context)) {
	defer func() {
		if !t.later {
			s.finish(t, s.work.Err() != nil)
		}
	}()
	defer s.recover(t)
	work(s.work)
}

// then shows something of t after what the same row shows before it. Show's error says that it was cut off, or that
// there was nothing to wait for.
func (s *session) then(t *task, in row, show func(context.Context) error) {
	s.lanes.Push(in, s.showing(t, show))
}

// atOnce shows something of t beside whatever else its person waits for.
func (s *session) atOnce(t *task, show func(context.Context) error) {
	s.lanes.Hurry(s.showing(t, show))
}

// showing returns the job that shows something of t, which is answered then.
func (s *session) showing(t *task, show func(context.Context) error) func() {
	t.later = true
	return func() {
		var err error
		defer func() { s.finish(t, err != nil && s.work.Err() != nil) }()
		defer s.recover(t)
		err = show(s.work)
	}
}

// finish notes that t is answered, unless the end of the session cut its answer off: then it comes again.
func (s *session) finish(t *task, cut bool) {
	if t.taken {
		s.crowd.leave(t.seat, t.pressed != nil)
		s.sleep.rose()
	}
	if t.pressed != nil && t.taken {
		t.pressed.done(s.work)
	}
	if cut {
		return
	}
	for _, part := range t.parts {
		s.inbox.Done(part.ID)
	}
	s.inbox.Done(t.ID)
}

// recover keeps one update's panic from ending the others.
func (s *session) recover(t *task) {
	if r := recover(); r != nil {
		s.log.Error("update panicked", "update", t.ID, "panic", r, "stack", string(debug.Stack()))
	}
}

// ask lets the handler answer r, with at most mostHandlers of them side by side.
func (s *session) ask(ctx context.Context, r *chat.Request) chat.Reply {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
		return s.handler.Handle(ctx, r)
	case <-ctx.Done():
		return nil
	}
}

// reply shows what the handler replied: after what else the person is to be shown, unless it is an emergency.
func (s *session) reply(t *task, q question, reply chat.Reply) {
	if m, ok := reply.(*chat.Message); ok && alone(m) {
		s.alarm(t, q, m)
		return
	}
	s.then(t, t.row(showing), func(ctx context.Context) error { return s.answer(ctx, q, reply) })
}

// greedy returns what reports whether many more messages of t's person wait.
func (s *session) greedy(t *task) func() bool {
	return func() bool { return s.crowd.many(t.seat) }
}
