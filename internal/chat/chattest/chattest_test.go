package chattest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
)

var (
	_ chat.Adapter      = (*Adapter)(nil)
	_ chat.ThreadOpener = (*Adapter)(nil)
)

func TestAdapterRecords(t *testing.T) {
	a, ctx := &Adapter{}, t.Context()
	hello, bye := &chat.Message{Text: chat.Plain("hello")}, &chat.Message{Text: chat.Plain("bye")}
	id, err := a.Send(ctx, "x:1", hello)
	if err != nil {
		t.Fatal(err)
	}
	thread, first, err := a.OpenThread(ctx, "x:forum", "Title", []string{"bench"}, hello)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{a.Edit(ctx, "x:1", id, bye), a.Edit(ctx, thread, first, bye), a.TagThread(ctx, thread, "Title", nil, true)} {
		if err != nil {
			t.Error(err)
		}
	}
	if a.Shown("x:1", id) != bye || a.Shown(thread, first) != bye || a.Shown("x:1", "99") != nil {
		t.Error("Shown does not return what was shown last")
	}
	want := []Record{
		{Kind: "send", Place: "x:1", ID: "1", Message: hello},
		{Kind: "thread", Place: "x:forum", ID: "2", Thread: "x:forum/2", Title: "Title", Tags: []string{"bench"}, Message: hello},
		{Kind: "edit", Place: "x:1", ID: "1", Message: bye},
		{Kind: "edit", Place: "x:forum/2", ID: "2", Message: bye},
		{Kind: "tag", Place: "x:forum/2", Title: "Title", Closed: true},
	}
	if diff := cmp.Diff(a.Take(), want); diff != "" {
		t.Errorf("records, got - want +:\n%s", diff)
	}
	if got := a.Records(); len(got) != 0 {
		t.Errorf("after Take there are %v", got)
	}
}

func TestAdapterFails(t *testing.T) {
	a, ctx, m := &Adapter{}, t.Context(), &chat.Message{}
	later := &chat.SendError{After: time.Second}
	a.Fail(nil, later)
	for _, want := range []error{nil, later, nil} {
		if _, err := a.Send(ctx, "x:1", m); !errors.Is(err, want) {
			t.Errorf("Send = %v, want %v", err, want)
		}
	}
	a.Leave("x:1")
	var gone *chat.SendError
	if _, err := a.Send(ctx, "x:1", m); !errors.As(err, &gone) || !gone.Gone {
		t.Errorf("Send to a place that was left = %v, want gone", err)
	}
	if err := a.Edit(ctx, "x:2", "7", m); !errors.As(err, &gone) || !gone.Gone {
		t.Errorf("Edit of no message = %v, want gone", err)
	}
}

func TestDump(t *testing.T) {
	m := &chat.Message{
		Text: chat.Join(chat.Strong("bold"), chat.Plain(" {plain}\nline"),
			chat.Text{{Text: "words", Link: "https://a.b", Style: chat.Bold | chat.Italic}, {Text: "name", User: "x:1"}, {Text: "all", Role: "5"}, {Text: "c", Style: chat.Code}},
			chat.At(time.Date(2026, 5, 1, 8, 0, 0, 0, time.FixedZone("", 3600)), "soon")),
		Sections: []chat.Section{{Title: "Fix", Body: chat.Plain("this")}, {Title: "Empty"}},
		Images:   []chat.Image{{Name: "a.gif", Alt: "a figure", Data: make([]byte, 3)}},
		Controls: []chat.Control{
			chat.Buttons{{Label: "Do", Action: chat.Action{Command: "do", Arg: "it"}, Danger: true}, {Label: "Go", URL: "https://c.d"}},
			&chat.Select{Prompt: "Which", Action: chat.Action{Command: "which"}, Options: []chat.Choice{{Label: "One", Value: "1"}}},
		},
		Footer:  chat.Plain("small"),
		Private: true, Urgent: true, Share: true, Replace: true, Quiet: true, Ask: true, Owner: "x:1", Key: "k", Follows: "8", ReplyTo: "9",
	}
	want := `flags: private, urgent, share, replace, quiet, ask, owner x:1, key k, follows 8, reply to 9
text:
  {bold bold} {{plain}}
  line{link https://a.b {bold {italic words}}}{user x:1 name}{role 5 all}{code c}{when 2026-05-01T07:00:00Z soon}
section "Fix":
  this
section "Empty":

image "a.gif" of 3 bytes: a figure
buttons:
  [Do] -> do it (danger)
  [Go] -> https://c.d
select "Which" -> which
  (One) = 1
footer:
  small
`
	if diff := cmp.Diff(DumpReply(m), want); diff != "" {
		t.Errorf("Dump, got - want +:\n%s", diff)
	}
}

func TestDumpForm(t *testing.T) {
	f := &chat.Form{Title: "T", Note: "again", Action: chat.Action{Command: "do"}, Fields: []chat.Field{
		{Name: "a", Label: "A", Hint: "h", Default: "d", Long: true, Optional: true, Max: 5, Choices: []chat.Choice{{Label: "One", Value: "1"}}},
		{Name: "b", Label: "B"}}}
	want := `form "T" -> do
note: again
field a "A", long, optional, at most 5
  hint: h
  default: d
  (One) = 1
field b "B"
`
	if diff := cmp.Diff(DumpReply(f), want); diff != "" {
		t.Errorf("DumpForm, got - want +:\n%s", diff)
	}
	if got, want := DumpReply(nil), "nothing\n"; got != want {
		t.Errorf("DumpReply(nil) = %q, want %q", got, want)
	}
}
