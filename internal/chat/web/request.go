package web

import (
	"fmt"
	"strings"

	"spotter/internal/chat"
)

// An Event is one thing that the person did on the page. It is untrusted.
type Event struct {
	Kind    Kind
	Text    string            // what was written, or the label of what was pressed
	Action  string            // of the control or the form, as its element has it
	Message chat.MessageID    // whose control it was
	Fields  map[string]string // of the form, by name
	Locale  string            // IETF tag; empty if unknown
}

// A Kind says what was done.
type Kind string

// The kinds. An event of another is dropped.
const (
	Wrote     Kind = "wrote"
	Pressed   Kind = "pressed" // a button, or an option of a select
	Submitted Kind = "submitted"
)

// person is who sits at the page.
const person chat.UserID = "web:you"

// request makes a request of an event, or returns nil if nothing was said by it.
func (a *Adapter) request(e Event) *chat.Request {
	r := &chat.Request{
		From:  chat.User{ID: person, Name: "you", Locale: e.Locale, Manager: true, Direct: Here},
		Where: Here,
		Home:  Here, Inside: true,
		Time: a.Now(),
	}
	text := strings.TrimSpace(e.Text)
	name, isCommand := strings.CutPrefix(text, "/")
	switch {
	case e.Kind == Pressed && e.Action != "":
		r.Command, r.Rest, _ = strings.Cut(e.Action, " ")
		r.Message = e.Message
	case e.Kind == Submitted && e.Action != "":
		r.Command, r.Rest, _ = strings.Cut(e.Action, " ")
		r.Message, r.Args = e.Message, e.Fields
	case e.Kind != Wrote || text == "":
		return nil
	case isCommand && name != "" && name[0] != '/' && name[0] != ' ':
		word, rest, _ := strings.Cut(name, " ")
		r.Command, r.Rest = strings.ToLower(word), strings.TrimSpace(rest)
	default:
		r.Text = text
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.events++
	r.ID = fmt.Sprintf("web:%s-%d", a.run, a.events)
	return r
}
