package telegram

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Who is in a group is remembered for a while, and so is that Telegram wants a pause; other failures are not.
func TestStandingIsRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s standing
		asked := 0
		of := func(in bool, err error) (bool, error) {
			return s.of(stands{-100, 5}, func() (bool, error) { asked++; return in, err })
		}
		want := func(what string, in bool, err error, wantIn, wantErr bool, wantAsked int) {
			t.Helper()
			if in != wantIn || (err != nil) != wantErr || asked != wantAsked {
				t.Errorf("%s: %v, %v, asked %d times; want %v, error %v, %d", what, in, err, asked, wantIn, wantErr, wantAsked)
			}
		}
		broken := errors.New("connection reset")
		in, err := of(true, broken)
		want("broken", in, err, false, true, 1)
		in, err = of(true, nil)
		want("asked again", in, err, true, false, 2)
		time.Sleep(trustMember - time.Second)
		in, err = of(false, nil)
		want("remembered", in, err, true, false, 2)
		time.Sleep(time.Second)
		in, err = of(false, nil)
		want("has left", in, err, false, false, 3)
		time.Sleep(trustStranger - time.Second)
		in, err = of(true, nil)
		want("still out", in, err, false, false, 3)
		time.Sleep(time.Second)
		limited := &tgbotapi.Error{Code: 429, ResponseParameters: tgbotapi.ResponseParameters{RetryAfter: 7}}
		in, err = of(false, limited)
		want("limited", in, err, false, true, 4)
		time.Sleep(6 * time.Second)
		in, err = of(true, nil)
		want("left alone", in, err, false, true, 4)
		time.Sleep(time.Second)
		in, err = of(true, nil)
		want("came back", in, err, true, false, 5)
		for n := range int64(2 * mostStanding) {
			if _, err := s.of(stands{-200, n}, func() (bool, error) { return true, nil }); err != nil {
				t.Fatal(err)
			}
		}
		if len(s.known) > mostStanding {
			t.Errorf("%d people are remembered, want at most %d", len(s.known), mostStanding)
		}
	})
}
