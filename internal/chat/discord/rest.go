package discord

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

// How long a try may take, and the next ones: so many times as long. What uploads files has longer, by their size.
// Discord waits 3 seconds for the first answer to an interaction: a second try must fit in.
const (
	tryWithin    = 5 * time.Second
	answerWithin = 2500 * time.Millisecond
	uploadSpeed  = 64 << 10 // bytes a second
)

// rest makes requests through discordgo, with limits, deadlines and retries of our own.
type rest struct {
	token  func() string
	client *http.Client  // for what is small
	upload *http.Client  // for files: nothing waits behind them
	spare  *http.Client  // makes a connection for each request
	hedges chan struct{} // held by who uses it
	limits *limits
	base   *http.Transport // as all connections are made
	lines  []*line
}

func newRest(token func() string, apiURL string) *rest {
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
	r := &rest{token: token, limits: newLimits(), base: base, hedges: make(chan struct{}, maxHedges)}
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

// watch lets wrap look on at all requests.
func (r *rest) watch(wrap func(http.RoundTripper) http.RoundTripper) {
	for _, c := range []*http.Client{r.client, r.upload, r.spare} {
		c.Transport = observer{wrap(c.Transport.(observer).next)}
	}
}

// closeIdle closes the connections that no request uses.
func (r *rest) closeIdle() {
	for _, l := range r.lines {
		l.closeIdle()
	}
}

// A call is one request to the API.
type call struct {
	method, url string
	route       string // names the call in errors and its rate limit; never contains a token
	body        any    // encoded as JSON; nil sends none
	files       []file // uploaded beside the body
	answer      bool   // answers an interaction: not under the global limit
	again       bool   // may be repeated when it is unclear whether it was done
}

// do makes the call until it succeeds, may not be repeated, or ctx ends, and decodes the answer
// into into unless that is nil. Its error is an *apiError or ctx's.
func (r *rest) do(ctx context.Context, c call, into any) error {
	contentType, body, err := c.encode()
	if err != nil {
		return &apiError{call: c.route, err: err}
	}
	tries := maxTries
	if c.answer {
		tries = maxAnswerTries
	}
	for try := 1; ; try++ {
		if err := r.limits.wait(ctx, c.route, c.answer); err != nil {
			return c.waited(err)
		}
		answer, err := r.try(ctx, c, contentType, body, try)
		if err == nil {
			return c.decode(answer, into)
		}
		if ctx.Err() != nil {
			return c.waited(ctx.Err())
		}
		if try == tries || !err.worthAnother(c.again || c.answer && err.lost) {
			return err
		}
		if err.status == http.StatusTooManyRequests {
			continue // wait, above, knows how long
		}
		pause := min(50*time.Millisecond<<try, maxPause)
		if sleep(ctx, time.Duration(float64(pause)*(0.5+rand.Float64()))) != nil {
			return err
		}
	}
}

// within returns how long a first try with so many bytes may take.
func (c call) within(size int) time.Duration {
	d := tryWithin
	if c.answer {
		d = answerWithin
	}
	if len(c.files) > 0 {
		d += time.Duration(size) * time.Second / uploadSpeed
	}
	return d
}

func (c call) encode() (contentType string, body []byte, err error) {
	switch {
	case len(c.files) > 0:
		var files []*discordgo.File
		for _, f := range c.files {
			files = append(files, &discordgo.File{Name: f.name, ContentType: f.kind, Reader: bytes.NewReader(f.data)})
		}
		return discordgo.MultipartBodyWithJSON(c.body, files)
	case c.body != nil:
		body, err = json.Marshal(c.body)
	}
	return "application/json", body, err
}

func (c call) decode(answer []byte, into any) error {
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return &apiError{call: c.route, err: fmt.Errorf("read the answer: %w", err)}
	}
	return nil
}

// waited turns what ended a wait for the limits into the call's error.
func (c call) waited(err error) error {
	var limit *limitError
	if errors.As(err, &limit) {
		return &apiError{call: c.route, status: http.StatusTooManyRequests, retryAfter: limit.after, err: err}
	}
	return fmt.Errorf("%s: %w", c.route, err)
}

// try makes the call for the nth time. Somebody waits for the answer to an interaction: if Discord says nothing for
// long, it is given on a second connection beside the first.
func (r *rest) try(ctx context.Context, c call, contentType string, body []byte, n int) ([]byte, *apiError) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(n)*c.within(len(body)))
	defer cancel()
	switch {
	case len(c.files) > 0:
		return r.once(ctx, c, r.upload, contentType, body)
	case c.answer && c.again:
		return r.hedged(ctx, c, contentType, body)
	}
	return r.once(ctx, c, r.client, contentType, body)
}

// once makes the call once.
func (r *rest) once(ctx context.Context, c call, client *http.Client, contentType string, body []byte) ([]byte, *apiError) {
	seen := &seen{}
	// A session and a bucket of its own for each request: discordgo's shared ones would serialise
	// requests and grow by one bucket for every interaction.
	session := &discordgo.Session{
		Token: "Bot " + r.token(), Client: client, LogLevel: -1,
		UserAgent: "DiscordBot (https://github.com/bwmarrin/discordgo, v" + discordgo.VERSION + ")",
	}
	bucket := &discordgo.Bucket{}
	bucket.Lock()
	answer, err := session.RequestWithLockedBucket(c.method, c.url, contentType, body, bucket, 0,
		discordgo.WithContext(context.WithValue(ctx, seenKey{}, seen)),
		discordgo.WithRetryOnRatelimit(false), discordgo.WithRestRetries(0))
	now := time.Now()
	if seen.status != 0 {
		r.limits.learn(now, c.route, seen.header)
	}
	if err == nil {
		return answer, nil
	}
	failure := newAPIError(c.route, seen, err)
	failure.lost = seen.status == 0 && (errors.Is(ctx.Err(), context.DeadlineExceeded) || strings.HasSuffix(err.Error(), "http2: client connection lost"))
	if failure.status == http.StatusTooManyRequests {
		r.limits.refused(now, c.route, failure.retryAfter, failure.global, failure.banned, c.answer)
	}
	return nil, failure
}

// seen is what the observer noted of an answer.
type seen struct {
	status  int
	header  http.Header
	refusal refusal
}

// A refusal is the body of a 429.
type refusal struct {
	RetryAfter float64 `json:"retry_after"` // seconds
	Global     bool    `json:"global"`
	foreign    bool    // not JSON: it came from before the API, as Cloudflare sends it
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
	s.refusal.foreign = json.Unmarshal(body, &s.refusal) != nil
	resp.Body = io.NopCloser(strings.NewReader("{}"))
	return nil
}
