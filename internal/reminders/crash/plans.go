package main

import (
	"context"
	"errors"

	"spotter/internal/reminders"
)

// The two instants of the day at which everyone is reminded, in minutes.
const (
	early = 8 * 60
	late  = 20 * 60
)

var slots = [2]reminders.Slot{{On: true, Minute: early}, {On: true, Minute: late}}

func turnOn(ctx context.Context, book *reminders.Book, owner string) error {
	_, _, err := book.On(ctx, owner, reminders.Setup{Place: owner, Zone: "UTC", Slots: &slots})
	return err
}

// apply makes one change. Nobody's having no plan is no fault.
func apply(ctx context.Context, book *reminders.Book, op, owner string) error {
	var err error
	switch op {
	case "on", "again":
		err = turnOn(ctx, book, owner)
	case "off":
		_, err = book.Off(ctx, owner)
	case "erase":
		err = book.Erase(ctx, owner)
	case "done":
		_, err = book.Done(ctx, owner, nil)
	case "days":
		_, err = book.SetDays(ctx, owner, reminders.Everyday)
	case "times":
		_, err = book.SetTimes(ctx, owner, slots)
	}
	if errors.Is(err, reminders.ErrNoPlan) {
		return nil
	}
	return err
}
