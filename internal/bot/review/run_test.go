package review_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/formcheck"
)

// setUp sets a kind of place up for the group.
func (s *scene) setUp(line string) *chat.Message {
	s.t.Helper()
	return s.do("owner", "/setup formcheck "+line)
}

// tags returns what a thread was tagged with last, and whether it is closed.
func (s *scene) tags() (string, bool) {
	var last chattest.Record
	for _, r := range s.hall.Records() {
		if r.Kind == "tag" || r.Kind == "thread" {
			last = r
		}
	}
	return strings.Join(last.Tags, ","), last.Closed
}

func TestForumPostIsTaggedFromWaitingToClosed(t *testing.T) {
	play(t, func(s *scene) {
		s.setUp("forum off channel:x:forum")
		id := s.postCheck("ann")
		want := func(tags string, closed bool) {
			t.Helper()
			s.settle()
			if got, isClosed := s.tags(); got != tags || isClosed != closed {
				t.Errorf("tags %q, closed %v; want %q, %v", got, isClosed, tags, closed)
			}
		}
		if r := s.hall.Records()[0]; r.Kind != "thread" || r.Place != "x:forum" || r.Title != "Bench press, 80x5, Ann" {
			t.Errorf("posted: %+v", r)
		}
		want("bench press,waiting", false)
		s.do("ben", "/vote "+id+" at-ears")
		want("bench press,answered", false)
		s.do("cleo", "/vote "+id+" at-ears")
		want("bench press,answered", false)
		if n := s.count("tag"); n != 1 {
			t.Errorf("tagged %d times for one change of state", n)
		}
		s.do("ann", "/check-close "+id)
		want("bench press,closed", false) // the verdict's buttons stay of use
	})
}

func TestDeletedThreadOrCardClosesTheCheck(t *testing.T) {
	play(t, func(s *scene) {
		s.setUp("channel off")
		first, second := s.postCheck("ann"), s.postCheck("ann")
		c, err := s.Checks.Check(s.t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		s.Left(s.t.Context(), chat.Place(c.Thread))
		d, err := s.Checks.Check(s.t.Context(), second)
		if err != nil {
			t.Fatal(err)
		}
		s.Deleted(s.t.Context(), chat.Place(d.Card.Place), chat.MessageID(d.Card.ID))
		for _, id := range []string{first, second} {
			bottest.WantText(t, s.do("ben", "/vote "+id+" at-ears"), "is closed")
		}
		bottest.WantText(t, s.do("ben", "/formcheck next"), "no form check left")
	})
}

func TestDigestListsWhoWaitsADay(t *testing.T) {
	play(t, func(s *scene) { // fake time begins at midnight, UTC
		s.setUp("topic 9 Europe/Berlin role:77")
		waits := s.postCheck("ann")
		answered := s.postCheck("ben")
		s.do("cleo", "/vote "+answered+" elbows")
		digests := func() (all []*chat.Message) {
			for _, r := range s.hall.Records() {
				if strings.HasPrefix(r.Message.Key, "digest") {
					all = append(all, r.Message)
				}
			}
			return all
		}
		time.Sleep(10 * time.Hour)
		if n := len(digests()); n != 0 {
			t.Fatalf("%d digests on the first day, want silence", n)
		}
		s.hall.Fail(&chat.SendError{After: time.Second, Err: errors.New("busy")})
		time.Sleep(24 * time.Hour)
		all := digests()
		if len(all) != 1 {
			t.Fatalf("%d digests, want one", len(all))
		}
		bottest.WantText(t, all[0], "Reviewers: One form check has waited for more than a day", "80x5")
		if all[0].Text[0].Role != "77" || len(all[0].Key) > chat.MaxKey {
			t.Errorf("mentions %q, key %q", all[0].Text[0].Role, all[0].Key)
		}
		s.do("cleo", "/vote "+waits+" elbows")
		time.Sleep(3 * 24 * time.Hour)
		if n := len(digests()); n != 1 {
			t.Errorf("%d digests, want silence when nobody waits", n)
		}
	})
}

func TestIdleCheckClosesWithAWordToThePoster(t *testing.T) {
	play(t, func(s *scene) {
		id := s.postCheck("ann")
		s.do("ben", "/vote "+id+" at-ears")
		time.Sleep(31 * 24 * time.Hour)
		bottest.WantText(t, s.cardOf(id), "Closed after 30 days without activity.")
		told := 0
		for _, r := range s.hall.Records() {
			if strings.Contains(r.Message.Text.String(), "nothing happened on it for 30 days") {
				told++
				bottest.WantText(t, r.Message, "Did it help?")
				if r.Message.Owner != "x:ann" {
					t.Errorf("its buttons belong to %q", r.Message.Owner)
				}
			}
		}
		if told != 1 {
			t.Errorf("told %d times, want once", told)
		}
	})
}

// TestCardAfterACrash lets the program end after a vote and before its edit, and while a check was
// posted.
func TestCardAfterACrash(t *testing.T) {
	play(t, func(s *scene) {
		id := s.postCheck("ann")
		s.settle()
		s.hall.Fail(&chat.SendError{After: time.Hour, Err: errors.New("busy")})
		s.do("ben", "/vote "+id+" at-ears")
		s.settle()
		lost, err := s.Checks.Open(s.t.Context(), time.Now(), formcheck.Intake{Author: "x:zoe", Home: string(gym), Lift: "bench-press", Load: "60x5",
			Video: formcheck.Message{Place: string(channel), ID: "v"}})
		if err != nil {
			t.Fatal(err)
		}
		again := &scene{t: s.t, hall: s.hall, store: s.store}
		again.Bot = bot.New(s.Parts)
		end := again.keepUp()
		defer end()
		bottest.WantText(t, again.cardOf(id), "1 reviewer")
		time.Sleep(2 * time.Minute)
		bottest.WantText(t, again.cardOf(lost.ID), "Nobody has reviewed this yet", "60x5")
	})
}

func TestCardThatCannotBeEditedIsSentAnew(t *testing.T) {
	play(t, func(s *scene) {
		id := s.postCheck("ann")
		s.settle()
		s.hall.Take() // what was taken is gone
		s.do("ben", "/vote "+id+" at-ears")
		bottest.WantText(t, s.cardOf(id), "1 reviewer: Ben")
		if n := s.count("send"); n != 1 {
			t.Errorf("%d cards, want one", n)
		}
	})
}

func TestPostingThatFailsLeavesNothing(t *testing.T) {
	play(t, func(s *scene) {
		s.hall.Fail(&chat.SendError{Gone: true, Err: errors.New("no permission")})
		bottest.WantText(t, s.do("ann", "/formcheck bench 80x5 no pain https://x.example/a"), "could not post your form check", "/setup check")
		bottest.WantNone(t, s.stored(), "x:ann")
		s.quietly(s.request("ann", "/formcheck bench 80x5 no pain https://x.example/a"))
	})
}

func TestMyDataDelete(t *testing.T) {
	play(t, func(s *scene) {
		own, other := s.postCheck("ann"), s.postCheck("ben")
		s.do("ann", "/vote "+other+" elbows")
		card := s.cardOf(own)
		bottest.WantText(t, s.do("ann", "/mydata show"), "bench press, 80x5, waiting", "elbows not driven down", `"load": "80x5"`)
		ask := s.do("ann", "/mydata delete")
		bottest.WantText(t, s.do("ann", pressed(t, ask, "Yes, remove it")), "Your form check is removed", "nothing about you any more")
		bottest.WantNone(t, s.stored(), "x:ann", "x%3Aann")
		bottest.WantText(t, s.cardOf(other), "1 reviewer.")
		for _, r := range s.hall.Records() {
			if m := s.hall.Shown(r.Place, r.ID); m == card {
				t.Error("the card of a removed check still shows it")
			}
		}
		bottest.WantText(t, s.do("ann", "/mydata"), "None.")
	})
}

func TestSetup(t *testing.T) {
	play(t, func(s *scene) {
		bottest.WantText(t, s.do("ann", "/setup"), "Only those who manage this group")
		bottest.WantText(t, s.do("ann", "/start setup_check"), "Only those who manage this group")
		bottest.WantText(t, s.do("owner", "/start setup_check"), "What form checks need of this group")
		bottest.WantText(t, s.do("owner", "/setup"), "Nothing is set up here")
		s.hall.lacks = []chat.Lack{{Ability: chat.CanTag, Cure: "Tick “Manage Threads”."}}
		bottest.WantText(t, s.setUp("forum 18:00 new york channel:x:forum role:77"), "Set up.", "a post in the forum", "18:00 (New York",
			"Post there: yes.", "Change tags, and close threads: missing. Tick “Manage Threads”.", "Mention the role in the daily list: yes.")
		bottest.WantText(t, s.do("owner", "/setup check"), "Tick “Manage Threads”.")
		bottest.WantText(t, s.do("owner", "/setup"), "a post in the forum")
		s.hall.lacks = []chat.Lack{{Ability: chat.CanSend, Cure: "#checks is a forum.", Never: true}}
		bottest.WantText(t, s.setUp("channel off channel:x:forum"), "#checks is a forum. Nothing was changed.")
		bottest.WantText(t, s.do("owner", "/setup"), "a post in the forum")
		s.hall.lacks = nil
		bottest.WantText(t, s.setUp("topic off"), "as replies", "No list of waiting ones")
		for line, want := range map[string]string{
			"topic 24":                   "is not an hour of the day",
			"topic 9 Mars/Olympus":       "don't know the place",
			"topic 9 UTC+2":              "does not say which clock",
			"topic 9 CST":                "does not say which clock",
			"basement":                   "“basement” is none of the choices for kind",
			"forum 9 UTC channel:y:else": "is not a channel that I know",
		} {
			bottest.WantText(t, s.setUp(line), want)
		}
		if m := s.setUp(""); len(m.Controls) != 1 {
			t.Errorf("the kind is not asked for: %s", chattest.Dump(m))
		}
	})
}

func TestMovedGroupKeepsItsChecks(t *testing.T) {
	play(t, func(s *scene) {
		id := s.postCheck("ann")
		s.Moved(s.t.Context(), gym, "x:supergroup")
		r := s.request("ben", "/formcheck next")
		r.Home = "x:supergroup"
		bottest.WantText(t, s.message(r), "by Ann")
		vote := s.request("ben", fmt.Sprintf("/vote %s elbows", id))
		vote.Home = "x:supergroup"
		bottest.WantText(t, s.message(vote), "Your vote")
	})
}

// TestKeysStay keeps the keys of what is stored.
func TestKeysStay(t *testing.T) {
	play(t, func(s *scene) {
		s.setUp("topic 18 Berlin")
		id := s.postCheck("ann")
		s.do("ben", "/vote "+id+" at-ears")
		s.postCheck("cleo")
		s.settle()
		bottest.Golden(t, "keys", bottest.Keys(t, s.store))
	})
}
