package telegram

import (
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/inbox"
	"spotter/internal/lanes"
)

const (
	longPoll = 3 * time.Second // how long the server holds getUpdates open: less than a try of a call may take
	batch    = 100             // updates in one answer, the most that the server gives
	// mostHandlers is how many handlers may run side by side; answers that wait to be sent do not count.
	mostHandlers = 64
)

// A session is one run of Serve.
type session struct {
	*Adapter
	handler chat.Handler
	work    context.Context // of handlers: outlives Serve's context by the grace
	guard   chat.Guard      // of the handler; nil if it has none
	inbox   *inbox.Inbox
	lanes   *lanes.Lanes[row]
	crowd   *crowd
	sleep   sleep
	slots   chan struct{}
	rescues sync.WaitGroup // of handlers that are asked about emergencies
	ourName *regexp.Regexp // as others mention us
	skipped int            // unreadable updates so far
}

// poll fetches updates and has them taken until ctx is done. Whatever fails is tried again: Telegram has known the
// token, so a refusal may be a bad hour of a proxy or of Telegram.
func (s *session) poll(ctx context.Context) {
	wait, try := botapi.NewBackoff(), ctx
	for ctx.Err() == nil {
		raws, err := s.fetch(try)
		s.heard(ctx, err)
		if err != nil {
			s.trouble(ctx, wait, err)
			try = botapi.Longer(try, err)
			continue
		}
		wait, try = botapi.NewBackoff(), ctx
		s.takeAll(ctx, raws)
		if len(raws) > 0 {
			s.settle(ctx, len(raws))
		}
	}
}

// idly is how long polling waits before it asks again what it need not be asked all the time.
const idly = 100 * time.Millisecond

// fetch asks for updates, and confirms those that are answered or kept.
func (s *session) fetch(ctx context.Context) (raws []json.RawMessage, err error) {
	from := s.inbox.Offset()
	p := botapi.Params{"limit": strconv.Itoa(batch), "allowed_updates": allowed, "timeout": strconv.Itoa(int(longPoll / time.Second))}
	p.AddNonZero64("offset", from)
	began := time.Now()
	if err = s.api.Call(ctx, "getUpdates", p, &raws); err != nil {
		return nil, err
	}
	s.inbox.Confirmed(from)
	if len(raws) == 0 && time.Since(began) < idly {
		err = botapi.Pause(ctx, idly) // a server that does not hold the call open
	}
	return raws, err
}

// trouble says what is wrong with polling, and waits.
func (s *session) trouble(ctx context.Context, wait *botapi.Backoff, err error) {
	if ctx.Err() != nil {
		return
	}
	refusal := refusedToken(err)
	switch {
	case refusal != nil:
		s.log.Error("no updates from telegram, trying again", "err", refusal)
		wait.Most(mostRefused)
	case botapi.Classify(err).Kind != botapi.Conflict:
		s.log.Warn("no updates from telegram", "err", err)
	case s.clearWebhook(ctx) == nil: // not that
		s.log.Warn("another process polls the same token: end the other", "err", err)
	}
	_ = wait.Sleep(ctx, err) // ended, it is seen by who calls
}

// mostRefused is the longest pause after Telegram refused the token that it had known.
const mostRefused = time.Minute

// takeAll begins the updates of a batch that are new.
func (s *session) takeAll(ctx context.Context, raws []json.RawMessage) {
	highest := int64(-1)
	s.makeRoom(ctx)
	s.sleep.taking.Lock()
	defer s.sleep.taking.Unlock()
	for _, raw := range raws {
		u, err := decodeUpdate(raw)
		highest = max(highest, u.ID)
		switch {
		case !s.inbox.Begin(inbox.Letter{ID: u.ID, Raw: raw}):
		case err != nil:
			s.skipped++
			s.log.Error("update skipped", "err", err, "skipped", s.skipped)
			s.inbox.Done(u.ID)
		default:
			s.admit(u)
		}
	}
	if highest >= 0 {
		s.inbox.Fetched(highest)
	}
}

// settleTime is how long what is fetched may take to be answered without being written down: for each update, and at
// most.
const (
	settleTime = 100 * time.Microsecond
	mostSettle = 5 * time.Millisecond
)

// settle makes what was fetched and is not answered survive a crash, so that the next poll confirms it. Where that fails
// Telegram sends it again, until it is answered.
func (s *session) settle(ctx context.Context, fetched int) {
	s.inbox.Settle(ctx, min(mostSettle, time.Duration(fetched+10)*settleTime))
	if err := s.inbox.Keep(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("updates not kept", "err", err)
		_ = botapi.Pause(ctx, idly) // ended, it is seen by who calls
	}
}

// recall takes up what an earlier run left.
func (s *session) recall(ctx context.Context) error {
	s.sleep.taking.Lock()
	defer s.sleep.taking.Unlock()
	defer s.sleep.stir()
	return s.inbox.Restore(ctx, func(l inbox.Letter) {
		u, err := decodeUpdate(l.Raw)
		if err != nil {
			s.log.Error("update skipped", "err", err)
			s.inbox.Done(l.ID)
			return
		}
		s.lay(u)
	}, func(err error) { s.log.Error("kept update dropped", "err", err) })
}
