package standing

import (
	"slices"
	"time"

	"spotter/internal/chat"
	"spotter/internal/expiring"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// Bounds of what is remembered.
const (
	keep       = 2 * time.Hour // without a word of the person
	most       = 10_000        // people
	mostPlaces = 64            // of one person
)

// Memory holds the alarms that stand. It is safe for concurrent use.
type Memory struct {
	people *expiring.Map[chat.UserID, person]
}

// A person is who an alarm stands for, and where: an alarm is spoken of only where it was raised, and with the
// person alone.
type person struct {
	Alarm
	places []chat.Place
}

// NewMemory returns an empty Memory.
func NewMemory() *Memory { return &Memory{expiring.New[chat.UserID, person](keep, most)} }

// Raise notes what an assessment has found of somebody, if it is a warning sign.
func (m *Memory) Raise(u chat.User, where chat.Place, as knowledge.Assessment, now time.Time) {
	if !Raises(as) {
		return
	}
	m.people.Update(u.ID, now, func(p person) (person, bool) {
		p.Alarm, p.places = p.Raised(as), slices.Clone(p.places)
		for _, place := range []chat.Place{where, u.Direct} {
			if place != "" && !slices.Contains(p.places, place) {
				p.places = append(p.places, place)
			}
		}
		for len(p.places) > mostPlaces {
			oldest := slices.IndexFunc(p.places, func(x chat.Place) bool { return x != u.Direct })
			p.places = slices.Delete(p.places, oldest, oldest+1)
		}
		return p, true
	})
}

// In returns the alarm that stands for somebody in a place, and reports whether one does.
func (m *Memory) In(u chat.UserID, where chat.Place, now time.Time) (Alarm, bool) {
	p, ok := m.people.Get(u, now)
	if !ok || !slices.Contains(p.places, where) {
		return Alarm{}, false
	}
	return p.Alarm, true
}

// Answered notes what somebody was answered last.
func (m *Memory) Answered(u chat.UserID, to turn.Want, now time.Time) {
	m.people.Update(u, now, func(p person) (person, bool) {
		p.Said, p.Turns = to, p.Turns+1
		return p, p.Stands()
	})
}

// Set replaces what stands for somebody by what is left of it.
func (m *Memory) Set(u chat.UserID, left Alarm, now time.Time) {
	m.people.Update(u, now, func(p person) (person, bool) {
		p.Alarm = left
		return p, left.Stands()
	})
}

// Forget forgets all of somebody.
func (m *Memory) Forget(u chat.UserID) { m.people.Delete(u) }
