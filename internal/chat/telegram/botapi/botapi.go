// Package botapi calls the methods of Telegram's Bot API: within a time and again on a new connection if one is dead
// (botapi.go, caller.go), at the pace that Telegram allows, emergencies first (pace.go, queue.go), and it says what is
// to be done about a call that failed (failure.go). It knows no update, no message and no person.
//
// The library go-telegram-bot-api v5.5.1 is used for transport alone, Params, MakeRequest, UploadFiles and Error: it
// knows the Bot API of 2021.
package botapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// How long one try of a call may take. A connection can die in silence, as behind a NAT that forgets it: then no
// answer ever comes, and another try on a new connection is answered at once. So a first try is short, a long
// poll's too; if that was too short for a slow server, the next is longer.
const (
	shortTry    = 7 * time.Second
	longTry     = 15 * time.Second
	slowestLink = 50 << 10 // bytes a second; an upload has so much more time
	maxAnswer   = 16 << 20 // bytes
)

// How a dead HTTP/2 connection, which all calls share, is noticed sooner: whoever has not sent anything for a while is
// asked for a sign of life, and given a while for it.
const (
	silence = 3 * time.Second
	sign    = 3 * time.Second
	connect = 5 * time.Second // for a new connection, and again for its encryption
)

// Params are a call's parameters, nested ones as JSON.
type Params = tgbotapi.Params

// A File is what is uploaded.
type File = tgbotapi.FileBytes

// A Client calls methods of the Bot API. Its errors name the method and never hold the token: it
// stands in every URL, and so in every error of net/http.
type Client struct {
	base     string
	token    func() string
	HTTP     *http.Client // carries the calls
	endpoint string       // a format with two %s: token, method
}

// New returns a client of the Bot API that base serves, which has not called anything.
func New(base string, token func() string) *Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 512, 256
	t.DisableCompression = true                          // answers are small, and to unpack one takes more memory than it has bytes
	t.WriteBufferSize, t.ReadBufferSize = 16<<10, 16<<10 // a long answer, with its buttons and entities, goes in one piece
	t.DialContext = (&net.Dialer{Timeout: connect}).DialContext
	t.TLSHandshakeTimeout = connect
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: silence, PingTimeout: sign, WriteByteTimeout: silence + sign}
	base = strings.TrimRight(base, "/")
	return &Client{
		base: base, token: token,
		HTTP: &http.Client{
			Transport: t,
			// A redirect would carry the token to wherever it points.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		endpoint: strings.ReplaceAll(base, "%", "%%") + "/bot%s/%s",
	}
}

// Check reports what is wrong with the address or the token before anything is sent to it.
func (c *Client) Check() error {
	u, err := url.Parse(c.base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("telegram.api_url is not an http(s) address")
	}
	token := c.token()
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("/?#%", r) }) {
		return errors.New("telegram.token does not look like a token: it is what @BotFather sent, as in 123456:ABC-DEF")
	}
	return nil
}

// Call calls a method and decodes its result into out, unless that is nil. It tries once.
func (c *Client) Call(ctx context.Context, method string, p Params, out any) error {
	return c.within(ctx, 0, func(ctx context.Context) error {
		one := &caller{ctx: ctx, http: c.HTTP, out: out}
		_, err := c.bot(one).MakeRequest(method, p)
		return c.result(method, one, err)
	})
}

// Upload is Call with a file in the parameter named field.
func (c *Client) Upload(ctx context.Context, method string, p Params, field string, file File, out any) error {
	more := time.Duration(len(file.Bytes)) * time.Second / slowestLink
	return c.within(ctx, more, func(ctx context.Context) error {
		one := &caller{ctx: ctx, http: c.HTTP, out: out}
		resp, err := c.bot(one).UploadFiles(method, p, []tgbotapi.RequestFile{{Name: field, Data: file}})
		// UploadFiles leaves the code of its errors zero (bot.go:257).
		var refusal *tgbotapi.Error
		if errors.As(err, &refusal) && refusal.Code == 0 && resp != nil {
			refusal.Code = resp.ErrorCode
		}
		return c.result(method, one, err)
	})
}

// within tries a call for as long as a try of ctx may take, and more. If that is over before there is an answer, no
// connection that rests is trusted any more.
func (c *Client) within(ctx context.Context, more time.Duration, call func(context.Context) error) error {
	one, cancel := context.WithTimeout(ctx, tryOf(ctx)+more)
	defer cancel()
	err := call(one)
	if one.Err() == context.DeadlineExceeded && ctx.Err() == nil {
		c.HTTP.CloseIdleConnections()
	}
	return err
}

type tryKey struct{}

// tryOf returns how long a try may take with ctx.
func tryOf(ctx context.Context) time.Duration {
	if d, ok := ctx.Value(tryKey{}).(time.Duration); ok {
		return d
	}
	return shortTry
}

// Longer returns ctx for the try after one that ended with err: if its time was over, the next has twice as long.
func Longer(ctx context.Context, err error) context.Context {
	if !errors.Is(err, context.DeadlineExceeded) {
		return ctx
	}
	return context.WithValue(ctx, tryKey{}, min(2*tryOf(ctx), longTry))
}

// bot returns the library's bot for one call: it knows no contexts, but may be copied.
func (c *Client) bot(one *caller) *tgbotapi.BotAPI {
	b := &tgbotapi.BotAPI{Token: c.token(), Client: one}
	b.SetAPIEndpoint(c.endpoint)
	return b
}

// result returns how a call ended.
func (c *Client) result(method string, one *caller, err error) error {
	if err == nil && one.err != nil {
		err = &badAnswer{Done: true, Err: one.err}
	}
	if err != nil {
		return c.scrub(method, err)
	}
	return nil
}

// scrub wraps err with the method, and without the token even where it was hidden in a text.
func (c *Client) scrub(method string, err error) error {
	if token := c.token(); token != "" && strings.Contains(err.Error(), token) {
		err = errors.New(strings.ReplaceAll(err.Error(), token, "(token)"))
	}
	return fmt.Errorf("telegram %s: %w", method, err)
}

// A badAnswer is an answer that is not the Bot API's.
type badAnswer struct {
	Status int           // of HTTP, 0 if unknown
	After  time.Duration // try again no sooner, if a proxy said so
	Done   bool          // the server did what it was asked; only its result is unreadable
	Err    error         // what went wrong when reading it, if anything did
}

func (e *badAnswer) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("unreadable answer: %v", e.Err)
	}
	return fmt.Sprintf("unreadable answer with status %d", e.Status)
}

func (e *badAnswer) Unwrap() error { return e.Err }

// JSON returns v as the JSON that a parameter holds.
func JSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only our own structs of strings and numbers are encoded
	}
	return string(b)
}

// CloseIdle closes the connections that rest.
func (c *Client) CloseIdle() { c.HTTP.CloseIdleConnections() }
