package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// rebase sends requests for Discord's own address to another one.
type rebase struct {
	to   *url.URL // nil leaves them alone
	next http.RoundTripper
}

// libraryAPI is the path under which discordgo asks.
const libraryAPI = "/api/v9"

func (r rebase) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.to == nil {
		return r.next.RoundTrip(req)
	}
	moved := req.Clone(req.Context())
	moved.URL.Scheme, moved.URL.Host, moved.Host = r.to.Scheme, r.to.Host, ""
	base := strings.TrimSuffix(r.to.Path, "/")
	rest := strings.TrimPrefix(moved.URL.Path, libraryAPI)
	switch last := base[strings.LastIndex(base, "/")+1:]; {
	case len(last) >= 2 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9':
		moved.URL.Path = base + rest // the version is given too
	case last == "api":
		moved.URL.Path = base + strings.TrimPrefix(libraryAPI, "/api") + rest
	default:
		moved.URL.Path = base + libraryAPI + rest
	}
	moved.URL.RawPath = ""
	resp, err := r.next.RoundTrip(moved)
	if err != nil {
		return nil, fmt.Errorf("reach the configured api_url: %w", err)
	}
	return resp, nil
}
