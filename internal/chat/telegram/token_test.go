package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/telegramtest"
)

// TestTokenAppearsNowhere cuts requests off at each stage and searches all that comes out.
func TestTokenAppearsNowhere(t *testing.T) {
	t.Parallel()
	secret := telegramtest.Token[strings.Index(telegramtest.Token, ":")+1:]
	stages := map[string]telegramtest.Fault{
		"before": {Cut: true}, "after": {CutAfter: true}, "html": {BadGateway: true}, "429": {RetryAfter: 60}, "slow": {Slow: 200 * time.Millisecond},
	}
	for name, fault := range stages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t)
			anna := s.Person("Anna")
			m := &memory{}
			r := start(t, s, m, echo)
			anna.Say("hi")
			anna.Chat().Await(1)
			s.Faults(func(method string, n int) telegramtest.Fault { return fault })
			var out strings.Builder
			for _, m := range []*chat.Message{{Text: chat.Plain("x")}, {Images: []chat.Image{{Name: "a.png", Alt: "a", Data: png}}}} {
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				_, err := r.Send(ctx, chat.Place(fmt.Sprint("telegram:", anna.ID)), m)
				cancel()
				var bare *chat.SendError
				errors.As(err, &bare)
				fmt.Fprintf(&out, "%v %+v %#v\n", err, err, bare)
			}
			anna.Say("again")
			if err := r.stop(); err != nil {
				fmt.Fprintln(&out, err)
			}
			fmt.Fprintf(&out, "%v %+v %#v\n%s", r.Adapter, r.Adapter, r.Adapter, r.log)
			for key, value := range m.all() {
				fmt.Fprintf(&out, "%s=%s\n", key, value)
			}
			if strings.Contains(out.String(), secret) {
				t.Errorf("the token is in:\n%s", out.String())
			}
			if name != "slow" && !strings.Contains(out.String(), "telegram send") {
				t.Errorf("the error does not name the method:\n%s", out.String())
			}
		})
	}
}

// Addresses that cannot be reached or parsed hold the token in net/http's errors.
func TestTokenNotInAddressErrors(t *testing.T) {
	t.Parallel()
	secret := telegramtest.Token[strings.Index(telegramtest.Token, ":")+1:]
	for _, address := range []string{"http://127.0.0.1:1", "http://[::1", "http://a b", "ftp://x", "x", "https://127.0.0.1:1/%zz", "http://%41:1/"} {
		log := &journal{}
		a := telegram.New(telegram.Config{Token: func() string { return telegramtest.Token }, APIURL: address}, newLog(log))
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		err := a.Serve(ctx, echo)
		_, sendErr := a.Send(ctx, "telegram:1", &chat.Message{Text: chat.Plain("x")})
		cancel()
		out := fmt.Sprintf("%v %#v %v %s", err, err, sendErr, log)
		if strings.Contains(out, secret) {
			t.Errorf("%s: the token is in %s", address, out)
		}
	}
}
