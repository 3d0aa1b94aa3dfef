package discord

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

// refusal is how Discord refuses with a code.
func refusal(status, code int) *discordtest.Fault {
	return &discordtest.Fault{
		Status: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: fmt.Sprintf(`{"code":%d,"message":"refused"}`, code),
	}
}

// about returns a Fault that refuses what has words in it.
func about(words string, f *discordtest.Fault) func(*http.Request) *discordtest.Fault {
	return func(r *http.Request) *discordtest.Fault {
		body, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err == nil && bytes.Contains(body, []byte(words)) {
			return f
		}
		return nil
	}
}

// Who asked is told when Discord refuses the answer, alone, and why: as first answer, after a deferral and after a press.
func TestRefusedAnswers(t *testing.T) {
	t.Parallel()
	html := &discordtest.Fault{Status: 403, Header: http.Header{"Content-Type": {"text/html"}}, Body: "<html>Access denied</html>"}
	for name, row := range map[string]struct {
		fault *discordtest.Fault
		why   string
	}{
		"automod": {refusal(400, 200000), "AutoMod"}, "permissions": {refusal(403, 50013), "not allowed"},
		"access": {refusal(403, 50001), "cannot see"}, "form": {refusal(400, 50035), "did not take"}, "html": {html, "did not let it through"},
	} {
		for _, late := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", deferred ", late), func(t *testing.T) {
				t.Parallel()
				s := discordtest.New(t)
				s.Fault = about("my whole answer", row.fault)
				a, _ := newAdapter(t, s, Config{})
				var h chat.Handler = say(&chat.Message{Text: chat.Plain("my whole answer")})
				if late {
					h = slow(&a, &chat.Message{Text: chat.Plain("my whole answer")})
				}
				serve(t, s, a, h)
				asked := s.Slash(ann, gym, "sore")
				if m := s.Shown(asked, 1)[0]; !strings.Contains(m.Content, row.why) || !m.Ephemeral() {
					t.Errorf("shown %q (to all: %v), want a private word on %q", m.Content, !m.Ephemeral(), row.why)
				}
				pressed := s.Interact(ann, gym, kindComponent, card0, map[string]any{"custom_id": ".0.sore", "component_type": 2})
				if m := s.Shown(pressed, 1)[0]; !strings.Contains(m.Content, row.why) || !m.Ephemeral() {
					t.Errorf("after a press: %q (to all: %v)", m.Content, !m.Ephemeral())
				}
			})
		}
	}
}

// An emergency that a server does not let through reaches who asked directly.
func TestRefusedEmergency(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Fault = func(r *http.Request) *discordtest.Fault {
		if byCallback(r) {
			return about("call for help", refusal(400, 200000))(r)
		}
		return nil
	}
	a, _ := newAdapter(t, s, Config{})
	serve(t, s, a, say(&chat.Message{Text: chat.Plain("call for help"), Private: true, Urgent: true}))
	s.Slash(ann, gym, "sore")
	if m := s.DMs(ann.ID, 1)[0]; m.Content != "call for help" {
		t.Errorf("direct message = %q", m.Content)
	}
}

// A ban costs one call, whatever it looks like: each further one makes it longer.
func TestBan(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]*discordtest.Fault{
		"html": discordtest.Cloudflare(30), "json": discordtest.Blocked(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			a, _ := newAdapter(t, s, Config{})
			serve(t, s, a, echo)
			answersStill(t, s)
			before := s.Requests()
			s.SetFault(fault)
			s.Slash(person(0), gym, "sore")
			eventually(t, "the refusal", func() bool { return s.Requests() > before })
			<-time.After(300 * time.Millisecond) // until it is heard
			for n := range 49 {
				s.Slash(person(n), gym, "sore")
				<-time.After(20 * time.Millisecond)
			}
			if made := s.Requests() - before; made > 1 {
				t.Errorf("%d calls, want 1", made)
			}
		})
	}
}

// A message that Discord never answers holds its chat for 15 seconds, and is sent all the same once it answers.
func TestUnansweredSend(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	hang := about("heard first", &discordtest.Fault{Hang: true})
	began := time.Now()
	s.Fault = func(r *http.Request) *discordtest.Fault {
		if time.Since(began) < 17*time.Second {
			return hang(r)
		}
		return nil
	}
	a, _ := newAdapter(t, s, Config{})
	serve(t, s, a, echo)
	s.Message(ann, "first")
	s.Message(ann, "second")
	if m := s.DMs(ann.ID, 1)[0]; m.Content != "heard second" || time.Since(began) > slowed*17*time.Second {
		t.Errorf("after %v came %q", time.Since(began), m.Content)
	}
	if m := s.DMs(ann.ID, 2)[1]; m.Content != "heard first" {
		t.Errorf("then came %q", m.Content)
	}
}
