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
	return []byte(`{"ok":true}`)
}

func read(resp *http.Response) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, max(resp.ContentLength, 0)+bytes.MinRead))
	n, err := b.ReadFrom(io.LimitReader(resp.Body, maxAnswer))
	if err == nil && n == maxAnswer {
		err = errors.New("answer is too long")
	}
	return b.Bytes(), err
}
