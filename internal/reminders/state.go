package reminders

import (
	"fmt"
	"time"
)

// A state is what a plan's due entry holds: what rings next, what was shown last, and the recent
// history. All that a delivery changes is here, under a key that moves with the time, so that a
// delivery rewrites two neighbouring stretches of the file and no record in between.
type state struct {
	seq  uint32     // of the plan as of the last change: an entry with another one is a left-over
	when time.Time  // the key's instant
	next Occurrence // what rings at when; its At is earlier than when after a failure, a snooze or a move
	done [2]Day     // for each slot the last day that has been dealt with
	from time.Time  // if set, next was snoozed or moved until then, and lateness counts from it

	tries   int // failed sends of next
	card    Shown
	asked   bool // the four-week question was asked
	history History

	// nonce tells next from all else that ever rings for the owner, of the same slot and day too; 0 if it was
	// scheduled by a version that had none.
	nonce uint32
}

// Shown is a card that was delivered.
type Shown struct {
	ID   string // the message, as the sender named it
	Day  Day
	Slot int
}

// version is the first byte of every stored value. It would change only if fields could no longer be
// merely added.
const version = 1

func (s *state) encode() []byte {
	w := make(writer, 0, 48+len(s.card.ID)+len(s.history.Marks))
	w = append(w, version)
	w.uint(uint64(s.seq))
	w.int(int64(s.next.Day))
	w.uint(uint64(s.next.Slot))
	w.int(secondsBetween(s.next.At, s.when))
	w.int(secondsBetween(s.from, s.when))
	for _, d := range s.done {
		w.int(int64(s.next.Day - d))
	}
	w.uint(uint64(s.tries))
	w.text(s.card.ID)
	w.int(int64(s.next.Day - s.card.Day))
	w.uint(uint64(s.card.Slot))
	w.uint(bit(s.asked))
	w.int(int64(s.next.Day - s.history.First))
	w.bytes(s.history.Marks)
	if s.nonce != 0 {
		w.uint(uint64(s.nonce))
	}
	return w
}

// decodeState reads the value of a due entry that rings at when.
func decodeState(value []byte, when time.Time) (*state, error) {
	if len(value) == 0 || value[0] != version {
		return nil, fmt.Errorf("read due entry: %w", errDamaged)
	}
	r := reader{rest: value[1:]}
	s := &state{when: when, seq: uint32(r.uint())}
	s.next.Day = Day(r.int())
	s.next.Slot = int(r.uint() & 1)
	s.next.At = secondsBefore(r.int(), when)
	s.from = secondsBefore(r.int(), when)
	for i := range s.done {
		s.done[i] = s.next.Day - Day(r.int())
	}
	s.tries = int(r.uint())
	s.card.ID = r.text()
	s.card.Day = s.next.Day - Day(r.int())
	s.card.Slot = int(r.uint() & 1)
	s.asked = r.uint() != 0
	s.history.First = s.next.Day - Day(r.int())
	s.history.Marks = append([]byte(nil), r.bytes()...)
	s.nonce = uint32(r.uint())
	if r.err != nil {
		return nil, fmt.Errorf("read due entry: %w", r.err)
	}
	return s, nil
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// secondsBetween is how many seconds t is before when, counted from 1; 0 stands for no time.
func secondsBetween(t, when time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	if d := when.Unix() - t.Unix(); d < 0 {
		return d
	} else {
		return d + 1
	}
}

func secondsBefore(n int64, when time.Time) time.Time {
	switch {
	case n == 0:
		return time.Time{}
	case n > 0:
		n--
	}
	return when.Add(-time.Duration(n) * time.Second)
}

func (p *Plan) encode() []byte {
	w := make(writer, 0, 64+len(p.Place)+len(p.Zone)+len(p.BlockedWhy))
	w = append(w, version)
	w.text(p.Place)
	w.text(p.Zone)
	for _, s := range p.Slots {
		w.uint(uint64(s.Minute)<<1 | bit(s.On))
	}
	w.uint(uint64(p.Days))
	w.time(p.PausedFrom)
	w.int(int64(p.PausedUntil))
	w.int(int64(p.Ends))
	w.uint(bit(p.Off))
	w.time(p.Blocked)
	w.text(p.BlockedWhy)
	w.time(p.Created)
	w.uint(uint64(p.seq))
	w.time(p.due)
	if p.Summary { // a plan without is written as before there were any
		w.uint(1)
	}
	return w
}

func decodePlan(owner string, value []byte) (*Plan, error) {
	if len(value) == 0 || value[0] != version {
		return nil, fmt.Errorf("read plan of %s: %w", owner, errDamaged)
	}
	r := reader{rest: value[1:]}
	p := &Plan{Owner: owner, Place: r.text(), Zone: r.text()}
	for i := range p.Slots {
		n := r.uint()
		p.Slots[i] = Slot{On: n&1 != 0, Minute: int(n>>1) % (24 * 60)}
	}
	p.Days = Weekdays(r.uint()) & Everyday
	p.PausedFrom = r.time()
	p.PausedUntil = Day(r.int())
	p.Ends = Day(r.int())
	p.Off = r.uint() != 0
	p.Blocked = r.time()
	p.BlockedWhy = r.text()
	p.Created = r.time()
	p.seq = uint32(r.uint())
	p.due = r.time()
	p.Summary = r.uint() != 0
	if r.err != nil {
		return nil, fmt.Errorf("read plan of %s: %w", owner, r.err)
	}
	return p, nil
}

func (h *History) encode() []byte {
	w := make(writer, 0, 8+len(h.Marks))
	w = append(w, version)
	w.int(int64(h.First))
	w.bytes(h.Marks)
	return w
}

func decodeHistory(value []byte) (History, error) {
	if value == nil {
		return History{}, nil
	}
	if len(value) == 0 || value[0] != version {
		return History{}, fmt.Errorf("read history: %w", errDamaged)
	}
	r := reader{rest: value[1:]}
	h := History{First: Day(r.int()), Marks: append([]byte(nil), r.bytes()...)}
	if r.err != nil {
		return History{}, fmt.Errorf("read history: %w", r.err)
	}
	return h, nil
}
