package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// A caller is the library's http client for one call. It puts the parameters into the request and takes
// the result out of the answer itself: the library would make the form by way of maps and copies, and
// decode every answer twice, which took a quarter of the time that a long answer costs
// (BenchmarkFlood). Everything else, refusals too, is the library's.
type caller struct {
	ctx    context.Context
	http   *http.Client
	params params        // sent as a form; nil leaves the request as it is
	body   *bytes.Buffer // what came back
	result []byte        // the result's JSON and what follows, within body; nil if the answer is to be read by the library
}

// Do sends req within the call's context. What is no JSON object, such as a proxy's error page, or is cut
// off, is a *badAnswer.
func (c *caller) Do(req *http.Request) (*http.Response, error) {
	req = req.WithContext(c.ctx)
	if c.params != nil {
		setForm(req, c.params)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		var withURL *url.Error
		if errors.As(err, &withURL) {
			err = withURL.Err
		}
		return nil, err
	}
	defer resp.Body.Close()
	err = c.read(resp.Body)
	answer := bytes.TrimSpace(c.body.Bytes())
	if err != nil || !bytes.HasPrefix(answer, []byte("{")) {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // a date, or nothing, is 0
		return nil, &badAnswer{Status: resp.StatusCode, After: time.Duration(seconds) * time.Second, Err: err}
	}
	if result, ok := resultIn(answer); ok {
		c.result, answer = result, []byte(`{"ok":true}`)
	}
	resp.Body = io.NopCloser(bytes.NewReader(answer))
	return resp, nil
}

func (c *caller) read(body io.Reader) error {
	n, err := c.body.ReadFrom(io.LimitReader(body, maxAnswer))
	if err == nil && n == maxAnswer {
		err = errors.New("answer is too long")
	}
	return err
}

// resultIn returns the result in an answer as Telegram writes it, and what follows it there.
func resultIn(answer []byte) ([]byte, bool) {
	result, ok := bytes.CutPrefix(answer, []byte(`{"ok":true,"result":`))
	result, closed := bytes.CutSuffix(result, []byte("}"))
	return result, ok && closed
}

// decode decodes a result into out. If no more than a message's number is wanted, nothing else is looked at; and
// the items of a list that are decoded later are only told apart.
func decode(result []byte, out any) error {
	switch out := out.(type) {
	case *numbered:
		if out.ID = leading(result, `{"message_id":`); out.ID > 0 {
			return nil
		}
	case *[]json.RawMessage:
		if items, ok := itemsOf(bytes.Clone(result)); ok {
			*out = items
			return nil
		}
	}
	if json.Unmarshal(result, out) == nil {
		return nil
	}
	return json.NewDecoder(bytes.NewReader(result)).Decode(out) // whatever follows it
}

// numbered is a message that we sent, of which we need the number alone.
type numbered struct {
	ID int64 `json:"message_id"`
}

// leading returns the number that follows a prefix, or 0 if raw begins in some other way.
func leading(raw []byte, prefix string) int64 {
	digits, ok := bytes.CutPrefix(raw, []byte(prefix))
	end := bytes.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	if !ok || end <= 0 {
		return 0
	}
	n, _ := strconv.ParseInt(string(digits[:end]), 10, 64) // digits; too many are no number of Telegram's
	return n
}

// bodies are buffers for answers.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// release gives a buffer back, unless it has grown too large to be kept.
func release(b *bytes.Buffer) {
	const most = 256 << 10
	if b.Cap() <= most {
		b.Reset()
		bodies.Put(b)
	}
}

// setForm makes p the body of req.
func setForm(req *http.Request, p params) {
	body := form(p)
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.Body = io.NopCloser(bytes.NewReader(body))
	if len(body) == 0 {
		req.Body = http.NoBody
	}
}

// form returns p in the form application/x-www-form-urlencoded.
func form(p params) []byte {
	room := 0
	for k, v := range p {
		room += len(k) + len(v) + len(v)/2 + 2 // some of it is to be escaped
	}
	b := make([]byte, 0, room)
	for k, v := range p {
		if len(b) > 0 {
			b = append(b, '&')
		}
		b = appendEscaped(b, k)
		b = append(b, '=')
		b = appendEscaped(b, v)
	}
	return b
}

// appendEscaped appends what url.QueryEscape(s) returns.
func appendEscaped(b []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	plain := 0 // from here on nothing is appended yet
	for i := range len(s) {
		c := s[i]
		if plainInForm[c] {
			continue
		}
		b = append(b, s[plain:i]...)
		plain = i + 1
		if c == ' ' {
			b = append(b, '+')
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return append(b, s[plain:]...)
}

// plainInForm are the bytes that stand for themselves.
var plainInForm = func() (plain [256]bool) {
	for c := range plain {
		plain[c] = url.QueryEscape(string(rune(c))) == string(rune(c)) && c < 0x80
	}
	return plain
}()
