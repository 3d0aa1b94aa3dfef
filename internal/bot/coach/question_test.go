package coach_test

import (
	"fmt"
	"strings"
	"testing"

	"spotter/internal/bot/bottest"
	"spotter/internal/chat/chattest"
)

// TestEveryQuestionSaysWhy: each question that is asked back has a reason of its own, which is told by its button and to words, and
// waits for the answer; and it may be left open.
func TestEveryQuestionSaysWhy(t *testing.T) {
	base := bottest.Base(t)
	seen := map[string]string{}
	for _, q := range base.Inquiries() {
		if q.Why == "" || seen[q.Why] != "" {
			t.Errorf("question %s has no reason of its own: %q", q.ID, q.Why)
		}
		seen[q.Why] = q.ID
		of := fmt.Sprintf("u..000.%s", q.Code)
		pressed := bottest.Tell(t, bottest.New(t), "/answer "+of+" why")
		if text := pressed.Text.String(); text != q.Why || pressed.Replace {
			t.Errorf("%s by its button: %q, replaces %v", q.ID, text, pressed.Replace)
		}
		bottest.WantText(t, pressed, "-> answer "+of+" "+q.Answers[0].ID, "[I don't know]")

		b := bottest.New(t)
		bottest.Tell(t, b, "/answer "+of+" why")
		again := bottest.Tell(t, b, "but why do you need to know?")
		if text := again.Text.String(); text == q.Why || text == "" {
			t.Errorf("%s once more: %q", q.ID, text)
		}
		bottest.WantText(t, again, "-> answer "+of+" "+q.Answers[0].ID)

		unsure := bottest.Tell(t, b, "/answer "+of+" unsure")
		if text := chattest.Dump(unsure); !unsure.Replace || strings.Contains(text, q.Ask) {
			t.Errorf("%s is asked again, or does not go on: %s", q.ID, text)
		}
	}
}

// TestWhyInWords: the ways to ask what a question is for are none of its answers, and its answer counts afterwards.
func TestWhyInWords(t *testing.T) {
	for _, words := range []string{"why do you want to know", "Why?", "why do you ask that", "what do you need that for? what for", "does it matter", "how is that relevant?"} {
		b := bottest.New(t)
		bottest.WantText(t, bottest.Tell(t, b, "my upper back is sore after bench"), "When does it come on?")
		bottest.WantText(t, bottest.Tell(t, b, words), "soreness from the first rep points to stiffness")
		bottest.WantText(t, bottest.Tell(t, b, "after the heavier sets"), "because you said “After the heavier sets”")
	}
	b := bottest.New(t)
	bottest.Tell(t, b, "traps on fire after bench, shoulders end up at my ears")
	if m := bottest.Tell(t, b, "why?"); strings.Contains(m.Text.String(), "I ask because") {
		t.Errorf("nothing was asked, and yet: %s", m.Text)
	}
}

// TestSaidOnce: the first advice says that it is coaching and not medicine, whatever came before, and no other does.
func TestSaidOnce(t *testing.T) {
	b := bottest.New(t)
	said := 0
	for _, line := range []string{"hi", "traps on fire after bench, shoulders end up at my ears", "how long does it take?", "/drill chin tuck", "/cues bench", "/more shrugged-setup", "/another b.sh9ws4.000.-",
		"different thing: my hips sag in push-ups and the upper back is sore"} {
		if strings.Contains(chattest.Dump(bottest.Tell(t, b, line)), "coaching, not medicine") {
			if said++; line[0] != 't' {
				t.Errorf("%q says it", line)
			}
		}
	}
	if said != 1 {
		t.Errorf("it was said %d times", said)
	}
	if m := bottest.Tell(t, bottest.New(t), "/drill chin tuck"); !strings.Contains(chattest.Dump(m), "coaching, not medicine") {
		t.Error("a drill alone does not say it")
	}
}

// TestSaysBack: the first sentence of a first answer shows that the place, the lift and the writer's question were read, and makes
// none up.
func TestSaysBack(t *testing.T) {
	for line, want := range map[string]string{
		"traps on fire after bench, shoulders end up at my ears":                                        "So it is the traps, with the bench press.",
		"my neck hurts after push ups, head drops. can i keep training?":                                "So it is the neck, with push-ups, and you'd like to know whether you can go on training.",
		"upper back is sore after benching, i squeeze as hard as i can. how long till it's gone?":       "So it is the upper back, with the bench press, and you'd like to know how long it will last.",
		"hips sag in push ups and it hurts between my shoulder blades. why?":                            "So it is the place between the shoulder blades, with push-ups, and you'd like to know why.",
		"my neck doesn't hurt, but the traps are sore from bench because i shrug, shoulders at my ears": "So it is the traps, with the bench press.",
	} {
		first, _, _ := strings.Cut(bottest.Tell(t, bottest.New(t), line).Text.String(), "\n")
		if !strings.HasPrefix(first, want) {
			t.Errorf("%q: %q", line, first)
		}
	}
	m := bottest.Tell(t, bottest.New(t), "hand goes numb when i bench, traps sore")
	if m.Urgent != true || !strings.HasPrefix(m.Text.String(), "Please have this looked at") {
		t.Errorf("something comes before a warning sign: %s", m.Text)
	}
}
