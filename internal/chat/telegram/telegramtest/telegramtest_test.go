package telegramtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// call makes a request with the parameters given as name, value, ….
func call(t *testing.T, s *Server, method string, pairs ...string) (description string, result json.RawMessage) {
	t.Helper()
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	resp, err := http.PostForm(s.URL+"/bot"+Token+"/"+method, v)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		OK          bool
		Description string
		Result      json.RawMessage
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if answer.OK != (resp.StatusCode == 200) {
		t.Errorf("%s: ok is %v with status %d", method, answer.OK, resp.StatusCode)
	}
	return answer.Description, answer.Result
}

// What Telegram refuses is refused, in its words.
func TestRefusals(t *testing.T) {
	s := New(t)
	s.spec = nil // the requests here are meant to be wrong
	anna, ben, g := s.Person("Anna"), s.Person("Ben"), s.Group("Lifters")
	anna.Say("hi")
	ben.Say("hi")
	ben.Block()
	chat, group := fmt.Sprint(anna.ID), fmt.Sprint(g.ID)
	_, sent := call(t, s, "sendMessage", "chat_id", chat, "text", "first")
	var first Message
	if err := json.Unmarshal(sent, &first); err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprint(first.ID)
	button := func(b string) string { return `{"inline_keyboard":[[{` + b + `}]]}` }
	for _, row := range []struct {
		want, method string
		pairs        []string
	}{
		{"chat not found", "sendMessage", []string{"chat_id", "5", "text", "x"}},
		{"bot was blocked by the user", "sendMessage", []string{"chat_id", fmt.Sprint(ben.ID), "text", "x"}},
		{"message text is empty", "sendMessage", []string{"chat_id", chat, "text", " \n"}},
		{"message is too long", "sendMessage", []string{"chat_id", chat, "text", strings.Repeat("💪", 2049)}},
		{"message thread not found", "sendMessage", []string{"chat_id", group, "text", "x", "message_thread_id", "4"}},
		{"message to be replied not found", "sendMessage", []string{"chat_id", chat, "text", "x", "reply_parameters", `{"message_id":999}`}},
		{"BUTTON_DATA_INVALID", "sendMessage", []string{"chat_id", chat, "text", "x", "reply_markup", button(`"text":"a","callback_data":"` + strings.Repeat("x", 65) + `"`)}},
		{"Wrong HTTP URL", "sendMessage", []string{"chat_id", chat, "text", "x", "reply_markup", button(`"text":"a","url":"nowhere"`)}},
		{"Text buttons are unallowed", "sendMessage", []string{"chat_id", chat, "text", "x", "reply_markup", button(`"text":"a"`)}},
		{"ENTITY_BOUNDS_INVALID", "sendMessage", []string{"chat_id", chat, "text", "x", "entities", `[{"type":"bold","offset":0,"length":2}]`}},
		{"middle of a character", "sendMessage", []string{"chat_id", chat, "text", "💪", "entities", `[{"type":"bold","offset":0,"length":1}]`}},
		{"overlap", "sendMessage", []string{"chat_id", chat, "text", "abc", "entities", `[{"type":"bold","offset":0,"length":2},{"type":"italic","offset":1,"length":2}]`}},
		{"wrong file identifier", "sendPhoto", []string{"chat_id", chat, "photo", "nothing"}},
		{"message is not modified", "editMessageText", []string{"chat_id", chat, "message_id", id, "text", "first"}},
		{"message to edit not found", "editMessageText", []string{"chat_id", chat, "message_id", "999", "text", "x"}},
		{"message can't be edited", "editMessageText", []string{"chat_id", chat, "message_id", "1", "text", "x"}},
		{"there is no caption", "editMessageCaption", []string{"chat_id", chat, "message_id", id, "caption", "x"}},
		{"query is too old", "answerCallbackQuery", []string{"callback_query_id", "7"}},
		{"BOT_COMMAND_INVALID", "setMyCommands", []string{"commands", `[{"command":"Bad","description":"x"}]`}},
		{"user not found", "getChatMember", []string{"chat_id", group, "user_id", "3"}},
	} {
		if got, _ := call(t, s, row.method, row.pairs...); !strings.Contains(got, row.want) {
			t.Errorf("%s %v: %q, want %q in it", row.method, row.pairs, got, row.want)
		}
	}
}

func TestOffsets(t *testing.T) {
	s := New(t)
	anna := s.Person("Anna")
	var ids []int64
	for range 3 {
		ids = append(ids, anna.Say("hi").Update)
	}
	for _, row := range []struct {
		offset int64
		want   int
	}{{0, 3}, {0, 3}, {ids[1], 2}, {0, 2}, {ids[2] + 1000, 2}, {ids[2] + 1, 0}, {0, 0}} {
		var got []json.RawMessage
		_, result := call(t, s, "getUpdates", "offset", fmt.Sprint(row.offset))
		if err := json.Unmarshal(result, &got); err != nil || len(got) != row.want {
			t.Errorf("offset %d: %d updates, %v, want %d", row.offset, len(got), err, row.want)
		}
	}
}

func TestQueriesAreAnsweredOnce(t *testing.T) {
	s := New(t)
	anna := s.Person("Anna")
	anna.Say("hi")
	call(t, s, "sendMessage", "chat_id", fmt.Sprint(anna.ID), "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}`)
	press := anna.Press(anna.Chat().Await(1), "a")
	var id string
	for id = range s.queries {
	}
	for i, want := range []string{"", "query is too old", "query is too old"} {
		if got, _ := call(t, s, "answerCallbackQuery", "callback_query_id", id); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("answer %d: %q, want %q", i, got, want)
		}
	}
	if n, _, _ := press.Answered(); n != 1 {
		t.Errorf("answered %d times, want 1", n)
	}
}

// The updates are such as Telegram's description has them.
func TestUpdatesFitTheDescription(t *testing.T) {
	s := New(t)
	if s.spec == nil {
		t.Skip("SPOTTER_SPEC is not set")
	}
	anna, g, basic := s.Person("Anna"), s.Group("Lifters"), s.BasicGroup("Friends")
	g.Topic(3)
	film := g.Say(anna, "/formcheck", Video("v1"), InTopic(3))
	g.Say(anna, "/sore@spotter_bot x", Answering(film), InTopic(3))
	g.Say(anna, "/sore", Anonymously)
	g.Say(anna, "/sore", AsChannel("News"))
	anna.Say("hi @spotter_bot")
	call(t, s, "sendMessage", "chat_id", fmt.Sprint(anna.ID), "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}`)
	m := anna.Chat().Await(1)
	anna.Press(m, "a")
	m.Age()
	anna.Press(m, "a")
	anna.Ask("chin")
	anna.Block()
	anna.Unblock()
	g.Kick(anna)
	basic.Migrate()
	for _, u := range s.queue.waiting {
		d := json.NewDecoder(strings.NewReader(string(u.raw)))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		if !s.spec.fits("Update", v) {
			t.Errorf("no update of Telegram: %s", u.raw)
		}
	}
}

func TestLimits(t *testing.T) {
	s := New(t)
	s.Limit(TelegramLimits)
	anna := s.Person("Anna")
	anna.Say("hi")
	refused := 0
	for range 10 {
		if got, _ := call(t, s, "sendMessage", "chat_id", fmt.Sprint(anna.ID), "text", "x"); strings.Contains(got, "Too Many Requests: retry after ") {
			refused++
		}
	}
	if refused < 4 {
		t.Errorf("%d of 10 messages at once refused, want those beyond the burst", refused)
	}
}
