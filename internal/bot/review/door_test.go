package review_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"spotter/internal/bot/bottest"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/formcheck"
	"spotter/internal/racetest"
)

// A guarded hall is one whose places are closed to people, who are told apart by whether they are out.
type guarded struct {
	*hall
	out    map[chat.UserID]bool
	closed map[chat.Place]bool // to everybody
	fails  error
	asked  int
}

func (g *guarded) Together(a, b chat.Place) bool { return a == b }

func (g *guarded) Within(_ context.Context, home, place chat.Place) (bool, error) {
	return strings.HasPrefix(string(place), string(home)), g.fails
}

func (g *guarded) Member(_ context.Context, place chat.Place, u chat.UserID) (bool, error) {
	g.asked++
	return !g.out[u] && !g.closed[place], g.fails
}

// playGuarded is play in a guarded hall.
func playGuarded(t *testing.T, f func(*scene, *guarded)) {
	play(t, func(s *scene) {
		g := &guarded{hall: s.hall, out: map[chat.UserID]bool{}, closed: map[chat.Place]bool{}}
		s.Platforms["x"] = g
		f(s, g)
	})
}

// pressing is a press in the group, by its data.
func (s *scene) pressing(who, data string) *chat.Request {
	r := s.request(who, "/"+strings.TrimPrefix(data, "/"))
	r.Message = "9"
	return r
}

// privately is a press in somebody's private chat.
func (s *scene) privately(who, data string) *chat.Request {
	r := s.pressing(who, data)
	r.Where, r.Home, r.Group = r.From.Direct, "", false
	return r
}

// elsewhere is a press in another group, which the presser manages.
func (s *scene) elsewhere(who, data string) *chat.Request {
	r := s.pressing(who, data)
	r.Where, r.Home, r.From.Manager = "x:other", "x:other", true
	return r
}

// Nothing that names a check without having been shown it has any effect, or tells whether there is such a check,
// or asks the platform anything: pressed, typed or submitted, in private or in another group.
func TestForgedPress(t *testing.T) {
	racetest.Skip(t)
	playGuarded(t, func(s *scene, g *guarded) {
		for _, who := range []string{"ann", "ben", "cleo"} {
			s.quietly(s.request(who, "/formcheck bench 80x5 no pain https://x.example/"+who))
		}
		s.do("ben", "/vote 000001 elbows")
		s.settle()
		stored, sent, asked := s.stored(), len(s.hall.Records()), g.asked
		refused := chattest.DumpReply(s.reply(s.privately("eve", "check-show 000001")))
		if !strings.Contains(refused, "cannot be reached from here") {
			t.Fatalf("refused with %s", refused)
		}
		for n := range 2000 {
			for _, id := range []string{fmt.Sprintf("%06d", n+1), fmt.Sprintf("%06d.AAAAAAAAAAA", n+1), fmt.Sprintf("%06d.", n+1)} {
				for _, data := range []string{"check-show " + id, "vote " + id + " elbows", "check-say " + id, "check-say " + id + " buy pills",
					"check-close " + id, "check-helped " + id + " yes"} {
					who := []string{"eve", "ann", "ben"}[n%3] // who is a member knows no more in private
					for _, r := range []*chat.Request{s.privately(who, data), s.elsewhere(who, data)} {
						if got := chattest.DumpReply(s.Handle(s.t.Context(), r)); got != refused {
							t.Fatalf("%s in %s: %s", data, r.Where, got)
						}
					}
				}
			}
		}
		typed := s.privately("eve", "check-say 000001")
		typed.Message, typed.Args = "", map[string]string{"sentence": "buy pills"}
		if got := chattest.DumpReply(s.reply(typed)); got != refused {
			t.Errorf("submitted: %s", got)
		}
		s.settle()
		if s.stored() != stored {
			t.Error("what is stored has changed")
		}
		if n := len(s.hall.Records()); n != sent || g.asked != asked {
			t.Errorf("%d messages sent, and the platform asked %d times; want none", n-sent, g.asked-asked)
		}
	})
}

// What was shown in private is that one person's, to do one thing, as long as they are let in.
func TestSealedPress(t *testing.T) {
	playGuarded(t, func(s *scene, g *guarded) {
		s.quietly(s.request("ann", "/formcheck bench 80x5 no pain https://x.example/a"))
		vote := pressed(t, s.do("ben", "/formcheck next"), "Elbows not driven down")
		_, ref, _ := strings.Cut(vote, " ")
		ref, _, _ = strings.Cut(ref, " ")
		bottest.WantText(t, s.message(s.privately("ben", vote)), "Your vote: ")
		bottest.WantText(t, s.message(s.elsewhere("ben", vote)), "taken back")
		for _, r := range []*chat.Request{
			s.privately("cleo", vote), s.privately("owner", vote), s.privately("ben", "check-show "+ref), s.privately("ben", "check-close "+ref),
			s.privately("ben", "check-say "+ref+" buy pills"), s.privately("ben", strings.Replace(vote, "000001", "000002", 1)), s.elsewhere("owner", "check-close "+ref),
		} {
			bottest.WantText(t, s.message(r), "cannot be reached from here")
		}
		bottest.WantText(t, s.message(s.privately("ben", vote)), "Your vote: ")

		g.fails = errors.New("429")
		bottest.WantText(t, s.message(s.privately("ben", vote)), "I could not find out whether you may see", "try again in a moment")
		bottest.WantText(t, s.message(s.pressing("ben", "vote 000001 elbows")), "taken back") // right there, by the platform's word
		g.fails, g.out["x:ben"] = nil, true
		bottest.WantText(t, s.message(s.privately("ben", vote)), "you are not in that form check's group")
		bottest.WantText(t, s.message(s.pressing("ben", "vote 000001 elbows")), "you are not in that form check's group")
		bottest.WantText(t, s.do("ben", "/formcheck next"), "no form check left for you")
		inside := s.pressing("ben", "vote 000001 elbows")
		inside.Inside = true
		bottest.WantText(t, s.message(inside), "Your vote: ")
	})
}

// Where a check stands its number is enough, as it always was, and nowhere else in the group; there a seal counts if
// the caller can read where the check stands.
func TestClosedChannelOfTheGroup(t *testing.T) {
	playGuarded(t, func(s *scene, g *guarded) {
		s.setUp("channel off")
		id := s.postCheck("ann")
		c, err := s.Checks.Check(s.t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		thread := chat.Place(c.Card.Place)
		bottest.WantText(t, s.do("ben", "/vote "+id+" elbows"), "cannot be reached from here")
		there := s.request("ben", "/vote "+id+" elbows")
		there.Where = thread
		bottest.WantText(t, s.message(there), "Your vote: ")
		vote := pressed(t, s.do("cleo", "/formcheck next"), "Elbows not driven down")
		bottest.WantText(t, s.message(s.pressing("cleo", vote)), "Your vote: ")

		g.closed[thread] = true
		bottest.WantText(t, s.message(s.pressing("cleo", vote)), "may not read its channel")
		bottest.WantText(t, s.do("eve", "/formcheck next"), "no form check left for you")

		waiting, err := s.Checks.Check(s.t.Context(), s.postCheck("ann"))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		bottest.WantText(t, s.do("dan", "/formcheck bench 70x5 no pain https://x.example/d"), "waited longer")
		g.closed[chat.Place(waiting.Card.Place)] = true
		bottest.WantNone(t, chattest.Dump(s.do("fay", "/formcheck bench 60x5 no pain https://x.example/f")), "waited longer", waiting.ID)
		g.fails = errors.New("503")
		bottest.WantText(t, s.do("gus", "/formcheck next"), "I could not find out")
	})
}

// Who was let out of the group while the intake was open posts nothing there any more.
func TestDraftAfterLeaving(t *testing.T) {
	playGuarded(t, func(s *scene, g *guarded) {
		ask := s.do("ann", "/formcheck bench 80x5 it hurts https://x.example/a")
		none := pressed(t, ask, "None of these")
		g.fails = errors.New("503")
		bottest.WantText(t, s.message(s.privately("ann", none)), "nothing is posted yet", "press again")
		g.fails, g.out["x:ann"] = nil, true
		bottest.WantText(t, s.message(s.privately("ann", none)), "not in that group any more")
		g.out["x:ann"] = false
		next := s.message(s.privately("ann", none))
		bottest.WantText(t, next, "And any of these?")
		g.fails = fmt.Errorf("hidden: %w", chat.ErrUntold)
		bottest.WantText(t, s.message(s.privately("ann", pressed(t, next, "None of these"))), "Your form check is up")
	})
}

// A group's form checks go to no place of another group.
func TestSetupInAnothersPlace(t *testing.T) {
	playGuarded(t, func(s *scene, g *guarded) {
		bottest.WantText(t, s.do("owner", "/setup formcheck topic off channel:x:other/general"), "not one of this group's")
		g.fails = errors.New("503")
		bottest.WantText(t, s.do("owner", "/setup formcheck topic off channel:x:gym/forms"), "I could not find out", "nothing was changed")
		if strings.Contains(s.stored(), "check/setup") {
			t.Error("it was set up nevertheless")
		}
		g.fails = nil
		bottest.WantText(t, s.do("owner", "/setup formcheck topic off channel:x:gym/forms"), "Set up.")

		err := s.Checks.Configure(s.t.Context(), time.Now(), formcheck.Settings{Home: "x:gym", Place: "x:other/general", Notice: "x:gym", Kind: "topic", Hour: -1})
		if err != nil { // as could be done once
			t.Fatal(err)
		}
		bottest.WantText(t, s.do("ann", "/formcheck bench 80x5 no pain https://x.example/a"), "could not post your form check")
		if n := len(s.hall.Records()); n > 0 {
			t.Errorf("%d messages sent to another group", n)
		}
	})
}

// The names of a card's buttons hang in groups for years: they do not change.
func TestNamesOnTheCard(t *testing.T) {
	playGuarded(t, func(s *scene, _ *guarded) {
		s.quietly(s.request("ann", "/formcheck bench 80x5 no pain https://x.example/a"))
		var got []string
		for _, row := range s.cardOf("000001").Controls {
			for _, b := range row.(chat.Buttons) {
				got = append(got, b.Action.String())
			}
		}
		want := "vote 000001 not-back, vote 000001 at-ears, vote 000001 chest-drop, vote 000001 loose-setup, vote 000001 no-legs, " +
			"vote 000001 elbows, vote 000001 head, vote 000001 bench-good, check-say 000001, check-close 000001"
		if strings.Join(got, ", ") != want {
			t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
		}
	})
}
