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
		return &chat.SendError{Err: err, Why: why(err)}
	}
	s := &chat.SendError{Err: err, After: e.RetryAfter, Final: rest.Refused(err), Why: why(err)}
	switch {
	case errors.Is(err, rest.ErrUnfetched) || e.Code == rest.TooLarge || e.Status == 413:
		s.Err = errors.Join(chat.ErrMedia, err)
	case slices.Contains(gone, e.Code):
		s.Gone, s.After = true, 0
	case e.Code == rest.OpeningDMsTooFast:
		s.After = max(e.RetryAfter, whileOpeningDMsTooFast)
	case e.Code == rest.Slowmode:
		s.After = max(e.RetryAfter, 10*time.Second)
	}
	return s
}

// causes are what codes mean, for people.
var causes = map[int]string{
	rest.AutoModMessage:     "The server's AutoMod blocked it.",
	rest.AutoModTitle:       "The server's AutoMod blocked the title.",
	rest.MissingAccess:      "I cannot see that channel: it takes the permission View Channel.",
	rest.MissingPermissions: "I am not allowed to do that there: somebody who manages the server can change it.",
	rest.TooManyThreads:     "The server has as many open threads as Discord allows: some must be closed first.",
	rest.TooManyNewsThreads: "The server has as many open threads as Discord allows: some must be closed first.",
	rest.ThreadLocked:       "The thread is locked.",
	rest.ArchivedThread:     "The thread is closed.",
	rest.UnknownChannel:     "The channel no longer exists.",
	rest.CannotMessageUser:  "Direct messages from me are not let in.",
	rest.TooLarge:           "The file is too large for Discord.",
	rest.InvalidForm:        "Discord did not take what I wrote.",
	rest.Slowmode:           "The channel is in slow mode.",
}

// why returns the cause of err for people, or "".
func why(err error) string {
	var e *rest.Error
	if !errors.As(err, &e) {
		if errors.Is(err, context.DeadlineExceeded) {
			return wordsTrouble
		}
		return ""
	}
	switch say := causes[e.Code]; {
	case say != "":
		return say
	case e.Status == 0 || e.Status >= 500:
		return wordsTrouble
	case e.Status == 429:
		return "Discord asks me to slow down."
	case e.Status == 403:
		return "Discord did not let it through."
	}
	return ""
}
