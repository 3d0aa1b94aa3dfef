package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// ErrUnfetched tells that a file that was to pass through could not be had.
var ErrUnfetched = errors.New("a file could not be fetched")

// streams reports whether c has a file whose bytes pass through.
func (c Call) streams() bool {
	for _, f := range c.Files {
		if f.From != "" {
			return true
		}
	}
	return false
}

// multipart returns the body as parts of a stream, and how long it is. What passes through is asked for at once, and read
// only as it is sent. Shut closes it.
func (r *Client) multipart(ctx context.Context, c Call) (contentType string, body io.Reader, size int64, shut func(), err error) {
	var parts []io.Reader
	var open []io.Closer
	shut = func() {
		for _, o := range open {
			_ = o.Close() // nothing was written to it
		}
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	pass := func(f io.Reader, n int64) {
		parts = append(parts, bytes.NewReader(bytes.Clone(b.Bytes())), f)
		size += int64(b.Len()) + n
		b.Reset()
	}
	encoded, err := json.Marshal(c.Body)
	if err == nil {
		err = w.WriteField("payload_json", string(encoded))
	}
	for i, f := range c.Files {
		if err != nil {
			break
		}
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="files[%d]"; filename=%q`, i, f.Name))
		h.Set("Content-Type", f.Type)
		if _, err = w.CreatePart(h); err != nil {
			break
		}
		if f.From == "" {
			pass(bytes.NewReader(f.Data), int64(len(f.Data)))
			continue
		}
		var file io.ReadCloser
		if file, err = r.fetch(ctx, f); err == nil {
			open = append(open, file)
			pass(file, f.Size)
		}
	}
	if err == nil {
		err = w.Close()
	}
	pass(bytes.NewReader(nil), 0)
	return w.FormDataContentType(), io.MultiReader(parts...), size, shut, err
}

// fetch opens what is at f.From, which must be as long as was told.
func (r *Client) fetch(ctx context.Context, f File) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.From, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: its address is none", f.Name)
	}
	resp, err := (&http.Client{Transport: r.base}).Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", f.Name, withoutAddress(err))
	}
	if resp.StatusCode != http.StatusOK || resp.ContentLength >= 0 && resp.ContentLength != f.Size {
		_ = resp.Body.Close() // it is not what we want
		return nil, fmt.Errorf("fetch %s: HTTP %s with %d bytes instead of %d", f.Name, resp.Status, resp.ContentLength, f.Size)
	}
	return resp.Body, nil
}

// streamed makes the call once, with files that pass through.
func (r *Client) streamed(ctx context.Context, c Call) ([]byte, *Error) {
	contentType, body, size, shut, err := r.multipart(ctx, c)
	defer shut()
	if err != nil {
		return nil, &Error{call: c.Route, err: errors.Join(ErrUnfetched, err)}
	}
	note := &seen{}
	req, err := http.NewRequestWithContext(context.WithValue(ctx, seenKey{}, note), c.Method, c.URL, io.NopCloser(body))
	if err != nil {
		return nil, &Error{call: c.Route, err: withoutAddress(err)}
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Content-Length", strconv.FormatInt(size, 10))
	req.Header.Set("Authorization", "Bot "+r.token())
	req.Header.Set("User-Agent", userAgent)
	resp, err := r.upload.Do(req)
	if err != nil {
		return nil, r.failed(ctx, c, note, err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 4<<20))
	switch {
	case err != nil:
	case resp.StatusCode >= 200 && resp.StatusCode < 300:
		r.limits.letIn()
		return answer, nil
	default:
		err = streamRefused(resp, answer)
	}
	return nil, r.failed(ctx, c, note, err)
}

// streamRefused returns the error that discordgo makes of a refusal.
func streamRefused(resp *http.Response, answer []byte) error {
	refused := &discordgo.RESTError{Response: resp, ResponseBody: answer}
	var m *discordgo.APIErrorMessage
	if json.Unmarshal(answer, &m) == nil {
		refused.Message = m
	}
	return refused
}
