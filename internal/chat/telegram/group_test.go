package telegram_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/telegramtest"
)

// hears records requests, and answers each so that tests can wait for it.
type hears struct {
	mu  sync.Mutex
	all []chat.Request
}

func (h *hears) Handle(_ context.Context, r *chat.Request) chat.Reply {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, *r)
	return &chat.Message{Text: chat.Plain("heard")}
}

// listen starts a bot that hears what Anna writes.
func listen(t *testing.T) (*telegramtest.Server, *telegramtest.User, *hears) {
	s, h := telegramtest.New(t), &hears{}
	start(t, s, &memory{}, h)
	return s, s.Person("Anna"), h
}

// sendRaw has a person send in private what the stand-in does not model: JSON fields beside the usual ones.
func sendRaw(s *telegramtest.Server, u *telegramtest.User, id int, fields string) {
	s.Raw(fmt.Sprintf(`"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"private"},"from":{"id":%[2]d,"is_bot":false,"first_name":"A"},%s}`, id, u.ID, fields))
}

func (h *hears) last() chat.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all[len(h.all)-1]
}

func TestWhatIsForUs(t *testing.T) {
	t.Parallel()
	type heard struct{ Command, Rest, Text string }
	for _, row := range []struct {
		name, text string
		group      bool
		options    []telegramtest.Option
		want       *heard
	}{
		{"command", "/sore my neck", false, nil, &heard{"sore", "my neck", ""}},
		{"command in capitals", "/Sore My neck", false, nil, &heard{"sore", "My neck", ""}},
		{"over lines", "/sore\nmy neck\nhurts", false, nil, &heard{"sore", "my neck\nhurts", ""}},
		{"payload", "/start drill_chin-tuck", false, nil, &heard{"start", "drill_chin-tuck", ""}},
		{"unknown command", "/sroe my neck", false, nil, &heard{"sroe", "my neck", ""}},
		{"free text", "  my neck ", false, nil, &heard{"", "", "my neck"}},
		{"slash within", "bench/push-up?", false, nil, &heard{"", "", "bench/push-up?"}},
		{"only a slash", "/", false, nil, &heard{"", "", "/"}},
		{"film alone", "", false, []telegramtest.Option{telegramtest.Video("v1")}, &heard{}},
		{"caption", "/formcheck 5x100", false, []telegramtest.Option{telegramtest.Video("v1")}, &heard{"formcheck", "5x100", ""}},

		{"group, chatter", "my neck", true, nil, nil},
		{"group, our command", "/sore my neck", true, nil, &heard{"sore", "my neck", ""}},
		{"group, with our name", "/sore@Spotter_Bot my neck", true, nil, &heard{"sore", "my neck", ""}},
		{"group, unknown with our name", "/sroe@spotter_bot", true, nil, &heard{"sroe", "", ""}},
		{"group, another's name", "/sore@other_bot my neck", true, nil, nil},
		{"group, another's command", "/weather", true, nil, nil},
		{"group, mention", "@spotter_bot my neck 💪 hurts", true, nil, &heard{"", "", "my neck 💪 hurts"}},
		{"group, mention at the end", "💪 my neck @spotter_bot", true, nil, &heard{"", "", "💪 my neck"}},
		{"group, mention and command", "@spotter_bot /sore x", true, nil, &heard{"sore", "x", ""}},
		{"group, mention alone", "@spotter_bot", true, nil, &heard{}},
		{"mention alone", "@spotter_bot", false, nil, &heard{}},
		{"group, another mention", "@someone my neck", true, nil, nil},
		{"group, anonymous", "/sore x", true, []telegramtest.Option{telegramtest.Anonymously}, &heard{"sore", "x", ""}},
		{"group, channel", "/sore x", true, []telegramtest.Option{telegramtest.AsChannel("News")}, &heard{"sore", "x", ""}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s, anna, h := listen(t)
			at := anna.Chat()
			if row.group {
				at = s.Group("Lifters")
				at.Say(anna, row.text, row.options...)
			} else {
				anna.Say(row.text, row.options...)
			}
			if row.want == nil {
				at.Say(anna, "/sore@spotter_bot end")
				at.Await(1)
				if got := h.all[0].Rest; got != "end" {
					t.Errorf("heard %+v, want nothing", h.all[0])
				}
				return
			}
			at.Await(1)
			got := h.last()
			if diff := cmp.Diff(heard{got.Command, got.Rest, got.Text}, *row.want); diff != "" {
				t.Errorf("heard, got - want +:\n%s", diff)
			}
		})
	}
}

// A card of ours that somebody chose inline, here or in a group, is our own words and no question.
func TestOwnCardIsNoQuestion(t *testing.T) {
	t.Parallel()
	s, anna, h := listen(t)
	sendRaw(s, anna, 7, fmt.Sprintf(`"via_bot":{"id":%d,"is_bot":true,"first_name":"S"},"text":"Chin tuck"`, s.Bot.ID))
	anna.Say("hello")
	anna.Chat().Await(1)
	if got := h.all[0].Text; got != "hello" {
		t.Errorf("heard %q, want only what she wrote", got)
	}
}

// What is sent together is answered once, and each word of it.
func TestAlbumIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	s, anna, h := listen(t)
	for i, caption := range []string{"my set", "", "and the last"} {
		sendRaw(s, anna, 7000+i, fmt.Sprintf(`"media_group_id":"77","photo":[{"file_id":"x"}],"caption":%q`, caption))
	}
	anna.Say("end")
	anna.Chat().Await(2)
	sendRaw(s, anna, 7004, `"media_group_id":"77","photo":[{"file_id":"late"}]`)
	anna.Say("after")
	anna.Chat().Await(3)
	var said []string
	for _, r := range h.all {
		said = append(said, r.Text)
	}
	if diff := cmp.Diff([]string{"my set\nand the last", "end", "after"}, said); diff != "" {
		t.Errorf("heard: -want +got\n%s", diff)
	}
	if got := len(h.all[0].Media); got != 3 {
		t.Errorf("%d pictures came, want 3", got)
	}
	s.Until("all to be done", func() bool { return s.Unconfirmed() == 0 })
}

// What is neither words nor a film is something that she sent, and is answered.
func TestOtherContentIsHeard(t *testing.T) {
	t.Parallel()
	s, anna, _ := listen(t)
	anna.Say("hello")
	kinds := []string{`"location":{"latitude":1,"longitude":2}`, `"audio":{"file_id":"x"}`, `"contact":{"first_name":"x"}`, `"dice":{"value":1}`, `"poll":{"id":"1"}`, `"story":{"id":1}`,
		`"paid_media":{"star_count":1}`, `"live_photo":{"file_id":"x"}`, `"checklist":{"title":"x"}`, `"game":{"title":"x"}`, `"rich_message":{"blocks":[]}`}
	for i, kind := range kinds {
		sendRaw(s, anna, 7000+i, kind)
	}
	anna.Chat().Await(1 + len(kinds))
	notices := []string{`"pinned_message":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":"drill"}`, `"message_auto_delete_timer_changed":{"message_auto_delete_time":60}`,
		`"gift":{}`, `"chat_background_set":{}`, `"write_access_allowed":{}`, `"forum_topic_edited":{"name":"x"}`, `"checklist_tasks_done":{}`, `"something_of_2027":{}`}
	for i, kind := range notices {
		sendRaw(s, anna, 7100+i, kind)
	}
	anna.Say("end")
	anna.Chat().Await(2 + len(kinds))
	if got := len(anna.Chat().Shown()); got != 2+len(kinds) {
		t.Errorf("%d answers, want %d: notices are answered", got, 2+len(kinds))
	}
}

func TestRequestInTopic(t *testing.T) {
	t.Parallel()
	s, anna, h := listen(t)
	ben, g := s.Person("Ben"), s.Group("Lifters")
	g.Topic(7)
	g.Admin(anna)
	film := g.Say(ben, "bench today", telegramtest.Video("film-1"), telegramtest.InTopic(7))
	g.Say(anna, "/formcheck@spotter_bot 5x100", telegramtest.InTopic(7), telegramtest.Answering(film))
	shown := g.Await(1)
	got := h.last()
	got.ID = ""
	if got.Time.IsZero() {
		t.Error("the request has no time")
	}
	bare := fmt.Sprint(g.ID)[4:]
	want := chat.Request{
		From:  chat.User{ID: chat.UserID(fmt.Sprint("telegram:", anna.ID)), Name: "Anna", Locale: "en", Manager: true, Direct: chat.Place(fmt.Sprint("telegram:", anna.ID))},
		Where: chat.Place(fmt.Sprintf("telegram:%d/7", g.ID)), Home: chat.Place(fmt.Sprintf("telegram:%d", g.ID)),
		Group: true, Inside: true, Time: got.Time, Command: "formcheck", Rest: "5x100",
		Media: []chat.Media{{Kind: "video", Ref: "film-1", From: chat.MessageID(fmt.Sprint(film.ID, "m")), Size: 1_000_000,
			Link: fmt.Sprintf("https://t.me/c/%s/7/%d", bare, film.ID)}},
		Link: fmt.Sprintf("https://t.me/c/%s/7/%d", bare, film.ID+1),
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("request, got - want +:\n%s", diff)
	}
	if shown.Thread != 7 || shown.ReplyTo == nil || shown.ReplyTo.ID != film.ID+1 {
		t.Errorf("answered in topic %d to %+v, want in 7 to the question", shown.Thread, shown.ReplyTo)
	}
}

// In a group without topics, replies carry a thread that is none.
func TestThreadOfRepliesIsNoTopic(t *testing.T) {
	t.Parallel()
	s, anna, h := listen(t)
	g := s.Group("Lifters")
	g.Say(anna, "/sore x", telegramtest.InThread(99))
	if got := g.Await(1); got.Thread != 0 {
		t.Errorf("answered in topic %d, want none", got.Thread)
	}
	if got, want := h.last().Where, place(g); got != want {
		t.Errorf("Where = %q, want %q", got, want)
	}
}

func TestReplyToUsIsForUs(t *testing.T) {
	t.Parallel()
	s, anna, h := listen(t)
	g := s.Group("Lifters")
	g.Say(anna, "/sore x")
	ours := g.Await(1)
	g.Say(anna, "the left one", telegramtest.Answering(ours))
	g.Await(2)
	if got, want := h.last().Text, "the left one"; got != want {
		t.Errorf("text = %q, want %q", got, want)
	}
}

func TestFormInGroup(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		switch {
		case r.Args != nil:
			return &chat.Message{Text: chat.Plain(fmt.Sprint(r.Command, r.Args))}
		case r.Command == "sore":
			return &chat.Message{Text: chat.Plain("card"), Controls: []chat.Control{chat.Buttons{{Label: "Start", Action: chat.Action{Command: "form"}}}}}
		case r.Command == "form":
			return &chat.Form{Title: "T", Action: chat.Action{Command: "set"}, Fields: []chat.Field{{Name: "zone", Label: "Where are you?"}, {Name: "at", Label: "When?"}}}
		}
		return nil
	}))
	anna, g := s.Person("Anna"), s.Group("Lifters")
	g.Say(anna, "/sore@spotter_bot")
	anna.Press(g.Await(1), "Start")
	first := g.Await(2)
	if !first.ForceReply || !strings.HasPrefix(first.Text, "Anna: ") || first.Entities[0].Type != "text_mention" {
		t.Errorf("asked %q with reply field %v, want Anna's", first.Text, first.ForceReply)
	}
	g.Say(anna, "Berlin", telegramtest.Answering(first))
	second := g.Await(3)
	if !second.ForceReply || second.ReplyTo == nil {
		t.Errorf("asked %q with reply field %v to %v, want to Anna's answer", second.Text, second.ForceReply, second.ReplyTo)
	}
	g.Say(anna, "7:30", telegramtest.Answering(second))
	if got, want := g.Await(4).Text, "setmap[at:7:30 zone:Berlin]"; got != want {
		t.Errorf("submitted %q, want %q", got, want)
	}
}

// TestBesideAReplyField: in a group a question that may be skipped opens a reply field, with its hint, and has its
// buttons in a message beside it; in a private chat they stand under the question.
func TestBesideAReplyField(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, handle(func(_ context.Context, r *chat.Request) chat.Reply {
		if r.Args != nil {
			return &chat.Message{Text: chat.Plain(fmt.Sprint(r.Command, r.Args))}
		}
		return &chat.Form{Title: "T", Action: chat.Action{Command: "set"}, Fields: []chat.Field{
			{Name: "load", Label: "How much?", Hint: "As in 80 kg × 5"},
			{Name: "angle", Label: "From where?", Hint: strings.Repeat("long ", 20), Optional: true},
			{Name: "pain", Label: "Any pain?", Choices: []chat.Choice{{Label: "No", Value: "no"}}, Optional: true},
			{Name: "note", Label: "What else?", Optional: true},
		}}
	}))
	anna, g := s.Person("Anna"), s.Group("Lifters")
	g.Say(anna, "/sore@spotter_bot")
	first := g.Await(1)
	if !first.ForceReply || first.Placeholder != "As in 80 kg × 5" {
		t.Errorf("reply field %v says %q", first.ForceReply, first.Placeholder)
	}
	g.Say(anna, "80", telegramtest.Answering(first))
	if second := g.Await(2); !second.ForceReply || second.Placeholder != "Your answer, or /cancel" {
		t.Errorf("reply field %v says %q", second.ForceReply, second.Placeholder)
	}
	anna.Press(g.Await(3), "Skip")
	anna.Press(g.Await(4), "Skip")
	if last := g.Await(5); !last.ForceReply || !strings.HasPrefix(last.Text, "Anna: ") {
		t.Errorf("asked %q with reply field %v, want Anna's", last.Text, last.ForceReply)
	}
	anna.Press(g.Await(6), "Skip")
	if got, want := g.Await(7).Text, "setmap[angle: load:80 note: pain:]"; got != want {
		t.Errorf("submitted %q, want %q", got, want)
	}
	g.Say(anna, "/sore@spotter_bot")
	g.Say(anna, "80", telegramtest.Answering(g.Await(8)))
	beside := g.Await(10)
	s.Person("Ben").Press(beside, "Cancel")
	anna.Press(beside, "Cancel")
	s.Until("the question is taken back", func() bool { return g.Await(10).Text == "Cancelled. Nothing was changed." })

	dm := anna.Chat()
	anna.Say("/sore")
	asked := dm.Await(1)
	if asked.ForceReply || len(asked.Keyboard) != 1 {
		t.Errorf("asked in private with reply field %v and %v, want Cancel alone", asked.ForceReply, asked.Keyboard)
	}
	anna.Say("80")
	anna.Press(dm.Await(2), "Skip")
	anna.Press(dm.Await(3), "Cancel")
	s.Until("the question is taken back", func() bool { return dm.Await(3).Text == "Cancelled. Nothing was changed." })
}

// observer records what it is told.
type observer struct {
	hears
	mu   sync.Mutex
	told []string
}

func (o *observer) tell(format string, args ...any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.told = append(o.told, fmt.Sprintf(format, args...))
}

func (o *observer) heard() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.told...)
}

func (o *observer) Reachable(_ context.Context, u chat.User, ok bool) {
	o.tell("%s %s reachable %v", u.ID, u.Direct, ok)
}
func (o *observer) Left(_ context.Context, p chat.Place)                       { o.tell("left %s", p) }
func (o *observer) Moved(_ context.Context, from, to chat.Place)               { o.tell("moved %s %s", from, to) }
func (o *observer) Deleted(_ context.Context, p chat.Place, id chat.MessageID) { o.tell("deleted") }

func TestObserver(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	o := &observer{}
	r := start(t, s, &memory{}, o)
	anna, g, basic := s.Person("Anna"), s.Group("Lifters"), s.BasicGroup("Friends")
	anna.Say("hi")
	anna.Chat().Await(1)
	anna.Block()
	anna.Unblock()
	g.Kick(anna)
	super := basic.Migrate()
	anna.Say("hi")
	anna.Chat().Await(2)
	id := fmt.Sprint("telegram:", anna.ID)
	moved := fmt.Sprintf("moved telegram:%d telegram:%d", basic.ID, super.ID)
	for _, want := range []string{id + " " + id + " reachable false", id + " " + id + " reachable true", fmt.Sprint("left telegram:", g.ID), moved} {
		s.Until(want, func() bool { return strings.Contains(strings.Join(o.heard(), "\n"), want) })
	}
	if _, err := r.Send(t.Context(), place(basic), &chat.Message{Text: chat.Plain("to the old id")}); err != nil {
		t.Fatal(err)
	}
	if got := super.Await(1).Text; got != "to the old id" {
		t.Errorf("the supergroup was shown %q", got)
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	r := start(t, s, &memory{}, echo)
	anna := s.Person("Anna")
	anna.Say("hi")
	anna.Chat().Await(1)
	open, muted, left := s.Group("Open"), s.Group("Muted"), s.Group("Left")
	muted.Mute()
	left.Kick(anna)
	for _, row := range []struct {
		at   chat.Place
		want int
	}{{place(open), 0}, {place(muted), 1}, {place(left), 1}, {place(anna.Chat()), 0}, {"telegram:-1009", 1}} {
		lacks, err := r.Inspect(t.Context(), row.at, chat.CanSend, chat.CanMention)
		if err != nil || len(lacks) != row.want {
			t.Errorf("Inspect(%s) = %v, %v, want %d lacks", row.at, lacks, err, row.want)
		}
	}
}
