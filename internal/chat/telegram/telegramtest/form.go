package telegramtest

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
)

// parseForm reads an urlencoded form. Benchmarks measure the server along with the bot, and the standard
// library would take several times as long. Of several values of a parameter the first counts.
func (r *request) parseForm(from *http.Request) error {
	body := bytes.NewBuffer(make([]byte, 0, max(from.ContentLength, 0)+bytes.MinRead))
	if _, err := body.ReadFrom(http.MaxBytesReader(nil, from.Body, 10<<20)); err != nil {
		return err
	}
	for _, form := range [][]byte{body.Bytes(), []byte(from.URL.RawQuery)} {
		for pair := range bytes.SplitSeq(form, []byte("&")) {
			k, v, _ := bytes.Cut(pair, []byte("="))
			name, err := unescape(k)
			if err != nil {
				return err
			}
			if _, known := r.params[name]; known || len(pair) == 0 {
				continue
			}
			if r.params[name], err = unescape(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// unescape returns what url.QueryUnescape returns. It writes over s.
func unescape(s []byte) (string, error) {
	n := 0
	for i := 0; i < len(s); i, n = i+1, n+1 {
		c := s[i]
		if c == '+' {
			c = ' '
		} else if c == '%' {
			if i+3 > len(s) || hexDigit[s[i+1]] > 15 || hexDigit[s[i+2]] > 15 {
				return "", fmt.Errorf("wrong escape %q", s[i:min(i+3, len(s))])
			}
			c = hexDigit[s[i+1]]<<4 | hexDigit[s[i+2]]
			i += 2
		}
		s[n] = c
	}
	return string(s[:n]), nil
}

// hexDigit holds the value of each hexadecimal digit, and more than 15 for what is none.
var hexDigit = func() (values [256]byte) {
	for c := range values {
		n, err := strconv.ParseUint(string([]byte{byte(c)}), 16, 4)
		if values[c] = byte(n); err != nil {
			values[c] = 16
		}
	}
	return values
}()
