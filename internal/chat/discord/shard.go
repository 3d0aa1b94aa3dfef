package discord

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// intents are what the gateway tells us beyond interactions, which need none: being removed from a
// guild, channels deleted, direct messages, and that a message of a guild was deleted: there the words and films of
// others stay empty. None is privileged.
const intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages

// fatal are the close codes after which no try will succeed, and what to change (Opcodes and Status
// Codes, "Gateway Close Event Codes").
var fatal = map[int]string{
	4004: "discord refused the bot token: copy it again from the developer portal, under Bot",
	4010: "discord refused the shard number: set discord.shards to 0, so that Discord says how many",
	4011: "the bot is in too many servers for its shards: set discord.shards to 0 or higher",
	4012: "discord no longer serves this version of its gateway: update Spotter",
	4013: "discord refused the intents as invalid: update Spotter",
	4014: "discord refused the intents: they need approval in the developer portal, under Bot",
}

// A shard is one gateway connection, renewed for as long as it is wanted.
type shard struct {
	a         *Adapter
	id, count int
	pacer     *pacer
	events    *events
	log       *slog.Logger

	session *discordgo.Session // nil: the next connection identifies anew
	home    home               // of the session

	mu    sync.Mutex
	conn  *watch
	gone  chan struct{} // one for each time discordgo closed the session
	ready bool          // since the last connection began
	known bool          // to Discord: the session was ready once
}

// run holds the connection until ctx is done, or returns why no try will succeed.
func (s *shard) run(ctx context.Context) error {
	failures := 0
	for {
		err := s.connection(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if change := advice(err); change != "" {
			return fmt.Errorf("%s: %w", change, err)
		}
		failures++
		if s.wasReady() {
			failures = 0
		}
		pause := s.pause(err, failures)
		s.log.Warn("gateway connection ended", "err", err, "pause", pause)
		if sleep(ctx, pause) != nil {
			return nil
		}
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

// pause returns how long to wait after err, the last of so many failures in a row.
func (s *shard) pause(err error, failures int) time.Duration {
	t := s.a.timing
	jitter := rand.Float64()
	switch {
	case errors.Is(err, errInvalid): // before it identifies; to resume a session it need not wait
		return t.invalid + time.Duration(jitter*4*float64(t.invalid))
	case failures == 0:
		return time.Duration(jitter * float64(t.backoff) / 2)
	}
	return time.Duration((0.5 + jitter) * float64(t.backoff<<min(failures-1, 6)))
}

// connection opens the gateway and returns why it ended.
func (s *shard) connection(ctx context.Context) error {
	if s.session == nil {
		if err := s.pacer.wait(ctx, s.id); err != nil {
			return err
		}
		session, err := s.newSession(ctx)
		if err != nil {
			return err
		}
		s.session = session
		s.setUnknown()
		s.home.set("")
	}
	err := s.open(ctx)
	if ctx.Err() == nil && (needsNewSession(err) || !s.isKnown()) {
		s.session = nil
	}
	return err
}

// needsNewSession reports whether the session that ended with err cannot be resumed.
func needsNewSession(err error) bool {
	var closed *closeError
	if errors.As(err, &closed) {
		switch closed.code {
		case 4003, 4007, 4009: // not authenticated, invalid sequence, session timed out
			return true
		}
	}
	return errors.Is(err, errInvalid) || errors.Is(err, errLost)
}

// errLost tells that discordgo did not let go of a connection: its session must not be used again.
var errLost = errors.New("the library did not notice that the connection ended")

// open connects s.session and returns why the connection ended.
func (s *shard) open(ctx context.Context) error {
	session := s.session
	s.mu.Lock()
	s.conn, s.ready, s.gone = nil, false, make(chan struct{}, 8)
	gone := s.gone
	s.mu.Unlock()
	stop := context.AfterFunc(ctx, func() {
		if w := s.connected(); w != nil && !s.wasReady() {
			w.leave(ctx.Err()) // ends an Open that still waits
		}
	})
	defer stop()
	err := session.Open()
	if errors.Is(err, errElsewhere) {
		err = session.Open()
	}
	w := s.connected()
	switch {
	case w == nil:
		return fmt.Errorf("open the gateway: %w", withoutURL(err))
	case err != nil:
		return w.end(fmt.Errorf("open the gateway: %w", withoutURL(err)))
	}
	patience := 10 * time.Second // discordgo takes one to let go
	if err := s.hold(ctx, w); err != nil {
		w.leave(err)
		patience = s.a.timing.letGo
	} else if advice(w.end(nil)) != "" {
		patience = s.a.timing.letGo
	}
	select {
	case <-gone:
		return w.end(nil)
	case <-time.After(patience):
		return errors.Join(w.end(nil), errLost)
	}
}

// hold returns nil when w has ended, looking after it until then, or ctx's error.
func (s *shard) hold(ctx context.Context, w *watch) error {
	look := time.NewTicker(s.a.timing.sign / 4)
	defer look.Stop()
	for {
		w.check(time.Now(), s.a.timing.sign)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-w.ended:
			return nil
		case <-look.C:
		}
	}
}

// newSession returns a discordgo session that does nothing on its own and lives no longer than ctx.
func (s *shard) newSession(ctx context.Context) (*discordgo.Session, error) {
	session, err := discordgo.New("Bot " + s.a.config.Token())
	if err != nil {
		return nil, err
	}
	session.LogLevel = -1 // below errors: what it would say we see ourselves
	session.StateEnabled = false
	session.SyncEvents = true // in order, on the reading goroutine; events only queues them
	session.ShouldReconnectOnError = false
	session.ShardID, session.ShardCount = s.id, s.count
	session.Identify.Intents = intents
	session.Compress = false
	session.ShouldRetryOnRateLimit, session.MaxRestRetries = false, 0
	session.Client = &http.Client{Transport: tenant{ctx, &s.home, s.a.rest.client.Transport}, Timeout: tryWithin}
	dial := *session.Dialer // the default one is shared by the whole process
	dial.HandshakeTimeout = 10 * time.Second
	dial.Proxy = nil // dialGateway knows the way
	dial.NetDialContext = s.dialer(ctx, nil)
	dial.NetDialTLSContext = s.dialer(ctx, s.a.rest.base.TLSClientConfig)
	session.Dialer = &dial
	session.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) { s.event(e) })
	session.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) { s.closed() })
	return session, nil
}

// dialer returns a function for websocket.Dialer that opens watched connections.
func (s *shard) dialer(ctx context.Context, secure *tls.Config) func(context.Context, string, string) (net.Conn, error) {
	return func(dial context.Context, network, addr string) (net.Conn, error) {
		dial, cancel := context.WithCancel(dial)
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		c, err := s.home.dial(dial, addr, func(ctx context.Context) (net.Conn, error) {
			return dialGateway(ctx, network, addr, secure)
		})
		if err != nil {
			return nil, err
		}
		w := watchConn(c, s.a.timing.opening, s.a.timing.silence)
		s.mu.Lock()
		s.conn = w
		s.mu.Unlock()
		if ctx.Err() != nil {
			return nil, w.end(ctx.Err())
		}
		return w, nil
	}
}

// event passes on what the gateway told.
func (s *shard) event(e *discordgo.Event) {
	if e.Type == "READY" || e.Type == "RESUMED" {
		s.mu.Lock()
		s.ready, s.known = true, true
		w := s.conn
		s.mu.Unlock()
		if w != nil {
			w.ready()
		}
		if e.Type == "READY" {
			s.home.learn(e.RawData)
		}
		s.log.Info("gateway connected", "event", e.Type)
	}
	s.events.take(e)
}

func (s *shard) closed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.gone <- struct{}{}:
	default:
	}
}

func (s *shard) connected() *watch {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn
}

func (s *shard) wasReady() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ready
}

func (s *shard) isKnown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known
}

func (s *shard) setUnknown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = false
}
