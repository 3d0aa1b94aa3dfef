package coach_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/bot/bottest"
	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/knowledge"
)

// TestAnswers keeps the wording and the order of each kind of answer.
func TestAnswers(t *testing.T) {
	finding := func(id string, because ...string) knowledge.Finding {
		return knowledge.Finding{ID: id, Score: 1, Because: because}
	}
	for name, a := range map[string]knowledge.Assessment{
		"cause":     {Kind: knowledge.Symptom, Exercise: knowledge.BenchPress, Causes: []knowledge.Finding{finding("shrugged-setup", "shoulders at my ears"), finding("rushed-setup", "in a hurry")}},
		"flag":      {Kind: knowledge.Symptom, Exercise: knowledge.PushUp, Triage: knowledge.SeeAProfessional, Causes: []knowledge.Finding{finding("scapular-winging", "wings")}, RedFlags: []knowledge.Finding{finding("numbness", "fingers are numb"), finding("tingling", "tingly")}},
		"emergency": {Kind: knowledge.Symptom, Exercise: knowledge.BenchPress, Triage: knowledge.Emergency, Causes: []knowledge.Finding{finding("over-squeezing", "squeeze")}, RedFlags: []knowledge.Finding{finding("numbness", "numb"), finding("chest-pain", "pressure in my chest")}},
		"question":  {Kind: knowledge.Symptom, Exercise: knowledge.Unknown, AskBack: &knowledge.Question{ID: "lift", Question: "Which lift brings it on?", Options: []knowledge.Option{{ID: "bench-press", Label: "Bench press"}, {ID: "else", Label: "Something else"}}}},
		"nothing":   {Kind: knowledge.Symptom, Exercise: knowledge.Unknown},
		"howto":     {Kind: knowledge.HowTo, Exercise: knowledge.Unknown, Topics: []string{"chin-tuck", "posture-routine", "neutral-neck"}},
		"crisis":    {Kind: knowledge.OutOfScope, Exercise: knowledge.Unknown, Crisis: true},
		"stroke":    {Kind: knowledge.Symptom, Exercise: knowledge.BenchPress, Stroke: true, Causes: []knowledge.Finding{finding("neck-misalignment", "face droops")}},
		"outside":   {Kind: knowledge.OutOfScope, Exercise: knowledge.Unknown},
	} {
		t.Run(name, func(t *testing.T) { bottest.Golden(t, "answer-"+name, chattest.Dump(bottest.New(t).Advise(a))) })
	}
}

// TestEveryCauseOnEveryLift: each answer is whole, names its source, and diagnoses nobody.
func TestEveryCauseOnEveryLift(t *testing.T) {
	b := bottest.New(t)
	for _, cause := range b.Base.Causes() {
		for _, lift := range []knowledge.Lift{knowledge.BenchPress, knowledge.PushUp, knowledge.Unknown} {
			m := b.Advise(knowledge.Assessment{Kind: knowledge.Symptom, Exercise: lift, Causes: []knowledge.Finding{{ID: cause.ID, Score: 1, Because: []string{"said"}}}})
			m.Images = nil // drawn by the whole bot
			if err := m.Validate(); err != nil {
				t.Errorf("%s on %s: %v", cause.ID, lift, err)
			}
			text := chattest.Dump(m)
			for _, part := range []string{"because you said “said”", "The fix", "One drill", "Source", ".com", say.NotMedicine} {
				if !strings.Contains(text, part) {
					t.Errorf("%s on %s lacks %q", cause.ID, lift, part)
				}
			}
			if strings.Contains(strings.ToLower(text), "you have ") {
				t.Errorf("%s on %s diagnoses: %s", cause.ID, lift, text)
			}
		}
	}
}

// TestEmergencyStandsAlone: whatever else is known, an emergency offers no drill and nothing to press.
func TestEmergencyStandsAlone(t *testing.T) {
	m := bottest.Tell(t, bottest.New(t), "/sore crushing chest pain since bench, shoulders at my ears as always")
	if len(m.Controls) > 0 || len(m.Sections) > 0 || !m.Urgent {
		t.Errorf("got\n%s", chattest.Dump(m))
	}
}

func TestAnotherReasonComesUntilNoneIsLeft(t *testing.T) {
	b := bottest.New(t)
	m := bottest.Tell(t, b, "/sore sore between the blades after bench, i squeeze them as hard as i can, and i never do any rows")
	seen := map[string]bool{}
	for range len(b.Base.Causes()) + 1 {
		text := m.Text.String()
		if !strings.HasPrefix(text, "A common reason") {
			return
		}
		if seen[text] {
			t.Fatalf("the same reason again: %s", text)
		}
		seen[text] = true
		m = bottest.Tell(t, b, bottest.Press(t, m, "It is something else"))
		if !m.Replace {
			t.Error("the reason is not replaced in place")
		}
	}
	t.Fatal("the reasons do not end")
}

// TestQuestionsEnd: whatever is answered, at most three questions follow each other, and a typed
// answer does what the button does.
func TestQuestionsEnd(t *testing.T) {
	b := bottest.New(t)
	m := bottest.Tell(t, b, "/sore my back hurts a bit")
	for range 3 {
		options := m.Controls[0].(chat.Buttons)
		if m = bottest.Tell(t, b, bottest.Press(t, m, options[len(options)-1].Label)); !strings.Contains(chattest.Dump(m), "One question back") {
			return
		}
	}
	t.Errorf("a fourth question:\n%s", chattest.Dump(m))
}

func TestTypedAnswer(t *testing.T) {
	pressed, typed := bottest.New(t), bottest.New(t)
	label := func(m *chat.Message) string { return m.Controls[0].(chat.Buttons)[0].Label }
	m := bottest.Tell(t, pressed, "my back hurts a bit")
	want := bottest.Tell(t, pressed, bottest.Press(t, m, label(m)))
	want.Replace = false // what was typed edits nothing
	got := bottest.Tell(t, typed, strings.ToLower(label(bottest.Tell(t, typed, "my back hurts a bit"))))
	if diff := cmp.Diff(chattest.Dump(want), chattest.Dump(got)); diff != "" {
		t.Errorf("typed and pressed differ: -pressed +typed\n%s", diff)
	}
}

func TestStaleButton(t *testing.T) {
	for _, line := range []string{"/answer zz.zz else", "/answer x", "/another ", "/about nonsense", "/drill"} {
		if m, ok := bottest.New(t).Handle(t.Context(), &chat.Request{Command: strings.Fields(line)[0][1:], Rest: line[len(strings.Fields(line)[0]):]}).(*chat.Message); ok && strings.Contains(m.Text.String(), "Something went wrong") {
			t.Errorf("%q: %s", line, m.Text)
		}
	}
}

// FuzzHandle: whatever is typed, the reply is a message or a form that every platform can show.
func FuzzHandle(f *testing.F) {
	for _, seed := range []string{"traps sore after bench", "/cues bench", "/drill chin tuck", "/answer x y", "/help sore", "", "/", "/sore lift:bench numb"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r := &chat.Request{From: chat.User{ID: "test:ann"}, Where: "test:ann", Text: line}
		if typed, isCommand := strings.CutPrefix(line, "/"); isCommand {
			r.Command, r.Rest = command.CutWord(typed)
			if r.Text = ""; r.Command == "" {
				return
			}
		}
		reply := bottest.New(t).Handle(t.Context(), r)
		var err error
		switch reply := reply.(type) {
		case *chat.Message:
			err = reply.Validate()
			if strings.Contains(reply.Text.String(), "Something went wrong") {
				t.Errorf("%q: an apology", line)
			}
		case *chat.Form:
			err = reply.Validate()
		}
		if err != nil {
			t.Errorf("%q: %v", line, err)
		}
	})
}

// TestWordsThatAnswerNothing: who answers where nothing was asked is told so kindly; another topic leaves a question open,
// and a sign closes it.
func TestWordsThatAnswerNothing(t *testing.T) {
	for _, words := range []string{"no", "Yes!", "2"} {
		if text := bottest.Tell(t, bottest.New(t), words).Text.String(); strings.Contains(text, "outside what I know") || strings.Contains(text, "I keep nothing") {
			t.Errorf("%q: %s", words, text)
		}
	}
	b := bottest.New(t)
	bottest.WantText(t, bottest.Tell(t, b, "my upper back is sore after bench, between the blades"), "When does it come on?")
	bottest.WantText(t, bottest.Tell(t, b, "how long does that take to go away?"), "days")
	bottest.WantText(t, bottest.Tell(t, b, "after the heavier sets"), "because you said “After the heavier sets”")
	bottest.Tell(t, b, "my fingers tingle after push-ups")
	bottest.WantText(t, bottest.Tell(t, b, "no"), "doctor or physio") // a sign stands, and there is no question
	if m := bottest.Tell(t, b, "crushing chest pain"); len(m.Controls) > 0 || !m.Urgent {
		t.Errorf("an emergency is answered with a question: %s", chattest.Dump(m))
	}
}

// TestPlacesAlone: who comes with what is sore need not say that it is.
func TestPlacesAlone(t *testing.T) {
	b := bottest.New(t)
	bottest.WantText(t, bottest.Tell(t, b, "/sore traps"), "because you said “traps”")
	b = bottest.New(t)
	bottest.WantText(t, bottest.Tell(t, b, "/sore lift bench"), "One question back")
	bottest.WantText(t, bottest.Tell(t, b, "shoulders at my ears"), "“shoulders at my ears”")
	b = bottest.New(t)
	bottest.Tell(t, b, "my upper back hurts after bench")
	bottest.WantText(t, bottest.Tell(t, b, "shoulders at my ears"), "because you said “shoulders at my ears”", "Lat pulldown")
	for _, words := range []string{"/sore my knee", "/sore what's the capital of France"} {
		if m := bottest.Tell(t, bottest.New(t), words); strings.Contains(chattest.Dump(m), "The fix") {
			t.Errorf("%q: %s", words, chattest.Dump(m))
		}
	}
}
