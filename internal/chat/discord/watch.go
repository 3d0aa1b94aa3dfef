package discord

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Why a gateway connection ended, as far as discordgo would not say or would do the wrong thing: it
// answers an invalid session at once, reconnects after a wrong token for ever, deadlocks on an early
// op 7, and notices a silent server only after five missed heartbeats.
var (
	errReconnect = errors.New("discord asked to reconnect")              // op 7
	errResumable = errors.New("discord refused the session for now")     // op 9, d = true
	errInvalid   = errors.New("discord ended the session")               // op 9, d = false
	errSilent    = errors.New("discord did not acknowledge a heartbeat") // a zombie connection
	errSlow      = errors.New("discord did not get to READY in time")    // while opening
	errDropped   = errors.New("the library closed the connection")
)

// A closeError is the gateway's close frame.
type closeError struct {
	code   int
	reason string
}

func (e *closeError) Error() string {
	return fmt.Sprintf("discord closed the connection with code %d (%s)", e.code, e.reason)
}

// A watch is a gateway connection that notes why it ended. It reads along: frames that would lead
// discordgo astray end the connection instead of reaching it.
type watch struct {
	net.Conn
	silence time.Duration

	mu       sync.Mutex
	frames   frames
	opening  time.Time // READY or RESUMED must have come by then; zero once it has
	interval time.Duration
	beat     time.Time // of the oldest heartbeat not acknowledged
	heard    time.Time // of the last byte
	asked    time.Time // of the oldest ping since; zero if there is none
	tried    bool      // to ping
	pongs    bool      // the server answers pings
	cause    error
	ended    chan struct{} // closed once cause is set
}

// watchConn returns c watched. Opening is how long it may take to READY, and silence how long the
// server may say nothing.
func watchConn(c net.Conn, opening, silence time.Duration) *watch {
	return &watch{
		Conn: c, silence: silence, opening: time.Now().Add(opening),
		frames: frames{header: true}, ended: make(chan struct{}),
	}
}

// end closes the connection for cause. Only the first counts.
func (w *watch) end(cause error) error {
	w.mu.Lock()
	first := w.cause == nil
	if first {
		w.cause = cause
		close(w.ended)
	}
	cause = w.cause
	w.mu.Unlock()
	if first {
		// The error of closing a connection that is given up tells nobody anything.
		_ = w.Conn.Close()
	}
	return cause
}

// leave tells Discord that the bot is going offline, and ends the connection for cause.
func (w *watch) leave(cause error) {
	goodbye := []byte{0x80 | opClose, 0x80 | 2, 0, 0, 0, 0, 1000 >> 8, 1000 & 0xff} // masked with zeros
	if _, err := w.send(goodbye); err == nil {
		w.end(cause)
	}
}

// ready tells that READY or RESUMED came.
func (w *watch) ready() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opening = time.Time{}
}

func (w *watch) deadline() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	silent := time.Now().Add(w.silence)
	if !w.opening.IsZero() && w.opening.Before(silent) {
		return w.opening
	}
	return silent
}

func (w *watch) Read(p []byte) (int, error) {
	if err := w.Conn.SetReadDeadline(w.deadline()); err != nil {
		return 0, w.end(err)
	}
	n, err := w.Conn.Read(p)
	w.mu.Lock()
	if n > 0 {
		w.heard, w.asked = time.Now(), time.Time{}
	}
	keep, cause := w.frames.feed(p[:n], w.note)
	opening := !w.opening.IsZero()
	w.mu.Unlock()
	switch {
	case cause != nil:
		return keep, w.end(cause)
	case errors.Is(err, context.DeadlineExceeded) || isTimeout(err):
		if opening {
			return n, w.end(errSlow)
		}
		return n, w.end(errSilent)
	case err != nil:
		return n, w.end(fmt.Errorf("read from the gateway: %w", err))
	}
	return n, nil
}

// Close implements net.Conn. Once discordgo has closed a connection it may read no more, so that Read would not notice;
// what it fails to open it says itself.
func (w *watch) Close() error {
	w.mu.Lock()
	opening := !w.opening.IsZero()
	w.mu.Unlock()
	if opening {
		return w.Conn.Close()
	}
	w.end(errDropped)
	return nil
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

func (w *watch) Write(p []byte) (int, error) {
	switch {
	case isHeartbeat(p) && w.missed(time.Now()):
		return 0, w.end(errSilent)
	case isClose(p):
		// discordgo closes with code 1000 after every failure. Of a connection that failed it tells nobody anything.
		// But the goroutine that beats and the one that reads both do so, and the later one may come when the session
		// has been resumed (wsapi.go:306): with the new connection the session would end, and what is told meanwhile be lost.
		return len(p), nil
	}
	return w.send(p)
}

// check ends the connection if Discord owes a sign of life for longer than patience: the acknowledgement
// of a heartbeat, or the answer to a ping, which is sent while the server says nothing. A server that is
// not known to answer pings is not judged by them.
func (w *watch) check(now time.Time, patience time.Duration) {
	w.mu.Lock()
	ready := w.opening.IsZero()
	overdue := func(t time.Time) bool { return !t.IsZero() && now.Sub(t) >= patience }
	dead := ready && overdue(w.heard) && (overdue(w.asked) && w.pongs || overdue(w.beat))
	ask := ready && !dead && w.asked.IsZero() && (overdue(w.heard) || !w.tried)
	if ask {
		w.asked, w.tried = now, true
	}
	w.mu.Unlock()
	switch {
	case dead:
		w.end(errSilent)
	case ask:
		_, _ = w.send([]byte{0x80 | opPing, 0x80, 0, 0, 0, 0}) // it ends the connection if it fails
	}
}

func (w *watch) send(p []byte) (int, error) {
	if err := w.Conn.SetWriteDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return 0, w.end(err)
	}
	n, err := w.Conn.Write(p)
	if err != nil {
		return n, w.end(fmt.Errorf("write to the gateway: %w", err))
	}
	return n, nil
}

// missed reports whether the last heartbeat was not acknowledged, and notes the next one.
func (w *watch) missed(now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.beat.IsZero() {
		// One sent a moment ago, because the server asked for it, may still be under way.
		return now.Sub(w.beat) >= w.interval*3/4
	}
	w.beat = now
	return false
}

// note looks at the start of a server's frame and returns why the connection must end, if it must.
// w.mu is held.
func (w *watch) note(opcode byte, payload []byte) error {
	if opcode == opClose {
		if len(payload) < 2 {
			return &closeError{code: 1005, reason: "no reason"}
		}
		return &closeError{int(binary.BigEndian.Uint16(payload)), string(payload[2:])}
	}
	if opcode == opPong {
		w.pongs = true
		return nil
	}
	var m struct {
		Op   int             `json:"op"`
		Data json.RawMessage `json:"d"`
	}
	if opcode != opText || json.Unmarshal(payload, &m) != nil {
		return nil // an event: longer than what is kept of a frame
	}
	switch m.Op {
	case 7:
		return errReconnect
	case 9:
		if string(m.Data) == "true" {
			return errResumable
		}
		return errInvalid
	case 10:
		var hello struct {
			Interval int64 `json:"heartbeat_interval"`
		}
		if json.Unmarshal(m.Data, &hello) == nil {
			w.interval = time.Duration(hello.Interval) * time.Millisecond
		}
	case 11:
		w.beat = time.Time{}
	}
	return nil
}
