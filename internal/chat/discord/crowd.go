package discord

import "sync"

// Bounds of what waits: of one person in a place until it is answered, and of all in a place until it is
// read. A place is a server or a private chat.
const (
	mostOfOne = 20
	mostOfAll = 60
)

// A crowd counts what waits in each place.
type crowd struct {
	mu     sync.Mutex
	places map[string]*gathering
}

// A gathering is what waits in one place. It is kept while anything does.
type gathering struct {
	unread int
	people map[string]*queuer
}

// A queuer is somebody of whom something waits.
type queuer struct {
	waiting int
	told    bool // that it is too much
}

func newCrowd() *crowd { return &crowd{places: map[string]*gathering{}} }

// A ticket is one thing that waits. A nil ticket is one that was not let in.
type ticket struct {
	crowd         *crowd
	place, person string
	read, left    bool
}

// enter lets in what person did in place, or returns nil if too much waits already. Where others
// have filled a place, who has nothing waiting there is let in all the same.
func (c *crowd) enter(place, person string) *ticket {
	c.mu.Lock()
	defer c.mu.Unlock()
	g := c.places[place]
	if g == nil {
		g = &gathering{people: map[string]*queuer{}}
		c.places[place] = g
	}
	q := g.people[person]
	switch {
	case q == nil:
		q = &queuer{}
		g.people[person] = q
	case q.waiting >= mostOfOne || g.unread >= mostOfAll:
		return nil
	}
	q.waiting++
	g.unread++
	return &ticket{crowd: c, place: place, person: person}
}

// tell reports whether person is still to be told that it is too much: once until nothing of theirs
// waits any more.
func (c *crowd) tell(place, person string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	g := c.places[place]
	if g == nil || g.people[person] == nil {
		return true
	}
	told := g.people[person].told
	g.people[person].told = true
	return !told
}

// wasRead notes that it no longer waits to be read.
func (t *ticket) wasRead() {
	if t == nil {
		return
	}
	t.crowd.mu.Lock()
	defer t.crowd.mu.Unlock()
	t.markRead()
}

func (t *ticket) markRead() {
	if !t.read {
		t.read = true
		t.crowd.places[t.place].unread--
	}
}

// leave notes that it no longer waits at all.
func (t *ticket) leave() {
	if t == nil {
		return
	}
	c := t.crowd
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.left {
		return
	}
	t.left = true
	t.markRead()
	g := c.places[t.place]
	q := g.people[t.person]
	if q.waiting--; q.waiting == 0 {
		delete(g.people, t.person)
	}
	if len(g.people) == 0 {
		delete(c.places, t.place)
	}
}
