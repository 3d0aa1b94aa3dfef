package terminal

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"spotter/internal/chat"
)

// Lines narrower than this cannot be read, and Plain does not make them.
const narrowest = 20

// Plain returns m as plain text in lines of at most width columns (at least 20), with no control
// character but the newlines between them. Only a link may be wider, and the lines of a file. Instants are shown in the
// local zone. Buttons and options are numbered from 1 as the terminal takes them; who cannot take
// an answer leaves the Controls out of m.
//
// Sections for who wants more are left out.
func Plain(m *chat.Message, width int) string { return page{width: width}.message(m) }

// A page is what messages are laid out on.
type page struct {
	width int
	bold  bool                    // bold can be shown
	draw  func(chat.Image) string // shows a picture; nil where the terminal cannot
}

func (p page) message(m *chat.Message) string {
	p.width = max(p.width, narrowest)
	var parts []string
	add := func(s string) {
		if s = strings.Trim(s, "\n"); strings.TrimSpace(s) != "" {
			parts = append(parts, s)
		}
	}
	if text := p.text(m.Text, ""); p.bold && m.Urgent && text != "" {
		add(redOn + strings.ReplaceAll(text, boldOff, boldOff+redOn) + redOff)
	} else {
		add(text)
	}
	for _, s := range m.Short().Sections {
		add(p.section(s))
	}
	for _, i := range m.Images {
		if p.draw != nil {
			if drawn := p.draw(i); drawn != "" {
				parts = append(parts, drawn)
				continue
			}
		}
		if i.Said {
			continue
		}
		add(wrap("[picture: "+strings.ReplaceAll(clean(i.Alt), "\n", " ")+"]", p.width, ""))
	}
	add(p.file(m.File))
	add(p.text(m.Footer, ""))
	add(p.controls(m))
	return strings.Join(parts, "\n\n")
}

// file prints a file that is text as it is, for copying, and names another.
func (p page) file(f *chat.Document) string {
	switch {
	case f == nil:
		return ""
	case bytes.ContainsRune(f.Data, 0) || !utf8.Valid(f.Data):
		return wrap(fmt.Sprintf("[file: %s, %d bytes]", line(f.Name), len(f.Data)), p.width, "")
	}
	return wrap("[file: "+line(f.Name)+"]", p.width, "") + "\n" + clean(string(f.Data))
}

// section is a title over an indented body.
func (p page) section(s chat.Section) string {
	if s.Title == "" {
		return p.text(s.Body, "")
	}
	title := p.text(chat.Strong(s.Title), "")
	body := strings.TrimRight(p.text(s.Body, "  "), "\n ")
	return strings.TrimSuffix(title+"\n"+body, "\n")
}

func (p page) text(t chat.Text, indent string) string {
	var b strings.Builder
	for _, s := range t {
		words := spanWords(s)
		if p.bold && s.Style&chat.Bold != 0 && words != "" {
			words = boldOn + words + boldOff
		}
		b.WriteString(words)
	}
	return wrap(b.String(), p.width, indent)
}

func spanWords(s chat.Span) string {
	words, link := clean(s.Text), strings.ReplaceAll(clean(s.Link), " ", "%20")
	switch {
	case !s.When.IsZero() && s.Text == "": // the fallback is in the zone that the person chose
		return s.When.Local().Format("Mon 2 Jan 2006, 15:04 MST")
	case link != "" && (words == "" || words == link):
		return link
	case link != "":
		return words + " (" + link + ")"
	case words == "" && s.User != "":
		return clean(string(s.User))
	}
	return words
}

// controls lists what may be pressed, by the numbers under which offered has the actions.
func (p page) controls(m *chat.Message) string {
	var rows []string
	n := 0
	number := func(label string) string {
		n++
		return fmt.Sprintf("[%d] %s", n, line(label))
	}
	for _, c := range m.Controls {
		switch c := c.(type) {
		case chat.Buttons:
			rows = append(rows, p.buttons(c, number)...)
		case *chat.Select:
			if prompt := line(c.Prompt); prompt != "" && !strings.Contains(m.Text.String(), c.Prompt) {
				rows = append(rows, wrap(prompt+":", p.width, ""))
			}
			for _, o := range c.Options {
				rows = append(rows, wrap(number(o.Label), p.width, ""))
			}
		}
	}
	return strings.Join(rows, "\n")
}

// buttons sets a row side by side as far as it fits; links stand on lines of their own.
func (p page) buttons(row chat.Buttons, number func(string) string) []string {
	var rows, links []string
	current := ""
	for _, b := range row {
		if b.URL != "" {
			links = append(links, wrap(line(b.Label)+": "+line(b.URL), p.width, ""))
			continue
		}
		label := number(b.Label)
		if current != "" && measure(current)+3+measure(label) <= p.width {
			current += "   " + label
			continue
		}
		if current != "" {
			rows = append(rows, wrap(current, p.width, ""))
		}
		current = label
	}
	if current != "" {
		rows = append(rows, wrap(current, p.width, ""))
	}
	return append(rows, links...)
}

// line is s on one line.
func line(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(clean(s), "\n", " "))
}

// A choice is a button or an option that can be pressed.
type choice struct {
	label  string
	action chat.Action
}

// offered returns m's buttons and options in the order of their numbers.
func offered(m *chat.Message) []choice {
	var all []choice
	for _, c := range m.Controls {
		switch c := c.(type) {
		case chat.Buttons:
			for _, b := range c {
				if b.URL == "" {
					all = append(all, choice{line(b.Label), b.Action})
				}
			}
		case *chat.Select:
			for _, o := range c.Options {
				arg := strings.TrimSpace(c.Action.Arg + " " + o.Value)
				all = append(all, choice{line(o.Label), chat.Action{Command: c.Action.Command, Arg: arg}})
			}
		}
	}
	return all
}
