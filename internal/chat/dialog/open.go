package dialog

import (
	"strconv"
	"sync"
	"time"

	"spotter/internal/chat"
)

const (
	// maxOpen bounds memory: beyond it the dialog that was idle for longest is forgotten.
	maxOpen = 2000
	// remember is for how long after its end a dialog's late answer is recognised as one.
	remember = time.Hour
)

// A person at a place has at most one dialog.
type person struct {
	id    chat.UserID
	where chat.Place
}

// A dialog is a form that is being filled in.
type dialog struct {
	form    *chat.Form
	opened  chat.Request // whose reply the form was
	answers []string     // by field, as far as given
	token   string       // names the question that is open
	until   time.Time
}

func newDialog(r *chat.Request, f *chat.Form) *dialog {
	return &dialog{form: f, opened: chat.Request{Message: r.Message, Link: r.Link, Media: r.Media}}
}

func (d *dialog) question() question {
	n := len(d.answers)
	return question{Field: d.form.Fields[n], n: n + 1, of: len(d.form.Fields), token: d.token}
}

// submitted returns the request of the filled-in form, for which last was the last answer. What
// the form was about (a message, a video) is that of the request that opened it.
func (d *dialog) submitted(last *chat.Request) *chat.Request {
	r := *last
	r.Command, r.Rest, r.Text = d.form.Action.Command, d.form.Action.Arg, ""
	r.Message, r.Link, r.Media = d.opened.Message, d.opened.Link, d.opened.Media
	r.Args = make(map[string]string, len(d.answers))
	for i, a := range d.answers {
		r.Args[d.form.Fields[i].Name] = a
	}
	return &r
}

// The states of a person's dialog.
const (
	none state = iota
	live
	late // its time is over, and that was not long ago
)

type state int

// A table holds the open dialogs. Its methods are short and call nobody, so one mutex serves.
type table struct {
	mu   sync.Mutex
	of   map[person]*dialog
	next uint64 // token: begins with the time, so that buttons from before a restart match nothing
}

func newTable(now time.Time) *table {
	return &table{of: map[person]*dialog{}, next: uint64(now.UnixMilli())}
}

func (t *table) state(who person, now time.Time) state {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, s := t.look(who, now)
	return s
}

// asksMore reports whether more questions follow the one that is open.
func (t *table) asksMore(who person, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	d, s := t.look(who, now)
	return s == live && len(d.answers)+1 < len(d.form.Fields)
}

// asks reports whether the question of that token is open.
func (t *table) asks(who person, token string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	d, s := t.look(who, now)
	return s == live && d.token == token
}

func (t *table) look(who person, now time.Time) (*dialog, state) {
	d := t.of[who]
	switch {
	case d == nil || !now.Before(d.until.Add(remember)):
		return nil, none
	case !now.Before(d.until):
		return nil, late
	}
	return d, live
}

func (t *table) drop(who person) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, who)
}

// begin opens d in place of any other dialog of that person and returns its first question.
func (t *table) begin(who person, now time.Time, d *dialog) *chat.Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sweep(now)
	t.of[who] = d
	t.renew(d, now)
	m := d.question().message(who.id)
	m.Text = chat.Join(heading(d.form), chat.Plain("\n\n"), m.Text)
	return m
}

// answer has judge look at the open question. It returns what to ask next, or the dialog, which is
// then closed, if that was the last answer; neither if no question is open.
func (t *table) answer(who person, now time.Time, judge func(question) verdict) (*chat.Message, *dialog) {
	t.mu.Lock()
	defer t.mu.Unlock()
	d, state := t.look(who, now)
	if state != live {
		return nil, nil
	}
	v := judge(d.question())
	if v.fault != "" {
		t.renew(d, now)
		m := d.question().message(who.id)
		m.Text = chat.Join(chat.Plain(v.fault+"\n\n"), m.Text)
		return m, nil
	}
	d.answers = append(d.answers, v.answer)
	if len(d.answers) == len(d.form.Fields) {
		delete(t.of, who)
		return nil, d
	}
	t.renew(d, now)
	return d.question().message(who.id), nil
}

// renew gives the question that is now open its token and its time.
func (t *table) renew(d *dialog, now time.Time) {
	t.next++
	d.token = strconv.FormatUint(t.next, 36)
	d.until = now.Add(Limit)
}

// sweep forgets what is over, empties what is late, and makes room for one more.
func (t *table) sweep(now time.Time) {
	var idle person
	for who, d := range t.of {
		switch _, state := t.look(who, now); {
		case state == none:
			delete(t.of, who)
			continue
		case state == late:
			*d = dialog{until: d.until}
		}
		if o := t.of[idle]; o == nil || d.until.Before(o.until) {
			idle = who
		}
	}
	if len(t.of) >= maxOpen {
		delete(t.of, idle)
	}
}

func (t *table) move(from, to chat.Place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	moved := map[person]*dialog{}
	for who, d := range t.of {
		if who.where == from {
			delete(t.of, who)
			moved[person{who.id, to}] = d
		}
	}
	for who, d := range moved {
		t.of[who] = d
	}
}
