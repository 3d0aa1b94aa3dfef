// Package chattest helps to test what speaks the vocabulary of package chat, from both sides.
//
// For the bot there is Adapter, which records what it is told to send, and Dump, which shows all of
// a message as text. For adapters there is RunAdapter, one suite over every platform (harness.go
// says what a platform's stand-in must be able to do; suite.go runs the checks).
package chattest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"spotter/internal/chat"
)

// An Adapter is a chat.Adapter and chat.ThreadOpener that shows nobody anything, and records it.
// The zero value is ready. It is safe for concurrent use.
type Adapter struct {
	mu      sync.Mutex
	records []Record
	fail    []error
	gone    map[chat.Place]bool
	ids     int
}

// A Record is one call that succeeded.
type Record struct {
	Kind    string // "send", "edit", "thread" or "tag"
	Place   chat.Place
	ID      chat.MessageID // of the message that was sent or edited
	Thread  chat.Place     // that was opened
	Title   string
	Tags    []string
	Closed  bool
	Message *chat.Message
}

// Serve waits until ctx is done.
func (a *Adapter) Serve(ctx context.Context, _ chat.Handler) error {
	<-ctx.Done()
	return nil
}

// Send records m, and returns a new id.
func (a *Adapter) Send(ctx context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	r, err := a.record(ctx, Record{Kind: "send", Place: to, Message: m})
	return r.ID, err
}

// Edit records m. A message that this Adapter never sent there is gone.
func (a *Adapter) Edit(ctx context.Context, place chat.Place, id chat.MessageID, m *chat.Message) error {
	if a.Shown(place, id) == nil {
		return &chat.SendError{Gone: true, Err: fmt.Errorf("no message %q at %q", id, place)}
	}
	_, err := a.record(ctx, Record{Kind: "edit", Place: place, ID: id, Message: m})
	return err
}

// OpenThread records m as the first message of a new place.
func (a *Adapter) OpenThread(ctx context.Context, place chat.Place, title string, tags []string, m *chat.Message) (chat.Place, chat.MessageID, error) {
	r, err := a.record(ctx, Record{Kind: "thread", Place: place, Title: title, Tags: slices.Clone(tags), Message: m})
	return r.Thread, r.ID, err
}

// RemoveThread records that a thread was taken away.
func (a *Adapter) RemoveThread(ctx context.Context, thread chat.Place) error {
	_, err := a.record(ctx, Record{Kind: "remove", Place: thread})
	return err
}

// TagThread records what a thread is called, tagged and whether it is closed.
func (a *Adapter) TagThread(ctx context.Context, thread chat.Place, title string, tags []string, closed bool) error {
	_, err := a.record(ctx, Record{Kind: "tag", Place: thread, Title: title, Tags: slices.Clone(tags), Closed: closed})
	return err
}

func (a *Adapter) record(ctx context.Context, r Record) (Record, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return Record{}, err
	}
	if a.gone[r.Place] {
		return Record{}, &chat.SendError{Gone: true, Err: fmt.Errorf("nobody is at %q", r.Place)}
	}
	if len(a.fail) > 0 {
		err := a.fail[0]
		a.fail = a.fail[1:]
		if err != nil {
			return Record{}, err
		}
	}
	if r.ID == "" && r.Kind != "tag" {
		a.ids++
		r.ID = chat.MessageID(fmt.Sprint(a.ids))
	}
	if r.Kind == "thread" {
		r.Thread = chat.Place(fmt.Sprintf("%s/%s", r.Place, r.ID))
	}
	a.records = append(a.records, r)
	return r, nil
}

// Fail makes the next calls fail, one for each of errs; nil lets one succeed. An adapter fails with
// *chat.SendError.
func (a *Adapter) Fail(errs ...error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fail = append(a.fail, errs...)
}

// Leave makes every call for place fail as gone.
func (a *Adapter) Leave(place chat.Place) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.gone == nil {
		a.gone = map[chat.Place]bool{}
	}
	a.gone[place] = true
}

// Records returns what was recorded, in order.
func (a *Adapter) Records() []Record {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.records)
}

// Take returns what was recorded, in order, and forgets it all. Ids stay used; to Edit a message
// that was taken is to edit one that is gone.
func (a *Adapter) Take() []Record {
	a.mu.Lock()
	defer a.mu.Unlock()
	taken := a.records
	a.records = nil
	return taken
}

// Shown returns what the message id at place shows now, or nil if there is none.
func (a *Adapter) Shown(place chat.Place, id chat.MessageID) *chat.Message {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range slices.Backward(a.records) {
		at := r.Place
		if r.Kind == "thread" {
			at = r.Thread
		}
		if at == place && r.ID == id {
			return r.Message
		}
	}
	return nil
}
