package coach_test

import (
	"testing"

	"spotter/internal/bot/bottest"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
)

// TestStories: of two complaints none is dropped; with a warning sign the other one's fix waits.
func TestStories(t *testing.T) {
	for _, test := range []struct {
		text       string
		want, none []string
	}{
		{"Bench makes my traps sore, my shoulders creep up to my ears. Push-ups hurt my mid back, my hips sag.",
			[]string{"pulled back but not", "And the push-up", "hips that sink", "because you said “hips sag”", "One drill"}, nil},
		{"My traps burn when benching since I shrug, and my lower back aches on the bench too.",
			[]string{"pulled back but not", "About your lower back"}, []string{"hips that sink"}},
		{"Push-ups: hips sag and my mid back is sore. Bench: a sharp pain in my shoulder.",
			[]string{"Please have this looked at", "Sharp pain", "Hips that sink while you press", "go-ahead"}, []string{"One drill", "rigid like a plank"}},
		{"My upper and lower back hurt after bench.", []string{"One question back", "About your lower back"}, nil},
		{"I have crushing chest pain on bench right now, and push-ups hurt my mid back, my hips sag.", []string{"emergency number"}, []string{"And the push-up", "hips"}},
	} {
		m := bottest.Tell(t, bottest.New(t), test.text)
		bottest.WantText(t, m, test.want...)
		bottest.WantNone(t, chattest.Dump(m), test.none...)
		if err := m.Validate(); err != nil {
			t.Errorf("%q: %v", test.text, err)
		}
		if last := len(m.Sections) - 1; len(m.Controls) > 0 && last >= 0 && m.Sections[last].Title != "One question back" && asks(m) {
			t.Errorf("%q: the question is not last", test.text)
		}
	}
}

func asks(m *chat.Message) bool {
	for _, s := range m.Sections {
		if s.Title == "One question back" {
			return true
		}
	}
	return false
}
