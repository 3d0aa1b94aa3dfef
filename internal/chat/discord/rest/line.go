package rest

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// maxIdle is how many connections are kept: of HTTP/1.1, one carries one request at a time.
const maxIdle = 1024

// suspicion is how long a request may go without an answer before its connection is thought dead.
const suspicion = 2 * time.Second

// A line is an http.RoundTripper whose connections may die without a word, as behind a NAT that forgot
// them: packets are swallowed, and no error comes. Connections of HTTP/2 are asked for a sign of life
// while they are silent. Where a request times out all the same, its like are made on new ones.
type line struct {
	base   *http.Transport
	ping   time.Duration // of silence, after which a sign is asked for, and for which it may take
	single bool          // makes a connection for each request

	mu   sync.Mutex
	now  *http.Transport // nil before the first request
	made time.Time       // when it was
}

// RoundTrip implements http.RoundTripper.
func (l *line) RoundTrip(req *http.Request) (*http.Response, error) {
	t, began := l.current(), time.Now()
	resp, err := t.RoundTrip(req)
	if err != nil && !errors.Is(context.Cause(req.Context()), context.Canceled) && time.Since(began) >= suspicion {
		l.suspect(began)
	}
	return resp, err
}

func (l *line) current() *http.Transport {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now == nil {
		l.now, l.made = l.base.Clone(), time.Now()
		l.now.DisableKeepAlives = l.single
		l.now.HTTP2 = &http.HTTP2Config{SendPingTimeout: l.ping, PingTimeout: l.ping}
	}
	return l.now
}

// suspect makes further requests on new connections, because one that began then was not answered. Those under
// way on the old ones go on.
func (l *line) suspect(began time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now != nil && !began.Before(l.made) {
		l.now.CloseIdleConnections()
		l.now = nil
	}
}

// CloseIdle closes the connections that no request uses.
func (l *line) CloseIdle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now != nil {
		l.now.CloseIdleConnections()
	}
}
