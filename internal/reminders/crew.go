package reminders

import (
	"sync"
	"time"
)

// A crew is the hand-over between a lane and its workers: what waits to be sent, and what came back.
type crew struct {
	wake chan struct{} // holds one: something came back that the lane may want to know of

	mu       sync.Mutex
	more     sync.Cond
	waiting  []*item
	flying   int
	finished []*item
	since    time.Time // when the first of finished came back
	full     int       // this many finished are worth waking the lane for
	closed   bool
}

func newCrew(full int) *crew {
	c := &crew{wake: make(chan struct{}, 1), full: full}
	c.more.L = &c.mu
	return c
}

// give puts items into the workers' hands.
func (c *crew) give(items []*item) {
	if len(items) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, items...)
	c.more.Broadcast()
}

// next returns what a worker is to send, after taking back what it has sent; nil if there is no more.
func (c *crew) next(sent *item) *item {
	c.mu.Lock()
	defer c.mu.Unlock()
	if sent != nil {
		c.takeBack(sent)
	}
	for len(c.waiting) == 0 && !c.closed {
		c.more.Wait()
	}
	if len(c.waiting) == 0 {
		return nil
	}
	it := c.waiting[0]
	c.waiting = c.waiting[1:]
	c.flying++
	if len(c.waiting) == 0 {
		c.wakeLane() // others may be free for more
	}
	return it
}

func (c *crew) takeBack(it *item) {
	c.flying--
	if len(c.finished) == 0 {
		c.since = time.Now()
	}
	c.finished = append(c.finished, it)
	idle := len(c.waiting) == 0 && c.flying == 0
	if idle || len(c.finished) == 1 || len(c.finished) == c.full || len(c.waiting) == 0 {
		c.wakeLane()
	}
}

func (c *crew) wakeLane() {
	select {
	case c.wake <- struct{}{}:
	default: // it is awake
	}
}

// A look is how a crew stands.
type look struct {
	waiting, flying, finished int
	since                     time.Time
}

func (c *crew) look() look {
	c.mu.Lock()
	defer c.mu.Unlock()
	return look{len(c.waiting), c.flying, len(c.finished), c.since}
}

// collect returns what came back.
func (c *crew) collect() []*item {
	c.mu.Lock()
	defer c.mu.Unlock()
	items := c.finished
	c.finished = nil
	return items
}

// dismiss lets the workers end once they have sent what they are at, and returns what nobody has begun.
func (c *crew) dismiss() []*item {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	left := c.waiting
	c.waiting = nil
	c.more.Broadcast()
	return left
}
