package botapi

import (
	"context"

	"errors"
	"math/rand/v2"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// A Kind says what to do about a failed call.
type Kind int

const (
	None         Kind = iota
	Broken            // network, 5xx, no JSON: try again
	TooMany           // 429: try again after
	Migrated          // the group has another id now: to
	Gone              // nothing will ever arrive there
	Unauthorized      // the token is refused
	NotFound          // no such bot, or no such method
	Conflict          // another process polls
	Unchanged         // the message already shows so: success
	Uneditable        // the message is gone or too old: send anew
	Stale             // the callback query is too old: ignore
	BadFile           // the file id is refused: upload again
	BadEntities       // an entity is refused: send plain
	Unreadable        // done, but the result is not what it should be: do not repeat
	NoReply           // the message to be answered is not there: send without
	NoThread          // the topic is gone or closed: send without, or elsewhere
	NoRight           // we may not do that there: send elsewhere
	Refused           // anything else: our fault, do not repeat
)

// A Failure is a failed call, understood.
type Failure struct {
	Kind  Kind
	After time.Duration // of TooMany
	To    int64         // of Migrated
}

// texts are parts of the Bot API's error descriptions, in lower case, as its server (tdlib's
// telegram-bot-api, Client.cpp) writes them. The codes alone say too little.
var texts = []struct {
	part string
	kind Kind
}{
	{"message is not modified", Unchanged},
	{"message to be replied not found", NoReply},
	{"message to reply not found", NoReply},
	{"replied message not found", NoReply},
	{"reply message not found", NoReply},
	{"reply_message_id_invalid", NoReply},
	{"reply_to_invalid", NoReply},
	{"message to edit not found", Uneditable},
	{"message can't be edited", Uneditable},
	{"message_id_invalid", Uneditable},
	{"there is no text in the message to edit", Uneditable},
	{"there is no caption in the message to edit", Uneditable},
	{"query is too old", Stale},
	{"query id is invalid", Stale},
	{"query_id_invalid", Stale},
	{"wrong file identifier", BadFile},
	{"wrong remote file i", BadFile},
	{"wrong file_id", BadFile},
	{"file reference expired", BadFile},
	{"wrong type of the file", BadFile},
	{"can't use file of type", BadFile},
	{"can't parse", BadEntities},
	{"entit", BadEntities},
	{"bot was blocked by the user", Gone},
	{"user is deactivated", Gone},
	{"bot was kicked", Gone},
	{"bot is not a member", Gone},
	{"bot can't initiate conversation", Gone},
	{"bot can't send messages to bots", Gone},
	{"chat not found", Gone},
	{"user not found", Gone},
	{"peer_id_invalid", Gone},
	{"group chat was deactivated", Gone},
	{"group chat was deleted", Gone},
	{"message thread not found", NoThread},
	{"message thread is closed", NoThread},
	{"thread_id_invalid", NoThread},
	{"topic_id_invalid", NoThread},
	{"topic_deleted", NoThread},
	{"topic_closed", NoThread},
	{"topic not found", NoThread},
	{"not enough rights", NoRight},
	{"no rights to send", NoRight},
	{"need administrator rights", NoRight},
	{"chat_write_forbidden", NoRight},
	{"chat_restricted", NoRight},
	{"_forbidden", NoRight},
	{"chat_admin_required", NoRight},
	{"user_banned_in_channel", NoRight},
}

// Classify says what to do about err.
func Classify(err error) Failure {
	if err == nil {
		return Failure{}
	}
	var e *tgbotapi.Error
	var bad *badAnswer
	switch {
	case errors.As(err, &bad) && bad.Done:
		return Failure{Kind: Unreadable}
	case errors.As(err, &bad) && bad.After > 0:
		return Failure{Kind: TooMany, After: bad.After}
	case !errors.As(err, &e):
		return Failure{Kind: Broken}
	case e.RetryAfter > 0 || e.Code == 429:
		return Failure{Kind: TooMany, After: time.Duration(max(e.RetryAfter, 1)) * time.Second}
	case e.MigrateToChatID != 0:
		return Failure{Kind: Migrated, To: e.MigrateToChatID}
	}
	text := strings.ToLower(e.Message)
	for _, t := range texts {
		if strings.Contains(text, t.part) {
			return Failure{Kind: t.kind}
		}
	}
	switch {
	case e.Code == 401:
		return Failure{Kind: Unauthorized}
	case e.Code == 404:
		return Failure{Kind: NotFound}
	case e.Code == 409:
		return Failure{Kind: Conflict}
	case e.Code == 0 || e.Code >= 500:
		return Failure{Kind: Broken}
	}
	return Failure{Kind: Refused}
}

// A Backoff waits longer after each failure: half a second, doubling, at most 8 seconds, with
// jitter so that many bots do not come back at once.
type Backoff struct{ next, most time.Duration }

// NewBackoff returns one that has not waited yet.
func NewBackoff() *Backoff { return &Backoff{500 * time.Millisecond, 8 * time.Second} }

// Most makes the longest wait another than 8 seconds.
func (b *Backoff) Most(d time.Duration) { b.most = d }

// Sleep waits, at least as long as err asks for, and returns ctx's error if that ends first.
func (b *Backoff) Sleep(ctx context.Context, err error) error {
	d := b.next/2 + rand.N(b.next/2)
	b.next = min(2*b.next, b.most)
	return Pause(ctx, max(d, Classify(err).After))
}

// Pause waits for d, or returns ctx's error.
func Pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
