package telegramtest

import (
	"time"
)

// patience is how long a test waits for something that must happen.
const patience = 10 * time.Second

// Until waits until something is so, and fails the test if that takes too long. What it waits for is
// asked again whenever the bot did something; it may read the server's and messages' fields.
func (s *Server) Until(what string, so func() bool) {
	s.tb.Helper()
	deadline := time.After(patience)
	for {
		s.mu.Lock()
		ok, news := so(), s.news
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-news:
		case <-deadline:
			s.tb.Fatalf("%s: did not happen; shown so far: %q", what, s.texts())
		}
	}
}

func (s *Server) texts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, m := range s.shown[max(0, len(s.shown)-20):] {
		all = append(all, m.Words())
	}
	return all
}

// Shown returns copies of what the bot has sent so far, as it looks now, in order.
func (s *Server) Shown() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Message, 0, len(s.shown))
	for _, m := range s.shown {
		all = append(all, *m)
	}
	return all
}

// Shown returns copies of what the bot has sent to a chat so far, as it looks now, in order.
func (c *Chat) Shown() []Message {
	var some []Message
	for _, m := range c.server.Shown() {
		if m.Chat == c {
			some = append(some, m)
		}
	}
	return some
}

// Await waits until the bot has sent n messages to the chat, and returns the last of them.
func (c *Chat) Await(n int) *Message {
	c.server.tb.Helper()
	var nth *Message
	c.server.Until("a message of the bot", func() bool {
		nth = nil
		count := 0
		for _, m := range c.server.shown {
			if m.Chat == c {
				if count++; count == n {
					nth = m
				}
			}
		}
		return nth != nil
	})
	return nth
}

// AwaitEdit waits until a message was edited n times.
func (m *Message) AwaitEdit(n int) {
	m.Chat.server.tb.Helper()
	m.Chat.server.Until("an edit", func() bool { return m.Edits >= n })
}
