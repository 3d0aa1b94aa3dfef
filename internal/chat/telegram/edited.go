package telegram

import (
	"context"
	"hash/fnv"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
)

const (
	// editTime is how long after it was sent an edited message is taken as asked anew.
	editTime = 2 * time.Minute
	// againTime is how long a button that is pressed again does not post the same again.
	againTime = 20 * time.Second
	// mostShown is how many answers are remembered, past it the oldest half are forgotten.
	mostShown = 4000
)

// A spot is where a message stands.
type spot struct{ chat, message int64 }

// shown is what was heard in a message, and how it was answered.
type shown struct {
	words uint64 // of the message, as printed
	at    address
	sent  sent // the answer, zero while there is none
	asks  bool // it asks something: what is edited then is not asked anew
	until time.Time
}

// answers remember for a short while how messages were answered. Of words only a print is kept, in memory.
type answers struct {
	mu      sync.Mutex
	by      map[spot]*shown
	pressed map[postedBy]time.Time
}

// postedBy is a button under a message, and what it posted.
type postedBy struct {
	spot
	posted uint64
}

func print(words string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(words))
	return h.Sum64()
}

// heard notes what a message says.
func (a *answers) heard(m *message) {
	words, _ := m.words()
	if words == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if a.by == nil {
		a.by = map[spot]*shown{}
	}
	if len(a.by) >= mostShown {
		for at, s := range a.by {
			if now.After(s.until) || len(a.by) > mostShown/2 {
				delete(a.by, at)
			}
		}
	}
	at := spot{m.Chat.ID, m.ID}
	known := a.by[at]
	if known == nil {
		known = &shown{}
		a.by[at] = known
	}
	known.words, known.until = print(words), now.Add(editTime+time.Minute)
}

// of returns what is known of a message, false if nothing is.
func (a *answers) of(chat, message int64) (shown, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.by[spot{chat, message}]
	if s == nil || time.Now().After(s.until) {
		return shown{}, false
	}
	return *s, true
}

// answered notes where the answer to a message is.
func (a *answers) answered(q question, at address, sent sent, m *chat.Message) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if s := a.by[spot{q.at.chat, q.message}]; s != nil && q.message != 0 {
		s.at, s.sent, s.asks = at, sent, m.Ask
	}
}

// again reports whether a press posts what the same button has just posted, by whomever it was pressed.
func (a *answers) again(q question, m *chat.Message) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	key := postedBy{spot{q.at.chat, q.press.on.ID}, print(q.request.Command + " " + q.request.Rest + "\n" + markup.LayMessage(m, false).Text)}
	if a.pressed == nil || len(a.pressed) >= mostShown {
		a.pressed = map[postedBy]time.Time{}
	}
	last, known := a.pressed[key]
	a.pressed[key] = now
	return known && now.Sub(last) < againTime
}

// editedTask returns what to do about a message that was edited: what the new words ask, if they are new, soon after the
// old ones, and no answer to a question that was asked since.
func (s *session) editedTask(t *task) *task {
	m := t.Edited
	words, _ := m.words()
	if words == "" || m.EditDate-m.Date > int64(editTime/time.Second) {
		return nil
	}
	known, ok := s.answers.of(m.Chat.ID, m.ID)
	if ok && known.words == print(words) {
		return nil
	}
	t.Message, t.edited = m, true
	m.Album = "" // its other parts are answered
	if t = s.messageTask(t); t == nil || !ok || !known.asks || t.said.command != "" || s.emergency(s.work, t) != nil {
		return t
	}
	return nil
}

// editAnswer shows m in place of the answer to what the message said before, and reports whether there is one that can
// be edited. A warning is no edit: that makes no sound.
func (s *session) editAnswer(ctx context.Context, q question, m *chat.Message) (done bool, err error) {
	old, ok := s.answers.of(q.at.chat, q.message)
	if !ok || old.sent.id == 0 || m.Private && q.request.Group && old.at.group() || !m.Private && old.at.chat != q.at.chat {
		return false, nil
	}
	err = s.change(ctx, &posting{at: old.at, lane: q.lane, greedy: q.greedy}, old.sent, m)
	return botapi.Classify(err).Kind != botapi.Uneditable, err
}
