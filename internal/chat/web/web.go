// Package web is the chat.Adapter for one person at a web page. It knows no browser: what the person does comes in as
// an Event, and what the page shows goes out as a Change with HTML in it, so that the same adapter runs behind a worker's
// messages and in a test.
//
// A line that begins with a slash is a command, any other line is free text. Nothing that anybody wrote becomes markup: a
// message is laid out as a tree of nodes, which golang.org/x/net/html writes. (html/template would do as well, and make the
// program that a browser loads 690 kB larger.)
//
// The files: web.go is the adapter, request.go makes requests of events, render.go lays messages and forms out as the
// nodes of node.go, quote.go finds in the person's own words what an answer quotes.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"spotter/internal/chat"
)

// Here is the one place there is.
const Here chat.Place = "web:here"

// Config is what an Adapter is made from.
type Config struct {
	Show    func(Change)              // puts a change on the page; called for one change after another, and may not call back
	Picture func(name string) Drawing // returns where the site has a drawing for an image of that name; nil: it has none
	Now     func() time.Time          // time.Now if nil
}

// A Drawing is where the site has a picture, as addresses: empty where it has none.
type Drawing struct {
	Moving string
	Still  string // for who wants less motion
}

// A Change is what the page shows from now on: a new element at its end, or another content for the element of that id.
type Change struct {
	ID   string
	Tone Tone
	HTML string
}

// A Tone says what an element is.
type Tone string

// The tones.
const (
	Own       Tone = "own"       // what the person wrote or chose
	Answer    Tone = "answer"    // what the bot says, or asks by a form
	Warning   Tone = "warning"   // an answer with a warning sign
	Emergency Tone = "emergency" // an answer that says whom to call: it stands alone
)

// An Adapter is the page's other side. It is safe for concurrent use.
type Adapter struct {
	Config
	log *slog.Logger
	run string // begins all ids, so that those of an earlier visit are told apart

	mu     sync.Mutex // guards what follows
	queue  []Event
	events int // taken so far
	sent   int // messages so far
	own    []written

	showing sync.Mutex    // held while a change is put on the page
	came    chan struct{} // holds one token while the queue may not be empty
}

// New returns an Adapter that does nothing until Serve. Messages that are sent before are shown.
func New(c Config, log *slog.Logger) *Adapter {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Adapter{Config: c, log: log, run: fmt.Sprintf("%x", c.Now().UnixNano()), came: make(chan struct{}, 1)}
}

// Deliver takes what the person did. It never blocks, and keeps what comes before Serve.
func (a *Adapter) Deliver(e Event) {
	a.mu.Lock()
	a.queue = append(a.queue, e)
	a.mu.Unlock()
	select {
	case a.came <- struct{}{}:
	default:
	}
}

// Serve answers event after event, each before the next, until ctx is done. It returns nil.
func (a *Adapter) Serve(ctx context.Context, h chat.Handler) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-a.came:
		}
		for e, ok := a.next(); ok && ctx.Err() == nil; e, ok = a.next() {
			a.take(ctx, h, e)
		}
	}
}

func (a *Adapter) next() (e Event, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.queue) == 0 {
		return Event{}, false
	}
	e, a.queue = a.queue[0], a.queue[1:]
	return e, true
}

// take answers one event.
func (a *Adapter) take(ctx context.Context, h chat.Handler, e Event) {
	r := a.request(e)
	if r == nil {
		return
	}
	if e.Kind == Wrote {
		a.say(r.ID, strings.TrimSpace(e.Text))
	}
	switch reply := h.Handle(ctx, r).(type) {
	case *chat.Message:
		if reply != nil {
			a.answer(r, e, reply)
		}
	case *chat.Form:
		if reply != nil {
			a.echo(r, e)
			a.show(Change{ID: string(a.newID()), Tone: Answer, HTML: renderForm(reply)})
		}
	}
}

// answer shows a reply, in the place of the message whose control was used where it says so.
func (a *Adapter) answer(r *chat.Request, e Event, m *chat.Message) {
	id := r.Message
	if !m.Replace || !a.ours(id) {
		a.echo(r, e)
		id = a.newID()
	}
	a.mark(quotes(m))
	a.put(id, m)
}

// echo shows what was chosen as the person's words.
func (a *Adapter) echo(r *chat.Request, e Event) {
	if label := strings.TrimSpace(e.Text); e.Kind == Pressed && label != "" {
		a.show(Change{ID: r.ID, Tone: Own, HTML: renderWords(label, nil)})
	}
}

func (a *Adapter) put(id chat.MessageID, m *chat.Message) {
	if err := m.Validate(); err != nil {
		a.log.Error("message would not work everywhere", "err", err)
	}
	tone, html := a.render(m)
	a.show(Change{ID: string(id), Tone: tone, HTML: html})
}

func (a *Adapter) show(c Change) {
	a.showing.Lock()
	defer a.showing.Unlock()
	a.Show(c)
}

// Send shows m. Any place but Here is gone.
func (a *Adapter) Send(ctx context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	if err := reach(ctx, to); err != nil {
		return "", err
	}
	id := a.newID()
	a.put(id, m)
	return id, nil
}

// Edit replaces what a message shows. Messages of an earlier visit are gone.
func (a *Adapter) Edit(ctx context.Context, place chat.Place, id chat.MessageID, m *chat.Message) error {
	if err := reach(ctx, place); err != nil {
		return err
	}
	if !a.ours(id) {
		return &chat.SendError{Gone: true, Err: errors.New("edit a message of an earlier visit")}
	}
	a.put(id, m)
	return nil
}

func reach(ctx context.Context, place chat.Place) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if place != Here {
		return &chat.SendError{Gone: true, Err: fmt.Errorf("place %q is not this page", place)}
	}
	return nil
}

func (a *Adapter) newID() chat.MessageID {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sent++
	return chat.MessageID(fmt.Sprintf("%s-%d", a.run, a.sent))
}

func (a *Adapter) ours(id chat.MessageID) bool {
	return strings.HasPrefix(string(id), a.run+"-")
}
