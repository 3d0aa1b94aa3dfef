package review_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/formcheck"
	"spotter/internal/store"
)

// The group in which the tests play.
const (
	gym     chat.Place = "x:gym"
	channel chat.Place = "x:gym/checks"
)

// A hall is a platform with threads, permissions and links, which records what it is told.
type hall struct {
	chattest.Adapter
	lacks  []chat.Lack
	refuse error        // of what is sent and edited; nil takes it
	tried  atomic.Int64 // sends and edits

	noMedia bool // nothing can be sent along
}

func (h *hall) Send(ctx context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	if h.tried.Add(1); h.refuse != nil {
		return "", h.refuse
	}
	if h.noMedia && len(m.Media) > 0 {
		return "", &chat.SendError{Err: chat.ErrMedia}
	}
	return h.Adapter.Send(ctx, to, m)
}

func (h *hall) Edit(ctx context.Context, place chat.Place, id chat.MessageID, m *chat.Message) error {
	if h.tried.Add(1); h.refuse != nil {
		return h.refuse
	}
	return h.Adapter.Edit(ctx, place, id, m)
}

func (h *hall) Inspect(context.Context, chat.Place, ...chat.Ability) ([]chat.Lack, error) {
	return h.lacks, nil
}

func (h *hall) Link(_, place chat.Place, id chat.MessageID) string {
	return fmt.Sprintf("https://x.example/%s/%s", strings.TrimPrefix(string(place), "x:"), id)
}

// A scene is a bot at work in a group.
type scene struct {
	*bot.Bot
	t     *testing.T
	hall  *hall
	store store.Store
	n     int // requests so far
}

// play runs f with a bot whose form checks are kept up, in fake time, and waits for its end.
func play(t *testing.T, f func(*scene)) {
	base := bottest.Base(t)
	synctest.Test(t, func(t *testing.T) {
		s := &scene{t: t, hall: &hall{}, store: store.NewMemory()}
		s.Bot = bot.New(bot.Parts{Base: base, Log: slog.New(slog.DiscardHandler), Platforms: chat.Platforms{"x": s.hall}, Checks: formcheck.New(s.store)})
		end := s.keepUp()
		f(s)
		end()
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
}

// keepUp runs the work in the background until the returned function is called.
func (s *scene) keepUp() (end func()) {
	ctx, cancel := context.WithCancel(s.t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { s.RunChecks(ctx) })
	return func() { cancel(); wg.Wait() }
}

// request is what somebody does in the group: a line as typed.
func (s *scene) request(who, line string) *chat.Request {
	s.n++
	r := &chat.Request{
		ID: fmt.Sprint("event-", s.n), Where: channel, Home: gym, Group: true, Time: time.Now(),
		From: chat.User{ID: chat.UserID("x:" + who), Name: strings.ToUpper(who[:1]) + who[1:], Direct: chat.Place("x:dm/" + who), Manager: who == "owner"},
	}
	r.Command, r.Rest = command.CutWord(strings.TrimPrefix(line, "/"))
	return r
}

// reply handles a request; the reply must work on every platform.
func (s *scene) reply(r *chat.Request) chat.Reply {
	s.t.Helper()
	reply := s.Handle(s.t.Context(), r)
	var err error
	switch reply := reply.(type) {
	case *chat.Message:
		err = reply.Validate()
	case *chat.Form:
		err = reply.Validate()
	}
	if err != nil {
		s.t.Errorf("%s %s: %v", r.Command, r.Rest, err)
	}
	return reply
}

// do has somebody do something in the group that is answered by a message.
func (s *scene) do(who, line string) *chat.Message {
	s.t.Helper()
	return s.message(s.request(who, line))
}

// quietly has somebody do something to which nothing is to be said.
func (s *scene) quietly(r *chat.Request) {
	s.t.Helper()
	if reply := s.reply(r); reply != nil {
		s.t.Errorf("%s %s: got %s, want nothing", r.Command, r.Rest, chattest.DumpReply(reply))
	}
}

func (s *scene) message(r *chat.Request) *chat.Message {
	s.t.Helper()
	reply := s.reply(r)
	m, ok := reply.(*chat.Message)
	if !ok {
		s.t.Fatalf("%s %s: got %s, want a message", r.Command, r.Rest, chattest.DumpReply(reply))
	}
	return m
}

// settle waits until all is shown that is to be shown, and wants it to work on every platform.
func (s *scene) settle() {
	s.t.Helper()
	time.Sleep(5 * time.Second)
	synctest.Wait()
	for _, r := range s.hall.Records() {
		if r.Message == nil {
			continue
		}
		if err := r.Message.Validate(); err != nil {
			s.t.Errorf("%s: %v", chattest.Dump(r.Message), err)
		}
	}
}

// postCheck posts a check of who and returns its id.
func (s *scene) postCheck(who string) string {
	s.t.Helper()
	s.n++
	reply := s.reply(s.request(who, fmt.Sprintf("/formcheck bench 80x5 no pain https://films.example/%d", s.n)))
	if m, ok := reply.(*chat.Message); ok { // else its card stands right there
		bottest.WantText(s.t, m, "Your form check is up")
		if !m.Open {
			s.t.Error("that a form check is up, which all can see, is held back")
		}
	}
	ids, err := s.Checks.Export(s.t.Context(), "x:"+who)
	if err != nil || len(ids.Checks) == 0 {
		s.t.Fatalf("export: %v, %v", ids, err)
	}
	return ids.Checks[len(ids.Checks)-1].ID
}

// cardOf returns what the card of a check shows now.
func (s *scene) cardOf(id string) *chat.Message {
	s.t.Helper()
	s.settle()
	c, err := s.Checks.Check(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	m := s.hall.Shown(chat.Place(c.Card.Place), chat.MessageID(c.Card.ID))
	if m == nil {
		s.t.Fatalf("check %s has no card", id)
	}
	return m
}

// linkOf returns the link to the card of a check.
func (s *scene) linkOf(id string) string {
	s.t.Helper()
	c, err := s.Checks.Check(s.t.Context(), id)
	if err != nil || c.Card.Link == "" {
		s.t.Fatalf("check %s has no link: %v", id, err)
	}
	return c.Card.Link
}

// count returns how many records are of a kind.
func (s *scene) count(kind string) int {
	n := 0
	for _, r := range s.hall.Records() {
		if r.Kind == kind {
			n++
		}
	}
	return n
}

// stored returns all keys and values.
func (s *scene) stored() string {
	s.t.Helper()
	var b strings.Builder
	err := s.store.View(s.t.Context(), func(r store.Reader) error {
		pairs, err := r.Scan("", "", 100_000)
		for _, p := range pairs {
			fmt.Fprintf(&b, "%s %s\n", p.Key, p.Value)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return b.String()
}
