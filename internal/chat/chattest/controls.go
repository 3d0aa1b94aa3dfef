package chattest

import (
	"maps"
	"slices"
	"strings"

	"spotter/internal/chat"
)

// menu has every kind of control.
func menu() *chat.Message {
	pick := func(arg string) chat.Action { return chat.Action{Command: "pick", Arg: arg} }
	return &chat.Message{Text: chat.Plain("please choose"), Controls: []chat.Control{
		chat.Buttons{{Label: "First", Action: pick("one")}, {Label: "Second *x*", Action: pick("two 2"), Danger: true}, {Label: "Read", URL: "https://example.org/"}},
		&chat.Select{Prompt: "A lift", Action: pick("lift"), Options: []chat.Choice{{Label: "Bench press", Value: "bench"}, {Label: "Push-up", Value: "push up"}}},
		chat.Buttons{{Label: "Longest", Action: chat.Action{Command: "pick", Arg: strings.Repeat("x", chat.MaxAction-len("pick "))}}},
	}}
}

func checkPress(s *stage) {
	s.replies(func(r *chat.Request) chat.Reply {
		if r.Command == "show" {
			return menu()
		}
		return &chat.Message{Text: chat.Plain("picked " + r.Rest)}
	})
	s.Type(ann, show)
	n := 1
	for _, row := range []struct{ label, want string }{
		{"First", "pick one"}, {"Second *x*", "pick two 2"}, {"Bench press", "pick lift bench"},
		{"Push-up", "pick lift push up"}, {"Longest", "pick " + strings.Repeat("x", chat.MaxAction-len("pick "))},
	} {
		shown := s.see(ann, "please choose")
		if !slices.Contains(shown.Labels, row.label) {
			s.t.Fatalf("there is no %q among the labels %q", row.label, shown.Labels)
		}
		s.Press(ann, shown, row.label)
		n++
		r := s.hear(n)
		if got := strings.TrimSpace(r.Command + " " + r.Rest); got != row.want {
			s.t.Errorf("%q arrived as %q, want %q", row.label, got, row.want)
		}
		if r.Message == "" || r.From.ID != s.hear(1).From.ID || r.Where != s.hear(1).Where {
			s.t.Errorf("%q arrived with message %q from %q at %q", row.label, r.Message, r.From.ID, r.Where)
		}
		s.see(ann, "picked "+strings.TrimPrefix(row.want, "pick "))
	}
}

func checkReplace(s *stage) {
	s.replies(func(r *chat.Request) chat.Reply {
		card := func(text, label string) *chat.Message {
			return &chat.Message{Text: chat.Plain(text), Controls: []chat.Control{chat.Buttons{{Label: label, Action: chat.Action{Command: "pick", Arg: label}}}}}
		}
		if r.Command == "show" {
			return card("first version", "Next")
		}
		m := card("version after "+r.Rest, "Again")
		m.Replace = true
		return m
	})
	s.Type(ann, show)
	first := s.see(ann, "first version")
	before := len(s.Sees(ann))
	s.Press(ann, first, "Next")
	second := s.see(ann, "version after Next")
	s.Press(ann, second, "Again")
	s.see(ann, "version after Again")
	if s.hear(2).Message != s.hear(3).Message {
		s.t.Errorf("a replaced message went from id %q to %q", s.hear(2).Message, s.hear(3).Message)
	}
	if !s.Can().Edits {
		return
	}
	if after := len(s.Sees(ann)); after != before {
		s.t.Errorf("%d messages after Replace, want %d", after, before)
	}
	if _, still := s.find(ann, "first version"); still {
		s.t.Error("the replaced version is still there")
	}
}

func checkPrivate(s *stage) {
	s.replies(func(r *chat.Request) chat.Reply {
		if r.Command == "show" {
			return &chat.Message{Text: chat.Plain("the secret word"), Private: true}
		}
		return &chat.Message{Text: chat.Plain("said aloud")}
	})
	s.Type(ann.group(), show)
	if s.Can().Ephemeral {
		s.see(ann.group(), "the secret word")
	} else {
		s.wait("the private answer or a way to it", func() bool {
			_, shown := s.find(ann, "the secret word")
			return shown || len(s.Sees(ann.group())) > 0
		})
	}
	s.Type(ann.group(), say("x"))
	s.see(bob.group(), "said aloud")
	for _, p := range []Person{bob, bob.group()} {
		if _, leaked := s.find(p, "the secret word"); leaked {
			s.t.Errorf("%+v sees what was private to another", p)
		}
	}
}

// A warning is shown where it was asked for, even where others can read it.
func checkUrgent(s *stage) {
	s.replies(func(*chat.Request) chat.Reply {
		return &chat.Message{Text: chat.Plain("call for help now"), Private: true, Urgent: true}
	})
	s.Type(ann.group(), show)
	s.see(ann.group(), "call for help now")
}

func checkOwner(s *stage) {
	s.replies(func(r *chat.Request) chat.Reply {
		if r.Command == "show" {
			m := menu()
			m.Owner = r.From.ID
			return m
		}
		return &chat.Message{Text: chat.Plain("heard " + asTyped(r))}
	})
	s.Type(ann.group(), show)
	s.Press(bob.group(), s.see(bob.group(), "please choose"), "First")
	s.Type(bob.group(), say("after"))
	s.see(bob.group(), "heard say after")
	for _, r := range s.heard() {
		if r.Command == "pick" {
			s.t.Errorf("the press of another than the owner arrived: %+v", r)
		}
	}
	s.Press(ann.group(), s.see(ann.group(), "please choose"), "First")
	s.see(ann.group(), "heard pick one")
}

func form(note string) *chat.Form {
	return &chat.Form{Title: "A form", Note: note, Action: chat.Action{Command: "filled", Arg: "with care"}, Fields: []chat.Field{
		{Name: "zone", Label: "Where are you?", Hint: "A city"},
		{Name: "note", Label: "Anything else?", Optional: true},
		{Name: "time", Label: "At what time?", Max: 10},
	}}
}

var answers = []Answer{{"zone", "São Paulo *x*"}, {"note", ""}, {"time", "7:30"}}

func checkForm(s *stage) {
	s.replies(func(r *chat.Request) chat.Reply {
		if r.Command == "show" {
			return form("")
		}
		return &chat.Message{Text: chat.Plain("thank you")}
	})
	s.Type(ann, show)
	s.Fill(ann, answers)
	s.see(ann, "thank you")
	s.filled(2)
}

// filled wants the nth request to be the form with answers.
func (s *stage) filled(n int) {
	s.t.Helper()
	r := s.hear(n)
	if got, want := strings.TrimSpace(r.Command+" "+r.Rest), "filled with care"; got != want {
		s.t.Errorf("the form arrived as %q, want %q", got, want)
	}
	got := map[string]string{}
	for _, a := range answers {
		got[a.Name] = r.Args[a.Name]
	}
	want := map[string]string{"zone": "São Paulo *x*", "note": "", "time": "7:30"}
	if !maps.Equal(got, want) {
		s.t.Errorf("the form's fields are %q, want %q", got, want)
	}
}

// The platform may need a step of its own before a form can be asked again: a button, on Discord,
// which answers a submitted form with a message only. Fill takes it.
func checkFormAgain(s *stage) {
	s.replies(func(r *chat.Request) chat.Reply {
		switch {
		case r.Command == "show":
			return form("")
		case len(s.heard()) == 2:
			return form("That is no city.")
		}
		return &chat.Message{Text: chat.Plain("thank you")}
	})
	s.Type(ann, show)
	s.Fill(ann, answers)
	s.hear(2)
	s.Fill(ann, answers)
	s.see(ann, "thank you")
	s.filled(3)
}
