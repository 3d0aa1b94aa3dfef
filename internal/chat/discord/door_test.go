package discord

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/discord/rest"
)

var _ chat.Doorkeeper = (*Adapter)(nil)

// viewOf is a channel's rule of whether somebody, or a role, may view it.
func viewOf(id string, kind int, may bool) map[string]any {
	o := map[string]any{"id": id, "type": kind, "allow": "0", "deny": "1024"}
	if may {
		o["allow"], o["deny"] = "1024", "0"
	}
	return o
}

// A club is a guild with open and closed rooms.
func club(t *testing.T) (*discordtest.Server, *Adapter) {
	s, a := sender(t)
	closed := []map[string]any{viewOf("77", 0, false), viewOf(bob.ID, 1, true)}
	for _, c := range []discordtest.Channel{
		{ID: "400", Guild: gym.Guild, Name: "coaches", Overwrites: closed},
		{ID: "401", Guild: gym.Guild, Type: 15, Name: "forms", Overwrites: closed},
		{ID: "402", Guild: gym.Guild, Type: 11, Parent: "401", Name: "a post"},
		{ID: "403", Guild: gym.Guild, Type: 11, Parent: gym.Channel, Name: "a thread"},
		{ID: "404", Guild: gym.Guild, Type: 12, Parent: gym.Channel, Name: "a private thread", Seats: []string{bob.ID}},
		{ID: "405", Guild: "555", Name: "another guild's"},
		{ID: "406", Type: 1, Name: "direct messages"},
	} {
		s.AddChannel(c)
	}
	s.Leave(gym.Guild, "80351110224678999")
	return s, a
}

func TestMember(t *testing.T) {
	t.Parallel()
	s, a := club(t)
	gone := discordtest.Person{ID: "80351110224678999"}
	for _, row := range []struct {
		place chat.Place
		who   string
		want  bool
	}{
		{channelPlace(gym.Channel), ann.ID, true},
		{channelPlace(gym.Channel), gone.ID, false},
		{channelPlace("400"), ann.ID, false},
		{channelPlace("400"), bob.ID, true},
		{channelPlace("400"), "1", true}, // owns the guild
		{channelPlace("402"), ann.ID, false},
		{channelPlace("402"), bob.ID, true},
		{channelPlace("403"), ann.ID, true},
		{channelPlace("403"), gone.ID, false},
		{channelPlace("404"), ann.ID, false},
		{channelPlace("404"), bob.ID, true},
		{channelPlace("999"), ann.ID, false}, // it is gone
		{homePlace(gym.Guild), ann.ID, true},
		{homePlace(gym.Guild), gone.ID, false},
		{directPlace(ann.ID), ann.ID, true},
		{directPlace(ann.ID), bob.ID, false},
	} {
		for range 2 { // the second time from memory
			if got, err := a.Member(t.Context(), row.place, userID(row.who)); got != row.want || err != nil {
				t.Errorf("Member(%s, %s) = %v, %v, want %v", row.place, row.who, got, err, row.want)
			}
		}
	}
	before := s.Requests()
	for range 50 {
		if in, err := a.Member(t.Context(), channelPlace("402"), userID(bob.ID)); !in || err != nil {
			t.Errorf("Member = %v, %v", in, err)
		}
	}
	if n := s.Requests() - before; n > 0 {
		t.Errorf("Discord was asked %d times for what it said just now", n)
	}
}

func TestMemberUnknown(t *testing.T) {
	t.Parallel()
	s, a := club(t)
	if in, err := a.Member(t.Context(), channelPlace("406"), userID(ann.ID)); in || !errors.Is(err, chat.ErrUntold) {
		t.Errorf("in direct messages: %v, %v, want ErrUntold", in, err)
	}
	if in, err := a.Member(t.Context(), "discord:x", userID(ann.ID)); in || err == nil {
		t.Errorf("nowhere: %v, %v", in, err)
	}
	if in, err := a.Member(t.Context(), channelPlace(gym.Channel), "discord:x"); in || err == nil {
		t.Errorf("nobody: %v, %v", in, err)
	}
	s.Refuse("400", 50001)
	if in, err := a.Member(t.Context(), channelPlace("400"), userID(bob.ID)); in || err == nil {
		t.Errorf("where the bot itself cannot look: %v, %v", in, err)
	}
	for name, f := range map[string]*discordtest.Fault{
		"limited": discordtest.RouteLimit(60), "broken": {Status: 503, Body: "x"}, "forbidden": {Status: 403, Body: `{"code":50001,"message":"x"}`},
		"no json": {Status: 200, Body: "no json"}, "not found": {Status: 404, Body: "<html>"},
	} {
		s.SetFault(nil)
		_, fresh := club(t)
		fresh.rest = rest.New(fresh.config.Token, s.URL())
		s.SetFault(f)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		if in, err := fresh.Member(ctx, channelPlace(gym.Channel), userID(ann.ID)); in || err == nil {
			t.Errorf("%s: %v, %v, want an error", name, in, err)
		}
		cancel()
		s.SetFault(nil)
		if name == "limited" {
			continue
		}
		if in, err := fresh.Member(t.Context(), channelPlace("403"), userID(ann.ID)); !in || err != nil {
			t.Errorf("after %s: %v, %v: a failure is remembered", name, in, err)
		}
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	s, a := club(t)
	for place, want := range map[chat.Place]bool{
		channelPlace(gym.Channel): true, channelPlace("401"): true, channelPlace("402"): true, channelPlace("405"): false, channelPlace("999"): false,
		directPlace(ann.ID): false, channelPlace("406"): false, homePlace(gym.Guild): false, "telegram:-100": false, "": false,
	} {
		if got, err := a.Within(t.Context(), homePlace(gym.Guild), place); got != want || err != nil {
			t.Errorf("Within(%s) = %v, %v, want %v", place, got, err, want)
		}
	}
	if a.Together(channelPlace(gym.Channel), channelPlace("403")) || !a.Together(channelPlace("403"), channelPlace("403")) {
		t.Error("a thread and its channel are not told apart")
	}
	s.Fault = func(*http.Request) *discordtest.Fault { return &discordtest.Fault{Status: 503, Body: "x"} }
	if got, err := a.Within(t.Context(), homePlace(gym.Guild), channelPlace("400")); got || err == nil {
		t.Errorf("Within = %v, %v where Discord does not answer", got, err)
	}
}
