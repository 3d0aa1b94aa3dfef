package coach_test

import (
	"bufio"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/knowledge"
)

// TestAlarmStands: the turns of testdata/alarm.tsv, each told alone after a sign, leave standing what they should,
// and none is refused.
func TestAlarmStands(t *testing.T) {
	opening := map[string]string{
		"legs": "my legs feel numb and weak since benching", "chest": "crushing pressure on my chest after bench",
		"numb": "my hand goes numb when i bench", "week": "upper back has been sore for 3 weeks from push ups", "crisis": "i want to kill myself",
	}
	levels := map[string]knowledge.Triage{"E": knowledge.Emergency, "P": knowledge.SeeAProfessional, "S": knowledge.SelfCare}
	f, err := os.Open("testdata/alarm.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		c := strings.Split(lines.Text(), "\t")
		b := bottest.New(t)
		first := bottest.Tell(t, b, opening[c[0]])
		m := bottest.Tell(t, b, c[1])
		if got := b.Stands("test:ann", "test:ann"); got != levels[c[2]] {
			t.Errorf("%s, %q: %s stands\n%s", c[0], c[1], got, m.Text)
		}
		text := chattest.Dump(m)
		if strings.Contains(text, "outside what I know") || text == chattest.Dump(first) || c[2] != "S" && len(m.Controls)+len(m.Sections) > 0 {
			t.Errorf("%s, %q: not in the light of it:\n%s", c[0], c[1], text)
		}
	}
}

// TestNeverTheSameTwice: whatever is said or pressed, in whatever order, no reply comes twice in a row while an
// alarm stands, and none has a drill.
func TestNeverTheSameTwice(t *testing.T) {
	lines := []string{"ok", "thanks", "lol", "are you sure?", "its probably nothing", "can i bench", "/drill chin tuck", "/drill", "/routine", "/cues bench",
		"/about row", "/sore traps tight after push ups", "my traps are sore", "?", "2", "how long", "can i take aspirin", "my legs are numb", "best diet?", "it hurts",
		"/answer u..000.wh top", "/another u..000.", "my wife says its fine", "hi", "no"}
	for _, opening := range []string{"my legs are numb and weak since benching", "my hand goes numb when i bench", "i want to kill myself", "half my face droops and i slur my words"} {
		b, random := bottest.New(t), rand.New(rand.NewPCG(1, 2))
		before := bottest.Tell(t, b, opening).Text.String()
		for range 400 {
			line := lines[random.IntN(len(lines))]
			m := bottest.Tell(t, b, line)
			if m.Text.String() == before {
				t.Fatalf("%s, %q: the same again: %s", opening, line, before)
			}
			if len(m.Controls)+len(m.Sections) > 0 && !m.Urgent {
				t.Fatalf("%s, %q: %s", opening, line, chattest.Dump(m))
			}
			before = m.Text.String()
		}
	}
}

func TestRepeatedSignIsSaidInOtherWords(t *testing.T) {
	b := bottest.New(t)
	first := bottest.Tell(t, b, "my legs are numb and weak")
	again := bottest.Tell(t, b, "my legs are numb and weak")
	if again.Text.String() == first.Text.String() || !again.Urgent || len(again.Controls) > 0 {
		t.Errorf("got\n%s", chattest.Dump(again))
	}
	bottest.WantText(t, bottest.Tell(t, b, "and crushing chest pain"), "can come from the heart") // another emergency is told in full
	bottest.WantText(t, bottest.Tell(t, b, "i want to kill myself"), "please don't stay alone")
	bottest.WantText(t, bottest.Tell(t, b, "so what about my traps"), "What you said before") // and from then on that comes first
}

// TestOldButtonsRespectTheAlarm: a button of an answer from before a sign shows no drill and asks nothing.
func TestOldButtonsRespectTheAlarm(t *testing.T) {
	b := bottest.New(t)
	cause := bottest.Tell(t, b, "/sore traps on fire after bench, shoulders end up at my ears")
	asked := bottest.Tell(t, b, "/sore my back hurts a bit")
	drill, another := bottest.Press(t, cause, "Show drill"), bottest.Press(t, cause, "It is something else")
	answer := "/" + asked.Controls[0].(chat.Buttons)[0].Action.String()
	bottest.Tell(t, b, "my arm tingles when i bench")
	for _, line := range []string{drill, another, answer, "/start drill_chin-tuck"} {
		if m := bottest.Tell(t, b, line); len(m.Sections)+len(m.Controls) > 0 || !strings.Contains(m.Text.String(), "physio") {
			t.Errorf("%s: %s", line, chattest.Dump(m))
		}
	}
	bottest.WantText(t, bottest.Tell(t, b, "only joking, nothing tingles"), "glad")
	bottest.WantText(t, bottest.Tell(t, b, drill), "How much")
}

// TestTakenBack: it is accepted, said when it would count again, and gone on with what is left.
func TestTakenBack(t *testing.T) {
	b := bottest.New(t)
	bottest.Tell(t, b, "traps sore after bench, shoulders at my ears, and my arm tingles")
	bottest.WantText(t, bottest.Tell(t, b, "that was in spring, all fine again"), "behind you", "Should tingling come back", "A common reason", "The fix")
	bottest.Tell(t, b, "crushing pressure on my chest after bench")
	bottest.WantText(t, bottest.Tell(t, b, "no i meant the bar, my upper back is sore from squeezing the blades as hard as i can"), "got you wrong", "squeez")
	bottest.Tell(t, b, "crushing pressure on my chest after bench")
	bottest.WantText(t, bottest.Tell(t, b, "doctor on the phone says its fine"), "Did they examine you")
	bottest.WantText(t, bottest.Tell(t, b, "yes"), "Glad to hear")
	if got := b.Stands("test:ann", "test:ann"); got != knowledge.SelfCare {
		t.Errorf("%s stands", got)
	}
}

// TestSentToADoctorOnly: a sign in words that are about nothing known is not followed by a refusal.
func TestSentToADoctorOnly(t *testing.T) {
	m := bottest.Tell(t, bottest.New(t), "and it keeps me up at night")
	bottest.WantText(t, m, "by a doctor or physio first")
	bottest.WantNone(t, m.Text.String(), "outside what I know")
}

// TestCommandsGoOn: what is no coaching works while an alarm stands.
func TestCommandsGoOn(t *testing.T) {
	b := bottest.New(t)
	bottest.Tell(t, b, "my legs are numb and weak")
	bottest.WantText(t, bottest.Tell(t, b, "/help"), "I help lifters")
	bottest.WantText(t, bottest.Tell(t, b, "help"), "I help lifters")
	bottest.WantText(t, bottest.Tell(t, b, "/privacy"), "never stored")
	bottest.WantText(t, bottest.Tell(t, b, "/sources"), "articles")
	bottest.WantText(t, bottest.Tell(t, b, "/nosuch"), "I don't know the command")
}

// TestInAGroup: the alarm is the person's, in that place and in private, and told to nobody else.
func TestInAGroup(t *testing.T) {
	b := bottest.New(t)
	ask := func(who, where, line string) *chat.Message {
		t.Helper()
		r := &chat.Request{From: chat.User{ID: chat.UserID(who), Direct: chat.Place(who)}, Where: chat.Place(where), Group: where != who, Text: line}
		if typed, isCommand := strings.CutPrefix(line, "/"); isCommand {
			r.Text = ""
			r.Command, r.Rest = command.CutWord(typed)
		}
		m, _ := b.Handle(t.Context(), r).(*chat.Message)
		if m == nil {
			t.Fatalf("%q: no message", line)
		}
		return m
	}
	ask("x:ann", "x:group", "/sore my hand goes numb when i bench")
	if m := ask("x:ann", "x:group", "/drill chin tuck"); !m.Private || m.Open || m.Urgent || len(m.Sections) > 0 {
		t.Errorf("not told to her alone:\n%s", chattest.Dump(m))
	}
	bottest.WantText(t, ask("x:bob", "x:group", "/drill chin tuck"), "How much")
	bottest.WantText(t, ask("x:ann", "x:other", "/drill chin tuck"), "How much")
	bottest.WantText(t, ask("x:ann", "x:ann", "can i bench tomorrow"), "looked at")
}

// TestForgotten: after two hours without a word nothing stands.
func TestForgotten(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	b := bot.New(bot.Parts{Base: bottest.Base(t), Log: bottest.Quiet(), Now: func() time.Time { return now }})
	bottest.Tell(t, b, "my hand goes numb when i bench")
	now = now.Add(119 * time.Minute)
	bottest.WantText(t, bottest.Tell(t, b, "/drill chin tuck"), "doctor or physio")
	now = now.Add(121 * time.Minute)
	bottest.WantText(t, bottest.Tell(t, b, "/drill chin tuck"), "How much")
}

// TestWordsForAQuestion: what follows a sign is answered in its light where a city or a form was asked for as well.
func TestWordsForAQuestion(t *testing.T) {
	b := bottest.New(t)
	bottest.Tell(t, b, "my legs are numb and weak")
	r := &chat.Request{From: chat.User{ID: "test:ann", Direct: "test:ann"}, Where: "test:ann", Command: "sore", Args: map[string]string{"what": "its probably nothing"}}
	m, _ := b.Handle(t.Context(), r).(*chat.Message)
	bottest.WantText(t, m, "999")
	r.Command, r.Args, r.Media = "", nil, []chat.Media{{Kind: "picture"}}
	m, _ = b.Handle(t.Context(), r).(*chat.Message)
	bottest.WantText(t, m, "can't see that", "112, 911 or 999")
}
