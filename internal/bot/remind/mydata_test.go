package remind_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
)

// mydata asks for /mydata show and returns the answer, which must be for the asker alone.
func (c *client) mydata(who chat.UserID) *chat.Message {
	c.t.Helper()
	m, _ := c.Handle(c.t.Context(), &chat.Request{From: chat.User{ID: who, Direct: "test:direct"}, Where: "test:group", Group: true, Command: "mydata show"}).(*chat.Message)
	if m == nil || !m.Private || m.Urgent || m.Share || m.Owner != who {
		c.t.Fatalf("/mydata show gives %+v, want a message for %s alone", m, who)
	}
	if err := m.Validate(); err != nil {
		c.t.Error(err)
	}
	return m
}

// A keeper is a platform that remembers how to reach somebody.
type keeper struct {
	*post
	kept map[string]string
}

func (k *keeper) Kept(context.Context, chat.UserID) (map[string]string, error) { return k.kept, nil }

func (k *keeper) Forget(context.Context, chat.UserID) error {
	k.kept = nil
	return nil
}

func TestMyDataOfThePlatform(t *testing.T) {
	c := newClient(t)
	k := &keeper{post: c.post, kept: map[string]string{"channel of our direct messages": "4711"}}
	c.Platforms["test"] = k
	m := c.mydata("test:1")
	if m.File == nil || !strings.Contains(string(m.File.Data), `"channel of our direct messages": "4711"`) {
		t.Errorf("what the platform keeps is not shown: %+v", m.File)
	}
	c.want("mydata delete yes", "I store nothing about you any more")
	if k.kept != nil {
		t.Error("what the platform keeps is still there")
	}
	if m := c.mydata("test:1"); m.File != nil {
		t.Errorf("there is still %s", m.File.Data)
	}
}

func TestMyDataFile(t *testing.T) {
	c := newClient(t)
	c.say("remind on new york 7:30 8pm")
	c.say("remind skip")
	c.say("remind pause friday")
	m := c.mydata("test:1")
	want := `{
  "you": "test:1",
  "written": "2026-03-04T01:00:00-05:00",
  "reminders": {
    "sent to": "test:direct",
    "time zone": "America/New_York",
    "morning": "07:30",
    "evening": "20:00",
    "days": "every day",
    "paused since": "2026-03-04T01:00:00-05:00",
    "paused until": "2026-03-06",
    "since": "2026-03-04T01:00:00-05:00",
    "next": "2026-03-06T07:30:00-05:00",
    "history": [
      "2026-03-04: morning skipped, evening skipped"
    ]
  }
}
`
	if diff := cmp.Diff(want, string(m.File.Data)); diff != "" {
		t.Errorf("the file: -want +got\n%s", diff)
	}
	if !json.Valid(m.File.Data) {
		t.Error("the file is no JSON")
	}
	if got := m.Sections[0].Body.String(); !strings.Contains(got, "Morning: 07:30. Evening: 20:00.") || strings.Contains(got, "2026-03-04") {
		t.Errorf("the summary is %q", got)
	}
	if nothing := c.mydata("test:2"); nothing.File != nil || len(nothing.Controls) != 0 {
		t.Errorf("of somebody unknown there is a file or something to delete: %+v", nothing)
	}
}
