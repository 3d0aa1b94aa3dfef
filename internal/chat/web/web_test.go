package web

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
)

// breathe lets the adapter go on while a test waits for it.
func breathe() { <-time.After(time.Millisecond) }

// shown lays a message out alone.
func shown(m *chat.Message) (Tone, string) {
	return New(Config{}, slog.New(slog.DiscardHandler)).render(m)
}

type answering chat.Message

func (m *answering) Handle(context.Context, *chat.Request) chat.Reply { return (*chat.Message)(m) }

// converse writes something and returns what the page shows after the answer.
func converse(t *testing.T, written string, m *chat.Message) []Change {
	t.Helper()
	page := newTab(t)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- page.a.Serve(ctx, (*answering)(m)) }()
	page.Write(chattest.Person{}, written)
	for !slices.ContainsFunc(page.now(), func(c Change) bool { return c.Tone != Own }) {
		breathe()
	}
	end()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	return page.now()
}

func because(words string) chat.Text {
	return chat.Join(chat.Plain("A common reason is this"), chat.Text{{Text: words, Style: chat.Italic}})
}

// What an answer quotes is marked in the person's own words, and nothing else is.
func TestQuotesAreMarked(t *testing.T) {
	for _, test := range []struct {
		written string
		reply   chat.Text
		want    []string
	}{
		{"My traps are  sore, <b>shoulders</b> at my ears", because(", because you said “traps are sore” and “at my ears”"), []string{"traps are  sore", "at my ears"}},
		{"Sharp\npain on the left", because(" (“sharp pain … the left”)"), []string{"Sharp\npain", "the left"}},
		{"something else", because(", because you said “traps”"), nil},
		{"I read “traps”", chat.Plain("The drill “traps” is none."), nil},
		{"a long stretch of words that was cut short somewhere", because(", because you said “a long stretch of words that was cut sh…”"), []string{"a long stretch of words that was cut sh"}},
	} {
		own := converse(t, test.written, &chat.Message{Text: test.reply})[0]
		body := parse(t, own.HTML)
		var marked []string
		walk(body, func(n *html.Node) {
			if n.Data == "mark" {
				marked = append(marked, text(n))
			}
		})
		if own.Tone != Own || !slices.Equal(marked, test.want) {
			t.Errorf("of %q is marked %q, want %q", test.written, marked, test.want)
		}
		if got := text(body); got != test.written {
			t.Errorf("%q is shown as %q", test.written, got)
		}
	}
}

// Whom to call can be called, in an emergency; elsewhere numbers stay numbers.
func TestCalls(t *testing.T) {
	for _, test := range []struct {
		name string
		m    *chat.Message
		tone Tone
		want []string
	}{
		{"emergency", &chat.Message{Urgent: true, Text: chat.Join(chat.Strong("Call now (112, 911 or 999)."), chat.Text{{Text: " I say this because you said “after 100 reps”", Style: chat.Italic}})},
			Emergency, []string{"tel:112", "tel:911", "tel:999"}},
		{"helplines", &chat.Message{Urgent: true, Text: chat.Plain("988, or 116 123, or 0800 111 0 111, or findahelpline.com, and 988 again")},
			Emergency, []string{"tel:988", "tel:116123", "tel:08001110111"}},
		{"sign", &chat.Message{Urgent: true, Text: chat.Plain("Please have this looked at.")}, Warning, nil},
		{"dose", &chat.Message{Text: chat.Plain("112 times a day")}, Answer, nil},
	} {
		tone, page := shown(test.m)
		var calls []string
		walk(parse(t, page), func(n *html.Node) {
			if attribute(n, "class") == "call" {
				calls = append(calls, attribute(n, "href"))
			}
		})
		if tone != test.tone || !slices.Equal(calls, test.want) {
			t.Errorf("%s: tone %q, calls %q, want %q, %q\n%s", test.name, tone, calls, test.tone, test.want, page)
		}
	}
}

// What is for who wants more is folded, once for neighbours, and the button that would show it elsewhere is left out.
func TestMore(t *testing.T) {
	_, page := shown(&chat.Message{Text: chat.Plain("short"), Sections: []chat.Section{{Title: "Fix", Body: chat.Plain("a")}, {Title: "Why", Body: chat.Plain("b"), More: true}, {Title: "Source", Body: chat.Plain("c"), More: true}},
		Controls: []chat.Control{chat.Buttons{{Label: "Show drill", Action: chat.Action{Command: "drill"}}, {Label: "More", Action: chat.Action{Command: "more"}, Unfolds: true}}}})
	const want = "<p>short</p><section><h3>Fix</h3><p>a</p></section>" +
		"<details><summary>More</summary><section><h3>Why</h3><p>b</p></section><section><h3>Source</h3><p>c</p></section></details>" +
		`<div class="controls"><button data-does="drill" type="button">Show drill</button></div>`
	if page != want {
		t.Errorf("got\n%s\nwant\n%s", page, want)
	}
}

// A picture comes from the site where it has one, and else with the message.
func TestPictures(t *testing.T) {
	a := New(Config{Picture: func(name string) Drawing {
		if name == "chin-tuck.gif" {
			return Drawing{"pictures/chin-tuck.svg", "pictures/chin-tuck-still.svg"}
		}
		return Drawing{}
	}}, slog.New(slog.DiscardHandler))
	m := &chat.Message{Images: []chat.Image{{Name: "chin-tuck.gif", Alt: `a "tuck"`, Data: []byte("GIF89a")}, {Name: "chart.png", Alt: "a chart", Data: []byte("\x89PNG\r\n\x1a\n")}}}
	_, page := a.render(m)
	for _, want := range []string{`src="pictures/chin-tuck.svg"`, `<source media="(prefers-reduced-motion: reduce)" srcset="pictures/chin-tuck-still.svg"/>`, `alt="a &#34;tuck&#34;"`, `src="data:image/png;base64,`} {
		if !strings.Contains(page, want) {
			t.Errorf("there is no %s in %s", want, page)
		}
	}
}

// Whatever stands in a message or is written, the page has the elements of the layout, and the words stay what they are.
func FuzzRender(f *testing.F) {
	f.Add("<script>alert(1)</script>", `" onload="x`, "javascript:alert(1)")
	f.Add("a\n\n\nb", "<!--", "https://example.org/?a=b&c")
	f.Fuzz(func(t *testing.T, words, label, link string) {
		words = strings.ToValidUTF8(strings.ReplaceAll(words, "\r", ""), "")
		_, page := shown(&chat.Message{
			Text:     chat.Text{{Text: words, Style: chat.Bold}, {Text: label, Link: link}},
			Sections: []chat.Section{{Title: label, Body: chat.Plain(words)}},
			Images:   []chat.Image{{Name: label, Alt: words, Data: []byte("x")}},
			Controls: []chat.Control{chat.Buttons{{Label: label, Action: chat.Action{Command: words, Arg: label}}, {Label: words, URL: link}}},
			Urgent:   true,
		})
		for _, source := range []string{page, renderWords(words, []string{label}), renderForm(&chat.Form{Title: words, Fields: []chat.Field{{Name: label, Label: words, Hint: label, Default: link}}})} {
			walk(parse(t, source), func(n *html.Node) {
				if !slices.Contains(allowed, n.Data) {
					t.Fatalf("there is a <%s> in %s", n.Data, source)
				}
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") && (a.Key == "href" || a.Key == "src") {
						t.Fatalf("there is %s=%q in %s", a.Key, a.Val, source)
					}
				}
			})
		}
	})
}

var allowed = strings.Fields("html head body p strong em code a time mark section h3 figure img div button form label span small input select option footer")
