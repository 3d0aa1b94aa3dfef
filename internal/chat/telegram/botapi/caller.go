package botapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// A caller is the library's http client for one call: the library knows no contexts, and loses what the status
// of an answer says that is no JSON.
type caller struct {
	ctx  context.Context
	http *http.Client
	out  any   // what the result is decoded into, unless it is nil or the library reads the answer
	err  error // of that
}

// Do sends req within the call's context. What is no JSON object, such as a proxy's error page, or is cut
// off, is a *badAnswer.
func (c *caller) Do(req *http.Request) (*http.Response, error) {
	resp, err := c.http.Do(req.WithContext(c.ctx))
	if err != nil {
		var withURL *url.Error
		if errors.As(err, &withURL) {
			err = withURL.Err
		}
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := read(resp)
	if answer = bytes.TrimSpace(answer); err != nil || !bytes.HasPrefix(answer, []byte("{")) {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // a date, or nothing, is 0
		return nil, &badAnswer{Status: resp.StatusCode, After: time.Duration(seconds) * time.Second, Err: err}
	}
	resp.Body = io.NopCloser(bytes.NewReader(c.decode(answer)))
	return resp, nil
}

// decode decodes the result of an answer, and returns what is left of it to the library, which would only copy the
// result.
func (c *caller) decode(answer []byte) []byte {
	if n, ok := c.out.(*Numbered); ok {
		if n.ID = numberIn(answer); n.ID > 0 {
			return done
		}
	}
	a := struct {
		OK     bool `json:"ok"`
		Result any  `json:"result"`
	}{Result: c.out}
	err := json.NewDecoder(bytes.NewReader(answer)).Decode(&a) // whatever follows the answer
	switch {
	case !a.OK:
		return answer
	case err == nil && c.out != nil && (a.Result == nil || !bytes.Contains(answer, []byte(`"result"`))):
		err = errors.New("no result")
	}
	c.err = err
	return done
}

// done is what the library is given of an answer that it need not read.
var done = []byte(`{"ok":true}`)

// Numbered is a message that was sent, of which the number alone is wanted.
type Numbered struct {
	ID int64 `json:"message_id"`
}

// numberIn returns the number of the message that an answer of Telegram begins with, or 0 if it begins otherwise. To read
// the rest takes a fifth of the time that sending a message costs (BenchmarkFlood).
func numberIn(answer []byte) int64 {
	rest, ok := bytes.CutPrefix(answer, []byte(`{"ok":true,"result":{"message_id":`))
	end := bytes.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if !ok || end <= 0 || !bytes.HasSuffix(answer, []byte("}}")) {
		return 0
	}
	n, _ := strconv.ParseInt(string(rest[:end]), 10, 64) // digits; too many are no number of Telegram's
	return n
}

func read(resp *http.Response) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, max(resp.ContentLength, 0)+bytes.MinRead))
	n, err := b.ReadFrom(io.LimitReader(resp.Body, maxAnswer))
	if err == nil && n == maxAnswer {
		err = errors.New("answer is too long")
	}
	return b.Bytes(), err
}
