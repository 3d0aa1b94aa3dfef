package gateway

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Opcodes that the gateway sends (Opcodes and Status Codes, "Gateway Opcodes").
const (
	opDispatch  = 0
	opHeartbeat = 1
	opReconnect = 7
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

// How long a write may take, and opening a connection without its handshakes.
const (
	writeWithin = 5 * time.Second
	dialWithin  = 10 * time.Second
)

// A packet is a gateway payload.
type packet struct {
	Op   int             `json:"op"`
	Seq  int64           `json:"s"`
	Type string          `json:"t"`
	Data json.RawMessage `json:"d"`
}

// A conn is one websocket connection, and what is known of whether the other end is alive.
type conn struct {
	ws     *websocket.Conn
	timing Timing
	room   bytes.Buffer // for reading

	writing sync.Mutex // held while a frame is written

	mu       sync.Mutex
	opening  time.Time // READY or RESUMED must have come by then; zero once it has
	opened   time.Time // when it did
	lasted   bool      // since then for so long that it is steady
	interval time.Duration
	seq      int64     // to tell with heartbeats
	owed     time.Time // since when a heartbeat is not acknowledged; zero if none is
	heard    time.Time // when the last byte came
	asked    time.Time // when it was pinged, and nothing came since; zero if it was not
	tried    bool      // to ping
	pongs    bool      // the server answers pings
	cause    error
	ended    chan struct{} // closed once cause is set
}

// dial opens a connection through the proxy of the environment, if there is one. READY must come by opening.
func dial(ctx context.Context, address string, trust *tls.Config, opening time.Time, timing Timing) (*conn, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("the gateway's address %q is none", address)
	}
	u.RawQuery = "v=9&encoding=json"
	if u.Path == "" {
		u.Path = "/"
	}
	c := &conn{timing: timing, opening: opening, ended: make(chan struct{})}
	ctx, cancel := context.WithDeadline(ctx, opening)
	defer cancel()
	d := &websocket.Dialer{
		Proxy: http.ProxyFromEnvironment, HandshakeTimeout: dialWithin, TLSClientConfig: http11(trust),
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			plain, err := (&net.Dialer{Timeout: dialWithin, KeepAlive: 15 * time.Second}).DialContext(ctx, network, addr)
			return listened{plain, c}, err
		},
	}
	ws, _, err := d.DialContext(ctx, u.String(), nil)
	if err != nil {
		var where *url.Error
		if errors.As(err, &where) {
			err = where.Err // a proxy's address may hold a password
		}
		return nil, err
	}
	c.ws = ws
	ws.SetPongHandler(func(string) error { c.mu.Lock(); defer c.mu.Unlock(); c.pongs = true; return nil })
	return c, nil
}

// http11 returns trust for a connection that will be a websocket.
func http11(trust *tls.Config) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if trust != nil {
		config = trust.Clone()
	}
	config.NextProtos = []string{"http/1.1"}
	return config
}

// listened notes when bytes come, also of a frame that is not whole yet.
type listened struct {
	net.Conn
	c *conn
}

func (l listened) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if n > 0 {
		l.c.mu.Lock()
		l.c.heard, l.c.asked = time.Now(), time.Time{}
		l.c.mu.Unlock()
	}
	return n, err
}

// end closes the connection for cause, and returns why it ended: only the first cause counts. A nil c has none.
func (c *conn) end(cause error) error {
	if c == nil {
		return cause
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cause == nil && cause == nil {
		cause = net.ErrClosed
	}
	if c.cause == nil {
		c.cause = cause
		close(c.ended)
		// The session goes on, so no goodbye is said; that closing fails tells nobody anything.
		_ = c.ws.Close()
	}
	return c.cause
}

// leave ends the session with the connection.
func (c *conn) leave(cause error) {
	goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	if err := c.ws.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Second)); err != nil {
		cause = errors.Join(cause, err)
	}
	c.end(cause)
}

// until sets by when READY must come; zero if it has.
func (c *conn) until(opening time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.opening = opening; opening.IsZero() {
		c.opened = time.Now()
	}
}

// reached notes the number of the last event.
func (c *conn) reached(seq int64) { c.mu.Lock(); defer c.mu.Unlock(); c.seq = seq }

func (c *conn) acknowledged() { c.mu.Lock(); defer c.mu.Unlock(); c.owed = time.Time{} }

// deadline returns by when something must come, and what it means if nothing does.
func (c *conn) deadline() (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	silent := time.Now().Add(c.timing.Silence)
	if !c.opening.IsZero() && c.opening.Before(silent) {
		return c.opening, errSlow
	}
	return silent, errSilent
}

// read returns the next packet. One that cannot be read is left out: it would be told again at every resume.
func (c *conn) read() (packet, error) {
	for {
		by, missed := c.deadline()
		if err := c.ws.SetReadDeadline(by); err != nil {
			return packet{}, err
		}
		_, r, err := c.ws.NextReader()
		if err == nil {
			if c.room.Reset(); c.room.Cap() > 64<<10 { // a big server's event is not worth keeping room for
				c.room = bytes.Buffer{}
			}
			_, err = io.Copy(&c.room, r)
		}
		if err != nil {
			return packet{}, because(err, missed)
		}
		var p packet
		if json.Unmarshal(c.room.Bytes(), &p) == nil {
			return p, nil
		}
	}
}

// because returns why reading ended with err; missed says what a timeout means.
func because(err, missed error) error {
	var closed *websocket.CloseError
	var late net.Error
	switch {
	case errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure:
		return &closeError{closed.Code, closed.Text}
	case errors.As(err, &late) && late.Timeout():
		return missed
	}
	return fmt.Errorf("read from the gateway: %w", err)
}

// send writes a packet.
func (c *conn) send(op int, data any) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	err := c.ws.SetWriteDeadline(time.Now().Add(writeWithin))
	if err == nil {
		err = c.ws.WriteJSON(map[string]any{"op": op, "d": data})
	}
	if err != nil {
		return fmt.Errorf("write to the gateway: %w", err)
	}
	return nil
}

// hello takes in how often a heartbeat is wanted.
func (c *conn) hello(data json.RawMessage) error {
	var hello struct {
		Interval int64 `json:"heartbeat_interval"`
	}
	if err := json.Unmarshal(data, &hello); err != nil || hello.Interval <= 0 {
		return fmt.Errorf("discord's HELLO names no interval: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.interval = time.Duration(hello.Interval) * time.Millisecond
	return nil
}

// oddly returns what ends a connection: a packet that asks for it, or none that was expected; else nil.
func (c *conn) oddly(p packet) error {
	switch {
	case p.Op == opReconnect:
		return errReconnect
	case p.Op == opInvalid && string(p.Data) == "true":
		return errResumable
	case p.Op == opInvalid:
		return errInvalid
	case c.interval == 0:
		return fmt.Errorf("discord began with op %d instead of HELLO", p.Op)
	}
	return nil
}

// heartbeat says that we are alive and have seen the event seq, 0 for none.
func (c *conn) heartbeat(seq int64) error {
	c.mu.Lock()
	if c.owed.IsZero() {
		c.owed = time.Now()
	}
	c.mu.Unlock()
	if seq == 0 {
		return c.send(opHeartbeat, nil)
	}
	return c.send(opHeartbeat, seq)
}

// beat sends heartbeats and looks for signs of life, until the connection ends. It calls steady once the session lasts, and
// look now and then from that on.
func (c *conn) beat(steady, look func()) {
	c.mu.Lock()
	next := time.Now().Add(time.Duration(rand.Float64() * float64(c.interval))) // so that not all bots beat at once
	c.mu.Unlock()
	ticker := time.NewTicker(c.timing.Sign / 4)
	defer ticker.Stop()
	due := time.NewTimer(time.Until(next))
	defer due.Stop()
	for err := c.check(time.Now()); ; {
		if err != nil {
			c.end(err)
			return
		}
		select {
		case <-c.ended:
			return
		case <-ticker.C:
			if err = c.check(time.Now()); c.lasts(time.Now()) {
				steady()
			}
			if c.steady() {
				look()
			}
		case <-due.C:
			c.mu.Lock()
			seq, missed := c.seq, !c.owed.IsZero() && time.Since(c.owed) >= c.interval*3/4
			due.Reset(c.interval)
			c.mu.Unlock()
			// One sent a moment ago, because the server asked for it, may still be under way.
			if err = errSilent; !missed {
				err = c.heartbeat(seq)
			}
		}
	}
}

// lasts reports, once, that the session is steady.
func (c *conn) lasts(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lasted || c.opened.IsZero() || now.Sub(c.opened) < c.timing.Steady {
		return false
	}
	c.lasted = true
	return true
}

func (c *conn) steady() bool { c.mu.Lock(); defer c.mu.Unlock(); return c.lasted }

// check returns errSilent if Discord owes a sign of life for too long: the acknowledgement of a heartbeat, or the answer
// to a ping, which is sent while it says nothing. A server that is not known to answer pings is not judged by them.
func (c *conn) check(now time.Time) error {
	c.mu.Lock()
	overdue := func(t time.Time) bool { return !t.IsZero() && now.Sub(t) >= c.timing.Sign }
	ready := c.opening.IsZero()
	dead := ready && overdue(c.heard) && (overdue(c.asked) && c.pongs || overdue(c.owed))
	ask := !dead && c.asked.IsZero() && (ready && overdue(c.heard) || !c.tried)
	if ask {
		c.asked, c.tried = now, true
	}
	c.mu.Unlock()
	switch {
	case dead:
		return errSilent
	case ask:
		return c.ws.WriteControl(websocket.PingMessage, nil, now.Add(writeWithin))
	}
	return nil
}
