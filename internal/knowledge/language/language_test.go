package language

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Every language loads, has words for all that the rules ask for, and says all that people are told.
func TestLanguagesAreWhole(t *testing.T) {
	signs := strings.Fields("sharp-pain sudden-pain intense-pain over-a-week numbness tingling radiating-weakness joint-clicking joint-locking " +
		"chest-pain short-of-breath bladder-bowel leg-weakness trauma unwell swollen-arm dark-urine")
	for _, code := range Codes {
		l, err := load(code)
		if err != nil {
			t.Fatal(err)
		}
		say := l.Say
		for what, text := range map[string]string{"name": say.Name, "call": say.Call, "today": say.Today, "see": say.See, "bot": say.Bot,
			"english": say.English, "also": say.Also, "crisis": say.Crisis, "stroke": say.Stroke} {
			if text == "" {
				t.Errorf("%s: says nothing for %s", code, what)
			}
		}
		for _, id := range signs {
			if text := say.Signs[id]; !strings.HasSuffix(text, ".") || strings.Contains(text, "*") {
				t.Errorf("%s: does not say in a sentence why %s matters: %q", code, id, text)
			}
			if !slices.ContainsFunc(l.rules, func(r rule) bool { return r.flag == id }) {
				t.Errorf("no rule for %s", id)
			}
		}
		if len(say.Signs) != len(signs) {
			t.Errorf("%s: has texts for %d signs, want %d", code, len(say.Signs), len(signs))
		}
		if !strings.Contains(say.Call, "112") || !strings.Contains(say.Crisis, "112") || !strings.Contains(say.Crisis, "findahelpline.com") {
			t.Errorf("%s: does not say whom to call: %q, %q", code, say.Call, say.Crisis)
		}
	}
}

// Every concept that a rule or the context asks for is said in every language, but for those that only some need.
func TestConceptsHaveWords(t *testing.T) {
	some := set("drive lose to-live again joy cannot-dress dress grip when long cannot-feel cannot-move cannot-hold cannot-sleep for-long since live feel move breathe hold sleep stroke no-denial")
	for _, code := range Codes {
		l := Of(code)
		said := map[int]bool{}
		for _, p := range l.all {
			said[p.concept] = true
		}
		for i, name := range l.concepts {
			if !said[i] && !some[name] {
				t.Errorf("%s: no words for %s", code, name)
			}
		}
	}
}

func TestSlip(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"schmerz", "schmerz", true}, {"schmerz", "schmrz", true}, {"schmerz", "schmerzz", true}, {"schmerz", "schmarz", true},
		{"schmerz", "shcmerz", true}, {"schmerz", "schmrze", false}, {"schmerz", "scherz", true}, {"schmerz", "herz", false}, {"brust", "burst", true},
	} {
		if got := slip(c.a, c.b); got != c.want {
			t.Errorf("slip(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// A wish to die is heard beside training, and is none where training or a joke kills.
func TestCrisis(t *testing.T) {
	for _, c := range []struct {
		code, text string
		want       bool
	}{
		{"de", "ich will nicht mehr leben nicht mal training hilft", true},
		{"de", "ich will nicht sterben", false},
		{"de", "das training wird mich umbringen", false},
		{"es", "no quiero vivir mas ni entrenar me ayuda", true},
		{"es", "no quiero morir", false},
		{"es", "me quiero morir jaja", false},
		{"fr", "j'ai plus aucune raison de vivre", true},
		{"fr", "j'ai envie de vivre", false},
		{"tr", "yaşamak istemiyorum", true},
		{"ru", "ne hochu zhit", true},
	} {
		if got := Of(c.code).Read(c.text).Crisis; got != c.want {
			t.Errorf("%s %q: crisis %v, want %v", c.code, c.text, got, c.want)
		}
	}
}

// What is denied, healed, past, somebody else's or asked about is no sign; what cannot be done is.
func TestScope(t *testing.T) {
	for _, c := range []struct{ code, text, want string }{
		{"es", "no siento las piernas", "leg-weakness"},
		{"es", "siento las piernas bien", ""},
		{"es", "no tengo hormigueo", ""},
		{"es", "ya no tengo hormigueo", ""},
		{"es", "ya no siento la mano", "numbness"},
		{"de", "kein kribbeln, aber die hand ist taub", "numbness"},
		{"de", "kribbeln war da, ist aber weg", ""},
		{"de", "kribbeln war weg, ist aber jetzt wieder da", "tingling"},
		{"de", "mein bruder hat kribbeln im arm", ""},
		{"de", "wann sollte ich mit kribbeln zum arzt", ""},
		{"ru", "nogi onemeli", "leg-weakness"},
		{"fr", "pas de fourmillements ni de faiblesse dans le bras", ""},
		{"de", "kribeln in den finegrn und atmenot", "short-of-breath,tingling"}, // misspelt
		{"es", "ormigueo en el braso", "tingling"},
	} {
		var got []string
		for _, s := range Of(c.code).Read(c.text).Signs {
			got = append(got, s.ID)
		}
		if strings.Join(got, ",") != c.want {
			t.Errorf("%s %q: got %v, want %s", c.code, c.text, got, c.want)
		}
	}
}

func never(string) bool { return false }

func TestTell(t *testing.T) {
	for text, want := range map[string]Told{
		"schmerzen in der brust": {Code: "de"},
		"Brustschmerzen":         {Code: "de"},
		"mne ploho, bolit grud":  {Code: "ru"},
		"болит спина":            {Code: "ru"},
		"болить спина, що робити, ніг не чую": {Unread: true},
		"ظهري يؤلمني":                       {Unread: true},
		"my upper back is sore after bench": {},
		"I went to the gym today and did some bench. No puedo respirar y me duele mucho el pecho. What should I do about my training now?": {Code: "es", Partly: true},
		"боли ме гърбът и не мога да дишам":                                                                                                {Unread: true},
		"": {}, "?!": {}, "12 x 3": {},
	} {
		got := Tell(text, never)
		if got.Code != want.Code || got.Unread != want.Unread || got.Partly != want.Partly {
			t.Errorf("Tell(%q) = %+v, want %+v", text, got, want)
		}
	}
}

// A very long message takes no time that grows with its square.
func TestLongMessages(t *testing.T) {
	for _, unit := range []string{"kribbeln ist weg mein bruder auch ", "schmerzen in der brust weg ", "no siento las piernas, ", "ya se me paso. ", "xqzwv ", "kribbeln "} {
		text := strings.Repeat(unit, 64<<10/len(unit))
		start := time.Now()
		if told := Tell(text, never); told.Code != "" {
			Of(told.Code).Read(told.Text)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("64 KiB of %q took %v", unit, took)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("no siento las piernas")
	f.Add("’s 8/10. ñ é\u0301 ж 12/ *")
	f.Fuzz(func(t *testing.T, text string) {
		Tell(text, never)
		for _, code := range Codes {
			for _, s := range Of(code).Read(text).Signs {
				for _, words := range s.Because {
					if !strings.Contains(text, words) {
						t.Errorf("%s: quotes %q, which is not said", code, words)
					}
				}
			}
		}
	})
}
