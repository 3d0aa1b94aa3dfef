package telegramtest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Load is many people who write to the bot in private, and how it keeps up. Each message is to be
// answered by one message; where the answer ends in the message's text, lost order is seen.
type Load struct {
	s      *Server
	people []*User
	mu     sync.Mutex
	asked  map[int64][]asked // by chat, in order
	next   int
	first  time.Time
}

type asked struct {
	text string
	at   time.Time
}

// Load returns so many people, all of whom have started the private chat.
func (s *Server) Load(people int) *Load {
	l := &Load{s: s, asked: map[int64][]asked{}}
	for i := range people {
		p := s.Person(fmt.Sprint("Person", i))
		p.started = true
		l.people = append(l.people, p)
	}
	return l
}

// Chats returns the chats' ids.
func (l *Load) Chats() []int64 {
	var ids []int64
	for _, p := range l.people {
		ids = append(ids, p.ID)
	}
	return ids
}

// Flood makes n messages wait at once, three of each person in a row.
func (l *Load) Flood(n int, text func(i int) string) {
	for range n {
		l.say(text)
	}
}

// Pace writes n messages, so many a second, and returns when all are written.
func (l *Load) Pace(perSecond, n int, text func(i int) string) {
	began := time.Now()
	for i := range n {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		if d := time.Until(due); d > 0 {
			time.Sleep(d)
		}
		l.say(text)
	}
}

func (l *Load) say(text func(i int) string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := l.next
	l.next++
	p := l.people[i/3%len(l.people)]
	now := time.Now()
	if i == 0 {
		l.first = now
	}
	words := text(i)
	l.asked[p.ID] = append(l.asked[p.ID], asked{words, now})
	p.Say(words)
}

// A Result is how the bot kept up.
type Result struct {
	Answers   int
	Elapsed   time.Duration // from the first message to the last answer
	OrderLost int           // answers to a message that came after the answer to a later one
	P50, P99  time.Duration // from message to answer
}

// PerSecond returns how many were answered a second.
func (r Result) PerSecond() float64 { return float64(r.Answers) / r.Elapsed.Seconds() }

// Await waits until all is answered, at most so long, and returns how that went.
func (l *Load) Await(most time.Duration) Result {
	deadline := time.Now().Add(most)
	for time.Now().Before(deadline) {
		if r := l.result(); r.Answers >= l.next {
			return r
		}
		time.Sleep(20 * time.Millisecond)
	}
	return l.result()
}

func (l *Load) result() Result {
	l.mu.Lock()
	defer l.mu.Unlock()
	var r Result
	var waits []time.Duration
	answered := map[int64]int{}
	latest := map[int64]int{}
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	if len(l.s.shown) < l.next {
		return Result{Answers: len(l.s.shown), Elapsed: time.Since(l.first)}
	}
	for _, m := range l.s.shown {
		questions := l.asked[m.Chat.ID]
		n := answered[m.Chat.ID]
		if n >= len(questions) {
			continue
		}
		answered[m.Chat.ID]++
		r.Answers++
		waits = append(waits, m.At.Sub(questions[n].at))
		r.Elapsed = max(r.Elapsed, m.At.Sub(l.first))
		if which := indexOf(questions, m.Text, n); which < latest[m.Chat.ID] {
			r.OrderLost++
		} else {
			latest[m.Chat.ID] = which
		}
	}
	if len(waits) > 0 {
		slices.Sort(waits)
		r.P50, r.P99 = waits[len(waits)/2], waits[len(waits)*99/100]
	}
	return r
}

// indexOf returns which question an answer repeats, or n if it repeats none.
func indexOf(questions []asked, answer string, n int) int {
	if n < len(questions) && strings.HasSuffix(answer, questions[n].text) {
		return n
	}
	for i, q := range questions {
		if strings.HasSuffix(answer, q.text) {
			return i
		}
	}
	return n
}
