package telegramtest

import (
	"net/url"
	"testing"
)

// FuzzUnescape: what the standard library reads is read the same, and nothing else is.
func FuzzUnescape(f *testing.F) {
	for _, s := range []string{"a+b%26c%C3%BC", "%", "%4", "%zz", "%+1", "100%25", "%25%", "%-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := unescape([]byte(s))
		want, wantErr := url.QueryUnescape(s)
		if got != want || (err == nil) != (wantErr == nil) {
			t.Errorf("%q: got %q, %v; want %q, %v", s, got, err, want, wantErr)
		}
	})
}
