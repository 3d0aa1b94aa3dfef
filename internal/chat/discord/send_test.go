package discord

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

// sender returns an adapter that only sends, and its stand-in with the channel of gym.
func sender(t *testing.T) (*discordtest.Server, *Adapter) {
	s := discordtest.New(t)
	s.Check = specification(t)
	s.AddChannel(discordtest.Channel{ID: gym.Channel, Guild: gym.Guild, Name: "form-check"})
	a, _ := newAdapter(t, s, Config{})
	return s, a
}

var hello = &chat.Message{Text: chat.Plain("hello"), Key: "due/2026-01-01/7"}

// A repeat with the same key shows nothing new, even if the answer to the first try was lost.
func TestSendOnce(t *testing.T) {
	t.Parallel()
	s, a := sender(t)
	var n atomic.Int32
	s.Fault = func(r *http.Request) *discordtest.Fault {
		if strings.HasSuffix(r.URL.Path, "/messages") && n.Add(1) == 1 {
			return &discordtest.Fault{Reset: true, After: true}
		}
		return nil
	}
	var ids []chat.MessageID
	for range 2 {
		id, err := a.Send(t.Context(), directPlace(ann.ID), hello)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if got := s.DMs(ann.ID, 1); len(got) != 1 || ids[0] != ids[1] || string(ids[0]) != got[0].ID {
		t.Errorf("%d messages, ids %q, want one message", len(got), ids)
	}
}

func TestSendOpensDirectMessagesOnce(t *testing.T) {
	s, a := sender(t)
	for range 3 {
		if _, err := a.Send(t.Context(), directPlace(ann.ID), &chat.Message{Text: chat.Plain("x")}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Requests(); got != 4 {
		t.Errorf("%d requests for 3 messages, want 4", got)
	}
	// The remembered channel may be gone: it is opened anew.
	if err := a.memory.Save(t.Context(), "dm/"+bob.ID, []byte("123")); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Send(t.Context(), directPlace(bob.ID), hello); err != nil {
		t.Errorf("Send after the channel is gone = %v", err)
	}
	s.DMs(bob.ID, 1)
}

func TestForget(t *testing.T) {
	s, a := sender(t)
	who := chat.UserID(platform + ann.ID)
	kept := func(want int) {
		t.Helper()
		if all, err := a.Kept(t.Context(), who); err != nil || len(all) != want {
			t.Errorf("kept %q, %v, want %d", all, err, want)
		}
	}
	kept(0)
	if _, err := a.Send(t.Context(), directPlace(ann.ID), hello); err != nil {
		t.Fatal(err)
	}
	kept(1)
	if all, err := a.Kept(t.Context(), who); err != nil || all["channel of our direct messages"] != s.Direct(ann) {
		t.Errorf("kept %q, %v, want the channel %s", all, err, s.Direct(ann))
	}
	if err := a.Forget(t.Context(), who); err != nil {
		t.Error(err)
	}
	kept(0)
}

func TestSendGone(t *testing.T) {
	t.Parallel()
	s, a := sender(t)
	for _, code := range []int{50007, 50278, 10003, 10013, 50001, 50013} {
		s.Refuse(gym.Channel, code)
		_, err := a.Send(t.Context(), channelPlace(gym.Channel), hello)
		var send *chat.SendError
		if !errors.As(err, &send) || !send.Gone {
			t.Errorf("code %d: Send = %v, want gone", code, err)
		}
	}
	for _, place := range []chat.Place{"discord:", "discord:abc", "telegram:1", "discord:dm/", "discord:1/2"} {
		_, err := a.Send(t.Context(), place, hello)
		var send *chat.SendError
		if !errors.As(err, &send) || !send.Gone {
			t.Errorf("place %q: Send = %v, want gone", place, err)
		}
	}
	s.Refuse(gym.Channel, 40003)
	_, err := a.Send(t.Context(), channelPlace(gym.Channel), hello)
	var send *chat.SendError
	if !errors.As(err, &send) || send.Gone || send.After < time.Minute {
		t.Errorf("opening too fast: Send = %v, want to try again much later", err)
	}
}

func TestSendParts(t *testing.T) {
	t.Parallel()
	s, a := sender(t)
	m := &chat.Message{
		Text: chat.Plain(strings.Repeat("many words ", 400)), Key: "k", Quiet: true, ReplyTo: "5",
		Controls: []chat.Control{chat.Buttons{{Label: "Done", Action: chat.Action{Command: "done"}}}},
	}
	id, err := a.Send(t.Context(), channelPlace(gym.Channel), m)
	if err != nil {
		t.Fatal(err)
	}
	parts := s.Posted(gym.Channel, 3)
	if len(parts) != 3 || parts[0].ReplyTo != "5" || parts[1].ReplyTo != "" || parts[2].ID != string(id) {
		t.Errorf("%d parts; they answer %q, %q; the id is that of %q", len(parts), parts[0].ReplyTo, parts[1].ReplyTo, id)
	}
	nonces := map[string]bool{}
	for i, p := range parts {
		nonces[p.Nonce] = true
		_, there := p.Button("Done")
		if there != (i == 2) || p.Flags != 1<<12 {
			t.Errorf("part %d has the button: %v, flags %b", i, there, p.Flags)
		}
	}
	if len(nonces) != 3 {
		t.Errorf("%d nonces for 3 parts", len(nonces))
	}
	if err := a.Edit(t.Context(), channelPlace(gym.Channel), id, m); err != nil {
		t.Errorf("Edit to a text too long for one message = %v", err)
	}
}

func TestSendWithoutHistory(t *testing.T) {
	s, a := sender(t)
	s.AddChannel(discordtest.Channel{ID: "400", NoHistory: true})
	if _, err := a.Send(t.Context(), channelPlace("400"), &chat.Message{Text: chat.Plain("x"), ReplyTo: "5"}); err != nil {
		t.Errorf("Send where no message can be replied to = %v", err)
	}
	s.Posted("400", 1)
}

func TestEdit(t *testing.T) {
	s, a := sender(t)
	place := channelPlace(gym.Channel)
	id, err := a.Send(t.Context(), place, card())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Edit(t.Context(), place, id, &chat.Message{Text: chat.Plain("done")}); err != nil {
		t.Fatal(err)
	}
	if m := s.Posted(gym.Channel, 1)[0]; m.Text() != "done" || len(m.Components) > 0 {
		t.Errorf("after the edit: %q, %d rows", m.Text(), len(m.Components))
	}
	var send *chat.SendError
	if err := a.Edit(t.Context(), place, "999", hello); !errors.As(err, &send) || !send.Gone {
		t.Errorf("Edit of an unknown message = %v, want gone", err)
	}
	if err := a.Edit(t.Context(), place, "not-an-id", hello); !errors.As(err, &send) || !send.Gone {
		t.Errorf("Edit of no message = %v, want gone", err)
	}
}

// A private message to somebody is never sent to a group.
func TestSendPrivately(t *testing.T) {
	s, a := sender(t)
	m := &chat.Message{Text: chat.Plain("secret"), Private: true, Owner: userID(ann.ID)}
	if _, err := a.Send(t.Context(), channelPlace(gym.Channel), m); err != nil {
		t.Fatal(err)
	}
	s.DMs(ann.ID, 1)
	if got := len(s.Channel(gym.Channel).Messages); got != 0 {
		t.Errorf("%d messages in the group", got)
	}
}

func TestThreads(t *testing.T) {
	t.Parallel()
	s, a := sender(t)
	ctx := t.Context()
	s.AddChannel(discordtest.Channel{ID: "200", Guild: gym.Guild, Type: 15, Name: "checks", Tags: map[string]string{"Bench": "1", "open": "2", "answered": "3"}})
	post, id, err := a.OpenThread(ctx, channelPlace("200"), strings.Repeat("A long title ", 20), []string{"bench", "OPEN", "unknown"}, card())
	if err != nil {
		t.Fatal(err)
	}
	thread := strings.TrimPrefix(string(post), platform)
	if c := s.Channel(thread); !slices.Equal(c.Applied, []string{"1", "2"}) || len(c.Messages) != 1 || c.Messages[0].ID != string(id) {
		t.Errorf("post has tags %q and %d messages", c.Applied, len(c.Messages))
	}
	if err := a.TagThread(ctx, post, "Bench: answered", []string{"answered"}, true); err != nil {
		t.Fatal(err)
	}
	if c := s.Channel(thread); c.Name != "Bench: answered" || !slices.Equal(c.Applied, []string{"3"}) || !c.Locked || !c.Archived {
		t.Errorf("after TagThread: %+v", c)
	}
	before := s.Requests()
	if err := a.TagThread(ctx, post, "Bench: answered", []string{"answered"}, true); err != nil || s.Requests() != before+2 {
		t.Errorf("TagThread that changes nothing = %v, %d requests, want 2 that look", err, s.Requests()-before)
	}
	// A ballot in a thread that Discord archived can still be counted.
	if err := a.Edit(ctx, post, id, hello); err != nil {
		t.Errorf("Edit in an archived thread = %v", err)
	}
	open, id, err := a.OpenThread(ctx, channelPlace(gym.Channel), "In a channel", nil, hello)
	if err != nil {
		t.Fatal(err)
	}
	if c := s.Channel(strings.TrimPrefix(string(open), platform)); c.Type != 11 || c.Messages[0].ID != string(id) {
		t.Errorf("thread in a channel: %+v", c)
	}
	same, _, err := a.OpenThread(ctx, open, "In a thread", nil, &chat.Message{Text: chat.Plain("x")})
	if err != nil || same != open {
		t.Errorf("OpenThread in a thread = %q, %v, want the thread itself", same, err)
	}
}

// Many forums demand a tag of each post, and few have ours.
func TestForumThatDemandsTags(t *testing.T) {
	t.Parallel()
	s, a := sender(t)
	s.AddChannel(discordtest.Channel{ID: "200", Guild: gym.Guild, Type: 15, Name: "help", RequireTag: true, Tags: map[string]string{"advice": "7"}})
	post, _, err := a.OpenThread(t.Context(), channelPlace("200"), "Bench", []string{"bench press", "waiting"}, hello)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.TagThread(t.Context(), post, "Bench: closed", []string{"bench press", "closed"}, false); err != nil {
		t.Error(err)
	}
	c := s.Channel(strings.TrimPrefix(string(post), platform))
	if c.Name != "Bench: closed" || !slices.Equal(c.Applied, []string{"7"}) {
		t.Errorf("the post is called %q with tags %q, want the forum's own", c.Name, c.Applied)
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	s, a := sender(t)
	deny := func(bits string) []map[string]any {
		return []map[string]any{{"id": "77", "type": 0, "allow": "0", "deny": bits}, {"id": gym.Guild, "type": 0, "allow": "0", "deny": "0"}}
	}
	s.AddChannel(discordtest.Channel{ID: "300", Guild: gym.Guild, Name: "quiet", Overwrites: deny("2048")})
	s.AddChannel(discordtest.Channel{ID: "301", Guild: gym.Guild, Type: 15, Name: "checks"})
	s.AddChannel(discordtest.Channel{ID: "302", Guild: gym.Guild, Type: 2, Name: "talk"})
	for _, row := range []struct {
		channel string
		want    chat.Ability
		cure    string // empty: nothing lacks
	}{
		{gym.Channel, chat.CanSend, ""},
		{gym.Channel, chat.CanOpenThread, ""},
		{gym.Channel, chat.CanMention, "Mention @everyone"},
		{"300", chat.CanSend, "“Send Messages”"},
		{"301", chat.CanPost, ""},
		{"301", chat.CanOpenThread, ""},
		{"301", chat.CanSend, "is a forum"},
		{gym.Channel, chat.CanPost, "is not a forum"},
		{"302", chat.CanOpenThread, "can have no threads"},
		{"301", chat.CanTag, "“Manage Threads”"},
		{"999", chat.CanSend, "no longer exists"},
	} {
		lacks, err := a.Inspect(t.Context(), channelPlace(row.channel), row.want)
		switch {
		case err != nil:
			t.Errorf("%s in %s: %v", row.want, row.channel, err)
		case row.cure == "" && len(lacks) > 0:
			t.Errorf("%s in %s lacks %+v, want nothing", row.want, row.channel, lacks)
		case row.cure != "" && (len(lacks) != 1 || !strings.Contains(lacks[0].Cure, row.cure)):
			t.Errorf("%s in %s lacks %+v, want a word on %s", row.want, row.channel, lacks, row.cure)
		}
	}
	s.Refuse(gym.Channel, 50001)
	lacks, err := a.Inspect(t.Context(), channelPlace(gym.Channel), chat.CanSend, chat.CanTag)
	if err != nil || len(lacks) != 2 || !strings.Contains(lacks[0].Cure, "View Channel") {
		t.Errorf("a channel that cannot be seen lacks %+v, %v", lacks, err)
	}
}

// No error and no log line may hold the bot's token or an interaction's, however requests fail.
func TestSecretsStaySecret(t *testing.T) {
	for name, f := range map[string]*discordtest.Fault{
		"reset": {Reset: true}, "broken": {Status: 500, Body: "x"}, "refused": {Status: 403, Body: `{"code":50013,"message":"x"}`},
		"route": discordtest.RouteLimit(30), "global": discordtest.GlobalLimit(30), "cloudflare": discordtest.Cloudflare(30),
		"no json": {Status: 200, Body: "no json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.AddChannel(discordtest.Channel{ID: gym.Channel})
			a, logged := newAdapter(t, s, Config{})
			a.timing.answerWithin = 300 * time.Millisecond
			stop := serve(t, s, a, echo)
			answersStill(t, s)
			s.SetFault(f)
			asked := s.Slash(ann, gym, "sore")
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			_, err := a.Send(ctx, channelPlace(gym.Channel), hello)
			eventually(t, "the answer has failed", func() bool { return strings.Contains(logged.String(), "not answered") || f.Status == 200 })
			stop()
			if err == nil {
				t.Fatal("Send = nil")
			}
			for _, text := range []string{err.Error(), logged.String()} {
				if strings.Contains(text, asked.Token) || strings.Contains(text, discordtest.Token) || strings.Contains(text, "secret") {
					t.Errorf("a token shows in %q", text)
				}
			}
		})
	}
}

func TestSendWaitsForLimits(t *testing.T) {
	t.Parallel()
	s, a := sender(t)
	s.Limits = true
	ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond) // less than the sixth has to wait
	defer cancel()
	var last error
	for range 6 { // Discord lets 5 in 5 s into a channel
		if _, last = a.Send(ctx, channelPlace(gym.Channel), &chat.Message{Text: chat.Plain("x")}); last != nil {
			break
		}
	}
	var send *chat.SendError
	if !errors.As(last, &send) || send.After < 2*time.Second {
		t.Errorf("the sixth Send = %v, want to try again when Discord said", last)
	}
	if got := s.Requests(); got != 5 {
		t.Errorf("%d requests, want 5: the sixth need not be asked", got)
	}
}
