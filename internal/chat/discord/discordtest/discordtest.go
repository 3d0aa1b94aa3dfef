// Package discordtest is a stand-in for Discord on the loopback interface: its REST API and its
// gateway, as far as a bot like ours uses them, and as strict. It refuses what Discord's
// documentation says is refused, with Discord's codes, and fails on demand: connections dropped,
// sessions invalidated, requests limited, answered with errors, or lost.
//
// It knows nothing of the bot: what people do is told to it (Slash, Press, Submit), and what they see
// is asked of it (Shown, Messages).
package discordtest

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Token is the bot's token, and AppID its application's and its user's id.
const (
	Token = "MTA3.stand-in.token-that-must-not-show"
	AppID = "1070000000000000001"
)

// A Server is the stand-in. Its fields are set before the first request.
type Server struct {
	Heartbeat     time.Duration // told in HELLO; 41.25 s as Discord's
	FirstAnswer   time.Duration // how long an interaction waits for its first answer: 3 s
	TokenLife     time.Duration // how long its token lives: 15 min
	IdentifyEvery time.Duration // between identifies of one bucket: 5 s
	Shards        int           // told to those who ask: 1
	Concurrency   int           // max_concurrency: 1
	Latency       time.Duration // of every REST request
	Limits        bool          // enforce 50 requests a second, and 5 messages in 5 s to a channel
	Home          string        // told as resume_gateway_url: the stand-in by another name
	Guilds        []string      // that the bot is in, as READY tells
	KeepThreads   bool          // the bot may not delete threads
	Unmoved       []string      // fields of the application that a PATCH leaves as they are
	Gateway       string        // told as the gateway's address: the stand-in behind a Tunnel
	// Check, if set, is given each request; what it returns fails the test.
	Check func(r *http.Request, body []byte) error
	// Fault, if set, may return how a request fails.
	Fault func(r *http.Request) *Fault

	t    testing.TB
	http *httptest.Server

	mu           sync.Mutex
	cond         *sync.Cond // something changed
	nextID       int64
	sessions     map[string]*session
	lastIdentify map[int]time.Time
	identifies   int
	resumes      int
	atHome       int
	muteAcks     bool
	stall        bool
	early        int
	always       *Fault
	strangers    map[string]bool         // by guild and user
	interactions map[string]*Interaction // by token
	channels     map[string]*Channel
	nonces       map[string]*Message
	closedDMs    map[string]int // error code by user
	application  map[string]any
	introduced   int
	commands     map[string][]json.RawMessage
	overwrites   int
	versions     map[string]string // of the commands, by guild
	windows      map[string]*window
	requests     map[string]int
}

// New starts a stand-in that ends with the test.
func New(t testing.TB) *Server {
	s := newServer(t)
	s.http = httptest.NewServer(s.routes())
	t.Cleanup(s.Close)
	return s
}

// NewTLS starts an encrypted stand-in, and returns which certificates to trust.
func NewTLS(t testing.TB) (*Server, *x509.CertPool) {
	s := newServer(t)
	s.http = httptest.NewUnstartedServer(s.routes())
	s.http.EnableHTTP2 = true
	s.http.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.http.Certificate())
	return s, roots
}

func newServer(t testing.TB) *Server {
	s := &Server{
		Heartbeat: 41250 * time.Millisecond, FirstAnswer: 3 * time.Second, TokenLife: 15 * time.Minute,
		IdentifyEvery: 5 * time.Second, Shards: 1, Concurrency: 1,
		t:            t,
		sessions:     map[string]*session{},
		lastIdentify: map[int]time.Time{},
		interactions: map[string]*Interaction{},
		channels:     map[string]*Channel{},
		nonces:       map[string]*Message{},
		closedDMs:    map[string]int{},
		strangers:    map[string]bool{},
		application:  map[string]any{"id": AppID, "name": "spotter", "description": "", "flags": 0, "bot_public": true},
		commands:     map[string][]json.RawMessage{},
		versions:     map[string]string{},
		windows:      map[string]*window{},
		requests:     map[string]int{},
	}
	s.cond = sync.NewCond(&s.mu)
	return s
}

// URL returns the address to give as the API's.
func (s *Server) URL() string { return s.http.URL }

// Close ends all connections.
func (s *Server) Close() {
	s.Drop()
	s.http.Close()
}

// newID returns a snowflake of now. s.mu is held.
func (s *Server) newID() string {
	s.nextID++
	const epoch = 1420070400000
	return strconv.FormatInt((time.Now().UnixMilli()-epoch)<<22|s.nextID&0x3fffff, 10)
}

// Wait waits until ok, asked with the stand-in locked, and fails the test if that takes too long.
func (s *Server) wait(what string, within time.Duration, ok func() bool) {
	s.t.Helper()
	late := false
	timer := time.AfterFunc(within, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		late = true
		s.cond.Broadcast()
	})
	defer timer.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !ok() {
		if late {
			s.t.Fatalf("discordtest: %s did not happen within %v", what, within)
		}
		s.cond.Wait()
	}
}

// A Fault is how a request fails.
type Fault struct {
	Status int         // instead of handling it
	Header http.Header // with Status
	Body   string      // with Status
	Reset  bool        // the connection is cut
	Hang   bool        // no answer comes for as long as the bot waits
	After  bool        // only after the request was handled: its answer is lost
}

// RouteLimit returns the fault of a limited route, GlobalLimit that of all, and Cloudflare that of a
// bot refused before the API.
func RouteLimit(after float64) *Fault {
	return &Fault{
		Status: 429, Header: http.Header{"Retry-After": {seconds(after)}, "Content-Type": {"application/json"}},
		Body: fmt.Sprintf(`{"message":"You are being rate limited.","retry_after":%v,"global":false}`, after),
	}
}

// GlobalLimit is a 429 for everything. As documented, it has no X-RateLimit-Reset-After.
func GlobalLimit(after float64) *Fault {
	return &Fault{
		Status: 429,
		Header: http.Header{"Retry-After": {seconds(after)}, "X-Ratelimit-Global": {"true"}, "Content-Type": {"application/json"}},
		Body:   fmt.Sprintf(`{"message":"You are being rate limited.","retry_after":%v,"global":true}`, after),
	}
}

// Cloudflare is a 429 that is not JSON.
func Cloudflare(after float64) *Fault {
	return &Fault{
		Status: 429, Header: http.Header{"Retry-After": {seconds(after)}, "Content-Type": {"text/html"}},
		Body: "<html><body>error code: 1015</body></html>",
	}
}

// Blocked is a ban as JSON: it does not say for how long.
func Blocked() *Fault {
	return &Fault{
		Status: 429, Header: http.Header{"Content-Type": {"application/json"}},
		Body: `{"message":"You are being blocked from accessing our API temporarily due to exceeding our rate limits frequently.","code":0}`,
	}
}

func seconds(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// guard is before all requests: faults, checks, latency, the bot's token, limits.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if s.Check != nil {
			if err := s.Check(r, body); err != nil {
				s.t.Errorf("discordtest: %s %s: %v\n%.2000s", r.Method, r.URL.Path, err, body)
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		s.count(r)
		time.Sleep(s.Latency)
		if f := s.fault(r); f != nil {
			f.serve(w, r, next)
			return
		}
		if !byToken(r) && r.Header.Get("Authorization") != "Bot "+Token {
			refuse(w, http.StatusUnauthorized, 0, "401: Unauthorized")
			return
		}
		if s.Limits && s.limit(w, r) {
			return
		}
		next.ServeHTTP(w, r)
	})
}

// SetFault makes all requests from now on fail.
func (s *Server) SetFault(f *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always = f
}

func (s *Server) fault(r *http.Request) *Fault {
	s.mu.Lock()
	always := s.always
	s.mu.Unlock()
	if always == nil && s.Fault != nil {
		return s.Fault(r)
	}
	return always
}

// byToken reports whether a request answers an interaction, whose token is in the address.
func byToken(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/v9/interactions/") || strings.HasPrefix(r.URL.Path, "/api/v9/webhooks/")
}

func (f *Fault) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if f.After {
		next.ServeHTTP(httptest.NewRecorder(), r)
	}
	if f.Hang {
		<-r.Context().Done()
	}
	if f.Reset || f.Hang {
		panic(http.ErrAbortHandler)
	}
	for name, values := range f.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(f.Status)
	io.WriteString(w, f.Body)
}

func (s *Server) count(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests[r.Method+" "+r.Pattern]++
	s.requests[""]++
}

// Requests returns how many requests came in all.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests[""]
}

// refuse answers with an error as Discord does.
func refuse(w http.ResponseWriter, status, code int, message string) {
	reply(w, status, map[string]any{"code": code, "message": message})
}

func reply(w http.ResponseWriter, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
