package discord

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
)

// Discord's error codes that we tell apart (Opcodes and Status Codes, "JSON").
const (
	unknownChannel         = 10003
	unknownGuild           = 10004
	unknownMember          = 10007
	unknownMessage         = 10008
	unknownUser            = 10013
	unknownWebhook         = 10015 // an interaction token after 15 minutes
	unknownInteraction     = 10062 // an interaction that was not answered within 3 seconds
	slowmode               = 20016
	openingDMsTooFast      = 40003
	alreadyAcknowledged    = 40060
	missingAccess          = 50001
	notTheAuthor           = 50005
	cannotMessageUser      = 50007
	missingPermissions     = 50013
	invalidForm            = 50035
	invalidWebhookToken    = 50027
	archivedThread         = 50083
	noMutualGuilds         = 50278
	cannotReply            = 160002           // the bot may not read the channel's history
	defaultBan             = time.Minute      // when a 429 does not say how long
	whileOpeningDMsTooFast = 10 * time.Minute // Discord gives no number
)

// gone are the codes after which nothing will ever arrive at a place.
var gone = []int{
	unknownChannel, unknownGuild, unknownUser, missingAccess, cannotMessageUser,
	missingPermissions, noMutualGuilds,
}

// An apiError is a request that failed. It names the call and never contains a token.
type apiError struct {
	call       string
	status     int // HTTP status, 0 if there was no answer
	code       int // Discord's, 0 if there was none
	message    string
	retryAfter time.Duration
	global     bool // the 429 is for all requests
	banned     bool // the 429 came from before the API
	unsent     bool // the request certainly did not arrive
	lost       bool // the connection died without a word: it probably did not arrive
	err        error
}

func (e *apiError) Error() string {
	switch {
	case e.code != 0:
		return fmt.Sprintf("%s: HTTP %d, code %d: %s", e.call, e.status, e.code, e.message)
	case e.err != nil:
		return fmt.Sprintf("%s: %v", e.call, e.err)
	}
	return fmt.Sprintf("%s: HTTP %d: %s", e.call, e.status, e.message)
}

func (e *apiError) Unwrap() error { return e.err }

// newAPIError tells what err, from discordgo, means. Discordgo's own errors hold the request with its
// Authorization header and URLs with interaction tokens, so nothing of them is kept but texts known
// to be clean.
func newAPIError(call string, s *seen, err error) *apiError {
	e := &apiError{call: call, status: s.status}
	var refused *discordgo.RESTError
	var dial *net.OpError
	var address *url.Error
	switch {
	case errors.As(err, &refused):
		e.message = strings.TrimSpace(string(refused.ResponseBody[:min(len(refused.ResponseBody), 500)]))
		if m := refused.Message; m != nil && m.Code != 0 {
			e.code = m.Code
			if m.Message != "" && m.Code != invalidForm { // whose details say which field
				e.message = m.Message
			}
		}
	case s.status == http.StatusTooManyRequests:
		e.limited(s)
	case s.status != 0:
		e.message = http.StatusText(s.status)
	case errors.As(err, &address):
		e.unsent = errors.As(err, &dial) && dial.Op == "dial"
		e.err = address.Err // without the URL
	default:
		e.err = err
	}
	return e
}

// limited takes in a 429.
func (e *apiError) limited(s *seen) {
	e.message = "rate limited"
	e.banned = s.refusal.foreign
	e.global = s.refusal.Global || s.header.Get("X-RateLimit-Global") != ""
	e.retryAfter = max(seconds(s.header.Get("Retry-After")),
		time.Duration(s.refusal.RetryAfter*float64(time.Second)))
	if e.retryAfter <= 0 {
		e.retryAfter = defaultBan
	}
}

// worthAnother reports whether the same request may succeed in a moment.
func (e *apiError) worthAnother(again bool) bool {
	switch {
	case e.status == http.StatusTooManyRequests || e.unsent:
		return true
	case e.status == 0 || e.status >= 500:
		return again
	}
	return false
}

// passes reports whether what failed with err may succeed later.
func passes(err error) bool {
	var e *apiError
	if errors.As(err, &e) {
		return e.worthAnother(true)
	}
	return errors.Is(err, context.DeadlineExceeded) // while it waited
}

// is reports whether err is Discord's error with one of the codes.
func is(err error, codes ...int) bool {
	var e *apiError
	return errors.As(err, &e) && slices.Contains(codes, e.code)
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
	var e *apiError
	if !errors.As(err, &e) {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		return &chat.SendError{Err: err}
	}
	s := &chat.SendError{Err: err, After: e.retryAfter}
	switch {
	case slices.Contains(gone, e.code):
		s.Gone, s.After = true, 0
	case e.code == openingDMsTooFast:
		s.After = max(e.retryAfter, whileOpeningDMsTooFast)
	case e.code == slowmode:
		s.After = max(e.retryAfter, 10*time.Second)
	}
	return s
}
