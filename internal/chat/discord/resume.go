package discord

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// A home is where a session is to be resumed: Discord tells an address of its own with READY (Gateway,
// "Resuming"). discordgo does not know of it: it asks the API for the general address and keeps that
// until it cannot be dialled. So a session that is elsewhere is made to ask again, and told its home.
type home struct {
	mu  sync.Mutex
	url *url.URL // nil: not known, or not to be reached
}

// errElsewhere makes discordgo ask for the address again.
var errElsewhere = errors.New("the session's home is elsewhere")

// Reaching a session's home must not take long: there is the general address yet.
const homeWithin = 3 * time.Second

// learn takes in READY.
func (h *home) learn(ready []byte) {
	var r struct {
		URL string `json:"resume_gateway_url"`
	}
	if json.Unmarshal(ready, &r) != nil {
		return // without it the general address is used
	}
	h.set(r.URL)
}

// set makes address the home, or forgets it if there is none in it.
func (h *home) set(address string) {
	u, err := url.Parse(address)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.url = u; err != nil || u.Host == "" {
		h.url = nil
	}
}

func (h *home) get() *url.URL {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.url
}

// dial opens a connection with open. It returns errElsewhere if addr is not the home.
func (h *home) dial(ctx context.Context, addr string, open func(context.Context) (net.Conn, error)) (net.Conn, error) {
	u := h.get()
	if u == nil {
		return open(ctx)
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"ws": "80", "wss": "443"}[u.Scheme]
	}
	if addr != net.JoinHostPort(u.Hostname(), port) {
		return nil, errElsewhere
	}
	ctx, cancel := context.WithTimeout(ctx, homeWithin)
	defer cancel()
	c, err := open(ctx)
	if err != nil {
		h.set("")
	}
	return c, err
}

// A tenant is an http.RoundTripper for discordgo's session: it ends requests with a context, where
// discordgo gives them none, and answers where the gateway is if the session has a home.
type tenant struct {
	ctx  context.Context
	home *home
	next http.RoundTripper
}

func (t tenant) RoundTrip(req *http.Request) (*http.Response, error) {
	u := t.home.get()
	if u == nil || req.URL.Path != libraryAPI+"/gateway" {
		return t.next.RoundTrip(req.WithContext(t.ctx))
	}
	body, err := json.Marshal(map[string]string{"url": u.String()})
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body))), Request: req,
	}, nil
}
