// Package dialog asks a chat.Form one question at a time, for platforms that have no forms.
//
// Dialogs is a chat.Handler around another one. What the inner handler replies passes through,
// except that a form becomes a conversation: each field is a message of its own, and what the
// person writes or presses next is the answer. When all are there, the inner handler gets them as
// one Request, just as from a platform with forms.
//
// Rendering a question and judging an answer live in question.go, and what is open in open.go.
// Nothing is stored: a restart loses the dialogs that were open.
package dialog

import (
	"context"
	"strings"
	"time"

	"spotter/internal/chat"
)

// Limit is how long a person may take for one answer.
const Limit = 10 * time.Minute

// Command is the command of the controls in a question. Only Dialogs gives it a meaning.
const Command = "dialog"

// Dialogs asks the forms of an inner handler one question at a time. It is safe for concurrent use.
type Dialogs struct {
	inner chat.Handler
	now   func() time.Time
	open  *table
}

// New returns a handler whose replies are *chat.Message or nil, never a form. It passes on to h
// what a chat.Completer and a chat.Observer are told, if h is one.
func New(h chat.Handler, now func() time.Time) *Dialogs {
	return &Dialogs{inner: h, now: now, open: newTable(now())}
}

// Handle answers r: with the next question if r answers one, else with what the inner handler
// replies. A command other than /cancel leaves an open dialog and runs, and so does an answer that
// the inner handler, as a chat.Guard, finds urgent, if it is wrong or more questions would follow. Text that comes too late
// is said to be late, and passed on as free text if it may be more than an answer.
func (d *Dialogs) Handle(ctx context.Context, r *chat.Request) chat.Reply {
	who := person{r.From.ID, r.Where}
	switch {
	case strings.EqualFold(r.Command, "cancel"):
		return d.cancel(who)
	case r.Command == Command:
		return d.press(ctx, who, r)
	case r.Command != "":
		d.open.drop(who)
		return d.ask(ctx, r)
	case strings.TrimSpace(r.Text) == "": // a picture alone, say, answers nothing
		return d.ask(ctx, r)
	}
	return d.write(ctx, who, r)
}

func (d *Dialogs) cancel(who person) *chat.Message {
	state := d.open.state(who, d.now())
	d.open.drop(who)
	if state != live {
		return say("Nothing is being asked, so there is nothing to cancel.")
	}
	return say("Cancelled. Nothing was changed.")
}

// press takes "<token> <choice>", "<token> skip", "<token> keep" or "<token> cancel", as the buttons of a question have it.
func (d *Dialogs) press(ctx context.Context, who person, r *chat.Request) chat.Reply {
	token, pressed, _ := strings.Cut(strings.TrimSpace(r.Rest), " ")
	if pressed == stop && d.open.asks(who, token, d.now()) {
		m := d.cancel(who)
		m.Replace = true
		return m
	}
	return d.advance(ctx, who, r, func(q question) verdict {
		if token != q.token {
			return refuse("That question is answered already. This one is open:")
		}
		return q.pressed(pressed)
	})
}

func (d *Dialogs) write(ctx context.Context, who person, r *chat.Request) chat.Reply {
	if d.open.state(who, d.now()) == late {
		d.open.drop(who)
		return d.late(ctx, r)
	}
	if d.open.asksMore(who, d.now()) { // the inner handler would hear of it only after the other questions
		if d.urgent(ctx, r) {
			d.open.drop(who)
			return d.ask(ctx, r)
		}
	}
	refused := false
	reply := d.advance(ctx, who, r, func(q question) verdict {
		v := q.typed(r.Text)
		refused = v.fault != ""
		return v
	})
	if refused && d.urgent(ctx, r) {
		d.open.drop(who)
		return d.ask(ctx, r)
	}
	return reply
}

// urgent reports whether the inner handler, as a chat.Guard, has something to say at once to what was written. It is
// then asked, so that it knows from then on.
func (d *Dialogs) urgent(ctx context.Context, r *chat.Request) bool {
	g, ok := d.inner.(chat.Guard)
	return ok && g.Urgent(ctx, r.Text) != nil
}

// late answers text for which a question had waited too long.
func (d *Dialogs) late(ctx context.Context, r *chat.Request) chat.Reply {
	if len(strings.Fields(r.Text)) < 2 {
		return say("That question closed after ten minutes, so nothing was changed. Please start again.")
	}
	const notice = "That question closed after ten minutes, so I took this as a new message."
	m, ok := d.ask(ctx, r).(*chat.Message)
	if !ok || m == nil {
		return say(notice)
	}
	told := *m
	told.Text = chat.Join(chat.Plain(notice+"\n\n"), m.Text)
	return &told
}

// advance judges an answer, and asks again, asks the next question or submits the form.
func (d *Dialogs) advance(ctx context.Context, who person, r *chat.Request, judge func(question) verdict) chat.Reply {
	next, done := d.open.answer(who, d.now(), judge)
	switch {
	case next != nil:
		return next
	case done == nil && r.Command != Command:
		return d.ask(ctx, r)
	case done == nil:
		m := say("That question is closed. Nothing was changed.")
		m.Private = true
		return m
	}
	return d.ask(ctx, done.submitted(r))
}

// ask gives r to the inner handler and turns a form that comes back into its first question.
func (d *Dialogs) ask(ctx context.Context, r *chat.Request) chat.Reply {
	switch reply := d.inner.Handle(ctx, r).(type) {
	case *chat.Message:
		if reply != nil {
			return reply
		}
	case *chat.Form:
		if reply != nil {
			return d.begin(r, reply)
		}
	}
	return nil
}

func (d *Dialogs) begin(r *chat.Request, f *chat.Form) chat.Reply {
	if len(f.Fields) == 0 { // nothing to ask: say what there is to say
		return &chat.Message{Text: heading(f)}
	}
	return d.open.begin(person{r.From.ID, r.Where}, d.now(), newDialog(r, f))
}

// Complete suggests what the inner handler suggests, if it is a chat.Completer.
func (d *Dialogs) Complete(ctx context.Context, r *chat.Request, option, typed string) []chat.Choice {
	if c, ok := d.inner.(chat.Completer); ok {
		return c.Complete(ctx, r, option, typed)
	}
	return nil
}

// Reachable passes on to the inner handler, if it is a chat.Observer.
func (d *Dialogs) Reachable(ctx context.Context, u chat.User, reachable bool) {
	if o, ok := d.inner.(chat.Observer); ok {
		o.Reachable(ctx, u, reachable)
	}
}

// Left passes on to the inner handler, if it is a chat.Observer.
func (d *Dialogs) Left(ctx context.Context, place chat.Place) {
	if o, ok := d.inner.(chat.Observer); ok {
		o.Left(ctx, place)
	}
}

// Moved takes open dialogs along, and passes on to the inner handler, if it is a chat.Observer.
func (d *Dialogs) Moved(ctx context.Context, from, to chat.Place) {
	d.open.move(from, to)
	if o, ok := d.inner.(chat.Observer); ok {
		o.Moved(ctx, from, to)
	}
}

// Deleted passes on to the inner handler, if it is a chat.Observer.
func (d *Dialogs) Deleted(ctx context.Context, place chat.Place, id chat.MessageID) {
	if o, ok := d.inner.(chat.Observer); ok {
		o.Deleted(ctx, place, id)
	}
}

func say(s string) *chat.Message { return &chat.Message{Text: chat.Plain(s)} }
