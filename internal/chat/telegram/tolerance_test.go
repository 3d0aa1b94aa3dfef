package telegram_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/telegramtest"
)

// A server that does the least: it does not hold polls open, leaves out all that may be left out,
// numbers from 0, sends an update twice, and answers true where Telegram answers with a message.
func TestLeastServer(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var said []string
	polls := 0
	done := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		switch method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]; method {
		case "getMe":
			fmt.Fprint(w, `{"ok":true,"result":{"id":7,"username":"b"}}`)
		case "getUpdates":
			if polls++; polls > 3 {
				fmt.Fprint(w, `{"ok":true,"result":[]}`)
				return
			}
			fmt.Fprint(w, `{"ok":true,"result":[{"update_id":0,"message":{"message_id":1,"chat":{"id":5},"text":"one"}},
				{ "message": {"message_id":2,"chat":{"id":5},"text":"two"}, "update_id": 1 }]}`)
		case "sendMessage":
			said = append(said, r.FormValue("text"))
			fmt.Fprint(w, `{"ok":true,"result":true}`)
			if len(said) == 2 {
				time.AfterFunc(300*time.Millisecond, func() { close(done) })
			}
		default:
			fmt.Fprint(w, `{"ok":false,"error_code":404,"description":"Not Found"}`)
		}
	}))
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	cfg := telegram.Config{Token: func() string { return telegramtest.Token }, APIURL: s.URL + "/"}
	go func() { ended <- telegram.New(cfg, slog.New(slog.DiscardHandler)).Serve(ctx, echo) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Error("not answered")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if got, want := strings.Join(said, " "), "one two"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	if polls > 20 {
		t.Errorf("%d polls in %v", polls, 300*time.Millisecond)
	}
}

// A server from before 2026 knows no instants: the words go without them.
func TestInstantOnOldServer(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	s.Age()
	start(t, s, &memory{}, handle(func(context.Context, *chat.Request) chat.Reply {
		return &chat.Message{Text: chat.Join(chat.Plain("Next at "), chat.At(time.Unix(1_800_000_000, 0), "8 in the morning"))}
	}))
	anna := s.Person("Anna")
	anna.Say("when?")
	if got, want := anna.Chat().Await(1).Text, "Next at 8 in the morning"; got != want {
		t.Errorf("shown %q, want %q", got, want)
	}
}

// A group that lets the bot send no pictures still gets the words.
func TestPictureRefused(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	anna := s.Person("Anna")
	anna.Say("hi")
	r := start(t, s, &memory{}, handle(nobody))
	m := &chat.Message{Text: chat.Plain("Chin tuck"), Images: []chat.Image{{Name: "x", Alt: "A head moves back", Data: png}}}
	s.NoPictures()
	if _, err := r.Send(t.Context(), place(anna.Chat()), m); err != nil {
		t.Fatal(err)
	}
	if got, want := anna.Chat().Await(1).Text, "Chin tuck\n\nA head moves back"; got != want {
		t.Errorf("shown %q, want %q", got, want)
	}
}

// A full disk costs no answer.
func TestMemoryFails(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	m := &memory{}
	r := start(t, s, m, echo)
	anna := s.Person("Anna")
	anna.Say("one")
	anna.Chat().Await(1)
	m.mu.Lock()
	m.err = fmt.Errorf("no space left on device")
	m.mu.Unlock()
	for i := range 10 {
		someone := s.Person(fmt.Sprint("Someone", i))
		for range 15 {
			someone.Say("more")
		}
	}
	s.Until("the others' answers", func() bool { return len(s.Shown()) == 151 })
	s.Until("the trouble to be logged", func() bool { return strings.Contains(r.log.String(), "no space left") })
}
