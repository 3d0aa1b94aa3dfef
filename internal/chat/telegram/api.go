package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Time-outs of one call. The long poll's own time-out is added to its call.
const (
	callTimeout   = time.Minute
	uploadTimeout = 3 * time.Minute
	maxAnswer     = 16 << 20 // bytes
)

// params are a call's parameters, nested ones as JSON.
type params = tgbotapi.Params

// A client calls methods of the Bot API. Its errors name the method and never hold the token: it
// stands in every URL, and so in every error of net/http.
type client struct {
	base     string
	token    func() string
	http     *http.Client
	endpoint string // a format with two %s: token, method
}

func newClient(base string, token func() string) *client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 512, 256
	t.DisableCompression = true                          // answers are small, and to unpack one takes more memory than it has bytes
	t.WriteBufferSize, t.ReadBufferSize = 16<<10, 16<<10 // a long answer, with its buttons and entities, goes in one piece
	base = strings.TrimRight(base, "/")
	return &client{
		base: base, token: token,
		http: &http.Client{
			Transport: t,
			// A redirect would carry the token to wherever it points.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		endpoint: strings.ReplaceAll(base, "%", "%%") + "/bot%s/%s",
	}
}

// check reports what is wrong with the address or the token before anything is sent to it.
func (c *client) check() error {
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

// call calls a method and decodes its result into out, unless that is nil.
func (c *client) call(ctx context.Context, method string, p params, out any) error {
	return c.callWithin(ctx, callTimeout, method, p, out)
}

func (c *client) callWithin(ctx context.Context, limit time.Duration, method string, p params, out any) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if p == nil {
		p = params{}
	}
	one := &caller{ctx: ctx, http: c.http, params: p, body: bodies.Get().(*bytes.Buffer)}
	defer release(one.body)
	resp, err := c.bot(one).MakeRequest(method, nil)
	return c.result(method, one, resp, err, out)
}

// upload is call with a file in the parameter named field.
func (c *client) upload(ctx context.Context, method string, p params, field string, file tgbotapi.FileBytes, out any) error {
	ctx, cancel := context.WithTimeout(ctx, uploadTimeout)
	defer cancel()
	one := &caller{ctx: ctx, http: c.http, body: new(bytes.Buffer)}
	resp, err := c.bot(one).UploadFiles(method, p, []tgbotapi.RequestFile{{Name: field, Data: file}})
	// UploadFiles leaves the code of its errors zero (bot.go:257).
	var refusal *tgbotapi.Error
	if errors.As(err, &refusal) && refusal.Code == 0 && resp != nil {
		refusal.Code = resp.ErrorCode
	}
	return c.result(method, one, resp, err, out)
}

// bot returns the library's bot for one call: it knows no contexts, but may be copied.
func (c *client) bot(one *caller) *tgbotapi.BotAPI {
	b := &tgbotapi.BotAPI{Token: c.token(), Client: one}
	b.SetAPIEndpoint(c.endpoint)
	return b
}

func (c *client) result(method string, one *caller, resp *tgbotapi.APIResponse, err error, out any) error {
	if err != nil {
		return c.scrub(method, err)
	}
	if out == nil {
		return nil
	}
	result := one.result
	if result == nil {
		result = resp.Result
	}
	if err := decode(result, out); err != nil {
		return c.scrub(method, &badAnswer{Done: true, Err: err})
	}
	return nil
}

// scrub wraps err with the method, and without the token even where it was hidden in a text.
func (c *client) scrub(method string, err error) error {
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
