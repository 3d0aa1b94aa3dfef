package telegramtest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// A queue holds the updates that the bot has not confirmed.
type queue struct {
	next    int64
	waiting []queued
	kinds   []string      // that the bot wanted last
	wanted  int           // how many of those that wait are known to be of these kinds
	news    chan struct{} // closed when an update is added
	poller  chan struct{} // closed when another poller, or the end, ends the one that waits
}

type queued struct {
	id   int64
	kind string
	raw  json.RawMessage
}

// add appends an update and returns its id.
func (q *queue) add(kind string, v any) int64 {
	id := q.next
	q.next++
	what, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	q.put(queued{id, kind, fmt.Appendf(nil, `{"update_id":%d,%q:%s}`, id, kind, what)}) // the id first, as Telegram writes it
	return id
}

func (q *queue) put(u queued) {
	q.waiting = append(q.waiting, u)
	if q.news != nil {
		close(q.news)
		q.news = nil
	}
}

// drop ends the poll that waits.
func (q *queue) drop() {
	if q.poller != nil {
		close(q.poller)
		q.poller = nil
	}
}

// confirm forgets the updates before offset. A negative offset keeps only so many of the last. One that is
// far beyond the last update, as after updates were numbered anew, means the first that waits.
func (q *queue) confirm(offset int64) {
	if offset > q.next+10 {
		return
	}
	if offset < 0 {
		q.forget(max(0, len(q.waiting)+int(offset)))
		return
	}
	for len(q.waiting) > 0 && q.waiting[0].id < offset {
		q.forget(1)
	}
}

// getUpdates answers as Telegram does: what is before the offset is confirmed and never comes again,
// the rest comes at every call, and a second poller ends the first.
func (s *Server) getUpdates(ctx context.Context, req *request) (any, *refusal) {
	var allowed []string
	if refused := req.decode("allowed_updates", &allowed); refused != nil {
		return nil, refused
	}
	limit := 100
	if n := req.int("limit"); n >= 1 && n <= 100 {
		limit = int(n)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.webhook != "" {
		return nil, &refusal{code: 409, text: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	s.queue.drop()
	mine := make(chan struct{})
	s.queue.poller = mine
	deadline := time.After(time.Duration(req.int("timeout")) * time.Second)
	for {
		s.queue.confirm(req.int("offset"))
		s.queue.only(allowed)
		if len(s.queue.waiting) > 0 {
			return s.queue.first(limit), nil
		}
		if req.int("timeout") == 0 {
			return s.queue.first(0), nil
		}
		if s.queue.news == nil {
			s.queue.news = make(chan struct{})
		}
		news := s.queue.news
		s.mu.Unlock()
		done, refused := wait(ctx, news, mine, deadline)
		s.mu.Lock()
		if done {
			return s.queue.first(0), refused
		}
	}
}

// wait returns when there is news, or done with what ends the poll.
func wait(ctx context.Context, news, replaced <-chan struct{}, deadline <-chan time.Time) (done bool, refused *refusal) {
	select {
	case <-news:
		return false, nil
	case <-deadline:
		return true, nil
	case <-ctx.Done():
		return true, nil
	case <-replaced:
		return true, &refusal{code: 409, text: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
	}
}

// only drops updates of kinds that the bot does not want.
func (q *queue) only(kinds []string) {
	if len(kinds) == 0 {
		return
	}
	if !slices.Equal(kinds, q.kinds) {
		q.kinds, q.wanted = kinds, 0
	}
	kept := q.waiting[:q.wanted]
	for _, u := range q.waiting[q.wanted:] {
		if u.kind == "" || slices.Contains(kinds, u.kind) {
			kept = append(kept, u)
		}
	}
	q.waiting, q.wanted = kept, len(kept)
}

// forget drops the first n updates.
func (q *queue) forget(n int) {
	q.waiting, q.wanted = q.waiting[n:], max(0, q.wanted-n)
}

func (q *queue) first(n int) written {
	list := []byte("[")
	for i, u := range q.waiting[:min(n, len(q.waiting))] {
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, u.raw...)
	}
	return append(list, ']')
}

// Raw queues an update as it is: body is what follows "update_id":N, as in `"message":{…}`. It serves for
// updates that Telegram of some other year would send. It returns the update's id.
func (s *Server) Raw(body string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.queue.next
	s.queue.next++
	raw, _ := json.Marshal(id)
	s.queue.put(queued{id: id, raw: json.RawMessage(`{"update_id":` + string(raw) + `,` + body + `}`)})
	return id
}

// Renumber makes the next update's id another one, as Telegram does after a week of silence.
func (s *Server) Renumber(next int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.next = next
}

// Unconfirmed returns how many updates the bot has not confirmed.
func (s *Server) Unconfirmed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue.waiting)
}
