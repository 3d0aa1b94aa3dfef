package chattest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat"
)

// A loop is a platform in memory, with its adapter: two people, their private chats and a group. A
// fault makes it break one promise, so that a test sees the suite notice.
type loop struct {
	fault string
	tb    testing.TB
	ready chan struct{}

	mu    sync.Mutex
	ctx   context.Context
	h     chat.Handler
	busy  sync.WaitGroup
	tail  map[int]chan struct{} // closed when a person's last request is answered
	posts []*post
	forms map[Person]*chat.Form
	ids   int
}

type post struct {
	id      chat.MessageID
	place   chat.Place
	only    int // the person who sees it, or -1
	message *chat.Message
}

func newLoop(tb testing.TB, fault string) *loop {
	return &loop{fault: fault, tb: tb, ready: make(chan struct{}), tail: map[int]chan struct{}{}, forms: map[Person]*chat.Form{}}
}

func (l *loop) Adapter() chat.Adapter { return l }
func (l *loop) Can() Abilities {
	return Abilities{Groups: true, Words: true, Ephemeral: true, Edits: true, Styles: true, Downloads: true}
}
func (l *loop) Nowhere() chat.Place { return "loop:nowhere" }

func (l *loop) Serve(ctx context.Context, h chat.Handler) error {
	l.mu.Lock()
	l.ctx, l.h = context.WithoutCancel(ctx), h
	l.mu.Unlock()
	close(l.ready)
	<-ctx.Done()
	if l.fault != "leaves handlers" {
		l.busy.Wait()
	}
	if l.fault == "ends with an error" {
		return ctx.Err()
	}
	return nil
}

func (l *loop) Send(ctx context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	if err := ctx.Err(); err != nil && l.fault != "sends though cancelled" {
		return "", err
	}
	if to == l.Nowhere() {
		return "", &chat.SendError{Gone: l.fault != "nobody is not gone", Err: errors.New("nobody is there")}
	}
	if l.fault == "direct goes to the group" {
		to = "loop:group"
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.post(to, -1, m), nil
}

func (l *loop) post(to chat.Place, only int, m *chat.Message) chat.MessageID {
	l.ids++
	id := chat.MessageID(fmt.Sprint(l.ids))
	l.posts = append(l.posts, &post{id, to, only, m})
	return id
}

func (l *loop) Edit(_ context.Context, place chat.Place, id chat.MessageID, m *chat.Message) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fault == "edit sends" {
		l.post(place, -1, m)
		return nil
	}
	for _, p := range l.posts {
		if p.id == id {
			p.message = m
			return nil
		}
	}
	return &chat.SendError{Gone: true, Err: errors.New("no such message")}
}

func where(who Person) chat.Place {
	if who.Group {
		return "loop:group"
	}
	return chat.Place(fmt.Sprint("loop:", who.N))
}

// do has the handler answer r after all that who did before.
func (l *loop) do(who Person, r chat.Request) {
	<-l.ready
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ids++
	r.ID, r.Time, r.Where, r.Group = fmt.Sprint(l.ids), time.Now(), where(who), who.Group
	if l.fault == "one id for all" {
		r.ID = "1"
	}
	r.From = chat.User{ID: chat.UserID(fmt.Sprint("loop:", who.N)), Name: "P", Direct: where(Person{N: who.N})}
	lane := who.N
	if l.fault == "one after another" {
		lane = 0
	}
	before, after := l.tail[lane], make(chan struct{})
	l.tail[lane] = after
	l.busy.Go(func() {
		defer close(after)
		if before != nil && l.fault != "out of order" {
			<-before
		}
		l.answer(who, &r, l.h.Handle(l.ctx, &r))
	})
}

func (l *loop) answer(who Person, r *chat.Request, reply chat.Reply) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch m := reply.(type) {
	case *chat.Form:
		if m != nil {
			l.forms[who] = m
		}
	case *chat.Message:
		switch {
		case m == nil:
			return
		case m.Replace && l.fault != "replace sends":
			for _, p := range l.posts {
				if p.id == r.Message {
					p.message = m
				}
			}
			return
		}
		only := -1
		if m.Private && l.fault != "private is not" {
			only = who.N
		}
		to := r.Where
		if m.Urgent && l.fault == "urgent goes elsewhere" {
			to = r.From.Direct
		}
		l.post(to, only, m)
		if m.File != nil && l.fault == "a private file is for all" {
			l.post(to, -1, &chat.Message{File: m.File})
		}
	}
}

func (l *loop) Type(who Person, c Typed) {
	r := chat.Request{Command: c.Command}
	for i, a := range c.Args {
		if l.fault == "arguments are lost" && i == 1 {
			continue
		}
		r.Rest = strings.TrimSpace(r.Rest + " " + a.Value)
	}
	l.do(who, r)
}

func (l *loop) Write(who Person, text string) {
	if l.fault == "words become a command" {
		l.do(who, chat.Request{Command: text})
		return
	}
	l.do(who, chat.Request{Text: text})
}

func (l *loop) Press(who Person, on Shown, label string) {
	p := on.Ref.(*post)
	if p.message.Owner != "" && p.message.Owner.Platform()+fmt.Sprint(":", who.N) != string(p.message.Owner) && l.fault != "owner is ignored" {
		return
	}
	for _, c := range p.message.Controls {
		switch c := c.(type) {
		case chat.Buttons:
			for _, b := range c {
				if b.Label == label {
					l.do(who, chat.Request{Command: b.Action.Command, Rest: b.Action.Arg, Message: p.id})
				}
			}
		case *chat.Select:
			for _, o := range c.Options {
				if o.Label == label && l.fault != "options do nothing" {
					l.do(who, chat.Request{Command: c.Action.Command, Rest: c.Action.Arg + " " + o.Value, Message: p.id})
				}
			}
		}
	}
}

func (l *loop) Fill(who Person, answers []Answer) {
	var f *chat.Form
	s := stage{t: l.tb.(*testing.T)}
	s.wait("a form", func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		f = l.forms[who]
		delete(l.forms, who)
		return f != nil
	})
	r := chat.Request{Command: f.Action.Command, Rest: f.Action.Arg, Args: map[string]string{}}
	for _, a := range answers {
		r.Args[a.Name] = a.Value
	}
	if l.fault == "a field is lost" {
		delete(r.Args, "zone")
	}
	l.do(who, r)
}

func (l *loop) Sees(who Person) []Shown {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []Shown
	for _, p := range l.posts {
		if p.place == where(who) && (p.only < 0 || p.only == who.N) {
			all = append(all, l.shown(p))
		}
	}
	return all
}

func (l *loop) shown(p *post) Shown {
	text := p.message.Text.String()
	for _, s := range p.message.Sections {
		text += "\n" + s.Title + "\n" + s.Body.String()
	}
	s := Shown{Text: text, File: p.message.File, Ref: p}
	switch l.fault {
	case "a file is changed":
		if s.File != nil {
			s.File = &chat.Document{Name: s.File.Name, Data: bytes.TrimSpace(s.File.Data)}
		}
	case "asterisks are markup":
		s.Text = strings.ReplaceAll(s.Text, "*", "")
	case "everyone is called":
		if strings.Contains(s.Text, "@everyone") {
			s.Marked = []string{"@everyone"}
		}
	case "long text is cut":
		s.Text = s.Text[:min(len(s.Text), 4096)]
	case "captions are cut":
		if len(p.message.Images) > 0 {
			s.Text = s.Text[:min(len(s.Text), 1024)]
		}
	}
	if l.fault != "footer is lost" {
		s.Text += "\n" + p.message.Footer.String()
	}
	for _, c := range p.message.Controls {
		switch c := c.(type) {
		case chat.Buttons:
			for _, b := range c {
				s.Labels = append(s.Labels, b.Label)
			}
		case *chat.Select:
			for _, o := range c.Options {
				s.Labels = append(s.Labels, o.Label)
			}
		}
	}
	return s
}
