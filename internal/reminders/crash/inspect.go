package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"spotter/internal/reminders"
	"spotter/internal/store/boltstore"
)

// inspect opens what a killed child has left: the file must be whole, and each plan as it was
// confirmed. It counts the sends that the kill has cut off from being settled.
func (t *trial) inspect(ctx context.Context) error {
	file, err := boltstore.Open(t.path, nil)
	if err != nil {
		return err
	}
	err = errors.Join(file.Check(ctx), t.inspectPlans(ctx, file))
	return errors.Join(err, file.Close())
}

func (t *trial) inspectPlans(ctx context.Context, file *boltstore.Store) error {
	book := &reminders.Book{Store: file, Now: func() time.Time { return time.Now().Add(t.ahead) }}
	t.mu.Lock()
	defer t.mu.Unlock()
	cut := 0
	for owner, want := range t.plans {
		st, err := book.Status(ctx, owner)
		if err != nil && !errors.Is(err, reminders.ErrNoPlan) {
			return err
		}
		if err := t.checkPlan(owner, want, st.Plan, err == nil); err != nil {
			return err
		}
		if len(st.Next) > 0 && t.sent[slot{owner, st.Next[0].Day, st.Next[0].Slot}] > 0 {
			cut++
		}
	}
	t.forgetBegun(ctx, book)
	t.lately = cut
	t.most = max(t.most, cut)
	return t.fault
}

// checkPlan tells whether a plan is as it was confirmed. Where a change was begun and not confirmed both
// outcomes are right, and what is there counts from now on.
func (t *trial) checkPlan(owner, want string, p reminders.Plan, exists bool) error {
	is := "erased"
	switch {
	case exists && p.Off:
		is = "off"
	case exists:
		is = "on"
	}
	if _, open := t.begun[owner]; open {
		t.plans[owner] = is
		return nil
	}
	if is != want {
		return fmt.Errorf("the plan of %s is %s, and was confirmed to be %s", owner, is, want)
	}
	return nil
}

// forgetBegun settles what became of changes that were begun and not confirmed.
func (t *trial) forgetBegun(ctx context.Context, book *reminders.Book) {
	for owner := range t.begun {
		if _, err := book.Status(ctx, owner); err == nil && t.plans[owner] == "" {
			t.plans[owner] = "on"
		}
		delete(t.begun, owner)
	}
}

// checkRepeats compares what was sent more than once with what the kills have cut off.
func (t *trial) checkRepeats() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if repeats := t.repeats(); repeats > t.cut {
		return fmt.Errorf("%d repeats, but only %d sends were cut off by the kills", repeats, t.cut)
	}
	return nil
}

func (t *trial) repeats() int {
	n := 0
	for _, times := range t.sent {
		n += times - 1
	}
	return n
}

func (t *trial) report() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	total := 0
	for _, times := range t.sent {
		total += times
	}
	return fmt.Sprintf("%s leases: %d kills in %.0f s: %d slots, %d cards sent, %d repeats of %d that the kills cut off (at most %d at once), %d plans",
		t.mode.name, t.kills, time.Since(t.start).Seconds(), t.slots, total, t.repeats(), t.cut, t.most, len(t.plans))
}
