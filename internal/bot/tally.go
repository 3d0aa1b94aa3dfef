package bot

import (
	"sync"
	"time"

	"spotter/internal/chat"
)

// A tally counts the complaints of each group that were answered, since the start and in memory alone.
type tally struct {
	since time.Time

	mu   sync.Mutex
	home map[chat.Place]int
}

// mostHomes bounds how many groups are counted.
const mostHomes = 100_000

func newTally(since time.Time) *tally { return &tally{since: since, home: map[chat.Place]int{}} }

// add counts an answer in a group.
func (t *tally) add(home chat.Place) {
	if home == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.home[home]; known || len(t.home) < mostHomes {
		t.home[home]++
	}
}

// of returns how many answers there were in a group since when, and whether that is known.
func (t *tally) of(home chat.Place) (n int, since time.Time, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.home[home], t.since, true
}
