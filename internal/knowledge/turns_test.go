package knowledge_test

import (
	"slices"
	"strings"
	"testing"

	"spotter/internal/knowledge/turn"
)

// TestWants: what people say after a warning.
func TestWants(t *testing.T) {
	b := load(t)
	for want, said := range map[turn.Want]string{
		turn.Acting:      "ok calling|ambulance is on the way|my wife is driving me to the hospital|on my way to A&E|911 is on the line|im at the er now|they are sending someone",
		turn.SelfDriving: "i'll drive there myself|taking the car to the hospital",
		turn.Unwilling:   "i dont want to go|not calling anyone|im not going to hospital for that|id rather not see a doctor|i hate hospitals|appointments take months here",
		turn.Later:       "can i wait until monday|how soon should i go|i'll see how it is tomorrow",
		turn.Alone:       "im alone|nobody is here|i have no signal",
		turn.ToTell:      "what should i tell them|what do i say to the doctor",
		turn.Number:      "which number do i call|who do i call, im in spain",
		turn.Cost:        "how much does it cost|i cant afford an ambulance|i have no insurance",
		turn.Opinion:     "my wife says its muscle|coach reckons its only a strain|google says its fine|my mum is a nurse she says its fine",
		turn.Medicine:    "can i take aspirin|would ibuprofen help|do i take something for the pain",
		turn.Relief:      "would ice help|can i use the foam roller",
		turn.Drill:       "cant i just do a stretch|show me the chin tuck|how many sets|does a chin tuck help that",
		turn.Training:    "can i bench tomorrow|should i stop benching|can i still train legs",
		turn.Doctor:      "which kind of doctor|gp or physio?|is a chiro ok",
		turn.HowLong:     "how long will i be out|when can i lift again|and if they find nothing?",
		turn.Meanwhile:   "should i lie down or sit|what can i do on my own in the meantime",
		turn.Why:         "why do i need a doctor for that|is it a pinched nerve|do you think its torn",
		turn.Doubt:       "are you sure?|so ignore it?|isnt that a bit much",
		turn.Scared:      "im scared|i'm really panicking",
		turn.Gone:        "its gone now|it wore off on the way home|it went away when i burped|feels normal again|it stopped ten minutes ago",
		turn.Smaller:     "its probably nothing|its just bruised i think|im only 24 and fit|but its only a little",
		turn.Appointment: "i have an appointment on thursday|booked a physio for next week",
		turn.Worse:       "its getting worse|it spreads now",
		turn.Seen:        "the doctor on the phone says its fine|physio said no bench for now|they kept me in the hospital, its a clot",
		turn.FedUp:       "stop telling me that|you said that already|useless",
		turn.Source:      "are you a doctor|are you a bot",
		turn.Thanks:      "thanks|ok thanks mate|cheers!|thank you so much",
		turn.Okay:        "ok|lol|k|haha|alright|damn|no|ok will do",
		turn.Hello:       "hi|hey there|good morning",
		turn.Other:       "best protein?|asdf|2|",
	} {
		for words := range strings.SplitSeq(said, "|") {
			if got := b.Turn(words).Want; got != want {
				t.Errorf("%q wants %s, want %s", words, got, want)
			}
		}
	}
}

// TestTakes: what takes a sign back, and what only sounds as if it did.
func TestTakes(t *testing.T) {
	b := load(t)
	for want, said := range map[turn.Reason]string{
		turn.Past:     "that was in spring, all fine again|that was like 6 weeks ago, doctor checked me, all healed|years ago, never came back|that was in spring, all fine again. can i bench now?|it was last year and has healed, so may i train|that was back in 2015 and has healed long ago",
		turn.Passing:  "like completely, was only that one evening|it happened once last week and is gone",
		turn.Joke:     "only joking, nothing is numb|just kidding, ok?|jk|just pulling your leg mate|was just messing with you",
		turn.Theirs:   "thats not me, its a guy at my gym|that was about my cousin",
		turn.Misheard: "no i meant the bar|what? i never said chest pain|you misunderstood, i benched|that's not what i said|sorry typo|i said my lats, not my legs",
		turn.Innocent: "i slept on that arm, it was back to normal after a minute|they were just asleep from sitting cross legged, fine again|just sore pecs from yesterday, breathing is fine now|straps were too tight, gone since i loosened them",
		turn.Cleared:  "doc said its muscular, did xray, all clear|took the ambulance, they scanned me and everything is ok, discharged|physio had a look this morning, just tight muscles|been to the er, ecg normal, no clot, sent home",
		turn.None: "its gone now|i'm not joking|you're kidding right|its probably nothing|my mum is a nurse she says its fine|i have an appointment tomorrow, they will check it|" +
			"my doctor said last year my heart is fine|had an ecg in january, it was perfect|i had this years ago and it went away by itself|it was gone but now its back|" +
			"probably slept funny|its only my pecs i think|i slept on it, still hurts|they did an ecg, waiting for the results|er doc says its a heart attack, they keep me in|" +
			"the doctor on the phone says its fine|i mean it|its my daughter, not me|ok thanks|doctor checked my knee, all good|was it only that one evening?|does it count if that was in spring, all fine again?|my wife says i slept on it, all fine|" +
			"i meant that it hurts, still|mum had that years ago and is fine|does that go away again by itself in weeks",
	} {
		for words := range strings.SplitSeq(said, "|") {
			if got := b.Turn(words).Takes; got != want {
				t.Errorf("%q takes back for %q, want %q", words, got, want)
			}
		}
	}
}

func TestDenied(t *testing.T) {
	b := load(t)
	for text, want := range map[string]string{
		"I don't have chest pain":             "chest-pain",
		"my hand is not numb":                 "numbness",
		"no tingling, no numbness":            "numbness tingling",
		"my hand is numb":                     "",
		"what can i do against the numbness":  "",
		"my chest hurts but not when i press": "",
	} {
		var got []string
		for _, f := range b.Denied(text) {
			got = append(got, f.ID)
		}
		slices.Sort(got)
		if got = slices.Compact(got); strings.Join(got, " ") != want {
			t.Errorf("%q denies %q, want %q", text, got, want)
		}
	}
}

// FuzzTurn: a turn is read the same each time, a question alone takes nothing back, and there is always
// something that it wants.
func FuzzTurn(f *testing.F) {
	b := load(f)
	for _, seed := range []string{"ok calling", "only joking, ok?", "what? no i meant the bar", "that was in spring, all fine again. can i bench?", "?", "a,b.c;d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := b.Turn(text)
		if again := b.Turn(text); again != got {
			t.Errorf("%q is %+v, and then %+v", text, got, again)
		}
		if got.AllAsks && got.Takes != turn.None || got.Want == "" {
			t.Errorf("%q: %+v", text, got)
		}
		b.Denied(text)
	})
}

// BenchmarkTurn64KiB reads the longest message that is read.
func BenchmarkTurn64KiB(b *testing.B) {
	base := load(b)
	text := strings.Repeat("no i meant the doctor says it is not going away now ", 64<<10/52)
	for b.Loop() {
		base.Turn(text)
	}
}
