package telegram

import (
	"context"
	"strings"
	"sync"
	"time"

	"spotter/internal/chat/telegram/botapi"
)

// albumTime is how long the parts of an album are awaited after the first: they come within one or two polls.
const albumTime = 700 * time.Millisecond

// Pictures and videos that are sent together come as a message each, any of them with words. The first part answers
// for all of them, once it has waited for the others.
type albums struct {
	mu   sync.Mutex
	open map[albumKey]*task // of which the parts are awaited; kept for a while after, for those that come late
}

type albumKey struct {
	seat
	album string
}

// mostAlbums is how many albums are remembered, open and lately closed.
const mostAlbums = 200

// join adds t to the album that it is a part of, and reports whether another task answers for it, or, late, has
// answered. A late part with words is answered by itself.
func (a *albums) join(t *task) (joined, late bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := albumKey{t.seat, t.Message.Album}
	first := a.open[key]
	switch {
	case first == nil:
		if a.open == nil || len(a.open) >= mostAlbums {
			a.open = map[albumKey]*task{}
		}
		a.open[key] = t
		t.until = time.Now().Add(albumTime)
		return false, false
	case first.gathered:
		return false, t.said.command == "" && t.said.text == ""
	}
	first.parts = append(first.parts, t)
	return true, false
}

// takePart takes t if it is a part of an album that another task answers for, or an emergency, which waits for no other
// part. It reports whether it did.
func (s *session) takePart(t *task) bool {
	if t.Message == nil || t.Message.Album == "" {
		return false
	}
	if m := s.emergency(s.work, t); m != nil {
		t.begun.Store(true)
		s.lanes.Hurry(func() { s.do(t, func(ctx context.Context) { s.rescue(ctx, t, m) }) })
		return true
	}
	joined, late := s.albums.join(t)
	if late {
		s.inbox.Done(t.ID)
	}
	return joined || late
}

// gather waits for the other parts of t's album, and takes what they say and show into t.
func (s *session) gather(ctx context.Context, t *task) {
	if t.until.IsZero() || botapi.Pause(ctx, time.Until(t.until)) != nil {
		return
	}
	s.albums.mu.Lock()
	defer s.albums.mu.Unlock()
	t.gathered = true
	for _, part := range t.parts {
		switch {
		case t.said.command != "":
			t.said.rest = strings.TrimSpace(t.said.rest + "\n" + part.said.text)
		case part.said.command != "":
			part.said.rest = strings.TrimSpace(part.said.rest + "\n" + t.said.text)
			t.said = part.said
		default:
			t.said.text = strings.TrimSpace(t.said.text + "\n" + part.said.text)
		}
		t.Message.more = append(t.Message.more, part.Message.media()...)
	}
}
