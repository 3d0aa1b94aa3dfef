package telegram

import (
	"context"
	"errors"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
)

// sendError returns err as chat.Adapter promises it: ctx's own, or a *chat.SendError.
func sendError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var done *chat.SendError
	if errors.As(err, &done) {
		return err
	}
	switch f := botapi.Classify(err); f.Kind {
	case botapi.TooMany:
		return &chat.SendError{After: f.After, Err: err}
	case botapi.Broken:
		return &chat.SendError{After: 5 * time.Second, Err: err}
	case botapi.Gone, botapi.Uneditable, botapi.NoThread:
		return &chat.SendError{Gone: true, Err: err}
	}
	return &chat.SendError{Err: err}
}
