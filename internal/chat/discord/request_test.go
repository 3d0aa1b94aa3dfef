package discord

import (
	"context"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file, or rewrites it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, string(want)); diff != "" {
		t.Errorf("%s, got - want +:\n%s", path, diff)
	}
}

var declared = []chat.Command{
	{
		Name: "remind", Description: "Reminders", Locales: chat.Locales{"de": "Erinnerungen", "tlh": "qawmoH", "fr": ""}, Direct: true, Sub: []chat.Command{
			{Name: "on", Description: "Switch on", Locales: chat.Locales{"pt-BR": strings.Repeat("Ligar ", 30)}, Options: []chat.Option{
				{Name: "zone", Description: "Your city", Locales: chat.Locales{"de": "Deine Stadt", "en-GB": "Your town"}, Complete: true},
				{Name: "morning", Description: "When", Type: chat.Word, Required: true, Max: 20},
			}},
			{Name: "off"},
			{Name: "secretly", Hidden: true},
		},
	},
	{Name: "formcheck", Description: "Ask for a form check", Locales: chat.Locales{"de": "Um einen Form-Check bitten"}, OnMessage: "Ask for form check", Options: []chat.Option{
		{Name: "video", Description: "Your lift", Type: chat.File},
		{Name: "lift", Description: "Which", Choices: []chat.Choice{{Label: "Bench press", Value: "bench"}, {Label: "Push-up", Value: "pushup"}}},
	}},
	{Name: "setup", Description: strings.Repeat("Long ", 30), Who: chat.Managers, Options: []chat.Option{
		{Name: "channel", Description: "Where", Type: chat.Channel, Required: true},
		{Name: "role", Description: "Whom to notify", Type: chat.Role},
		{Name: "days", Description: "How many", Type: chat.Integer},
	}},
	{Name: "later", Hidden: true},
}

func TestDeclare(t *testing.T) {
	for _, scope := range []string{"global", "guild"} {
		got, err := json.MarshalIndent(declare(declared, scope == "global"), "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/commands-"+scope+".golden", string(got)+"\n")
	}
}

// Commands are registered once, again only when they changed or are gone, and taken away where they were before.
func TestRegister(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Check = specification(t)
	memory := &forgetful{values: map[string][]byte{}}
	for i, row := range []struct {
		commands  []chat.Command
		guild     string
		overwrite int // in all, after this
	}{
		{declared, "", 1}, {declared, "", 1}, {declared[:2], "", 2}, {declared[:2], gym.Guild, 4}, {declared[:2], gym.Guild, 4},
		{declared[:2], gym.Guild, 5},
	} {
		if i == 5 {
			s.Unregister() // somebody else did
		}
		a, _ := newAdapter(t, s, Config{Commands: row.commands, GuildID: row.guild, Memory: memory})
		stop := serve(t, s, a, echo)
		s.Registered(row.overwrite)
		answersStill(t, s)
		stop()
		s.Disconnected()
		if got := s.Overwrites(); got != row.overwrite {
			t.Errorf("start %d: %d registrations, want %d", i, got, row.overwrite)
		}
	}
	if got := len(s.Commands("")); got != 0 {
		t.Errorf("%d global commands left beside those of the guild", got)
	}
}

// requests returns what the handler was asked by what do does.
func requests(t *testing.T, do func(s *discordtest.Server)) *chat.Request {
	t.Helper()
	got := make(chan *chat.Request, 10)
	s, _ := start(t, handler(func(_ context.Context, r *chat.Request) chat.Reply {
		got <- r
		return &chat.Message{Text: chat.Plain("ok")}
	}), declared...)
	do(s)
	select {
	case r := <-got:
		return r
	case <-time.After(10 * time.Second):
		t.Fatal("no request arrived")
		return nil
	}
}

func TestSlashRequest(t *testing.T) {
	manager := discordtest.Person{ID: ann.ID, Name: "Ann", Permissions: 1 << 5, Locale: "de"}
	r := requests(t, func(s *discordtest.Server) {
		s.Slash(manager, gym, "setup",
			map[string]any{"name": "channel", "type": 7, "value": "55"}, map[string]any{"name": "role", "type": 8, "value": "66"},
			map[string]any{"name": "days", "type": 4, "value": 3})
	})
	want := &chat.Request{
		ID: r.ID, Time: r.Time, Command: "setup", Args: map[string]string{"channel": "discord:55", "role": "66", "days": "3"},
		From:  chat.User{ID: "discord:80351110224678912", Name: "Ann", Locale: "de", Manager: true, Direct: "discord:dm/80351110224678912"},
		Where: channelPlace(gym.Channel), Group: true, Home: homePlace(gym.Guild), Inside: true,
	}
	if diff := cmp.Diff(r, want); diff != "" {
		t.Errorf("request, got - want +:\n%s", diff)
	}
	if age := time.Since(r.Time); age < 0 || age > time.Minute {
		t.Errorf("request is %v old by Discord's clock", age)
	}
}

// A request from a thread names the channel that the thread is of; the category of a channel is none.
func TestRequestFromAThread(t *testing.T) {
	for of, want := range map[string]chat.Place{"": "", "55": "discord:55"} {
		r := requests(t, func(s *discordtest.Server) {
			s.Slash(ann, discordtest.Where{Guild: gym.Guild, Channel: "56", ThreadOf: of}, "setup")
		})
		if r.Where != "discord:56" || r.Parent != want {
			t.Errorf("a request from a thread of %q: Where %q, Parent %q", of, r.Where, r.Parent)
		}
	}
}

func TestAttachmentRequest(t *testing.T) {
	r := requests(t, func(s *discordtest.Server) {
		s.Interact(ann, gym, kindCommand, nil, map[string]any{
			"id": "1", "type": 1, "name": "formcheck", "options": []any{map[string]any{"name": "video", "type": 11, "value": "9"}},
			"resolved": map[string]any{"attachments": map[string]any{"9": map[string]any{"id": "9", "filename": "x.mov", "content_type": "video/quicktime", "size": 5, "url": "https://cdn.invalid/x.mov"}}},
		})
	})
	if diff := cmp.Diff(r.Media, []chat.Media{{Kind: "video", Ref: "https://cdn.invalid/x.mov", Size: 5, Passing: true}}); diff != "" {
		t.Errorf("media, got - want +:\n%s", diff)
	}
}

func TestMessageCommandRequest(t *testing.T) {
	r := requests(t, func(s *discordtest.Server) {
		s.OnMessage(ann, gym, "Ask for form check", map[string]any{
			"id": "777", "channel_id": gym.Channel, "content": "how is my bench?", "author": map[string]any{"id": bob.ID, "username": "Bob"},
			"attachments": []any{map[string]any{"id": "9", "filename": "bench.MP4", "size": 7, "url": "https://cdn.invalid/bench.mp4"}},
			"embeds":      []any{map[string]any{"type": "video", "url": "https://video.invalid/1"}, map[string]any{"type": "link", "url": "https://x.invalid"}},
		})
	})
	link := "https://discord.com/channels/" + gym.Guild + "/" + gym.Channel + "/777"
	if r.Command != "formcheck" || r.Message != "777" || r.Link != link {
		t.Errorf("command %q on message %q, link %q", r.Command, r.Message, r.Link)
	}
	want := []chat.Media{
		{Kind: "video", Ref: "https://cdn.invalid/bench.mp4", From: "777", Link: link, Size: 7},
		{Kind: "video", Ref: "https://video.invalid/1", From: "777", Link: link},
	}
	if diff := cmp.Diff(r.Media, want); diff != "" {
		t.Errorf("media, got - want +:\n%s", diff)
	}
}

// A film is found wherever people put it: forwarded, or behind a link that Discord does not show as a video.
func TestMessageCommandVideos(t *testing.T) {
	t.Parallel()
	film := map[string]any{"id": "9", "filename": "bench.mov", "content_type": "video/quicktime", "url": "https://cdn.invalid/bench.mov"}
	link := "https://discord.com/channels/" + gym.Guild + "/" + gym.Channel + "/777"
	for _, row := range []struct {
		name    string
		message map[string]any
		want    []chat.Media
	}{
		{"forwarded", map[string]any{"message_snapshots": []any{map[string]any{"message": map[string]any{"content": "", "attachments": []any{film}}}}},
			[]chat.Media{{Kind: "video", Ref: "https://cdn.invalid/bench.mov", From: "777", Link: link}}},
		{"link", map[string]any{"content": "mine: <https://drive.invalid/x?y=1> please"},
			[]chat.Media{{Kind: "video", Ref: "https://drive.invalid/x?y=1", From: "777", Link: link}}},
		{"words", map[string]any{"content": "how is my bench?"}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.message["id"] = "777"
			r := requests(t, func(s *discordtest.Server) { s.OnMessage(ann, gym, "Ask for form check", row.message) })
			if diff := cmp.Diff(r.Media, row.want); diff != "" {
				t.Errorf("media, got - want +:\n%s", diff)
			}
		})
	}
}

func TestDirectMessageRequest(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ text, command, rest, free string }{
		{"my neck is sore", "", "", "my neck is sore"},
		{"/Remind on 7:30", "remind", "on 7:30", ""},
		{"/help", "help", "", ""},
	} {
		r := requests(t, func(s *discordtest.Server) { s.Message(ann, row.text) })
		if diff := cmp.Diff([]string{r.Command, r.Rest, r.Text}, []string{row.command, row.rest, row.free}); diff != "" {
			t.Errorf("%q, got - want +:\n%s", row.text, diff)
		}
		if r.Group || !r.From.Manager || r.Where == "" {
			t.Errorf("%q arrived from %+v at %q, group %v", row.text, r.From, r.Where, r.Group)
		}
	}
}

// Each file is data of an interaction that discordgo v0.29.0 cannot decode, or decodes to nil.
func TestUndecodable(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no events: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var event struct {
				Kind    string
				Data    map[string]any
				Command string // of the request that must come of it, or
				Args    map[string]string
				Nothing bool // that none must
			}
			if err := json.Unmarshal(data, &event); err != nil {
				t.Fatal(err)
			}
			r := requests(t, func(s *discordtest.Server) {
				s.Raw(gym.Guild, event.Kind, event.Data)
				if event.Nothing {
					s.Slash(ann, gym, event.Command)
				}
			})
			if r.Command != event.Command || len(event.Args) > 0 && !maps.Equal(r.Args, event.Args) {
				t.Errorf("command %q with %q, want %q with %q", r.Command, r.Args, event.Command, event.Args)
			}
		})
	}
}

// watcher is a handler that notes what it is told of the platform.
type watcher struct{ told chan string }

func (watcher) Handle(context.Context, *chat.Request) chat.Reply { return nil }

func (watcher) Reachable(context.Context, chat.User, bool)    {}
func (watcher) Moved(context.Context, chat.Place, chat.Place) {}
func (w watcher) Left(_ context.Context, p chat.Place)        { w.told <- "left " + string(p) }
func (w watcher) Deleted(_ context.Context, p chat.Place, id chat.MessageID) {
	w.told <- "deleted " + string(p) + " " + string(id)
}

func TestObserver(t *testing.T) {
	w := watcher{make(chan string, 10)}
	s, _ := start(t, w)
	for _, row := range []struct {
		guild, kind string
		data        map[string]any
		want        string
	}{
		{gym.Guild, "GUILD_DELETE", map[string]any{"id": gym.Guild}, "left discord:guild/" + gym.Guild},
		{gym.Guild, "THREAD_DELETE", map[string]any{"id": "8", "guild_id": gym.Guild}, "left discord:8"},
		{"", "MESSAGE_DELETE", map[string]any{"id": "5", "channel_id": "6"}, "deleted discord:6 5"},
		{gym.Guild, "MESSAGE_DELETE", map[string]any{"id": "6", "channel_id": "7", "guild_id": gym.Guild}, "deleted discord:7 6"},
		{gym.Guild, "MESSAGE_DELETE_BULK", map[string]any{"ids": []string{"9"}, "channel_id": "7", "guild_id": gym.Guild}, "deleted discord:7 9"},
	} {
		s.Raw("", "GUILD_DELETE", map[string]any{"id": "1", "unavailable": true}) // an outage: nobody left
		s.Raw(row.guild, row.kind, row.data)
		if got := <-w.told; got != row.want {
			t.Errorf("%s: told %q, want %q", row.kind, got, row.want)
		}
	}
}
