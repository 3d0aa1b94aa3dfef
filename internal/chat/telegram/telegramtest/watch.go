package telegramtest

import (
	"time"
)

// patience is how long a test waits for something that must happen.
const patience = 10 * time.Second

// Until waits until something is so, and fails the test if that takes too long.
func (s *Server) Until(what string, so func() bool) {
	s.tb.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(10 * time.Millisecond) // for what the server does not see
	defer again.Stop()
	for {
		s.mu.Lock()
		news := s.news
		s.mu.Unlock()
		if so() {
			return
		}
		select {
		case <-news:
		case <-again.C:
		case <-deadline:
			s.tb.Fatalf("%s: did not happen; shown so far: %q", what, s.texts())
		}
	}
}

func (s *Server) texts() []string {
	var all []string
	shown := s.Shown()
	for _, m := range shown[max(0, len(shown)-20):] {
		all = append(all, m.Words())
	}
	return all
}

// Shown returns copies of what the bot has sent so far, as it looks now, in order.
func (s *Server) Shown() []*Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*Message, 0, len(s.shown))
	for _, m := range s.shown {
		all = append(all, m.seen())
	}
	return all
}

// Shown returns copies of what the bot has sent to a chat so far, as it looks now, in order.
func (c *Chat) Shown() []*Message {
	var some []*Message
	for _, m := range c.server.Shown() {
		if m.Chat == c {
			some = append(some, m)
		}
	}
	return some
}

// Await waits until the bot has sent n messages to the chat, and returns a copy of the last of them.
func (c *Chat) Await(n int) *Message {
	c.server.tb.Helper()
	var nth *Message
	c.server.Until("a message of the bot", func() bool {
		nth = c.shown(n)
		return nth != nil
	})
	return nth
}

func (c *Chat) shown(n int) *Message {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	for _, m := range c.server.shown {
		if m.Chat == c {
			if n--; n == 0 {
				return m.seen()
			}
		}
	}
	return nil
}

// seen returns a copy of m as it looks now. The server's lock is held.
func (m *Message) seen() *Message {
	copied := *m
	copied.live = m
	return &copied
}

// Look brings a copy up to date and returns it.
func (m *Message) Look() *Message {
	s := m.Chat.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.live != nil {
		*m = *m.live.seen()
	}
	return m
}

// Reaction returns the bot's reaction to a message of the chat, "" for none.
func (c *Chat) Reaction(to *Message) string {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if m := c.messages[to.ID]; m != nil {
		return m.Reaction
	}
	return ""
}

// AwaitEdit waits until the message was edited n times, and brings the copy up to date.
func (m *Message) AwaitEdit(n int) {
	s := m.Chat.server
	s.tb.Helper()
	s.Until("an edit", func() bool { return m.Look().Edits >= n })
}

// Age makes the message one of weeks ago: presses on it carry no content, and it can't be edited.
func (m *Message) Age() {
	s := m.Chat.server
	s.mu.Lock()
	defer s.mu.Unlock()
	m.live.inaccessible, m.live.fixed = true, true
}

// AwaitPoll waits until the bot polls for updates.
func (s *Server) AwaitPoll() {
	s.tb.Helper()
	s.Until("a poll", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.calls["getUpdates"] > 0
	})
}

// Write lets the person of a private chat say something.
func (s *Server) Write(chat int64, text string) {
	s.mu.Lock()
	u := s.users[chat]
	s.mu.Unlock()
	u.Say(text)
}

// Count returns how many requests for a method there were.
func (s *Server) Count(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[method]
}
