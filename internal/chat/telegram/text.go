package telegram

import (
	"regexp"
	"slices"
	"strings"

	"spotter/internal/chat"
)

// Texts are sent with entities and not as HTML: nothing needs to be escaped, so nothing that a
// person wrote can become markup, and lengths are exact, since the server counts text without them.

// An entity marks a stretch of a text. Offset and Length count UTF-16 units.
type entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	User     *user  `json:"user,omitempty"`
	UnixTime int64  `json:"unix_time,omitempty"`
	Format   string `json:"date_time_format,omitempty"`
}

// showInstant is the form in which the reader's Telegram shows an instant: weekday, long date, short time.
const showInstant = "wDt"

// A page is a text as Telegram takes it.
type page struct {
	text     string
	entities []entity
}

// compose returns all that m says as one text: its own, titled sections, what its menus ask, small print.
func compose(m *chat.Message) chat.Text {
	all := make(chat.Text, 0, spans(m))
	add := func(title string, t chat.Text) {
		if title == "" && blank(t) {
			return
		}
		if len(all) > 0 {
			all = append(all, chat.Span{Text: "\n\n"})
		}
		if title != "" {
			all = append(all, chat.Span{Text: title, Style: chat.Bold}, chat.Span{Text: "\n"})
		}
		all = append(all, t...)
	}
	add("", m.Text)
	for _, s := range m.Sections {
		add(s.Title, s.Body)
	}
	for _, c := range m.Controls {
		if s, ok := c.(*chat.Select); ok {
			add("", chat.Plain(s.Prompt))
		}
	}
	add("", m.Footer)
	return all
}

// spans returns about how many spans m has, titles and separators included.
func spans(m *chat.Message) int {
	n := len(m.Text) + len(m.Footer) + 2*len(m.Controls) + 2
	for _, s := range m.Sections {
		n += len(s.Body) + 3
	}
	return n
}

// blank tells whether nothing of t is seen.
func blank(t chat.Text) bool {
	for _, s := range t {
		if strings.TrimSpace(s.Text) != "" {
			return false
		}
	}
	return true
}

// join returns both texts as one, with an empty line between them.
func join(above, below chat.Text) chat.Text {
	switch {
	case len(above) == 0:
		return below
	case len(below) == 0:
		return above
	}
	return slices.Concat(above, chat.Plain("\n\n"), below)
}

// restyled returns t with a style added to every span.
func restyled(t chat.Text, style chat.Style) chat.Text {
	var all chat.Text
	for _, s := range t {
		s.Style |= style
		all = append(all, s)
	}
	return all
}

// lay returns t as text and entities. In a group, names after an @ do not ring.
func lay(t chat.Text, group bool) page {
	var b strings.Builder
	var p page
	at := 0
	if group {
		t = harmless(t)
	}
	size := 0
	for _, s := range t {
		size += len(s.Text)
	}
	b.Grow(size)
	for _, s := range t {
		text, n := clean(s.Text)
		if n == 0 {
			continue
		}
		b.WriteString(text)
		p.entities = addMarks(p.entities, s, at, n)
		at += n
	}
	p.text = b.String()
	return p
}

// addMarks adds the entities of a span that stands at offset at and is n units long. Code cannot be
// within or around others, and of link, mention and instant there can be only one.
func addMarks(all []entity, s chat.Span, at, n int) []entity {
	mark := func(e entity) {
		if all == nil {
			all = make([]entity, 0, 16) // an answer has about so many
		}
		e.Offset, e.Length = at, n
		all = append(all, e)
	}
	id, ours := telegramID(s.User)
	switch {
	case strings.HasPrefix(s.Link, "https://") || strings.HasPrefix(s.Link, "http://"):
		mark(entity{Type: "text_link", URL: s.Link})
	case ours && id > 0:
		mark(entity{Type: "text_mention", User: &user{ID: id, FirstName: s.Text}})
	case !s.When.IsZero():
		mark(entity{Type: "date_time", UnixTime: s.When.Unix(), Format: showInstant})
	case s.Style&chat.Code != 0:
		mark(entity{Type: "code"})
		return all
	}
	if s.Style&chat.Bold != 0 {
		mark(entity{Type: "bold"})
	}
	if s.Style&chat.Italic != 0 {
		mark(entity{Type: "italic"})
	}
	return all
}

// A name after an @ becomes a mention of whoever has it, and rings there if they are in the group.
var atName = regexp.MustCompile(`@[A-Za-z0-9_]{3,}`)

// harmless returns t with the @names in it as code, which Telegram leaves alone. Mentions that are
// meant have a User.
func harmless(t chat.Text) chat.Text {
	var all chat.Text
	for _, s := range t {
		all = append(all, withoutMentions(s)...)
	}
	return all
}

func withoutMentions(s chat.Span) chat.Text {
	id, ours := telegramID(s.User)
	meant := ours && id > 0 || s.Style&chat.Code != 0 || s.Link != "" || !s.When.IsZero()
	if meant || !strings.Contains(s.Text, "@") {
		return chat.Text{s}
	}
	var all chat.Text
	rest := 0
	for _, at := range atName.FindAllStringIndex(s.Text, -1) {
		before, name := s, s
		before.Text, name.Text = s.Text[rest:at[0]], s.Text[at[0]:at[1]]
		name.Style = chat.Code
		all = append(all, before, name)
		rest = at[1]
	}
	s.Text = s.Text[rest:]
	return append(all, s)
}

// clean returns s without what Telegram's server would take out or replace (tdlib's clean_input_string), so
// that lengths and offsets hold, and how many UTF-16 units that is.
func clean(s string) (string, int) {
	n := ascii(s)
	if strings.ContainsFunc(s[n:], altered) {
		s = strings.Map(func(r rune) rune {
			switch {
			case r == '\n':
				return r
			case r == '\r' || r >= 0x2028 && r <= 0x202e: // line separators, and marks that turn the direction
				return -1
			case r < ' ' || r == 0x7f:
				return ' '
			}
			return r
		}, strings.ToValidUTF8(s, "\uFFFD"))
	}
	return s, n + units(s[n:])
}

// ascii returns how many bytes at the start of s are printable ASCII characters or line feeds: one unit each,
// which no server alters.
func ascii(s string) int {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' || c >= 0x7f {
			return i
		}
	}
	return len(s)
}

// altered tells whether clean takes r out or replaces it, or r may stand for what is no character.
func altered(r rune) bool {
	return r < ' ' && r != '\n' || r == 0x7f || r >= 0x2028 && r <= 0x202e || r == '\uFFFD'
}

// units returns the length of s in UTF-16 units.
func units(s string) int {
	n := ascii(s)
	for _, r := range s[n:] {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}
