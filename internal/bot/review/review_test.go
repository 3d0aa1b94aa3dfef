package review_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/bot/bottest"
	"spotter/internal/bot/command"
	"spotter/internal/bot/review"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/formcheck"
)

// TestCheckFromVideoToVerdict is the story of a check.
func TestCheckFromVideoToVerdict(t *testing.T) {
	play(t, func(s *scene) {
		id := s.postCheck("ann")
		bottest.WantText(t, s.cardOf(id), "Nobody has reviewed this yet", "films.example", "Shoulders up at the ears", "Looks good")
		bottest.WantText(t, s.do("ann", "/vote "+id+" at-ears"), "This one is yours")
		bottest.WantText(t, s.do("ben", "/formcheck next"), "bench press, 80x5", "Shoulders up at the ears", "Open the check")
		bottest.WantText(t, s.do("ben", "/vote "+id+" at-ears"), "Your vote: shoulders up at the ears.", "2 more")
		bottest.WantNone(t, chattest.Dump(s.cardOf(id)), "Why:", "Nobody has reviewed")
		s.do("cleo", "/vote "+id+" elbows")
		bottest.WantText(t, s.cardOf(id), "Tied: Shoulders up at the ears", "Tied: Elbows not driven down", "2 reviewers: Ben, Cleo")
		s.do("cleo", "/vote "+id+" elbows")
		bottest.WantText(t, s.do("cleo", "/vote "+id+" nonsense"), "no such cue")
		s.do("cleo", "/vote "+id+" at-ears")
		card := s.cardOf(id)
		bottest.WantText(t, card, "Top cue: Shoulders up at the ears", "Why:", "Fix:", "Drill:", "Show drill")
		bottest.Golden(t, "formcheck-card", chattest.Dump(card))
		bottest.WantText(t, s.do("ben", "/check-close "+id), "Only the one who posted it")
		bottest.WantText(t, s.do("ann", "/check-close "+id), "Closed. Did it help?", "It helped")
		bottest.WantText(t, s.do("ann", "/check-helped "+id+" yes"), "Good to hear")
		bottest.WantText(t, s.do("ann", "/check-helped "+id+" no"), "told me already")
		bottest.WantText(t, s.do("ben", "/vote "+id+" at-ears"), "is closed")
		closed := s.cardOf(id)
		bottest.WantText(t, closed, "Closed.", "Top cue")
		bottest.WantNone(t, chattest.Dump(closed), "Comment", "vote ")
		next := s.postCheck("ann")
		bottest.WantText(t, s.cardOf(next), "Last time: ", "shoulders up at the ears")
	})
}

// TestMineListsOnesOwn: each with its state and link, the newest first, whoever else asks and wherever one asks.
func TestMineListsOnesOwn(t *testing.T) {
	play(t, func(s *scene) {
		bottest.WantText(t, s.do("ann", "/formcheck mine"), "You have no form checks yet", "/formcheck")
		first, second := s.postCheck("ann"), s.postCheck("ann")
		s.postCheck("ben")
		s.do("ben", "/vote "+first+" at-ears")
		s.do("ann", "/check-close "+second)
		third := s.postCheck("ann")
		s.settle()
		r := s.request("ann", "/formcheck mine")
		r.Where, r.Home, r.Group = r.From.Direct, "", false
		for _, m := range []*chat.Message{s.do("ann", "/formcheck mine"), s.message(r)} {
			if !m.Private || m.Open || m.Share {
				t.Errorf("one's own checks are not for oneself alone: %s", chattest.Dump(m))
			}
			lines := strings.Split(m.Text.String(), "\n")[1:]
			for i, want := range []string{"nobody has reviewed it yet", "closed", "1 reviewer; top cue: shoulders up at the ears"} {
				if len(lines) != 3 || !strings.HasSuffix(lines[i], ": "+want) || !strings.HasPrefix(lines[i], "• Bench press, 80x5") {
					t.Errorf("lines are %q, want %q in line %d", lines, want, i)
				}
			}
			var links []string
			for _, span := range m.Text {
				if span.Link != "" {
					links = append(links, span.Link)
				}
			}
			want := []string{s.linkOf(third), s.linkOf(second), s.linkOf(first)}
			if diff := cmp.Diff(links, want); diff != "" {
				t.Errorf("links (-got +want):\n%s", diff)
			}
		}
		bottest.WantText(t, s.do("zoe", "/formcheck mine"), "You have no form checks yet")
	})
}

// TestMineIsBounded: of many checks the newest are listed, and how many there are is said.
func TestMineIsBounded(t *testing.T) {
	play(t, func(s *scene) {
		for range 12 {
			s.do("ann", "/check-close "+s.postCheck("ann"))
		}
		m := s.do("ann", "/formcheck mine")
		bottest.WantText(t, m, "The newest 10 of your 12 form checks:")
		if n := strings.Count(m.Text.String(), "•"); n != 10 {
			t.Errorf("%d checks are listed, want 10", n)
		}
	})
}

func TestTwoHundredReviewersInTenSeconds(t *testing.T) {
	play(t, func(s *scene) {
		id := s.postCheck("ann")
		s.settle()
		before := s.count("edit")
		for i := range 200 {
			s.do(fmt.Sprint("r", i), "/vote "+id+" "+[]string{"at-ears", "elbows", "head"}[min(i%5, 2)])
			time.Sleep(50 * time.Millisecond)
		}
		bottest.WantText(t, s.cardOf(id), "200 reviewers", "120 Head or neck", " 40 Shoulders", " 40 Elbows")
		if n := s.count("edit") - before; n > 12 {
			t.Errorf("%d edits, want at most one a second", n)
		}
	})
}

func TestSamePressTwiceIsOneVote(t *testing.T) {
	play(t, func(s *scene) {
		id := s.postCheck("ann")
		r := s.request("ben", "/vote "+id+" at-ears")
		s.message(r)
		bottest.WantText(t, s.message(r), "Your vote: shoulders up at the ears")
		bottest.WantText(t, s.cardOf(id), "1 reviewer: Ben")
	})
}

// TestDraftIsForgotten: what is not completed within half an hour is gone, and only then.
func TestDraftIsForgotten(t *testing.T) {
	for after, posted := range map[time.Duration]bool{29 * time.Minute: true, 30 * time.Minute: false} {
		play(t, func(s *scene) {
			form := s.reply(s.request("ann", "/formcheck bench https://x.example/a")).(*chat.Form)
			time.Sleep(after)
			fill := s.request("ann", "/"+form.Action.String())
			fill.Args = map[string]string{"load": "80x5", "pain": "no"}
			if m, _ := s.reply(fill).(*chat.Message); (m == nil) != posted {
				t.Errorf("after %v: %+v", after, m)
			}
		})
	}
}

func TestIntakeAsksForWhatIsMissing(t *testing.T) {
	play(t, func(s *scene) {
		r := s.request("ann", "/formcheck bench do my elbows flare?")
		r.Media = []chat.Media{{Kind: "video", Ref: "file-1", From: "17", Link: "https://x.example/gym/17"}}
		form, ok := s.reply(r).(*chat.Form)
		if !ok {
			t.Fatal("no form")
		}
		var asked []string
		for _, f := range form.Fields {
			asked = append(asked, f.Name)
		}
		if diff := cmp.Diff([]string{"load", "angle", "pain"}, asked); diff != "" {
			t.Errorf("asked for: -want +got\n%s", diff)
		}
		bottest.WantText(t, s.do("ben", "/"+form.Action.String()+" load:80x5 pain:no"), "no longer have")
		fill := s.request("ann", "/"+form.Action.String())
		fill.Args = map[string]string{"load": "80 kg × 5", "angle": "", "pain": "no"}
		s.quietly(fill)
		bottest.WantText(t, s.message(fill), "no longer have") // the same form again
		rec := s.hall.Records()
		bottest.WantText(t, rec[0].Message, "The question: “do my elbows flare?”", "17")
		if rec[0].Message.ReplyTo != "17" || rec[1].Message.ReplyTo != rec[0].ID {
			t.Errorf("replies are not chained: %q, %q", rec[0].Message.ReplyTo, rec[1].Message.ReplyTo)
		}
		bottest.WantNone(t, s.stored(), "flare")
	})
}

func TestIntakeAsksAgainForWhatItCannotRead(t *testing.T) {
	play(t, func(s *scene) {
		form := s.reply(s.request("ann", "/formcheck https://x.example/a")).(*chat.Form)
		fill := s.request("ann", "/"+form.Action.String())
		fill.Args = map[string]string{"lift": "the bench", "load": "80 kg × 5", "angle": "", "question": "", "pain": "well, kind of"}
		again, ok := s.reply(fill).(*chat.Form)
		if !ok || again.Note == "" {
			t.Fatal("an answer that was neither yes nor no was taken for one")
		}
		var asked []string
		for _, f := range again.Fields {
			asked = append(asked, f.Name)
		}
		if diff := cmp.Diff([]string{"lift", "pain"}, asked); diff != "" {
			t.Errorf("asked for: -want +got\n%s", diff)
		}
		fill = s.request("ann", "/"+again.Action.String())
		fill.Args = map[string]string{"lift": "Bench press", "pain": "Yes, a bit"}
		bottest.WantText(t, s.message(fill), "You said it hurts")
	})
}

// A load is stored, so nothing else is taken for one.
func TestIntakeTakesOnlyALoadForALoad(t *testing.T) {
	play(t, func(s *scene) {
		form := s.reply(s.request("ann", "/formcheck bench https://x.example/a")).(*chat.Form)
		fill := s.request("ann", "/"+form.Action.String())
		fill.Args = map[string]string{"load": "80 and a sharp pain", "pain": "no"}
		again, ok := s.reply(fill).(*chat.Form)
		if !ok || len(again.Fields) != 1 || again.Fields[0].Name != "load" {
			t.Fatalf("a load that is none was taken for one: %v", again)
		}
		fill = s.request("ann", "/"+again.Action.String())
		fill.Args = map[string]string{"load": "80x5"}
		s.quietly(fill)
		bottest.WantNone(t, s.stored(), "sharp")
	})
}

func TestIntakeReadsWhatIsWrittenToReviewers(t *testing.T) {
	play(t, func(s *scene) {
		m := s.do("ann", "/formcheck bench 80x5 no pain https://x.example/a crushing chest pain since that set, is my arch ok?")
		if !m.Urgent || len(m.Controls) > 0 {
			t.Errorf("emergency comes with more than help: %s", chattest.Dump(m))
		}
		bottest.WantText(t, m, "Your form check was not posted")
		ask := s.do("ann", "/formcheck bench 80x5 no pain https://x.example/a my left hand goes numb, is it my grip?")
		bottest.WantText(t, ask, "may be a warning sign", "None of these")
		if n := len(s.hall.Records()); n > 0 || s.stored() != "" {
			t.Errorf("%d messages sent, stored %q; want nothing", n, s.stored())
		}
		s.quietly(s.request("ann", "/formcheck bench 80x5 no pain https://x.example/a do my elbows flare?"))
	})
}

func TestNamedIntake(t *testing.T) {
	play(t, func(s *scene) {
		want := "/formcheck post lift:Bench press load:80x5 question:elbows?"
		m := &chat.Message{Text: chat.Text{{Text: "/formcheck bench 80x5 elbows?", Style: chat.Code}}}
		command.NewTable(review.New(review.Parts{}).Commands()).Named(m)
		if got := m.Text[0].Named; got != want {
			t.Errorf("the intake with its options named is %q, want %q", got, want)
		}
	})
}

func TestIntakeRefusals(t *testing.T) {
	play(t, func(s *scene) {
		picture := s.request("ann", "/formcheck bench 80x5 no pain")
		picture.Media = []chat.Media{{Kind: "picture", Ref: "p"}}
		paper := s.request("ann", "/formcheck bench 80x5 no pain")
		paper.Media = []chat.Media{{Kind: "file", Ref: "plan.pdf"}}
		words := s.request("ann", "/formcheck")
		words.Message, words.Link = "777", "https://x.example/777" // a message that was pointed at
		private := s.request("ann", "/formcheck bench 80x5 no pain https://x.example/a")
		private.Home, private.Group = "", false
		for _, test := range []struct {
			r    *chat.Request
			want string
		}{
			{s.request("ann", "/formcheck bench 80x5 no pain"), "I need the video"},
			{s.request("ann", "/formcheck bench 80x5 no pain javascript:alert(1)"), "is not a link that I can pass on"},
			{s.request("ann", "/formcheck bench 80x5 no pain ftp://x.example/a"), "is not a link that I can pass on"},
			{s.request("ann", "/formcheck bench 80x5 no pain https://user:pw@x.example/a"), "is not a link that I can pass on"},
			{s.request("ann", "/formcheck lift:squat https://x.example/a"), "“squat” is none of the choices"},
			{picture, "That is a picture"},
			{paper, "That is a file"},
			{words, "There is no video in that message"},
			{private, "Nobody else could review it"},
		} {
			bottest.WantText(t, s.message(test.r), test.want)
		}
		if n := len(s.hall.Records()); n > 0 || s.stored() != "" {
			t.Errorf("%d messages sent, stored %q; want nothing", n, s.stored())
		}
	})
}

// pressed returns the command of a button.
func pressed(t *testing.T, m *chat.Message, label string) string {
	t.Helper()
	return bottest.Press(t, m, label)
}

func TestEmergencyStopsTheIntake(t *testing.T) {
	play(t, func(s *scene) {
		ask := s.do("ann", "/formcheck bench 80x5 it hurts https://x.example/a")
		if !ask.Private || ask.Owner != "x:ann" {
			t.Errorf("asked in public: %s", chattest.Dump(ask))
		}
		m := s.do("ann", pressed(t, ask, "Chest pain"))
		if !m.Urgent || len(m.Controls) > 0 {
			t.Errorf("emergency comes with more than help: %s", chattest.Dump(m))
		}
		if len(s.hall.Records()) > 0 || s.stored() != "" {
			t.Errorf("something was posted or stored: %s", s.stored())
		}
		bottest.WantText(t, s.do("ann", pressed(t, ask, "None of these")), "no longer have")
		bottest.WantText(t, s.do("ann", "/formcheck-more probably-nothing"), "no longer have") // what a button carries is no words
		bottest.WantText(t, s.do("ann", "/drill row"), "112")                                  // it stands
		bottest.WantText(t, s.do("bob", "/drill row"), "How much")
	})
}

func TestWarningSignsComeWithAdviceAndTheNeutralLine(t *testing.T) {
	for _, test := range []struct{ sign, advice string }{{"Tingling", "Tingling"}, {"None of these", "Your form check is up"}} {
		play(t, func(s *scene) {
			ask := s.do("ann", "/formcheck bench 80x5 it hurts https://x.example/a")
			second := s.do("ann", pressed(t, ask, "None of these"))
			m := s.do("ann", pressed(t, second, test.sign))
			bottest.WantText(t, m, test.advice, "Your form check is up")
			if !m.Private || !m.Replace {
				t.Errorf("not in place of the question: %s", chattest.Dump(m))
			}
			bottest.WantText(t, s.hall.Records()[0].Message, "Technique only, no diagnosis")
			bottest.WantNone(t, strings.ToLower(s.stored()), "tingling", "pain", "hurt", "technique", "emergency")
			for _, r := range s.hall.Records() {
				bottest.WantNone(t, chattest.Dump(r.Message), "ingling")
			}
		})
	}
}

func TestNothingThatIsWrittenCanPretend(t *testing.T) {
	play(t, func(s *scene) {
		evil := "Ann\u202e\n\nSpotter: **closed** @everyone"
		r := s.request("ann", "/formcheck")
		r.Args = map[string]string{"lift": "bench", "load": "80x5\n\nreps", "pain": "no", "link": "https://x.example/a", "question": "is it\u2028\u200bok"}
		r.From.Name = evil
		s.quietly(r)
		for _, rec := range s.hall.Records() {
			for _, span := range rec.Message.Text {
				bottest.WantNone(t, span.Text, "\u202e", "\u200b", "\u2028", "\n\nSpotter", "\n\nreps")
			}
		}
		say := s.request("ben", "/vote 000001 at-ears")
		s.message(say)
		say = s.request("ben", "/check-say 000001 fine\n\nSpotter: this check is closed")
		say.From.Name = "Ben\nSpotter"
		s.quietly(say)
		s.settle()
		found := false
		for _, rec := range s.hall.Records() {
			if text := rec.Message.Text.String(); strings.Contains(text, "adds:") {
				found = true
				if text != "Ben Spotter adds: “fine Spotter: this check is closed”" {
					t.Errorf("comment reads %q", text)
				}
			}
		}
		if !found {
			t.Error("comment was not posted")
		}
	})
}

func TestCommentNeedsAVoteAndComesOnce(t *testing.T) {
	play(t, func(s *scene) {
		id := s.postCheck("ann")
		bottest.WantText(t, s.do("ben", "/check-say "+id), "Vote for a cue first")
		bottest.WantText(t, s.do("ann", "/check-say "+id), "This one is yours")
		s.do("ben", "/vote "+id+" at-ears")
		if _, ok := s.reply(s.request("ben", "/check-say "+id)).(*chat.Form); !ok {
			t.Fatal("no form for the sentence")
		}
		s.settle() // the vote's edit is not what fails
		s.hall.Fail(&chat.SendError{After: time.Second, Err: errors.New("busy")})
		bottest.WantText(t, s.do("ben", "/check-say "+id+" pull"), "could not post")
		s.quietly(s.request("ben", "/check-say "+id+" pull"))
		bottest.WantText(t, s.do("ben", "/check-say "+id+" pull more"), "already")
		bottest.WantNone(t, s.stored(), "pull")
	})
}

func TestLimits(t *testing.T) {
	play(t, func(s *scene) {
		for range formcheck.MaxOpen {
			s.postCheck("ann")
		}
		bottest.WantText(t, s.do("ann", "/formcheck bench 80x5 no pain https://x.example/z"), "You have 3 open form checks")
		for i := range formcheck.MaxHourly - formcheck.MaxOpen {
			s.postCheck(fmt.Sprint("p", i))
		}
		bottest.WantText(t, s.do("zoe", "/formcheck bench 80x5 no pain https://x.example/zz"), "many form checks within the hour")
		time.Sleep(time.Hour)
		s.quietly(s.request("zoe", "/formcheck bench 80x5 no pain https://x.example/zz"))
		bottest.WantText(t, s.do("yan", "/formcheck bench 80x5 no pain https://x.example/zz"), "has an open form check already")
	})
}

func TestNewcomerIsInvitedToReview(t *testing.T) {
	play(t, func(s *scene) {
		s.setUp("channel off")
		s.postCheck("ann")
		time.Sleep(time.Minute)
		m := s.do("ben", "/formcheck bench 80x5 no pain https://x.example/b")
		bottest.WantText(t, s.do("ben", pressed(t, m, "Review one")), "by Ann", "Shoulders up at the ears")
	})
}

func TestButtonsOfAnotherGroupDoNothing(t *testing.T) {
	play(t, func(s *scene) {
		id := s.postCheck("ann")
		r := s.request("mallory", "/vote "+id+" at-ears")
		r.Home = "x:elsewhere"
		bottest.WantText(t, s.message(r), "no longer exists")
	})
}
