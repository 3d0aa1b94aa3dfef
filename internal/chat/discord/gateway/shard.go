package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"
)

// Why a connection or a session ended.
var (
	errReconnect = errors.New("discord asked to reconnect")              // op 7
	errResumable = errors.New("discord refused the session for now")     // op 9, d = true
	errInvalid   = errors.New("discord ended the session")               // op 9, d = false
	errSilent    = errors.New("discord did not acknowledge a heartbeat") // a zombie connection
	errSlow      = errors.New("discord did not get to READY in time")    // while opening
)

// A closeError is the gateway's close frame.
type closeError struct {
	code   int
	reason string
}

func (e *closeError) Error() string {
	return fmt.Sprintf("discord closed the connection with code %d (%s)", e.code, e.reason)
}

// A shard is one session after another, each carried by one connection after another. Where a session is to ask for more
// than it did, another shard takes over: it begins while this one still tells, so that nothing is missed.
type shard struct {
	Config
	id, count int
	budget    *budget
	log       *slog.Logger
	taken     func()     // ends what this one takes over from; nil if there is none
	bequeath  func()     // begins what takes over from this one; the first call counts
	heir      chan error // why that ended; nil before it began

	session string // its id; empty before READY: the next connection identifies
	seq     int64  // of the last event
	home    string // where the session is to be resumed, as READY said; empty: at the general address
	intents int    // that the session asked for
	ready   bool   // since the last connection began
}

// run holds the connection until ctx is done, or returns why no try will succeed.
func (s *shard) run(ctx context.Context) error {
	own, end := context.WithCancel(ctx)
	defer end()
	s.bequeath = sync.OnceFunc(func() {
		heir := &shard{Config: s.Config, id: s.id, count: s.count, budget: s.budget, log: s.log}
		heir.taken = sync.OnceFunc(func() { time.AfterFunc(overlap, end) })
		s.heir = make(chan error, 1)
		go func() { s.heir <- heir.run(ctx) }()
	})
	err := s.stay(own)
	if s.heir == nil {
		return err
	}
	return errors.Join(err, <-s.heir)
}

// overlap is for how long what was told before the session that takes over began may still be under way.
const overlap = time.Second

// stay holds one connection after another until ctx is done, or returns why no try will succeed.
func (s *shard) stay(ctx context.Context) error {
	failures := 0
	for {
		err := s.connection(ctx)
		if s.heir == nil || ctx.Err() == nil { // else another one tells
			s.tell(false)
		}
		if ctx.Err() != nil {
			return nil
		}
		if change := advice(err); change != "" {
			return fmt.Errorf("%s: %w", change, err)
		}
		failures++
		if s.ready {
			failures = 0
		}
		if ends(err) {
			s.session = ""
		}
		pause := s.Timing.pause(err, failures)
		s.log.Warn("gateway connection ended", "err", err, "pause", pause)
		if sleep(ctx, pause) != nil {
			return nil
		}
	}
}

func (s *shard) tell(ready bool) {
	if s.Line != nil {
		s.Line(s.id, ready)
	}
}

// advice returns what to change if no try will succeed after err, else "".
func advice(err error) string {
	var closed *closeError
	if !errors.As(err, &closed) {
		return ""
	}
	return fatal[closed.code]
}

// ends reports whether the session that was left with err cannot be resumed.
func ends(err error) bool {
	var closed *closeError
	if errors.As(err, &closed) {
		switch closed.code {
		case 4003, 4007, 4009: // not authenticated, invalid sequence, session timed out
			return true
		}
	}
	return errors.Is(err, errInvalid)
}

// pause returns how long to wait after err, the last of so many failures in a row. Only who has to identify anew waits
// for as long as Discord demands: an interaction that is told meanwhile has 3 seconds.
func (t Timing) pause(err error, failures int) time.Duration {
	switch {
	case errors.Is(err, errInvalid):
		return t.Invalid + time.Duration(rand.Float64()*4*float64(t.Invalid))
	case failures == 0:
		return time.Duration(rand.Float64() * float64(t.Backoff) / 2)
	}
	return t.backoff(failures)
}

func (t Timing) backoff(failures int) time.Duration {
	return time.Duration((0.5 + rand.Float64()) * float64(t.Backoff<<min(failures-1, 6)))
}

// connection opens the gateway, tells what it tells, and returns why it ended.
func (s *shard) connection(ctx context.Context) error {
	s.ready = false
	if s.session != "" {
		return s.resume(ctx)
	}
	end, err := s.budget.begin(ctx, s.id)
	if err != nil {
		return err
	}
	c, err := s.open(ctx, s.budget.url(), s.Timing.Opening)
	if err == nil {
		s.budget.use(ctx, s.id)
		s.seq, s.home, s.intents = 0, "", s.Intents(ctx)
		err = c.send(2, s.identity())
	}
	end()
	if err != nil {
		return c.end(err)
	}
	return s.hold(ctx, c)
}

// resume goes on with the session at its home, or at the general address if that cannot be reached.
func (s *shard) resume(ctx context.Context) error {
	var c *conn
	err := errors.New("the session has no home")
	if s.home != "" {
		if c, err = s.open(ctx, s.home, s.Timing.Home); err != nil {
			s.log.Info("session's own address not reached", "err", err)
			s.home = ""
		}
	}
	if err != nil {
		c, err = s.open(ctx, s.budget.url(), s.Timing.Opening)
	}
	if err == nil {
		err = c.send(6, map[string]any{"token": "Bot " + s.Token(), "session_id": s.session, "seq": s.seq})
	}
	if err != nil {
		return c.end(err)
	}
	return s.hold(ctx, c)
}

// identity is the body of an IDENTIFY.
func (s *shard) identity() any {
	return map[string]any{
		"token": "Bot " + s.Token(), "intents": s.intents, "shard": [2]int{s.id, s.count}, "large_threshold": 50,
		"properties": map[string]string{"os": runtime.GOOS, "browser": "spotter", "device": "spotter"},
	}
}

// open connects and reads HELLO, which must come within a time.
func (s *shard) open(ctx context.Context, url string, within time.Duration) (*conn, error) {
	began := time.Now()
	c, err := dial(ctx, url, s.TLS, began.Add(within), s.Timing)
	if err != nil {
		return nil, fmt.Errorf("open the gateway: %w", err)
	}
	defer context.AfterFunc(ctx, func() { c.end(ctx.Err()) })()
	p, err := c.read()
	if err == nil && p.Op == opHello {
		err = c.hello(p.Data)
	} else if err == nil {
		err = c.oddly(p)
	}
	if err != nil {
		return nil, c.end(err)
	}
	c.until(began.Add(max(within, s.Timing.Opening)))
	return c, nil
}

// hold takes in what comes on c until it ends, and returns why. It is called after IDENTIFY or RESUME was sent.
func (s *shard) hold(ctx context.Context, c *conn) error {
	var beating sync.WaitGroup
	look := func() {
		if s.Short != nil && s.Short(s.intents) {
			s.bequeath()
		}
	}
	beating.Go(func() { c.beat(func() { s.budget.steady(ctx, s.id) }, look) })
	leaving := context.AfterFunc(ctx, func() { c.leave(ctx.Err()) })
	for {
		p, err := c.read()
		if err == nil {
			err = s.take(c, p)
		}
		if err == nil {
			continue
		}
		err = c.end(err)
		beating.Wait()
		if !leaving() && s.ready { // it was told to end, and did not fail
			s.budget.steady(context.WithoutCancel(ctx), s.id)
		}
		return err
	}
}

// take takes in one packet, and returns why the connection must end, if it must.
func (s *shard) take(c *conn, p packet) error {
	switch p.Op {
	case opDispatch:
		s.dispatch(c, p)
	case opHeartbeat:
		return c.heartbeat(s.seq)
	case opHello:
		return c.hello(p.Data)
	case opAck:
		c.acknowledged()
	default:
		return c.oddly(p)
	}
	return nil
}

// dispatch passes on an event.
func (s *shard) dispatch(c *conn, p packet) {
	if p.Seq > s.seq {
		s.seq = p.Seq
		c.reached(p.Seq)
	}
	switch p.Type {
	case "READY":
		var r struct {
			Session string `json:"session_id"`
			Home    string `json:"resume_gateway_url"`
		}
		if err := json.Unmarshal(p.Data, &r); err != nil {
			s.log.Warn("READY only partly understood", "err", err)
		}
		s.session, s.home = r.Session, r.Home
		fallthrough
	case "RESUMED":
		s.ready = true
		s.tell(true)
		if s.taken != nil {
			s.taken()
		}
		c.until(time.Time{})
		s.log.Info("gateway connected", "event", p.Type)
	}
	s.Event(p.Type, p.Data)
}
