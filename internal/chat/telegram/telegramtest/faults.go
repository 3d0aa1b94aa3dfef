package telegramtest

import (
	"net/http"
	"time"
)

// A Fault is something that goes wrong with one request. The zero Fault is none.
type Fault struct {
	Slow       time.Duration // before anything else, the answer takes so long
	BadGateway bool          // a proxy's error page, before the effect
	Cut        bool          // the connection is reset before the effect
	CutAfter   bool          // the connection is reset after the effect
	RetryAfter int           // refused with 429 and so many seconds
}

// Faults makes requests go wrong: f is asked for each, with the number of requests for that method so
// far. It must be safe for concurrent use.
func (s *Server) Faults(f func(method string, n int) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

func (s *Server) nextFault(method string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[method]++
	if s.fault == nil {
		return Fault{}
	}
	return s.fault(method, s.calls[method])
}

type moment int

const (
	before moment = iota
	after
)

// inject does what goes wrong at that moment, and tells whether the request is dealt with.
func (f Fault) inject(w http.ResponseWriter, r *http.Request, at moment) bool {
	if at == after {
		if f.CutAfter {
			cut(w)
		}
		return f.CutAfter
	}
	if f.Slow > 0 {
		select {
		case <-time.After(f.Slow):
		case <-r.Context().Done():
			return true
		}
	}
	switch {
	case f.Cut:
		cut(w)
	case f.BadGateway:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		w.Write([]byte("<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"))
	case f.RetryAfter > 0:
		writeAnswer(w, nil, tooMany(time.Duration(f.RetryAfter)*time.Second))
	default:
		return false
	}
	return true
}

// code returns the status that the bot sees.
func (f Fault) code() int {
	switch {
	case f.BadGateway:
		return http.StatusBadGateway
	case f.RetryAfter > 0:
		return http.StatusTooManyRequests
	}
	return 0
}

// cut ends the connection without an answer.
func cut(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}
