package chattest

import (
	"bytes"
	"fmt"
	"strings"

	"spotter/internal/chat"
)

// document returns a file of several lines, with what is markup elsewhere.
func document(name string) *chat.Document {
	return &chat.Document{Name: name + ".json", Type: "application/json", Data: []byte("{\n  \"" + name + "\": \"*São* `Paulo` <b>\"\n}\n")}
}

// has tells whether who has the file d: as a download, or as printed lines.
func (s *stage) has(who Person, d *chat.Document) bool {
	if !s.Can().Downloads {
		return strings.Contains(s.everything(who), squeeze(string(d.Data)))
	}
	for _, m := range s.Sees(who) {
		if f := m.File; f != nil && f.Name == d.Name && bytes.Equal(f.Data, d.Data) {
			return true
		}
	}
	return false
}

// A file arrives as it is, with all words and controls, however many there are; and so one that is sent unasked,
// and one that takes the place of something.
func checkFile(s *stage) {
	for _, words := range []string{"", "few words ", strings.Repeat("many words ", 300)} {
		marker := fmt.Sprintf("file%d: ", len(words))
		d := document(fmt.Sprint("data", len(words)))
		s.replies(func(r *chat.Request) chat.Reply {
			if r.Command == "pick" {
				next := document("next" + d.Name[:5])
				return &chat.Message{Text: chat.Plain("picked " + marker), File: next, Replace: true}
			}
			m := menu()
			m.Text, m.File = chat.Plain(marker+words), d
			return m
		})
		s.Type(ann, show)
		s.wait("all words with a file", func() bool {
			return strings.Contains(s.everything(ann), squeeze(marker+words)) && s.has(ann, d)
		})
		s.Press(ann, s.labelled(ann, "First"), "First")
		s.see(ann, "picked "+marker)
		s.wait("the file of what replaced it", func() bool { return s.has(ann, document("next"+d.Name[:5])) })
	}
	unasked := &chat.Message{File: document("alone")}
	if _, err := s.Adapter().Send(s.t.Context(), s.hear(1).Where, unasked); err != nil {
		s.t.Fatalf("Send = %v", err)
	}
	s.wait("a file without words", func() bool { return s.has(ann, unasked.File) })
}

// What is private in a group is so with its file.
func checkPrivateFile(s *stage) {
	d := document("secret")
	s.replies(func(r *chat.Request) chat.Reply {
		if r.Command == "show" {
			return &chat.Message{Text: chat.Plain("your secret"), File: d, Private: true}
		}
		return &chat.Message{Text: chat.Plain("said aloud")}
	})
	s.Type(ann.group(), show)
	s.wait("the file or a way to it", func() bool {
		return s.has(ann, d) || s.has(ann.group(), d) || !s.Can().Ephemeral && len(s.Sees(ann.group())) > 0
	})
	s.Type(ann.group(), say("x"))
	s.see(bob.group(), "said aloud")
	for _, p := range []Person{bob, bob.group()} {
		for _, m := range s.Sees(p) {
			if m.File != nil || strings.Contains(squeeze(m.Text), squeeze(string(d.Data))) {
				s.t.Errorf("%+v has the file that was private to another", p)
			}
		}
	}
}
