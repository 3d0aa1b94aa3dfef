// Package reminders keeps people's twice-daily reminders and delivers them: plans, wall-clock rules,
// the book of what is due, and the loop that claims, sends and settles.
//
// A Plan is what a person set. For each there is one due entry, which holds what rings next and what
// became of the last ones (state), under a key that begins with the instant at which it rings (keys.go).
// A person's change rewrites both in one transaction (book.go, change.go, answer.go). Delivery claims a stretch of
// due entries, sends them, and moves each to its next instant (deliver.go, claim.go, settle.go): a crash
// between a claim and its settling costs one lease, not a reminder, and at worst repeats those that were being sent.
//
// When a slot rings is decided by Next alone, a pure function of the plan. What people type is read by
// package when. The package knows no platform and no wording.
package reminders

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"spotter/internal/store"
)

// Defaults of a Book's settings.
const (
	DefaultLate        = 2 * time.Hour
	DefaultLease       = 2 * time.Minute
	DefaultSendTimeout = time.Minute
	DefaultParallel    = 16
)

// A Book is the plans in a store and their delivery. It is safe for concurrent use. Only Store is
// required; the settings may not change once it is in use.
type Book struct {
	Store store.Store
	Now   func() time.Time // the wall clock; time.Now if nil
	Log   *slog.Logger     // discards if nil

	Late        time.Duration // what is later than this is not sent but counted as missed
	Lease       time.Duration // for how long a claim holds without being renewed
	SendTimeout time.Duration // of one try to send; shorter than the lease
	Parallel    int           // sends of one lane at a time

	Slots [2]Slot // of a new plan; DefaultSlots if zero

	// Rate returns how many cards a second a lane can deliver, for telling people of delays; nil or 0
	// if unknown.
	Rate func(lane string) float64

	Counts Counts // of what was delivered

	pokes pokes
	kept  kept
}

// A Sender delivers cards. It is safe for concurrent use.
type Sender interface {
	// Send delivers one card and returns how the sent message is called, for retiring it later. Its
	// error is a *SendError if it says more than "try again". The same card may come again after a
	// crash, with the same key.
	Send(ctx context.Context, c Card) (id string, err error)
}

// A SendError says what to do about a card that was not delivered.
type SendError struct {
	Gone  bool          // nothing will ever arrive at that place
	After time.Duration // if positive, try again no sooner
	Why   string        // for the person, if Gone
	Err   error
}

func (e *SendError) Error() string {
	switch {
	case e.Gone:
		return fmt.Sprintf("no longer reachable: %v", e.Err)
	case e.After > 0:
		return fmt.Sprintf("try again in %v: %v", e.After, e.Err)
	}
	return fmt.Sprint(e.Err)
}

func (e *SendError) Unwrap() error { return e.Err }

// A Kind says what a card is for.
type Kind uint8

// The kinds of cards.
const (
	Drill Kind = iota // the twice-daily reminder
	Check             // the one question a week after a complaint
	Once              // the one reminder out of turn
)

// A Card is one reminder to be sent.
type Card struct {
	Kind   Kind
	Owner  string
	Place  string
	Day    Day
	Slot   int
	Due    time.Time // when it should have come, in the owner's zone
	Late   bool      // so much later that the card should say so
	Key    string    // the same for every try of this card: at most 25 bytes
	Drill  int       // grows by one from card to card: which drill of a routine to show
	Review bool      // four weeks have gone by: ask once whether to keep, change or stop
	Sum    bool      // the week's last one, of a plan with a Summary
	Before *Retired  // the card before it, to be retired; nil if there is none
}

// Retired is a card that a later one replaces, and what became of it.
type Retired struct {
	Shown
	Mark Mark
}

func (b *Book) now() time.Time {
	if b.Now == nil {
		return time.Now()
	}
	return b.Now()
}

func (b *Book) log() *slog.Logger {
	if b.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return b.Log
}

// or returns the setting, or its default if it is not set.
func or[T int | time.Duration](setting, fallback T) T {
	if setting <= 0 {
		return fallback
	}
	return setting
}
