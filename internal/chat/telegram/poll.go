package telegram

import (
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/lanes"
)

const (
	longPoll = 3 * time.Second // how long the server holds getUpdates open: less than a try of a call may take
	batch    = 100             // updates in one answer, the most that the server gives
	// window is how much of a batch may be old, or unanswered, before that is set aside to make room.
	window = batch / 2
	// mostHandlers is how many handlers may run side by side; answers that wait to be sent do not count.
	mostHandlers = 64
)

// A session is one run of Serve.
type session struct {
	*Adapter
	handler chat.Handler
	work    context.Context // of handlers: outlives Serve's context by the grace
	guard   chat.Guard      // of the handler; nil if it has none
	ledger  *ledger
	lanes   *lanes.Lanes[row]
	crowd   *crowd
	slots   chan struct{}
	rescues sync.WaitGroup // of handlers that are asked about emergencies
	ourName *regexp.Regexp // as others mention us
	skipped int            // unreadable updates so far
}

// poll fetches updates and has them taken until ctx is done or the token is refused.
func (s *session) poll(ctx context.Context) error {
	wait, try := newBackoff(), ctx
	for ctx.Err() == nil {
		raws, again, err := s.fetch(try)
		if err != nil {
			if err := s.trouble(ctx, wait, err); err != nil {
				return err
			}
			try = longer(try, err)
			continue
		}
		wait, try = newBackoff(), ctx
		fresh := s.takeAll(raws)
		if err := s.settle(ctx, len(raws), fresh, again); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// fetch asks for updates. While some are unconfirmed the server answers at once, with them.
func (s *session) fetch(ctx context.Context) (raws []json.RawMessage, again int, err error) {
	again, from := s.ledger.unconfirmed(), s.ledger.offset()
	p := params{"limit": strconv.Itoa(batch), "allowed_updates": allowed}
	p.AddNonZero64("offset", from)
	if again == 0 {
		p.AddNonZero("timeout", int(longPoll/time.Second))
	}
	began := time.Now()
	if err = s.api.call(ctx, "getUpdates", p, &raws); err != nil {
		return nil, again, err
	}
	s.ledger.confirmed(from)
	if again == 0 && len(raws) == 0 && time.Since(began) < idly {
		err = pause(ctx, idly) // a server that does not hold the call open must not be asked all the time
	}
	return raws, again, err
}

// trouble says what is wrong with polling, waits, and returns an error if it cannot go on.
func (s *session) trouble(ctx context.Context, wait *backoff, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := refusedToken(err); err != nil {
		return err
	}
	if classify(err).kind == conflict {
		s.log.Warn("another process polls the same token, or a webhook is set: end the other, or call deleteWebhook", "err", err)
	} else {
		s.log.Warn("no updates from telegram", "err", err)
	}
	return wait.sleep(ctx, err)
}

// takeAll begins the updates that are new and returns how many there were.
func (s *session) takeAll(raws []json.RawMessage) (fresh int) {
	highest := int64(-1)
	for _, raw := range raws {
		if id := firstID(raw); id > 0 && s.ledger.knows(id, raw) {
			highest = max(highest, id)
			continue
		}
		u, err := decodeUpdate(raw)
		highest = max(highest, u.ID)
		if !s.ledger.begin(u.ID, raw) {
			continue
		}
		fresh++
		if err != nil {
			s.skipped++
			s.log.Error("update skipped", "err", err, "skipped", s.skipped)
			s.ledger.finish(u.ID)
			continue
		}
		s.take(u)
	}
	if highest >= 0 {
		s.ledger.fetched(highest)
	}
	return fresh
}

// How long polling waits for what was fetched to be answered before it asks for more.
const (
	shortest = 100 * time.Microsecond // for each update that would come again
	shortly  = 5 * time.Millisecond   // at most, while updates are answered
	idly     = 100 * time.Millisecond // when the last poll brought nothing new
)

// settle waits until it makes sense to poll again: until what was fetched is answered, or does not get
// on. If that crowds out others it is set aside.
func (s *session) settle(ctx context.Context, fetched, fresh, again int) error {
	// A full batch with little news hides what comes after it.
	crowded := fetched >= batch && fresh < window || s.ledger.unconfirmed() >= window
	before := s.ledger.unconfirmed()
	patience, any, overlap := min(shortly, time.Duration(before+5)*shortest), fresh == 0 && again > 0 && !crowded, int64(0)
	switch {
	case any:
		patience = idly
	case fetched >= batch && fresh >= window:
		overlap = batch / 4
	}
	for {
		if err := s.ledger.settled(ctx, overlap, patience, any); err != nil {
			return err
		}
		now := s.ledger.unconfirmed()
		switch {
		case now == 0 || !crowded || s.ledger.span() <= overlap:
			return nil
		case before-now < window/2:
			return s.setAside(ctx)
		}
		before = now
	}
}
