package web

import (
	"encoding/base64"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
)

func TestConforms(t *testing.T) {
	chattest.RunAdapter(t, func(tb testing.TB) chattest.Harness { return newTab(tb) })
}

// A tab is a page as a browser shows it, and the person before it.
type tab struct {
	tb testing.TB
	a  *Adapter

	mu       sync.Mutex
	elements []Change
	filled   map[string]bool // forms by id that were sent
}

func newTab(tb testing.TB) *tab {
	t := &tab{tb: tb, filled: map[string]bool{}}
	t.a = New(Config{Show: t.show}, slog.New(slog.DiscardHandler))
	return t
}

func (t *tab) show(c Change) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.IndexFunc(t.elements, func(e Change) bool { return e.ID == c.ID }); i >= 0 {
		t.elements[i] = c
		return
	}
	t.elements = append(t.elements, c)
}

func (t *tab) now() []Change {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.elements)
}

func (t *tab) Adapter() chat.Adapter { return t.a }
func (t *tab) Can() chattest.Abilities {
	return chattest.Abilities{Words: true, Edits: true, Styles: true, Downloads: true}
}
func (t *tab) Nowhere() chat.Place                      { return "web:there" }
func (t *tab) Type(_ chattest.Person, c chattest.Typed) { t.Write(chattest.Person{}, c.String()) }
func (t *tab) Write(_ chattest.Person, text string)     { t.a.Deliver(Event{Kind: Wrote, Text: text}) }

func (t *tab) Press(_ chattest.Person, on chattest.Shown, label string) {
	t.tb.Helper()
	change := on.Ref.(Change)
	var action string
	walk(parse(t.tb, change.HTML), func(n *html.Node) {
		switch {
		case n.Data == "button" && text(n) == label && attribute(n, "data-does") != "":
			action = attribute(n, "data-does")
		case n.Data == "option" && text(n) == label:
			action = attribute(n, "value")
		}
	})
	if action == "" {
		t.tb.Fatalf("there is no %q in %s", label, change.HTML)
	}
	t.a.Deliver(Event{Kind: Pressed, Text: label, Action: action, Message: chat.MessageID(change.ID)})
}

// Fill waits for a form that was not sent yet, and sends it.
func (t *tab) Fill(_ chattest.Person, answers []chattest.Answer) {
	t.tb.Helper()
	for range 30_000 {
		for _, change := range t.now() {
			if form := find1(parse(t.tb, change.HTML), "form"); form != nil && attribute(form, "class") == "form" && !t.filled[change.ID] {
				t.filled[change.ID] = true
				fields := map[string]string{}
				for _, a := range answers {
					fields[a.Name] = a.Value
				}
				t.a.Deliver(Event{Kind: Submitted, Action: attribute(form, "data-does"), Message: chat.MessageID(change.ID), Fields: fields})
				return
			}
		}
		breathe()
	}
	t.tb.Fatal("no form was shown")
}

func (t *tab) Sees(chattest.Person) []chattest.Shown {
	var all []chattest.Shown
	for _, change := range t.now() {
		if change.Tone == Own {
			continue
		}
		body := parse(t.tb, change.HTML)
		shown := chattest.Shown{Text: text(body), Ref: change}
		walk(body, func(n *html.Node) {
			switch {
			case n.Data == "button" && attribute(n, "data-does") != "", n.Data == "option", n.Data == "a" && attribute(n, "class") == "button":
				shown.Labels = append(shown.Labels, text(n))
			case n.Data == "a" && attribute(n, "download") != "":
				_, packed, _ := strings.Cut(attribute(n, "href"), ";base64,")
				data, err := base64.StdEncoding.DecodeString(packed)
				if err != nil {
					t.tb.Errorf("the file's link cannot be read: %v", err)
				}
				shown.File = &chat.Document{Name: attribute(n, "download"), Data: data}
			case slices.Contains([]string{"strong", "em", "code", "a", "b", "i", "time", "mark"}, n.Data):
				shown.Marked = append(shown.Marked, text(n))
			}
		})
		all = append(all, shown)
	}
	return all
}

// parse reads HTML as a browser does within a body.
func parse(tb testing.TB, source string) *html.Node {
	tb.Helper()
	node, err := html.Parse(strings.NewReader("<!doctype html><body>" + source))
	if err != nil {
		tb.Fatalf("parse %q: %v", source, err)
	}
	return node
}

func walk(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := range n.ChildNodes() {
		walk(c, visit)
	}
}

// text returns the words of a node as they are read: paragraphs are parted.
func text(n *html.Node) string {
	var b strings.Builder
	var read func(*html.Node)
	read = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := range n.ChildNodes() {
			read(c)
		}
		if n.Data == "p" {
			b.WriteString("\n\n")
		}
	}
	read(n)
	return strings.TrimSpace(b.String())
}

func find1(n *html.Node, name string) (found *html.Node) {
	walk(n, func(n *html.Node) {
		if found == nil && n.Data == name {
			found = n
		}
	})
	return found
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
