package telegram

import (
	"context"

	"errors"
	"math/rand/v2"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"spotter/internal/chat"
)

// A kind says what to do about a failed call.
type kind int

const (
	none         kind = iota
	broken            // network, 5xx, no JSON: try again
	tooMany           // 429: try again after
	migrated          // the group has another id now: to
	gone              // nothing will ever arrive there
	unauthorized      // the token is refused
	notFound          // no such bot, or no such method
	conflict          // another process polls
	unchanged         // the message already shows so: success
	uneditable        // the message is gone or too old: send anew
	stale             // the callback query is too old: ignore
	badFile           // the file id is refused: upload again
	badEntities       // an entity is refused: send plain
	unreadable        // done, but the result is not what it should be: do not repeat
	refused           // anything else: our fault, do not repeat
)

// A failure is a failed call, understood.
type failure struct {
	kind  kind
	after time.Duration // of tooMany
	to    int64         // of migrated
}

// texts are parts of the Bot API's error descriptions, in lower case, as its server (tdlib's
// telegram-bot-api, Client.cpp) writes them. The codes alone say too little.
var texts = []struct {
	part string
	kind kind
}{
	{"message is not modified", unchanged},
	{"message to edit not found", uneditable},
	{"message can't be edited", uneditable},
	{"message_id_invalid", uneditable},
	{"there is no text in the message to edit", uneditable},
	{"there is no caption in the message to edit", uneditable},
	{"query is too old", stale},
	{"query id is invalid", stale},
	{"query_id_invalid", stale},
	{"wrong file identifier", badFile},
	{"wrong remote file i", badFile},
	{"wrong file_id", badFile},
	{"file reference expired", badFile},
	{"wrong type of the file", badFile},
	{"can't use file of type", badFile},
	{"can't parse", badEntities},
	{"entit", badEntities},
	{"bot was blocked by the user", gone},
	{"user is deactivated", gone},
	{"bot was kicked", gone},
	{"bot is not a member", gone},
	{"bot can't initiate conversation", gone},
	{"bot can't send messages to bots", gone},
	{"chat not found", gone},
	{"user not found", gone},
	{"peer_id_invalid", gone},
	{"group chat was deactivated", gone},
	{"group chat was deleted", gone},
	{"message thread not found", gone},
	{"topic_deleted", gone},
}

// classify says what to do about err.
func classify(err error) failure {
	if err == nil {
		return failure{}
	}
	var e *tgbotapi.Error
	var bad *badAnswer
	switch {
	case errors.As(err, &bad) && bad.Done:
		return failure{kind: unreadable}
	case errors.As(err, &bad) && bad.After > 0:
		return failure{kind: tooMany, after: bad.After}
	case !errors.As(err, &e):
		return failure{kind: broken}
	case e.RetryAfter > 0 || e.Code == 429:
		return failure{kind: tooMany, after: time.Duration(max(e.RetryAfter, 1)) * time.Second}
	case e.MigrateToChatID != 0:
		return failure{kind: migrated, to: e.MigrateToChatID}
	}
	text := strings.ToLower(e.Message)
	for _, t := range texts {
		if strings.Contains(text, t.part) {
			return failure{kind: t.kind}
		}
	}
	switch {
	case e.Code == 401:
		return failure{kind: unauthorized}
	case e.Code == 404:
		return failure{kind: notFound}
	case e.Code == 409:
		return failure{kind: conflict}
	case e.Code == 0 || e.Code >= 500:
		return failure{kind: broken}
	}
	return failure{kind: refused}
}

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
	switch f := classify(err); f.kind {
	case tooMany:
		return &chat.SendError{After: f.after, Err: err}
	case broken:
		return &chat.SendError{After: 5 * time.Second, Err: err}
	case gone, uneditable:
		return &chat.SendError{Gone: true, Err: err}
	}
	return &chat.SendError{Err: err}
}

// A backoff waits longer after each failure: half a second, doubling, at most 8 seconds, with
// jitter so that many bots do not come back at once.
type backoff struct{ next time.Duration }

func newBackoff() *backoff { return &backoff{500 * time.Millisecond} }

// sleep waits, at least as long as err asks for, and returns ctx's error if that ends first.
func (b *backoff) sleep(ctx context.Context, err error) error {
	d := b.next/2 + rand.N(b.next/2)
	b.next = min(2*b.next, 8*time.Second)
	return pause(ctx, max(d, classify(err).after))
}

// pause waits for d, or returns ctx's error.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
