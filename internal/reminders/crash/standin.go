package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"sync"
	"time"

	"spotter/internal/reminders"
)

// A slot is one card that one person is to get.
type slot struct {
	owner string
	day   reminders.Day
	slot  int
}

// A standIn records what a child sends and which changes it confirms, and outlives it.
type standIn struct {
	listener net.Listener
	slow     time.Duration // the answer to a send
	serving  sync.WaitGroup

	mu       sync.Mutex
	talking  int       // open connections
	hungUp   sync.Cond // one fewer
	sent     map[slot]int
	keys     map[slot]string   // of what was sent, which each try must have
	named    map[string]slot   // what each key was sent for
	fault    error             // the first wrong key
	begun    map[string]string // owner → the change that was begun and not confirmed
	plans    map[string]string // owner → "on", "off" or "erased", as confirmed
	touched  map[string]int    // for how many slots a change leaves open whether a card comes
	newcomer int               // the next new person's number
	last     time.Time         // when something was sent
}

func listen(slow time.Duration) (*standIn, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &standIn{listener: l, slow: slow, sent: map[slot]int{}, keys: map[slot]string{}, named: map[string]slot{}, begun: map[string]string{}, plans: map[string]string{}, touched: map[string]int{}}
	s.hungUp.L = &s.mu
	s.serving.Go(s.accept)
	return s, nil
}

func (s *standIn) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return // closed
		}
		s.talk(1)
		s.serving.Go(func() { s.serve(conn); s.talk(-1) })
	}
}

func (s *standIn) talk(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.talking += n
	s.hungUp.Broadcast()
}

// quiet waits until no connection is open: then all that a killed child had said is noted.
func (s *standIn) quiet() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.talking > 0 {
		s.hungUp.Wait()
	}
}

// serve answers one connection until it breaks, as it does when the child is killed.
func (s *standIn) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewScanner(conn)
	for in.Scan() {
		var e event
		if err := json.Unmarshal(in.Bytes(), &e); err != nil {
			return // cut off in the middle
		}
		s.note(e)
		if e.Kind == "send" {
			time.Sleep(s.slow) // the effect is there, the answer on its way
		}
		if _, err := fmt.Fprintln(conn, "ok"); err != nil {
			return
		}
	}
}

func (s *standIn) note(e event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e.Kind {
	case "send":
		s.noteKey(slot{e.Owner, e.Day, e.Slot}, e.Key)
		s.sent[slot{e.Owner, e.Day, e.Slot}]++
		s.last = time.Now()
	case "begin":
		s.begun[e.Owner] = e.Op
		s.touched[e.Owner] = max(s.touched[e.Owner], 1)
		if e.Op == "done" { // perhaps of the slot that follows
			s.touched[e.Owner] = 2
		}
		if e.Op == "on" {
			s.newcomer++
		}
	case "end":
		delete(s.begun, e.Owner)
		s.confirm(e.Owner, e.Op)
	}
}

// noteKey sees that each try of a card has the same key, and no other card has it.
func (s *standIn) noteKey(card slot, key string) {
	if s.sent[card] == 0 {
		s.keys[card] = key
	}
	other, used := s.named[key]
	s.named[key] = card
	switch {
	case s.fault != nil:
	case s.keys[card] != key:
		s.fault = fmt.Errorf("%v is sent as %q and as %q", card, s.keys[card], key)
	case used && other != card:
		s.fault = fmt.Errorf("%v and %v are sent as %q", card, other, key)
	}
}

// confirm notes what a change has made of a plan.
func (s *standIn) confirm(owner, op string) {
	switch {
	case op == "on", op == "again":
		s.plans[owner] = "on"
	case op == "erase":
		s.plans[owner] = "erased"
	case op == "off" && s.plans[owner] == "on":
		s.plans[owner] = "off"
	}
}

func (s *standIn) close() error {
	err := s.listener.Close()
	s.serving.Wait()
	return err
}
