package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Discord's error codes that we tell apart (Opcodes and Status Codes, "JSON").
const (
	UnknownChannel      = 10003
	UnknownGuild        = 10004
	UnknownMember       = 10007
	UnknownMessage      = 10008
	UnknownUser         = 10013
	UnknownWebhook      = 10015 // an interaction token after 15 minutes
	UnknownInteraction  = 10062 // an interaction that was not answered within 3 seconds
	Slowmode            = 20016
	OpeningDMsTooFast   = 40003
	AlreadyAcknowledged = 40060
	MissingAccess       = 50001
	NotTheAuthor        = 50005
	CannotMessageUser   = 50007
	MissingPermissions  = 50013
	InvalidForm         = 50035
	InvalidWebhookToken = 50027
	ArchivedThread      = 50083
	NoMutualGuilds      = 50278
	AutoModMessage      = 200000
	AutoModTitle        = 200001
	TooManyThreads      = 160006
	TooManyNewsThreads  = 160007
	ThreadLocked        = 160005
	TooLarge            = 40005
	CannotReply         = 160002      // the bot may not read the channel's history
	defaultBan          = time.Minute // when a 429 does not say how long
)

// An Error is a request that failed. It names the call and never contains a token.
type Error struct {
	call       string
	Status     int // HTTP status, 0 if there was no answer
	Code       int // Discord's, 0 if there was none
	Message    string
	RetryAfter time.Duration
	global     bool // the 429 is for all requests
	banned     bool // the 429 came from before the API
	foreign    bool // the refusal came from before the API
	unsent     bool // the request certainly did not arrive
	lost       bool // the connection died without a word: it probably did not arrive
	err        error
}

func (e *Error) Error() string {
	switch {
	case e.Code != 0:
		return fmt.Sprintf("%s: HTTP %d, code %d: %s", e.call, e.Status, e.Code, e.Message)
	case e.err != nil:
		return fmt.Sprintf("%s: %v", e.call, e.err)
	}
	return fmt.Sprintf("%s: HTTP %d: %s", e.call, e.Status, e.Message)
}

func (e *Error) Unwrap() error { return e.err }

// newError tells what err, from discordgo, means. Discordgo's own errors hold the request with its
// Authorization header and URLs with interaction tokens, so nothing of them is kept but texts known
// to be clean.
func newError(call string, s *seen, err error) *Error {
	e := &Error{call: call, Status: s.status}
	var refused *discordgo.RESTError
	var dial *net.OpError
	var address *url.Error
	switch {
	case errors.As(err, &refused):
		e.Message = strings.TrimSpace(string(refused.ResponseBody[:min(len(refused.ResponseBody), 500)]))
		e.foreign = !json.Valid(refused.ResponseBody)
		if m := refused.Message; m != nil && m.Code != 0 {
			e.Code = m.Code
			if m.Message != "" && m.Code != InvalidForm { // whose details say which field
				e.Message = m.Message
			}
		}
	case s.status == http.StatusTooManyRequests:
		e.limited(s)
	case s.status != 0:
		e.Message = http.StatusText(s.status)
	case errors.As(err, &address):
		e.unsent = errors.As(err, &dial) && dial.Op == "dial"
		e.err = address.Err // without the URL
	default:
		e.err = err
	}
	return e
}

// withoutAddress returns err without the request's address, which may hold a token.
func withoutAddress(err error) error {
	var address *url.Error
	if errors.As(err, &address) {
		return address.Err
	}
	return err
}

// limited takes in a 429.
func (e *Error) limited(s *seen) {
	e.Message = "rate limited"
	e.banned = s.ban()
	e.global = s.refusal.Global || s.header.Get("X-RateLimit-Global") != ""
	e.RetryAfter = seconds(s.header.Get("Retry-After"))
	if told := s.refusal.RetryAfter; told != nil {
		e.RetryAfter = max(e.RetryAfter, time.Duration(*told*float64(time.Second)))
	}
	if e.RetryAfter <= 0 {
		e.RetryAfter = defaultBan
	}
}

// worthAnother reports whether the same request may succeed in a moment.
func (e *Error) worthAnother(again bool) bool {
	switch {
	case errors.Is(e.err, ErrUnfetched):
		return false
	case e.Status == http.StatusTooManyRequests || e.unsent:
		return true
	case e.Status == 0 || e.Status >= 500:
		return again
	}
	return false
}

// Refused reports whether Discord would refuse the same request again, for what it says or for who we are.
func Refused(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status >= 400 && e.Status < 500 && e.Status != http.StatusTooManyRequests
}

// Passes reports whether what failed with err may succeed later.
func Passes(err error) bool {
	var e *Error
	if errors.As(err, &e) {
		return e.worthAnother(true)
	}
	return errors.Is(err, context.DeadlineExceeded) // while it waited
}

// Is reports whether err is Discord's error with one of the codes.
func Is(err error, codes ...int) bool {
	var e *Error
	return errors.As(err, &e) && slices.Contains(codes, e.Code)
}
