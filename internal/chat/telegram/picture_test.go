package telegram_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/telegramtest"
)

// png is a picture of one pixel, and gif another.
var (
	png = decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
	gif = decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
)

func decode(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func place(c *telegramtest.Chat) chat.Place { return chat.Place(fmt.Sprint("telegram:", c.ID)) }

func uploads(s *telegramtest.Server) int {
	n := 0
	for _, c := range s.Calls("") {
		if strings.HasPrefix(c.Method, "send") && c.Params["animation"] == "" && c.Params["photo"] == "" && c.Params["text"] == "" {
			n++
		}
	}
	return n
}

func TestPictureIsUploadedOnce(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	anna := s.Person("Anna")
	anna.Say("hi")
	m := &memory{}
	card := &chat.Message{Text: chat.Plain("Chin tuck"), Images: []chat.Image{{Name: "chin-tuck", Alt: "A head moves back", Data: gif}},
		Controls: []chat.Control{chat.Buttons{{Label: "Done", Action: chat.Action{Command: "done"}}}}}
	send := func(r *rig) *telegramtest.Message {
		t.Helper()
		id, err := r.Send(t.Context(), place(anna.Chat()), card)
		if err != nil || id == "" {
			t.Fatalf("Send = %q, %v", id, err)
		}
		shown := anna.Chat().Shown()
		return shown[len(shown)-1]
	}
	r := start(t, s, m, echo)
	anna.Chat().Await(1)
	got := send(r)
	if got.Animation == nil || got.Caption != "Chin tuck\n\nA head moves back" || len(got.Keyboard) != 1 {
		t.Errorf("shown %+v, want a moving picture with words and a button", got)
	}
	send(r)
	if got, want := uploads(s), 1; got != want {
		t.Errorf("%d uploads, want %d", got, want)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	r = start(t, s, m, echo)
	anna.Say("again")
	anna.Chat().Await(4)
	send(r)
	if got, want := uploads(s), 1; got != want {
		t.Errorf("%d uploads after a restart, want %d", got, want)
	}
	s.ForgetFiles()
	send(r)
	send(r)
	if got, want := uploads(s), 2; got != want {
		t.Errorf("%d uploads after ids were refused, want %d", got, want)
	}
}

func TestPicturesAndWords(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 300)
	picture := func(alt string) chat.Image { return chat.Image{Name: alt, Alt: alt, Data: png} }
	for _, row := range []struct {
		name string
		m    chat.Message
		want []string // beginning of each message's words
	}{
		{"alone", chat.Message{Images: []chat.Image{picture("A")}}, []string{"A"}},
		{"caption fits", chat.Message{Text: chat.Plain("words"), Images: []chat.Image{picture("A")}}, []string{"words\n\nA"}},
		{"caption too long", chat.Message{Text: chat.Plain(long), Images: []chat.Image{picture("A")}}, []string{"A", "word word"}},
		{"several", chat.Message{Text: chat.Plain("words"), Images: []chat.Image{picture("A"), picture("B")}}, []string{"A", "B", "words"}},
		{"no words for it", chat.Message{Images: []chat.Image{picture("")}}, []string{""}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := telegramtest.New(t)
			anna := s.Person("Anna")
			anna.Say("hi")
			r := start(t, s, &memory{}, handle(nobody))
			row.m.Controls = []chat.Control{chat.Buttons{{Label: "Done", Action: chat.Action{Command: "done"}}}}
			if _, err := r.Send(t.Context(), place(anna.Chat()), &row.m); err != nil {
				t.Fatal(err)
			}
			shown := anna.Chat().Shown()
			if len(shown) != len(row.want) {
				t.Fatalf("%d messages, want %d", len(shown), len(row.want))
			}
			for i, m := range shown {
				if !strings.HasPrefix(m.Words(), row.want[i]) {
					t.Errorf("message %d says %q, want %q", i, m.Words(), row.want[i])
				}
				if got, want := len(m.Keyboard) > 0, i == len(shown)-1; got != want {
					t.Errorf("message %d has buttons: %v, want %v", i, got, want)
				}
			}
		})
	}
}

func TestFilesAndWords(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 300)
	for _, row := range []struct {
		name  string
		words string
		no    bool     // the chat allows no files
		want  []string // beginning of each message's words
		file  int      // which message has the file; -1 for none
	}{
		{"alone", "", false, []string{""}, 0},
		{"caption fits", "words", false, []string{"words"}, 0},
		{"caption too long", long, false, []string{"", "word word"}, 0},
		{"refused", "words", true, []string{"words\n\nA file belongs here, data.json,"}, -1},
		{"refused with long words", long, true, []string{"word word"}, -1},
		{"refused alone", "", true, []string{"A file belongs here"}, -1},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := telegramtest.New(t)
			anna := s.Person("Anna")
			anna.Say("hi")
			if row.no {
				s.NoPictures()
			}
			r := start(t, s, &memory{}, handle(nobody))
			m := &chat.Message{Text: chat.Plain(row.words), File: &chat.Document{Name: "data.json", Type: "application/json", Data: []byte("{}")},
				Controls: []chat.Control{chat.Buttons{{Label: "Done", Action: chat.Action{Command: "done"}}}}}
			if _, err := r.Send(t.Context(), place(anna.Chat()), m); err != nil {
				t.Fatal(err)
			}
			shown := anna.Chat().Shown()
			if len(shown) != len(row.want) {
				t.Fatalf("%d messages, want %d", len(shown), len(row.want))
			}
			for i, m := range shown {
				if !strings.HasPrefix(m.Words(), row.want[i]) || (m.Document != nil) != (i == row.file) {
					t.Errorf("message %d says %q with file %+v, want %q", i, m.Words(), m.Document, row.want[i])
				}
				if got, want := len(m.Keyboard) > 0, i == len(shown)-1; got != want {
					t.Errorf("message %d has buttons: %v, want %v", i, got, want)
				}
			}
		})
	}
}

func TestEditBetweenWordsAndPictures(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	anna := s.Person("Anna")
	anna.Say("hi")
	r := start(t, s, &memory{}, handle(nobody))
	at := place(anna.Chat())
	words := func(text string) *chat.Message { return &chat.Message{Text: chat.Plain(text)} }
	shows := func(text string) *chat.Message {
		return &chat.Message{Text: chat.Plain(text), Images: []chat.Image{{Name: "x", Alt: "alt", Data: png}}}
	}
	id, err := r.Send(t.Context(), at, words("one"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []*chat.Message{words("two"), words("two"), shows("three"), shows("four")} {
		if err := r.Edit(t.Context(), at, id, m); err != nil {
			t.Errorf("Edit to %q: %v", m.Text, err)
		}
	}
	if got := anna.Chat().Shown()[0]; got.Caption != "four\n\nalt" || got.Photo == nil {
		t.Errorf("shown %+v, want a picture over four", got)
	}
	long := shows(strings.Repeat("word ", 300))
	long.Images = append(long.Images, chat.Image{Name: "second", Alt: "second", Data: gif})
	if err := r.Edit(t.Context(), at, id, long); err != nil {
		t.Error(err)
	}
	if shown := anna.Chat().Shown(); len(shown) != 3 || shown[0].Caption != "alt" || shown[1].Caption != "second" || !strings.HasPrefix(shown[2].Text, "word") {
		t.Errorf("%d messages shown after an edit to much, want both pictures and the words", len(shown))
	}
	id, err = r.Send(t.Context(), at, shows("five"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Edit(t.Context(), at, id, words("six")); err != nil {
		t.Error(err)
	}
	if got := anna.Chat().Shown()[3]; got.Caption != "six" {
		t.Errorf("shown %+v, want six", got)
	}
}
