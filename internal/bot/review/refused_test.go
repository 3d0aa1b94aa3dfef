package review_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
)

// Who filled in a form that could not be posted has it back, with the cause, and no thread is left behind.
func TestFailedFormComesBack(t *testing.T) {
	play(t, func(s *scene) {
		s.do("owner", "/setup formcheck channel off")
		asked := s.request("ann", "/formcheck")
		asked.Media = []chat.Media{{Kind: "video", Ref: "https://x.example/v", From: "9", Link: "https://x.example/m"}}
		form := s.reply(asked).(*chat.Form)
		s.hall.refuse = &chat.SendError{Final: true, Why: "AutoMod blocked it.", Err: errors.New("refused")}
		filled := s.request("ann", "/"+form.Action.String())
		filled.Args = map[string]string{"draft": form.Action.Arg, "lift": "bench-press", "load": "80 kg × 5", "question": "elbows?", "pain": "no"}
		filled.Rest = ""
		again, ok := s.reply(filled).(*chat.Form)
		if !ok || !strings.Contains(again.Note, "AutoMod blocked it.") {
			t.Fatalf("got %s", chattest.DumpReply(s.reply(filled)))
		}
		given := map[string]string{}
		for _, f := range again.Fields {
			given[f.Name] = f.Default
		}
		if given["lift"] != "bench-press" || given["load"] != "80 kg × 5" || given["question"] != "elbows?" {
			t.Errorf("the form comes back with %q", given)
		}
		opened, removed := 0, 0
		for _, r := range s.hall.Records() {
			switch r.Kind {
			case "thread":
				opened++
			case "remove":
				removed++
			}
		}
		if opened == 0 || opened != removed {
			t.Errorf("%d threads were opened and %d removed", opened, removed)
		}
		s.hall.refuse = nil
		filled.ID, filled.Args["draft"] = "later", again.Action.Arg
		if m, ok := s.reply(filled).(*chat.Message); !ok || !strings.Contains(chattest.Dump(m), "is up") {
			t.Error("the second time it is not posted")
		}
	})
}

// A card that its place refuses is tried once for each change.
func TestRefusedCardRests(t *testing.T) {
	play(t, func(s *scene) {
		id := s.postCheck("ann")
		s.settle()
		s.hall.refuse = &chat.SendError{Final: true, Err: errors.New("the thread is locked")}
		before := s.hall.tried.Load()
		s.do("bob", "/vote "+id+" at-ears")
		time.Sleep(time.Hour)
		synctest.Wait()
		if tries := s.hall.tried.Load() - before; tries > 2 {
			t.Errorf("a card that is refused was tried %d times within an hour", tries)
		}
	})
}

// Where the bot cannot write nothing is set up.
func TestSetupOfAShutPlace(t *testing.T) {
	play(t, func(s *scene) {
		s.hall.lacks = []chat.Lack{{Ability: chat.CanSend, Cure: "Tick “View Channel”."}}
		m := chattest.Dump(s.do("owner", "/setup formcheck channel off"))
		if strings.Contains(m, "Set up") || !strings.Contains(m, "View Channel") {
			t.Errorf("setup says %s", m)
		}
		if m := chattest.Dump(s.do("owner", "/setup")); !strings.Contains(m, "Nothing is set up") {
			t.Errorf("then %s", m)
		}
	})
}

// A video that the platform deletes is posted again, and one that is too big is not taken.
func TestPassingVideo(t *testing.T) {
	play(t, func(s *scene) {
		asked := s.request("ann", "/formcheck bench 80x5 pain:no")
		asked.Media = []chat.Media{{Kind: "video", Ref: "https://cdn.example/" + strings.Repeat("x", 600) + "/set.mp4", Size: 5 << 20, Passing: true}}
		s.reply(asked)
		shown := 0
		for _, r := range s.hall.Records() {
			if r.Message == nil {
				continue
			}
			shown += len(r.Message.Media)
			if strings.Contains(chattest.Dump(r.Message), "cdn.example") {
				t.Errorf("a link that will be dead: %s", chattest.Dump(r.Message))
			}
		}
		if shown != 1 {
			t.Errorf("the video is shown %d times", shown)
		}
		s.hall.noMedia = true
		lost := s.request("cleo", "/formcheck bench 80x5 pain:no")
		lost.Media = []chat.Media{{Kind: "video", Ref: "https://cdn.example/gone.mp4", Size: 5 << 20, Passing: true}}
		if m := chattest.Dump(s.message(lost)); !strings.Contains(m, "is up") || !strings.Contains(m, "could not post your video") {
			t.Errorf("without the video: %s", m)
		}
		big := s.request("bob", "/formcheck bench 80x5 pain:no")
		big.Media = []chat.Media{{Kind: "video", Ref: "https://cdn.example/big.mp4", Size: 500 << 20, Passing: true, TooBig: true}}
		if m := chattest.Dump(s.message(big)); !strings.Contains(m, "larger") || !strings.Contains(m, "Ask for form check") {
			t.Errorf("got %s", m)
		}
	})
}
