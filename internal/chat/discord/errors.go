package discord

import (
	"context"
	"errors"
	"slices"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/rest"
)

// whileOpeningDMsTooFast is how long no direct messages are opened then: Discord gives no number.
const whileOpeningDMsTooFast = 10 * time.Minute

// gone are the codes after which nothing will ever arrive at a place.
var gone = []int{
	rest.UnknownChannel, rest.UnknownGuild, rest.UnknownUser, rest.MissingAccess, rest.CannotMessageUser,
	rest.MissingPermissions, rest.NoMutualGuilds,
}

// sendError tells the program what to do about err, from a request that sent or edited a message.
func sendError(err error) error {
	if err == nil {
		return nil
	}
	var done *chat.SendError
	if errors.As(err, &done) {
		return err
	}
	var e *rest.Error
	if !errors.As(err, &e) {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		return &chat.SendError{Err: err}
	}
	s := &chat.SendError{Err: err, After: e.RetryAfter}
	switch {
	case slices.Contains(gone, e.Code):
		s.Gone, s.After = true, 0
	case e.Code == rest.OpeningDMsTooFast:
		s.After = max(e.RetryAfter, whileOpeningDMsTooFast)
	case e.Code == rest.Slowmode:
		s.After = max(e.RetryAfter, 10*time.Second)
	}
	return s
}
