package telegram

import (
	"sync"
	"time"
)

// How many messages may wait to be answered. Of what comes beyond, only emergencies are.
const (
	mostOfOne   = 20 // of one person in a chat
	mostOfGroup = 60 // of all people in a group
	mostOfMany  = 40 // of all people in a group, for those of whom many wait
	manyOfOne   = 3  // more than these are many: then others go first
	mostAlarms  = 3  // answers to emergencies of one person in a chat: more would say the same again
)

// A seat is one person in one chat. Neither number is stored.
type seat struct{ chat, person int64 }

// room says whether there is room for one more message.
type room int

const (
	free     room = iota
	fullOne       // too many of this person wait
	fullRoom      // too many of the group wait
)

// A crowd counts who waits for answers where. It is safe for concurrent use.
type crowd struct {
	mu     sync.Mutex
	seats  map[seat]*waiting
	groups map[int64]*waiting
	alarms map[seat]time.Time // when somebody last had an emergency
}

// waiting counts the messages of a person or a group.
type waiting struct {
	taken  int  // to be answered
	unread int  // beyond those, not yet searched for emergencies
	alarms int  // answers to emergencies
	beyond bool // some of the person's messages had no room, and others have waited ever since
	told   bool // that there is no room
}

func newCrowd() *crowd {
	return &crowd{seats: map[seat]*waiting{}, groups: map[int64]*waiting{}, alarms: map[seat]time.Time{}}
}

// enter takes one more message of a person, or reports why there is no room: then it is unread until skimmed is
// called. Who has unread ones gets no room before they are read, so that the earlier are not passed by. Presses cost
// a group nothing, so they only count for who presses.
func (c *crowd) enter(at seat, press bool) room {
	c.mu.Lock()
	defer c.mu.Unlock()
	one, all := c.of(at), c.group(at, press)
	switch {
	case one.taken >= mostOfOne, all.taken >= mostOfMany && (one.beyond || one.taken >= manyOfOne):
		one.unread++
		one.beyond = true
		return fullOne
	case all.taken >= mostOfGroup:
		one.unread++
		return fullRoom
	case one.unread > 0:
		one.unread++
		return fullOne
	}
	one.taken++
	all.taken++
	return free
}

// leave notes that a message that was taken is answered.
func (c *crowd) leave(at seat, press bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.group(at, press)
	if all.taken--; all.taken < mostOfGroup/2 {
		all.told = false
	}
	if g := c.groups[at.chat]; g != nil && g.taken == 0 {
		delete(c.groups, at.chat)
	}
	c.of(at).taken--
	c.clear(at)
}

// skimmed notes that a message without room is read.
func (c *crowd) skimmed(at seat) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of(at).unread--
	c.clear(at)
}

// tell reports whether the person, or the group, is still to be told that there is no room, and whether nobody in the
// group was told yet.
func (c *crowd) tell(at seat, r room) (tell, first bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one, all := c.of(at), c.group(at, false)
	tell, first = !one.told && (r == fullOne || !all.told), !all.told
	one.told, all.told = true, true
	return tell, first
}

// many reports whether many messages of a person wait, or more than there was room for.
func (c *crowd) many(at seat) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.seats[at]
	return w != nil && (w.beyond || w.taken > manyOfOne)
}

// alarm takes one more answer to an emergency, unless enough of them are on their way to the person. It reports, too,
// whether it is the first within a minute.
func (c *crowd) alarm(at seat, now time.Time) (taken, first bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.of(at)
	if w.alarms >= mostAlarms {
		return false, false
	}
	w.alarms++
	last, known := c.alarms[at]
	if len(c.alarms) > 1000 {
		for at, last := range c.alarms {
			if now.Sub(last) > time.Minute {
				delete(c.alarms, at)
			}
		}
	}
	if first = !known || now.Sub(last) > time.Minute; first {
		c.alarms[at] = now
	}
	return true, first
}

// alarmed notes that an answer to an emergency is shown.
func (c *crowd) alarmed(at seat) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of(at).alarms--
	c.clear(at)
}

// of returns a person's count. mu is held.
func (c *crowd) of(at seat) *waiting {
	w := c.seats[at]
	if w == nil {
		w = &waiting{}
		c.seats[at] = w
	}
	return w
}

// clear forgets a person of whom nothing waits. mu is held.
func (c *crowd) clear(at seat) {
	if w := c.seats[at]; w.taken+w.unread+w.alarms == 0 {
		delete(c.seats, at)
	}
}

// group returns the count of a seat's group: one that counts nothing where there is no group, and for presses. mu is
// held.
func (c *crowd) group(at seat, press bool) *waiting {
	if at.chat >= 0 || press {
		return &waiting{taken: 1}
	}
	w := c.groups[at.chat]
	if w == nil {
		w = &waiting{}
		c.groups[at.chat] = w
	}
	return w
}
