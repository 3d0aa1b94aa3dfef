package web

import (
	"encoding/base64"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"spotter/internal/chat"
)

// renderWords lays out what the person wrote, with what of it was quoted.
func renderWords(text string, quoted []string) string {
	p := element("p", nil)
	for _, s := range stretches(text, quoted) {
		if s.Marked {
			add(p, element("mark", nil, words(s.Text)))
		} else {
			add(p, words(s.Text))
		}
	}
	return source(p)
}

// render lays a message out, and says how grave it is: an emergency is what is urgent and says whom to call.
func (a *Adapter) render(m *chat.Message) (Tone, string) {
	body := element("div", nil)
	tone, text := Answer, paragraphs(m.Text)
	var calls []span
	if m.Urgent {
		tone = Warning
		if text, calls = dials(text); len(calls) > 0 {
			tone = Emergency
		}
	}
	add(body, prose(text)...)
	add(body, callRow(calls)...)
	for _, i := range m.Images {
		add(body, element("figure", nil, a.picture(i)))
	}
	add(body, sections(m.Sections)...)
	for _, media := range m.Media {
		if safeLink(media.Link) {
			add(body, element("p", nil, anchor(media.Link, "The video")))
		}
	}
	if f := m.File; f != nil {
		add(body, element("p", nil, element("a", attributes{"download": f.Name, "href": dataURL("application/octet-stream", f.Data)}, words("Save "+f.Name))))
	}
	for _, c := range m.Folded().Controls {
		add(body, control(c))
	}
	if len(m.Footer) > 0 {
		add(body, element("footer", nil, prose(paragraphs(m.Footer))...))
	}
	return tone, inner(body)
}

// sections lays out all parts: those for who wants more are folded together.
func sections(list []chat.Section) (all []*html.Node) {
	var more *html.Node
	for _, s := range list {
		switch {
		case !s.More:
			more = nil
			all = append(all, section(s))
		case more == nil:
			more = element("details", nil, element("summary", nil, words("More")), section(s))
			all = append(all, more)
		default:
			add(more, section(s))
		}
	}
	return all
}

// section lays out a titled part: folded where it says the same each time.
func section(s chat.Section) *html.Node {
	body := prose(paragraphs(s.Body))
	switch {
	case s.Same:
		return add(element("details", nil, element("summary", nil, words(s.Title))), body...)
	case s.Title == "":
		return element("section", nil, body...)
	}
	return add(element("section", nil, element("h3", nil, words(s.Title))), body...)
}

func control(c chat.Control) *html.Node {
	row := element("div", attributes{"class": "controls"})
	switch c := c.(type) {
	case chat.Buttons:
		for _, b := range c {
			add(row, pressable(b))
		}
	case *chat.Select:
		menu := element("select", nil)
		for _, o := range c.Options {
			add(menu, element("option", attributes{"value": strings.TrimSpace(c.Action.String() + " " + o.Value)}, words(o.Label)))
		}
		add(row, element("form", attributes{"class": "choose"},
			element("label", nil, words(c.Prompt+" "), menu), element("button", attributes{"type": "submit"}, words("Choose"))))
	}
	return row
}

// pressable lays out a button; what it does stands in data-does.
func pressable(b chat.Button) *html.Node {
	if safeLink(b.URL) {
		link := anchor(b.URL, b.Label)
		link.Attr = append(link.Attr, html.Attribute{Key: "class", Val: "button"})
		return link
	}
	at := attributes{"type": "button", "data-does": b.Action.String()}
	if b.Danger {
		at["class"] = "danger"
	}
	return element("button", at, words(b.Label))
}

// renderForm lays a form out; what becomes of it stands in data-does.
func renderForm(f *chat.Form) string {
	form := element("form", attributes{"class": "form", "data-does": f.Action.String()}, element("h3", nil, words(f.Title)))
	if f.Note != "" {
		add(form, element("p", attributes{"class": "note"}, words(f.Note)))
	}
	for _, field := range f.Fields {
		label := field.Label
		if field.Optional {
			label += " (if you like)"
		}
		row := element("label", attributes{"class": "field"}, element("span", nil, words(label)))
		if field.Hint != "" {
			add(row, element("small", nil, words(field.Hint)))
		}
		add(form, add(row, input(field)))
	}
	return source(add(form, element("button", attributes{"type": "submit"}, words("Send"))))
}

func input(f chat.Field) *html.Node {
	at := attributes{"name": f.Name, "autocomplete": "off"}
	if !f.Optional {
		at["required"] = ""
	}
	switch {
	case len(f.Choices) > 0:
		menu := element("select", at)
		for _, c := range append([]chat.Choice{{}}, f.Choices...) {
			option := attributes{"value": c.Value}
			if c.Value == f.Default {
				option["selected"] = ""
			}
			add(menu, element("option", option, words(c.Label)))
		}
		return menu
	case f.Long:
		at["rows"] = "4"
		return element("textarea", at, words(f.Default))
	}
	at["value"] = f.Default
	return element("input", at)
}

// A span is a stretch of a paragraph, with the number that it dials, if any.
type span struct {
	chat.Span
	dial string
}

// node lays a span out.
func (s span) node() *html.Node {
	n := words(s.Text)
	switch {
	case s.dial != "":
		n = element("a", attributes{"href": s.dial}, n)
	case safeLink(s.Link):
		n = anchor(s.Link, s.Text)
	case !s.When.IsZero():
		n = element("time", attributes{"datetime": s.When.Format(time.RFC3339)}, n)
	}
	for _, style := range []struct {
		style chat.Style
		name  string
	}{{chat.Code, "code"}, {chat.Italic, "em"}, {chat.Bold, "strong"}} {
		if s.Style&style.style != 0 {
			n = element(style.name, nil, n)
		}
	}
	return n
}

func prose(text [][]span) (all []*html.Node) {
	for _, paragraph := range text {
		p := element("p", nil)
		for _, s := range paragraph {
			add(p, s.node())
		}
		all = append(all, p)
	}
	return all
}

// picture lays an image out: the site's own drawing, or else the image itself.
func (a *Adapter) picture(i chat.Image) *html.Node {
	if a.Picture != nil {
		if d := a.Picture(i.Name); d.Moving != "" {
			return element("picture", nil,
				element("source", attributes{"media": "(prefers-reduced-motion: reduce)", "srcset": d.Still}),
				element("img", attributes{"src": d.Moving, "alt": i.Alt}))
		}
	}
	kind := strings.TrimPrefix(strings.ToLower(path.Ext(i.Name)), ".")
	return element("img", attributes{"src": dataURL("image/"+kind, i.Data), "alt": i.Alt})
}

func dataURL(kind string, data []byte) string {
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
}

// paragraphs parts a text at its empty lines. Single line breaks stay in the text: the style sheet shows them.
func paragraphs(t chat.Text) (all [][]span) {
	var current []span
	end := func() {
		if slices.ContainsFunc(current, func(s span) bool { return strings.TrimSpace(s.Text) != "" }) {
			all = append(all, current)
		}
		current = nil
	}
	for _, s := range t {
		for i, part := range strings.Split(read(s), "\n\n") {
			if i > 0 {
				end()
			}
			if len(current) == 0 {
				part = strings.TrimLeft(part, "\n")
			}
			if part != "" {
				piece := span{Span: s}
				piece.Text = part
				current = append(current, piece)
			}
		}
	}
	end()
	return all
}

// read returns what is read of a span, which may have no words of its own.
func read(s chat.Span) string {
	switch {
	case s.Text != "":
		return s.Text
	case !s.When.IsZero():
		return s.When.Local().Format("Mon 2 Jan 2006, 15:04")
	case s.Link != "":
		return s.Link
	}
	return string(s.User)
}

// A telephone number, as our own texts have them: three digits ("112"), two groups of three ("116 123"), or more groups
// after a first zero ("0800 111 0 111"). Nothing else in a text that says whom to call looks so.
var telephone = regexp.MustCompile(`\b(?:0\d{2,4}(?: \d{1,4}){2,4}|\d{3} \d{3}|\d{3})\b`)

// helplines is the one address in those texts.
const helplines = "findahelpline.com"

// dials makes links of the telephone numbers in an urgent text, and returns each of them once. What is slanted is quoted from
// the person, and has none.
func dials(text [][]span) (linked [][]span, calls []span) {
	for _, paragraph := range text {
		var p []span
		for _, s := range paragraph {
			if s.Style&chat.Italic != 0 || s.Link != "" {
				p = append(p, s)
				continue
			}
			rest := s
			for at := telephone.FindStringIndex(rest.Text); at != nil; at = telephone.FindStringIndex(rest.Text) {
				before, number := rest, rest
				before.Text, number.Text, rest.Text = rest.Text[:at[0]], rest.Text[at[0]:at[1]], rest.Text[at[1]:]
				number.dial = "tel:" + strings.ReplaceAll(number.Text, " ", "")
				p = append(append(p, helpline(before)...), number)
				if !slices.ContainsFunc(calls, func(c span) bool { return c.dial == number.dial }) {
					calls = append(calls, number)
				}
			}
			p = append(p, helpline(rest)...)
		}
		linked = append(linked, p)
	}
	return linked, calls
}

// helpline makes a link of the directory of helplines where a text names it.
func helpline(s span) []span {
	before, after, ok := strings.Cut(s.Text, helplines)
	if !ok {
		return []span{s}
	}
	a, b, c := s, s, s
	a.Text, b.Text, c.Text = before, helplines, after
	b.Link = "https://" + helplines
	return []span{a, b, c}
}

// callRow lays the numbers out once more, large enough for a shaking finger.
func callRow(calls []span) []*html.Node {
	if len(calls) == 0 {
		return nil
	}
	row := element("p", attributes{"class": "calls"})
	for _, c := range calls {
		add(row, element("a", attributes{"class": "call", "href": c.dial}, words("Call "+c.Text)), words(" "))
	}
	return []*html.Node{row}
}
