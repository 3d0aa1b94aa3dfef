package chattest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"spotter/internal/chat"
)

// meet has ann type something and returns her request, for its places.
func (s *stage) meet(p Person) *chat.Request {
	s.t.Helper()
	n := len(s.heard())
	s.Type(p, say(fmt.Sprint("hello", n)))
	s.see(p, fmt.Sprint("heard say hello", n))
	return s.hear(n + 1)
}

func checkSendEdit(s *stage) {
	ctx, r := s.t.Context(), s.meet(ann)
	id, err := s.Adapter().Send(ctx, r.Where, menu())
	if err != nil || id == "" {
		s.t.Fatalf("Send = %q, %v", id, err)
	}
	s.Press(ann, s.see(ann, "please choose"), "First")
	if pressed := s.hear(2); pressed.Message != id || asTyped(pressed) != "pick one" {
		s.t.Errorf("the press arrived as %q of message %q, want pick one of %q", asTyped(pressed), pressed.Message, id)
	}
	s.see(ann, "heard pick one")
	edited := &chat.Message{Text: chat.Plain("chosen already")}
	for range 2 { // that it already shows so is success
		if err := s.Adapter().Edit(ctx, r.Where, id, edited); err != nil {
			s.t.Fatalf("Edit = %v", err)
		}
	}
	shown := s.see(ann, "chosen already")
	if s.Can().Edits {
		if _, still := s.find(ann, "please choose"); still || len(shown.Labels) > 0 {
			s.t.Errorf("the edited message still shows what it did: %+v", shown)
		}
	}
}

func checkDirect(s *stage) {
	s.meet(ann) // in some places nobody can be written to who has not written first
	r := s.meet(ann.group())
	if _, err := s.Adapter().Send(s.t.Context(), r.From.Direct, &chat.Message{Text: chat.Plain("between us")}); err != nil {
		s.t.Fatalf("Send = %v", err)
	}
	s.see(ann, "between us")
	if _, leaked := s.find(bob.group(), "between us"); leaked {
		s.t.Error("a direct message shows in the group")
	}
	if _, err := s.Adapter().Send(s.t.Context(), r.Where, &chat.Message{Text: chat.Plain("to you all")}); err != nil {
		s.t.Fatalf("Send = %v", err)
	}
	s.see(bob.group(), "to you all")
}

func checkGone(s *stage) {
	s.meet(ann)
	_, err := s.Adapter().Send(s.t.Context(), s.Nowhere(), &chat.Message{Text: chat.Plain("anyone?")})
	var send *chat.SendError
	if !errors.As(err, &send) || !send.Gone {
		s.t.Errorf("Send to nobody = %v, want a *SendError that is Gone", err)
	}
}

func checkCancelledSend(s *stage) {
	r := s.meet(ann)
	ctx, cancel := context.WithCancel(s.t.Context())
	cancel()
	_, err := s.Adapter().Send(ctx, r.Where, &chat.Message{Text: chat.Plain("too late")})
	var send *chat.SendError
	switch {
	case err == nil:
		s.t.Error("Send with a context that is done = nil")
	case errors.As(err, &send) && send.Gone, !errors.As(err, &send) && !errors.Is(err, context.Canceled):
		s.t.Errorf("Send with a context that is done = %v", err)
	}
}

// One person's commands are answered in their order, though the first takes longest.
func checkOrder(s *stage) {
	const n = 8
	s.replies(func(r *chat.Request) chat.Reply {
		if strings.HasSuffix(asTyped(r), "number0") {
			<-time.After(50 * time.Millisecond)
		}
		return &chat.Message{Text: chat.Plain("heard " + asTyped(r) + ".")}
	})
	var want []string
	for i := range n {
		s.Type(ann, say(fmt.Sprintf("number%d", i)))
		want = append(want, fmt.Sprintf("say number%d", i))
	}
	s.hear(n)
	for _, w := range want {
		s.see(ann, "heard "+w+".")
	}
	var got []string
	for _, r := range s.heard() {
		got = append(got, asTyped(r))
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("order of arrival is %q, want %q", got, want)
	}
	all := s.everything(ann)
	at := make([]int, n)
	for i, w := range want {
		at[i] = strings.Index(all, squeeze("heard "+w+"."))
	}
	if !slices.IsSorted(at) {
		s.t.Errorf("the answers are shown in the order of %v", at)
	}
}

// Two people are answered at the same time: neither handler returns before both have begun.
func checkTogether(s *stage) {
	var came atomic.Int32
	met := make(chan struct{})
	s.replies(func(r *chat.Request) chat.Reply {
		if came.Add(1) == 2 {
			close(met)
		}
		select {
		case <-met:
			return &chat.Message{Text: chat.Plain("both were here")}
		case <-time.After(patience):
			return &chat.Message{Text: chat.Plain("nobody else came")}
		}
	})
	s.Type(ann, show)
	s.Type(bob, show)
	s.see(ann, "both were here")
	s.see(bob, "both were here")
}

// Serve waits for the handlers that it started.
func checkEnd(s *stage) {
	release := make(chan struct{})
	s.replies(func(*chat.Request) chat.Reply {
		<-release
		return &chat.Message{Text: chat.Plain("done at last")}
	})
	s.Type(ann, show)
	s.hear(1)
	s.cancel()
	select {
	case err := <-s.served:
		s.t.Errorf("Serve returned %v while a handler was running", err)
		s.served <- err
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
}
