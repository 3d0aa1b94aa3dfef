package telegram

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/inbox"
)

// mostAwake is how many messages are in memory on their way to an answer, with the answers that wait to be sent: more
// than Telegram takes in half a minute. Those beyond sleep: they are in the inbox alone, searched for emergencies when
// they came, and taken up in their order as there is room.
const mostAwake = 1000

// roomTime is how long fetching waits for room before it has what it fetched sleep.
const roomTime = 50 * time.Millisecond

// sleep holds the ids of the updates that sleep.
type sleep struct {
	taking sync.Mutex // held by who takes updates: those that sleep go before those that come
	ids    []int64    // in their order
	awake  atomic.Int64
	room   chan struct{} // has an item when there may be room for some that sleep
}

// stir has those that sleep looked at.
func (z *sleep) stir() {
	select {
	case z.room <- struct{}{}:
	default:
	}
}

// rose notes that one that was awake is answered.
func (z *sleep) rose() {
	if z.awake.Add(-1) < mostAwake*3/4 {
		z.stir()
	}
}

// makeRoom waits a moment for room, if there is none.
func (s *session) makeRoom(ctx context.Context) {
	for began := time.Now(); s.sleep.awake.Load() >= mostAwake && time.Since(began) < roomTime; {
		if botapi.Pause(ctx, time.Millisecond) != nil {
			return
		}
	}
}

// admit takes an update, or has it sleep while others do that came before it, and while too many are awake. Presses
// and notices do not sleep: their order matters less than that a button answers. sleep.taking is held.
func (s *session) admit(u *update) {
	if u.Message != nil && (len(s.sleep.ids) > 0 || s.sleep.awake.Load() >= mostAwake) {
		s.lay(u)
		return
	}
	s.take(u)
}

// lay has an update sleep, unless it is an emergency. sleep.taking is held.
func (s *session) lay(u *update) {
	if t, m := s.emergencyIn(u); m != nil {
		t.begun.Store(true)
		s.lanes.Hurry(func() { s.do(t, func(ctx context.Context) { s.rescue(ctx, t, m) }) })
		return
	}
	s.sleep.ids = append(s.sleep.ids, u.ID)
}

// wakeAll takes up what sleeps when there is room, until ctx is done.
func (s *session) wakeAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.sleep.room:
			s.wake(ctx)
		}
	}
}

// wake takes up as many that sleep as there is room for.
func (s *session) wake(ctx context.Context) {
	s.sleep.taking.Lock()
	defer s.sleep.taking.Unlock()
	for len(s.sleep.ids) > 0 && s.sleep.awake.Load() < mostAwake && ctx.Err() == nil {
		id := s.sleep.ids[0]
		raw, err := s.inbox.Read(ctx, id)
		if err != nil && !errors.Is(err, inbox.ErrUnreadable) {
			s.log.Error("waiting update not read", "err", err)
			time.AfterFunc(time.Second, s.sleep.stir)
			return
		}
		s.sleep.ids = s.sleep.ids[1:]
		u, bad := decodeUpdate(raw)
		if err = errors.Join(err, bad); err != nil {
			s.log.Error("waiting update dropped", "err", err)
			s.inbox.Done(id)
			continue
		}
		s.take(u)
	}
	if len(s.sleep.ids) == 0 {
		s.sleep.ids = nil
	}
}
