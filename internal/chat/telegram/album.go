package telegram

import (
	"slices"
	"sync"
)

// Pictures and films that are sent together come as a message each, one of them with the words. The albums
// remember the latest, so that those without a word are not each answered.
type albums struct {
	mu     sync.Mutex
	latest [64]string
	next   int
}

// goesOn tells whether a part of the album was seen before. No album goes on.
func (a *albums) goesOn(album string) bool {
	if album == "" {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if slices.Contains(a.latest[:], album) {
		return true
	}
	a.latest[a.next] = album
	a.next = (a.next + 1) % len(a.latest)
	return false
}
