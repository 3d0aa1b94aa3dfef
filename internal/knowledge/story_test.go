package knowledge_test

import (
	"strings"
	"testing"
)

// TestStories: each complaint of a message is told apart, what is history or harmless beside it is none, and the graver comes first.
func TestStories(t *testing.T) {
	b := load(t)
	for _, test := range []struct {
		text string
		want string // lift and first reason of each, or what else it is about
	}{
		{"Bench makes my traps sore, my shoulders creep up to my ears. Push-ups hurt my mid back, my hips sag.", "bench-press shrugged-setup, push-up sagging-hips"},
		{"Upper back sore from push-ups where my blades wing out, and from bench where I rush my set up.", "push-up scapular-winging, bench-press rushed-setup"},
		{"Push-ups: hips sag and my mid back is sore. Bench: a sharp pain in my shoulder.", "bench-press sharp-pain, push-up sagging-hips"},
		{"My traps burn when benching since I shrug, and my lower back aches on the bench too.", "bench-press shrugged-setup, lower back"},
		{"My upper and lower back hurt after bench.", "bench-press, lower back"},
		{"Lower back hurts from deadlifts. Between my shoulder blades it's sore after bench, I squeeze them as hard as I can.", "bench-press over-squeezing, lower back"},
		{"Sore traps from bench with my shoulders at my ears, and my knees hurt when squatting.", "bench-press shrugged-setup, knees"},

		{"My upper back is sore after bench and push-ups.", ""},
		{"My upper back is sore after bench. It is also sore after push-ups.", ""},
		{"I bench twice a week and do push-ups daily, and my traps are sore after bench.", ""},
		{"I squat and deadlift heavy, and my upper back is sore after bench.", ""},
		{"Bench is fine. Push-ups make my back sore between the blades, they wing out.", ""},
		{"My hips sag in push-ups and my lower back hurts.", ""},
		{"My mate's knees hurt when squatting, my upper back is sore after bench.", ""},
		{"Last year my knees hurt from squats. My upper back is sore after bench.", ""},
		{"My knees hurt when squatting and my wrists hurt from dips.", ""},
		{"", ""},
	} {
		var got []string
		for _, s := range b.Stories(test.text) {
			a := s.Assessment
			switch {
			case s.Other != "":
				got = append(got, s.Other)
			case len(a.RedFlags) > 0:
				got = append(got, string(a.Exercise)+" "+a.RedFlags[0].ID)
			case len(a.Causes) > 0:
				got = append(got, string(a.Exercise)+" "+a.Causes[0].ID)
			default:
				got = append(got, string(a.Exercise))
			}
		}
		if got := strings.Join(got, ", "); got != test.want {
			t.Errorf("%q: %s, want %s", test.text, got, test.want)
		}
	}
}
