// Package telegramtest is a stand-in for Telegram's Bot API on loopback, for tests and benchmarks. It
// keeps people, groups, messages, files and a queue of updates as Telegram does, and refuses what
// Telegram refuses, in its words (those of tdlib's telegram-bot-api). Where the environment variable
// SPOTTER_SPEC names a folder with telegram-bot-api.json, every request is also checked against that
// description, and a request that does not fit fails the test.
//
// What is not modelled is refused with "not modelled", which fails the test too: better than to
// pretend.
package telegramtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Token is the token that a new server takes.
const Token = "123456789:AAE-stand-in-token_for-Tests0123456"

// A Server is Telegram as one bot sees it. It is safe for concurrent use.
type Server struct {
	URL string // where the Bot API is served, to be given as telegram.api_url
	Bot User

	tb   testing.TB
	http *httptest.Server
	spec *spec // nil without SPOTTER_SPEC

	mu       sync.Mutex
	token    string
	users    map[int64]*User
	chats    map[int64]*Chat
	files    map[string]file
	queries  map[string]*query
	queue    queue
	limiter  limiter
	fault    func(method string, n int) Fault
	calls    map[string]int
	log      []Call
	lastID   int64
	shown    []*Message // what the bot sent, in order
	news     chan struct{}
	markups  map[string]markup   // as decoded, by their JSON
	entities map[string][]Entity // likewise
	settings map[string]string
	quiet    bool
	old      bool

	noPictures bool
	webhook    string
	refuse     func(method string, params map[string]string) (code int, text string)
}

// A Call is one request that the bot made.
type Call struct {
	Method string
	Params map[string]string
	At     time.Time
	Code   int // of the answer; 0 if the connection was cut
}

// New starts a server that ends with the test.
func New(tb testing.TB) *Server {
	s := &Server{
		Bot:   User{ID: 123456789, IsBot: true, FirstName: "Spotter", Username: "spotter_bot"},
		token: Token, tb: tb, spec: loadSpec(tb),
		users: map[int64]*User{}, chats: map[int64]*Chat{}, files: map[string]file{}, queries: map[string]*query{},
		calls: map[string]int{}, news: make(chan struct{}), markups: map[string]markup{}, entities: map[string][]Entity{}, settings: map[string]string{},
	}
	s.queue.next = 700_000_000
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	tb.Cleanup(s.close)
	return s
}

func (s *Server) close() {
	s.mu.Lock()
	s.queue.drop()
	s.mu.Unlock()
	s.http.CloseClientConnections()
	s.http.Close()
}

// Revoke makes the server refuse the token, as when its owner asks BotFather for a new one.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = ""
	s.queue.drop()
}

// Restore makes the server take the token again.
func (s *Server) Restore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = Token
}

// Age makes the server one from before 2026, which knows no instants.
func (s *Server) Age() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.old = true
}

// Forget switches the log of calls off, for benchmarks.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quiet = true
}

// Calls returns the requests for one method so far, or all if method is "".
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var some []Call
	for _, c := range s.log {
		if method == "" || c.Method == method {
			some = append(some, c)
		}
	}
	return some
}

// A refusal is an answer that is not ok.
type refusal struct {
	code       int
	text       string
	parameters map[string]any
}

func bad(format string, args ...any) *refusal {
	return &refusal{code: 400, text: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(text string) *refusal { return &refusal{code: 403, text: "Forbidden: " + text} }

// serve answers one request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	method, refused := s.authorize(r.URL.Path)
	if refused != nil {
		writeAnswer(w, nil, refused)
		return
	}
	req, err := parseRequest(r)
	if err != nil {
		writeAnswer(w, nil, bad("%v", err))
		return
	}
	s.check(method, req)
	f := s.nextFault(method)
	if f.inject(w, r, before) {
		s.record(method, req, f.code())
		return
	}
	result, refused := s.doOrRefuse(r, method, req)
	if f.inject(w, r, after) {
		s.record(method, req, 0)
		return
	}
	code := 200
	if refused != nil {
		code = refused.code
	}
	s.record(method, req, code)
	writeAnswer(w, result, refused)
}

// authorize returns the method that a path names.
func (s *Server) authorize(path string) (string, *refusal) {
	token, method, ok := strings.Cut(strings.TrimPrefix(path, "/bot"), "/")
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !ok || !strings.HasPrefix(path, "/bot") || !strings.Contains(token, ":"):
		return "", &refusal{code: 404, text: "Not Found"}
	case token != s.token:
		return "", &refusal{code: 401, text: "Unauthorized"}
	}
	return method, nil
}

func (s *Server) record(method string, req *request, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.quiet {
		s.log = append(s.log, Call{Method: method, Params: req.params, At: time.Now(), Code: code})
	}
}

// check compares a request with the description of the Bot API.
func (s *Server) check(method string, req *request) {
	if s.spec == nil {
		return
	}
	for _, fault := range s.spec.request(method, req) {
		s.tb.Errorf("%s: %s", method, fault)
	}
}

// Refuse has calls refused: f returns the code and the text of a refusal, or 0. It must be safe for concurrent use.
func (s *Server) Refuse(f func(method string, params map[string]string) (code int, text string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = f
}

func (s *Server) doOrRefuse(r *http.Request, method string, req *request) (any, *refusal) {
	s.mu.Lock()
	refuse := s.refuse
	s.mu.Unlock()
	if refuse != nil {
		if code, text := refuse(method, req.params); code == 429 {
			return nil, tooMany(2 * time.Second)
		} else if code != 0 {
			return nil, &refusal{code: code, text: text}
		}
	}
	return s.do(r, method, req)
}

// Webhook has another program set a webhook, which takes the updates; "" removes it.
func (s *Server) Webhook(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhook = url
	s.queue.drop()
}

func (s *Server) deleteWebhook(*request) (any, *refusal) {
	s.webhook = ""
	return true, nil
}

func (s *Server) getWebhookInfo(*request) (any, *refusal) {
	return map[string]any{"url": s.webhook, "has_custom_certificate": false, "pending_update_count": len(s.queue.waiting)}, nil
}

// do carries a method out.
func (s *Server) do(r *http.Request, method string, req *request) (any, *refusal) {
	if method == "getUpdates" {
		return s.getUpdates(r.Context(), req)
	}
	do, ok := methods[method]
	if !ok {
		s.tb.Errorf("%s: not modelled", method)
		return nil, &refusal{code: 404, text: "Not Found: method not found"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return do(s, req)
}

// methods are those that a bot of ours may need.
var methods = map[string]func(*Server, *request) (any, *refusal){
	"getMe":                  func(s *Server, _ *request) (any, *refusal) { return s.Bot, nil },
	"sendMessage":            (*Server).sendMessage,
	"sendPhoto":              (*Server).sendPhoto,
	"sendAnimation":          (*Server).sendAnimation,
	"sendDocument":           (*Server).sendDocument,
	"editMessageText":        (*Server).editMessageText,
	"editMessageCaption":     (*Server).editMessageCaption,
	"editMessageMedia":       (*Server).editMessageMedia,
	"editMessageReplyMarkup": (*Server).editMessageReplyMarkup,
	"deleteMessage":          (*Server).deleteMessage,
	"answerCallbackQuery":    (*Server).answerCallbackQuery,
	"answerInlineQuery":      (*Server).answerInlineQuery,
	"getChat":                (*Server).getChat,
	"getChatMember":          (*Server).getChatMember,
	"getChatAdministrators":  (*Server).getChatAdministrators,
	"setMyCommands":          (*Server).setMyCommands,
	"deleteMyCommands":       (*Server).setMyCommands,
	"getMyCommands":          (*Server).getMyCommands,
	"setMyDescription":       (*Server).setMyDescription,
	"setMyShortDescription":  (*Server).setMyDescription,
	"deleteWebhook":          (*Server).deleteWebhook,
	"getWebhookInfo":         (*Server).getWebhookInfo,
	"setMessageReaction":     (*Server).setMessageReaction,
}

// A request is a call's parameters and files.
type request struct {
	params map[string]string
	files  map[string]upload
}

type upload struct {
	name string
	data []byte
}

func parseRequest(r *http.Request) (*request, error) {
	req := &request{params: map[string]string{}, files: map[string]upload{}}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return req, req.parseForm(r)
	}
	if err := r.ParseMultipartForm(64 << 20); err != nil {
		return nil, err
	}
	for k, v := range r.MultipartForm.Value {
		req.params[k] = v[0]
	}
	for k, v := range r.MultipartForm.File {
		f, err := v[0].Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(f)
		if err != nil {
			return nil, err
		}
		req.files[k] = upload{v[0].Filename, data}
	}
	return req, nil
}

func (r *request) int(name string) int64 {
	n, _ := strconv.ParseInt(r.params[name], 10, 64) // what is no number is 0, as the server has it
	return n
}

// decode decodes a JSON parameter; an absent one leaves v alone.
func (r *request) decode(name string, v any) *refusal {
	if r.params[name] == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(r.params[name]), v); err != nil {
		return bad("can't parse %s: %v", name, err)
	}
	return nil
}

func writeAnswer(w http.ResponseWriter, result any, refused *refusal) {
	code := 200
	var body []byte
	var err error
	if list, ok := result.(written); refused == nil && ok {
		body = slices.Concat([]byte(`{"ok":true,"result":`), list, []byte("}"))
	} else if refused == nil {
		body, err = json.Marshal(accepted{true, result})
	} else {
		code = refused.code
		body, err = json.Marshal(rejected{false, code, refused.text, refused.parameters})
	}
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	w.Write(body) // its error means that the bot has hung up
}

// written is a result that is JSON already.
type written []byte

type accepted struct {
	OK     bool `json:"ok"`
	Result any  `json:"result"`
}

type rejected struct {
	OK          bool           `json:"ok"`
	Code        int            `json:"error_code"`
	Description string         `json:"description"`
	Parameters  map[string]any `json:"parameters,omitempty"`
}
