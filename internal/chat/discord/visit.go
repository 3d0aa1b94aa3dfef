package discord

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"spotter/internal/chat"
)

// A visit is one thing that somebody did, on its way to an answer. What waits, and what is too much, is
// looked at for emergencies meanwhile; those go first.
type visit struct {
	place, person string // a crowd's
	ticket        *ticket
	taken         atomic.Bool

	words  func() string     // all that was written
	handle func(urgent bool) // and answer; called once, and then ticket.leave
	refuse func()            // say that it is too much
}

// take reports whether the caller is the first to handle v.
func (v *visit) take() bool { return v.taken.CompareAndSwap(false, true) }

// receive lets v in, or refuses it, and reports which. It never blocks.
func (ev *events) receive(v *visit) bool {
	q := ev.a.queues
	v.ticket = ev.a.crowd.enter(v.place, v.person)
	if v.ticket == nil {
		ev.push(q.scanning, v.person, func() { ev.beyond(v) })
		return false
	}
	before, ok := ev.push(q.reading, v.person, func() {
		if v.take() {
			v.handle(false)
		}
	})
	switch {
	case !ok:
		v.ticket.leave()
	case before > 0:
		ev.push(q.scanning, v.person, func() {
			if !v.taken.Load() && ev.isUrgent(v.words()) && v.take() {
				ev.hurry(v)
			}
		})
	}
	return ok
}

// beyond looks at what is too much: only an emergency is handled.
func (ev *events) beyond(v *visit) {
	if ev.isUrgent(v.words()) {
		ev.hurry(v)
		return
	}
	v.refuse()
}

// hurry handles v now, beside whatever else its person waits for.
func (ev *events) hurry(v *visit) {
	ev.push(ev.a.queues.urgent, ev.unique(), func() { v.handle(true) })
}

// isUrgent reports whether words cannot wait.
func (ev *events) isUrgent(words string) bool {
	g, ok := ev.h.(chat.Guard)
	return ok && words != "" && g.Urgent(ev.ctx, words) != nil
}

// said returns all that a person wrote in a request.
func said(r *chat.Request) string {
	all := []string{r.Text, r.Rest}
	for _, name := range slices.Sorted(maps.Keys(r.Args)) {
		all = append(all, r.Args[name])
	}
	return strings.TrimSpace(strings.Join(all, "\n"))
}
