package chattest

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"spotter/internal/chat"
)

// RunAdapter checks that an adapter keeps what package chat promises of all adapters. Start returns
// a fresh harness, and ends it with the test that it is given; each check has its own.
func RunAdapter(t *testing.T, start func(testing.TB) Harness) {
	for _, c := range []struct {
		name  string
		needs func(Abilities) bool // nil: always
		check func(*stage)
	}{
		{"command", nil, checkCommand},
		{"identity", nil, checkIdentity},
		{"words", func(a Abilities) bool { return a.Words }, checkWords},
		{"all parts are shown", nil, checkParts},
		{"words are never markup", nil, checkMarkup},
		{"typed words are never markup", nil, checkTypedMarkup},
		{"long text", nil, checkLong},
		{"pictures", nil, checkPictures},
		{"file", nil, checkFile},
		{"private file", func(a Abilities) bool { return a.Groups }, checkPrivateFile},
		{"silence", nil, checkSilence},
		{"buttons and options", nil, checkPress},
		{"replace", nil, checkReplace},
		{"form", nil, checkForm},
		{"form asked again", nil, checkFormAgain},
		{"private", func(a Abilities) bool { return a.Groups }, checkPrivate},
		{"urgent", func(a Abilities) bool { return a.Groups }, checkUrgent},
		{"owner", func(a Abilities) bool { return a.Groups }, checkOwner},
		{"send and edit", nil, checkSendEdit},
		{"direct", func(a Abilities) bool { return a.Groups }, checkDirect},
		{"nobody there", nil, checkGone},
		{"cancelled send", nil, checkCancelledSend},
		{"order", nil, checkOrder},
		{"at the same time", func(a Abilities) bool { return a.Groups }, checkTogether},
		{"end", nil, checkEnd},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, start)
			if c.needs != nil && !c.needs(s.Can()) {
				t.Skip("this platform has nothing of the kind")
			}
			c.check(s)
		})
	}
}

var ann, bob = Person{N: 0}, Person{N: 1}

// group returns p in the group.
func (p Person) group() Person { p.Group = true; return p }

func say(words string) Typed { return Typed{Command: "say", Args: []Answer{{"words", words}}} }

var show = Typed{Command: "show"}

func checkCommand(s *stage) {
	for i, c := range []Typed{
		show,
		say("some words"),
		{Command: "count", Args: []Answer{{"number", "3"}, {"words", "big words"}}},
		{Command: "count", Args: []Answer{{"number", "12"}}},
		{Command: "keep on", Args: []Answer{{"words", "going"}}},
		{Command: "keep off"},
	} {
		s.Type(ann, c)
		r := s.hear(i + 1)
		if got, want := asTyped(r), c.String()[1:]; got != want {
			s.t.Errorf("%s arrived as %q, want %q (%+v)", c, got, want, r)
		}
		if r.Text != "" {
			s.t.Errorf("%s arrived with the text %q", c, r.Text)
		}
		s.see(ann, "heard "+c.String()[1:])
	}
}

func checkIdentity(s *stage) {
	people := []Person{ann}
	if s.Can().Groups {
		people = []Person{ann, bob, ann.group(), bob.group()}
	}
	ids, users := map[string]bool{}, map[int]chat.UserID{}
	for i, p := range people {
		s.Type(p, show)
		r := s.hear(i + 1)
		if r.ID == "" || ids[r.ID] {
			s.t.Errorf("request %d has the id %q, want a new one", i, r.ID)
		}
		ids[r.ID] = true
		platform := r.From.ID.Platform()
		if platform == "" || r.Where.Platform() != platform || r.From.Direct.Platform() != platform {
			s.t.Errorf("request has user %q, place %q, direct %q, want one platform's", r.From.ID, r.Where, r.From.Direct)
		}
		if known := users[p.N]; known != "" && known != r.From.ID {
			s.t.Errorf("person %d is %q and %q", p.N, known, r.From.ID)
		}
		users[p.N] = r.From.ID
		if r.Group != p.Group || r.From.Name == "" || r.Time.IsZero() {
			s.t.Errorf("request of %+v has group %v, name %q, time %v", p, r.Group, r.From.Name, r.Time)
		}
	}
	if len(users) > 1 && users[0] == users[1] {
		s.t.Errorf("two people are both %q", users[0])
	}
}

func checkWords(s *stage) {
	const words = "my traps are sore after bench, *really* sore"
	s.Write(ann, words)
	if r := s.hear(1); r.Text != words || r.Command != "" {
		s.t.Errorf("%q arrived as text %q, command %q", words, r.Text, r.Command)
	}
	s.see(ann, "heard "+words)
}

func checkParts(s *stage) {
	s.replies(func(*chat.Request) chat.Reply {
		return &chat.Message{
			Text: chat.Join(chat.Strong("alpha"), chat.Plain(" beta "), chat.Text{{Text: "gamma", Style: chat.Italic | chat.Bold},
				{Text: " delta", Style: chat.Code}, {Text: "\n\nepsilon", Link: "https://example.org/"}}),
			Sections: []chat.Section{{Title: "zeta", Body: chat.Plain("eta")}, {Title: "theta", Body: chat.Plain("- iota\n- kappa")}},
			Footer:   chat.Plain("lambda"),
		}
	})
	s.Type(ann, show)
	s.wait("all parts to be shown", func() bool {
		all := s.everything(ann)
		for _, word := range strings.Fields("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda") {
			if !strings.Contains(all, word) {
				return false
			}
		}
		return true
	})
}

// everything returns all that who sees, squeezed.
func (s *stage) everything(who Person) string {
	var b strings.Builder
	for _, m := range s.Sees(who) {
		b.WriteString(squeeze(m.Text))
	}
	return b.String()
}

// hostile is what would be markup or a mention somewhere.
var hostile = []string{
	"*bold* **bold** _it_ __under__ ~~no~~ ||spoiler||",
	"`code` ```block``` \\*escaped\\* \\",
	"<b>bold</b> &amp; <@1234> <#1> <@&2> <t:0> <:e:5>",
	"[words](https://example.org) {curly} (round) !bang #head > quote",
	"@everyone @here @someone /command",
	"1. one - two + three = four | five .!",
	"snake_case_name 2*3*4 a~b~c",
	"💪🏽 日本語 é e\u0301 ﷽ ß",
}

func checkMarkup(s *stage) {
	for i, words := range append(hostile, "# one\n> two\n- three\n```\nfour", "* \n_ \n`") {
		marker := fmt.Sprintf("part%d:", i)
		s.replies(func(*chat.Request) chat.Reply {
			return &chat.Message{Text: chat.Join(chat.Plain(marker), chat.Plain(words)), Footer: chat.Plain("end")}
		})
		s.Type(ann, show)
		s.seeUnmarked(marker, words)
	}
}

func checkTypedMarkup(s *stage) {
	s.replies(func(r *chat.Request) chat.Reply {
		words := r.Args["words"]
		if words == "" {
			words = r.Rest
		}
		return &chat.Message{Text: chat.Plain("said:" + words)}
	})
	for _, words := range hostile {
		s.Type(ann, say(words))
		s.seeUnmarked("said:", words)
	}
}

// seeUnmarked waits for words after marker as they were typed, and nothing of them in any style.
func (s *stage) seeUnmarked(marker, words string) {
	s.t.Helper()
	shown := s.see(ann, marker+words)
	if len(shown.Marked) > 0 {
		s.t.Errorf("of %q these words are marked: %q", words, shown.Marked)
	}
}

func checkLong(s *stage) {
	var b strings.Builder
	for i := 0; b.Len() < 10_000; i++ {
		fmt.Fprintf(&b, "word%d *_ ", i)
		if i%50 == 49 {
			b.WriteString("\n\n")
		}
	}
	long := b.String()
	s.replies(func(*chat.Request) chat.Reply { return &chat.Message{Text: chat.Plain(long)} })
	s.Type(ann, show)
	s.wait("10 000 characters to arrive whole and in order", func() bool {
		return strings.Contains(s.everything(ann), squeeze(long))
	})
}

// Words may be more than a platform lets stand beneath a picture, and still belong to the buttons.
func checkPictures(s *stage) {
	var data bytes.Buffer
	if err := png.Encode(&data, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		s.t.Fatal(err)
	}
	for _, words := range []string{"few words", strings.Repeat("many words ", 300)} {
		marker := fmt.Sprintf("picture%d: ", len(words))
		s.replies(func(r *chat.Request) chat.Reply {
			if r.Command == "pick" {
				return &chat.Message{Text: chat.Plain("picked " + marker)}
			}
			m := menu()
			m.Text = chat.Plain(marker + words)
			m.Images = []chat.Image{{Name: "grey.png", Alt: "A grey square.", Data: data.Bytes()}}
			return m
		})
		s.Type(ann, show)
		s.wait("all words with a picture", func() bool {
			return strings.Contains(s.everything(ann), squeeze(marker+words))
		})
		s.Press(ann, s.labelled(ann, "First"), "First")
		s.see(ann, "picked "+marker)
	}
}

// labelled waits until who sees a message with that control and returns the newest.
func (s *stage) labelled(who Person, label string) Shown {
	s.t.Helper()
	var shown Shown
	s.wait("a control "+label, func() bool {
		for _, m := range s.Sees(who) {
			if slices.Contains(m.Labels, label) {
				shown = m
			}
		}
		return slices.Contains(shown.Labels, label)
	})
	return shown
}

func checkSilence(s *stage) {
	silent := []chat.Reply{nil, (*chat.Message)(nil), (*chat.Form)(nil)}
	for i, reply := range silent {
		s.replies(func(*chat.Request) chat.Reply { return reply })
		s.Type(ann, show)
		s.hear(i + 1)
	}
	s.replies(func(*chat.Request) chat.Reply { return &chat.Message{Text: chat.Plain("still here")} })
	s.Type(ann, show)
	s.see(ann, "still here")
}
