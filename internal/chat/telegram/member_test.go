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

var _ chat.Doorkeeper = (*telegram.Adapter)(nil)

func placeOf(id int64) chat.Place { return chat.Place(fmt.Sprintf("telegram:%d", id)) }
func nameOf(id int64) chat.UserID { return chat.UserID(fmt.Sprintf("telegram:%d", id)) }
func topicOf(id int64) chat.Place { return placeOf(id) + "/7" }

func TestMember(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	r := start(t, s, &memory{}, counter)
	g, old := s.Group("Lifters"), s.BasicGroup("Old lifters")
	in, left, banned, muted, away, admin := s.Person("In"), s.Person("Left"), s.Person("Banned"), s.Person("Muted"), s.Person("Away"), s.Person("Admin")
	g.Leave(left)
	g.Ban(banned)
	g.Restrict(muted, true)
	g.Restrict(away, false)
	g.Admin(admin)
	moved := old.Migrate()
	moved.Leave(left)
	for _, row := range []struct {
		place chat.Place
		who   int64
		want  bool
	}{
		{placeOf(g.ID), in.ID, true}, {topicOf(g.ID), in.ID, true}, {placeOf(g.ID), muted.ID, true}, {placeOf(g.ID), admin.ID, true},
		{placeOf(g.ID), left.ID, false}, {topicOf(g.ID), left.ID, false}, {placeOf(g.ID), banned.ID, false}, {placeOf(g.ID), away.ID, false},
		{placeOf(in.ID), in.ID, true}, {placeOf(in.ID), left.ID, false}, // private chats
		{placeOf(g.ID), g.ID, true}, // an anonymous administrator
		{placeOf(old.ID), in.ID, true}, {placeOf(old.ID), left.ID, false},
	} {
		if got, err := r.Member(t.Context(), row.place, nameOf(row.who)); got != row.want || err != nil {
			t.Errorf("Member(%s, %d) = %v, %v, want %v", row.place, row.who, got, err, row.want)
		}
	}
	before := len(s.Calls("getChatMember"))
	for range 50 {
		if ok, err := r.Member(t.Context(), topicOf(g.ID), nameOf(in.ID)); !ok || err != nil {
			t.Errorf("Member = %v, %v", ok, err)
		}
	}
	if n := len(s.Calls("getChatMember")) - before; n > 0 {
		t.Errorf("Telegram was asked %d times for what it said just now", n)
	}
	g.Leave(in) // which the group is told
	s.Until("Telegram to be asked again", func() bool { ok, err := r.Member(t.Context(), placeOf(g.ID), nameOf(in.ID)); return !ok && err == nil })
}

func TestMemberUnknown(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	r := start(t, s, &memory{}, counter)
	anna, g, hidden := s.Person("Anna"), s.Group("Lifters"), s.Group("Hidden lifters")
	hidden.Hide()
	for name, row := range map[string]struct {
		place  chat.Place
		who    chat.UserID
		untold bool
	}{
		"hidden members":    {placeOf(hidden.ID), nameOf(anna.ID), true},
		"writes as channel": {placeOf(g.ID), nameOf(-1002), true},
		"user not found":    {placeOf(g.ID), nameOf(77), false},
		"chat not found":    {placeOf(-10099), nameOf(anna.ID), false},
		"no place":          {"telegram:x", nameOf(anna.ID), false},
		"nobody":            {placeOf(g.ID), "telegram:x", false},
	} {
		if in, err := r.Member(t.Context(), row.place, row.who); in || err == nil || errors.Is(err, chat.ErrUntold) != row.untold {
			t.Errorf("%s: %v, %v, want an error, ErrUntold: %v", name, in, err, row.untold)
		}
	}
	for name, f := range map[string]telegramtest.Fault{
		"bad gateway": {BadGateway: true}, "cut": {Cut: true}, "slow": {Slow: 3 * time.Second}, "limited": {RetryAfter: 1},
	} {
		s.Faults(func(method string, _ int) telegramtest.Fault {
			if method == "getChatMember" {
				return f
			}
			return telegramtest.Fault{}
		})
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		if in, err := r.Member(ctx, placeOf(g.ID), nameOf(anna.ID)); in || err == nil || strings.Contains(err.Error(), telegramtest.Token) {
			t.Errorf("%s: %v, %v, want an error without the token", name, in, err)
		}
		cancel()
		s.Faults(nil)
		s.Until("an answer after "+name, func() bool {
			in, err := r.Member(t.Context(), placeOf(g.ID), nameOf(anna.ID))
			return in && err == nil
		})
		anna = s.Person("Anna of " + name) // who is asked for anew
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	r := start(t, s, &memory{}, counter)
	for place, want := range map[chat.Place]bool{"telegram:-100": true, "telegram:-100/7": true, "telegram:-1001": false, "telegram:100": false, "telegram:x": false, "discord:100": false, "": false} {
		if got, err := r.Within(t.Context(), "telegram:-100", place); got != want || err != nil {
			t.Errorf("Within(%q) = %v, %v, want %v", place, got, err, want)
		}
	}
}
