// Package rest makes requests to Discord's API through discordgo, with limits (limits.go), deadlines, retries, and second
// connections for those that somebody waits for (hedge.go, line.go). It knows no call in particular.
package rest

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
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Requests that may be repeated are tried this often; those that answer an interaction more often,
// since a person is waiting and the 3 seconds end it anyway.
const (
	maxTries       = 4
	maxAnswerTries = 8
	maxPause       = 400 * time.Millisecond
)

// How long a try may take, and all of them together where Discord does not answer. What uploads files has longer, by their
// size. Discord waits 3 seconds for the first answer to an interaction: a second try must fit in.
const (
	tryWithin    = 5 * time.Second
	triesWithin  = 15 * time.Second
	AnswerWithin = 2500 * time.Millisecond
	uploadSpeed  = 64 << 10 // bytes a second
)

// rest makes requests through discordgo, with limits, deadlines and retries of our own.
type Client struct {
	token  func() string
	client *http.Client  // for what is small
	upload *http.Client  // for files: nothing waits behind them
	spare  *http.Client  // makes a connection for each request
	hedges chan struct{} // held by who uses it
	limits *limits
	base   *http.Transport // as all connections are made
	lines  []*line
}

func New(token func() string, apiURL string) *Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 2}}
	base := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		ForceAttemptHTTP2:   true,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
		MaxIdleConns:        maxIdle,
		MaxIdleConnsPerHost: maxIdle, // 2 by default: under load most connections would be thrown away
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 5 * time.Second,
	}
	var to *url.URL
	if u, err := url.Parse(apiURL); err == nil && u.Host != "" {
		to = u
	}
	r := &Client{token: token, limits: newLimits(), base: base, hedges: make(chan struct{}, maxHedges)}
	client := func(l *line) *http.Client {
		l.base = base
		r.lines = append(r.lines, l)
		return &http.Client{Transport: observer{rebase{to: to, next: l}}}
	}
	r.client = client(&line{ping: 2 * time.Second})
	r.upload = client(&line{ping: 4 * time.Second}) // a ping waits behind what is uploaded
	r.spare = client(&line{ping: 2 * time.Second, single: true})
	return r
}

// TLS returns whom the API's connections trust, for other connections to Discord.
func (r *Client) TLS() *tls.Config { return r.base.TLSClientConfig }

// Via sets how connections are made from now on: whom to trust, and whether in HTTP/2. It is called before the first
// request.
func (r *Client) Via(trust *tls.Config, two bool) {
	r.base.TLSClientConfig, r.base.ForceAttemptHTTP2 = trust, two
}

// Watch lets wrap look on at all requests. It is called before the first.
func (r *Client) Watch(wrap func(http.RoundTripper) http.RoundTripper) {
	for _, c := range []*http.Client{r.client, r.upload, r.spare} {
		c.Transport = observer{wrap(c.Transport.(observer).next)}
	}
}

// CloseIdle closes the connections that no request uses.
func (r *Client) CloseIdle() {
	for _, l := range r.lines {
		l.CloseIdle()
	}
	r.base.CloseIdleConnections()
}

// A Call is one request to the API.
type Call struct {
	Method, URL string
	Route       string // names the call in errors and its rate limit; never contains a token
	Body        any    // encoded as JSON; nil sends none
	Files       []File // uploaded beside the body
	Answer      bool   // answers an interaction: not under the global limit
	Again       bool   // may be repeated when it is unclear whether it was done
}

// A File is uploaded with a message: its Data, or what is at the address From, which passes through as it is sent and
// is kept nowhere.
type File struct {
	Name, Type string
	Data       []byte
	From       string
	Size       int64 // bytes at From
}

const userAgent = "DiscordBot (https://github.com/bwmarrin/discordgo, v" + discordgo.VERSION + ")"

// Do makes the call until it succeeds, may not be repeated, or ctx ends, and decodes the answer
// into into unless that is nil. Its error is an *Error or ctx's.
func (r *Client) Do(ctx context.Context, c Call, into any) error {
	contentType, body, err := c.encode()
	if err != nil {
		return &Error{call: c.Route, err: err}
	}
	tries, left := maxTries, triesWithin-tryWithin+c.within(len(body))
	if c.Answer {
		tries = maxAnswerTries
	}
	for try := 1; ; try++ {
		if err := r.limits.wait(ctx, c.Route, c.Answer); err != nil {
			return c.waited(err)
		}
		began := time.Now()
		answer, err := r.try(ctx, c, contentType, body, min(left, time.Duration(try)*c.within(len(body))))
		left -= time.Since(began)
		if err == nil {
			return c.decode(answer, into)
		}
		if ctx.Err() != nil {
			return c.waited(ctx.Err())
		}
		if try == tries || left <= 0 || !err.worthAnother(c.Again || c.Answer && err.lost) {
			return err
		}
		if err.Status == http.StatusTooManyRequests {
			continue // wait, above, knows how long
		}
		pause := min(50*time.Millisecond<<try, maxPause)
		if Sleep(ctx, time.Duration(float64(pause)*(0.5+rand.Float64()))) != nil {
			return err
		}
	}
}

// within returns how long a first try with so many bytes may take.
func (c Call) within(size int) time.Duration {
	d := tryWithin
	if c.Answer {
		d = AnswerWithin
	}
	for _, f := range c.Files {
		size += int(f.Size)
	}
	if len(c.Files) > 0 {
		d += time.Duration(size) * time.Second / uploadSpeed
	}
	return d
}

func (c Call) encode() (contentType string, body []byte, err error) {
	switch {
	case c.streams():
		return "", nil, nil
	case len(c.Files) > 0:
		var files []*discordgo.File
		for _, f := range c.Files {
			files = append(files, &discordgo.File{Name: f.Name, ContentType: f.Type, Reader: bytes.NewReader(f.Data)})
		}
		return discordgo.MultipartBodyWithJSON(c.Body, files)
	case c.Body != nil:
		body, err = json.Marshal(c.Body)
	}
	return "application/json", body, err
}

func (c Call) decode(answer []byte, into any) error {
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return &Error{call: c.Route, err: fmt.Errorf("read the answer: %w", err)}
	}
	return nil
}

// waited turns what ended a wait for the limits into the call's error.
func (c Call) waited(err error) error {
	var limit *limitError
	if errors.As(err, &limit) {
		return &Error{call: c.Route, Status: http.StatusTooManyRequests, RetryAfter: limit.after, err: err}
	}
	return fmt.Errorf("%s: %w", c.Route, err)
}

// try makes the call once, within a time. Somebody waits for the answer to an interaction: if Discord says nothing for
// long, it is given on a second connection beside the first.
func (r *Client) try(ctx context.Context, c Call, contentType string, body []byte, within time.Duration) ([]byte, *Error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	switch {
	case c.streams():
		return r.streamed(ctx, c)
	case len(c.Files) > 0:
		return r.once(ctx, c, r.upload, contentType, body)
	case c.Answer && c.Again:
		return r.hedged(ctx, c, contentType, body)
	}
	return r.once(ctx, c, r.client, contentType, body)
}

// once makes the call once.
func (r *Client) once(ctx context.Context, c Call, client *http.Client, contentType string, body []byte) ([]byte, *Error) {
	seen := &seen{}
	// A session and a bucket of its own for each request: discordgo's shared ones would serialise
	// requests and grow by one bucket for every interaction.
	session := &discordgo.Session{
		Token: "Bot " + r.token(), Client: client, LogLevel: -1,
		UserAgent: userAgent,
	}
	bucket := &discordgo.Bucket{}
	bucket.Lock()
	answer, err := session.RequestWithLockedBucket(c.Method, c.URL, contentType, body, bucket, 0,
		discordgo.WithContext(context.WithValue(ctx, seenKey{}, seen)),
		discordgo.WithRetryOnRatelimit(false), discordgo.WithRestRetries(0))
	if err == nil {
		r.limits.learn(time.Now(), c.Route, seen.header)
		r.limits.letIn()
		return answer, nil
	}
	return nil, r.failed(ctx, c, seen, err)
}

// failed takes in that a call failed with err, as far as it was seen, and returns what that means.
func (r *Client) failed(ctx context.Context, c Call, seen *seen, err error) *Error {
	now := time.Now()
	if seen.status != 0 {
		r.limits.learn(now, c.Route, seen.header)
	}
	failure := newError(c.Route, seen, err)
	failure.lost = seen.status == 0 && (errors.Is(ctx.Err(), context.DeadlineExceeded) || strings.HasSuffix(err.Error(), "http2: client connection lost"))
	switch {
	case failure.Status == http.StatusTooManyRequests:
		r.limits.refused(now, c.Route, failure.RetryAfter, failure.global, failure.banned, c.Answer)
	case failure.Status == http.StatusUnauthorized && !c.Answer: // the token was reset: each further call counts towards a ban
		r.limits.refused(now, c.Route, defaultBan, true, false, false)
	case failure.Status == http.StatusForbidden && failure.foreign:
		r.limits.shutOut(now)
	}
	return failure
}

// seen is what the observer noted of an answer.
type seen struct {
	status  int
	header  http.Header
	refusal refusal
}

// A refusal is the body of a 429.
type refusal struct {
	RetryAfter *float64 `json:"retry_after"` // seconds
	Global     bool     `json:"global"`
}

// ban reports whether a refusal came from before the API, as Cloudflare sends it in HTML and in JSON. No other call
// fares better, and each makes it longer.
func (s *seen) ban() bool {
	return s.refusal.RetryAfter == nil && s.header.Get("X-RateLimit-Scope") == "" && s.header.Get("X-RateLimit-Global") == ""
}

type seenKey struct{}

// observer notes status, rate limit headers and refusals, and hides them from discordgo, whose own
// limiter would sleep on them, and which loses the status of a 429 that is not JSON.
type observer struct{ next http.RoundTripper }

func (o observer) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := o.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	note, ok := req.Context().Value(seenKey{}).(*seen)
	if !ok {
		return resp, nil
	}
	note.status, note.header = resp.StatusCode, resp.Header
	resp.Header = http.Header{}
	if resp.StatusCode == http.StatusTooManyRequests {
		return resp, note.refused(resp)
	}
	return resp, nil
}

// refused notes the body of a 429 and replaces it by one that discordgo can read.
func (s *seen) refused(resp *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return err
	}
	if err := resp.Body.Close(); err != nil {
		return err
	}
	if json.Unmarshal(body, &s.refusal) != nil {
		s.refusal = refusal{}
	}
	resp.Body = io.NopCloser(strings.NewReader("{}"))
	return nil
}
