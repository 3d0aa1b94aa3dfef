// Package markup renders what package chat says as Telegram takes it: texts as pages with entities (markup.go), cut
// to what one message holds (split.go), and controls as inline keyboards (keyboard.go).
//
// Texts are sent with entities and not as HTML: nothing needs to be escaped, so nothing that a
// person wrote can become markup, and lengths are exact, since the server counts text without them.
// It sends nothing, and keeps nothing.
package markup

import (
	"regexp"
	"strconv"
	"strings"

	"spotter/internal/chat"
)

// An Entity marks a stretch of a text. Offset and Length count UTF-16 units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	User     *User  `json:"user,omitempty"`
	UnixTime int64  `json:"unix_time,omitempty"`
	Format   string `json:"date_time_format,omitempty"`
}

// showInstant is the form in which the reader's Telegram shows an instant: weekday, long date, short time.
const showInstant = "wDt"

// A User is whom an Entity mentions.
type User struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
}

// A Page is a text as Telegram takes it.
type Page struct {
	Text     string
	Entities []Entity
}

// A layout is a text on its way to be a page. In a group, names after an @ do not ring.
type layout struct {
	group    bool
	text     strings.Builder
	entities []Entity
	units    int  // of text
	begun    bool // something was added, be it empty
}

// Lay returns t as a page.
func Lay(t chat.Text, group bool) Page {
	l := &layout{group: group}
	l.text.Grow(size(t))
	l.add(t...)
	return l.page()
}

// LayMessage returns all that m says as one page.
func LayMessage(m *chat.Message, group bool) Page {
	l := &layout{group: group}
	l.message(m)
	return l.page()
}

// Caption returns the caption of a picture that goes with what m says, nothing if it is nil: that, and in words what
// the picture shows.
func Caption(image chat.Image, m *chat.Message, group bool) Page {
	l := &layout{group: group}
	if m != nil {
		l.message(m)
	}
	if strings.TrimSpace(l.text.String()) == "" {
		for _, first := range Lay(chat.Plain(image.Alt), group).Split(MaxCaption) {
			return first
		}
	}
	if image.Said {
		return l.page().Trim()
	}
	l.part("", chat.Text{{Text: image.Alt, Style: chat.Italic}})
	return l.page().Trim()
}

func (l *layout) page() Page { return Page{l.text.String(), l.entities} }

// message adds all that m says: its own text, titled sections, what its menus ask unless the text does, small print.
func (l *layout) message(m *chat.Message) {
	room := size(m.Text) + size(m.Footer) + 4
	for _, s := range m.Sections {
		room += len(s.Title) + size(s.Body) + 3
	}
	l.text.Grow(room)
	l.part("", m.Text)
	for i := 0; i < len(m.Sections); {
		n := 1
		for m.Sections[i].More && i+n < len(m.Sections) && m.Sections[i+n].More {
			n++
		}
		l.sections(m.Sections[i : i+n])
		i += n
	}
	for _, c := range m.Controls {
		if s, ok := c.(*chat.Select); ok && !strings.Contains(m.Text.String(), s.Prompt) {
			l.part("", chat.Plain(s.Prompt))
		}
	}
	l.part("", m.Footer)
}

// sections adds titled parts of a message, folded as one if they are for who wants more, or if the first says the same each time.
func (l *layout) sections(all []chat.Section) {
	before := l.units
	if l.begun {
		before += 2 // the empty line
	}
	for _, s := range all {
		l.part(s.Title, s.Body)
	}
	if !all[0].Same && !all[0].More || l.units <= before {
		return
	}
	l.entities = append(l.entities, Entity{Type: "expandable_blockquote", Offset: before, Length: l.units - before})
}

// part adds a text, under a title unless that is empty, with an empty line before it.
func (l *layout) part(title string, t chat.Text) {
	if title == "" && blank(t) {
		return
	}
	if l.begun {
		l.add(chat.Span{Text: "\n\n"})
	}
	if title != "" {
		l.add(chat.Span{Text: title, Style: chat.Bold}, chat.Span{Text: "\n"})
	}
	l.add(t...)
}

// add adds spans.
func (l *layout) add(spans ...chat.Span) {
	for i := range spans {
		l.begun = true
		if l.group && strings.Contains(spans[i].Text, "@") {
			for _, s := range withoutMentions(spans[i]) {
				l.span(&s)
			}
			continue
		}
		l.span(&spans[i])
	}
}

func (l *layout) span(s *chat.Span) {
	text, n := Clean(s.Text)
	if n == 0 {
		return
	}
	l.text.WriteString(text)
	l.mark(s, n)
	l.units += n
}

// size returns how many bytes t has.
func size(t chat.Text) int {
	n := 0
	for i := range t {
		n += len(t[i].Text)
	}
	return n
}

// blank tells whether nothing of t is seen.
func blank(t chat.Text) bool {
	for i := range t {
		if strings.TrimSpace(t[i].Text) != "" {
			return false
		}
	}
	return true
}

// mark adds the entities of a span that is n units long, before it is counted. Code cannot be within or around
// others, and of link, mention and instant there can be only one.
func (l *layout) mark(s *chat.Span, n int) {
	mark := func(e Entity) {
		if l.entities == nil {
			l.entities = make([]Entity, 0, 16) // an answer has about so many
		}
		e.Offset, e.Length = l.units, n
		l.entities = append(l.entities, e)
	}
	id, ours := PersonID(s.User)
	switch {
	case strings.HasPrefix(s.Link, "https://") || strings.HasPrefix(s.Link, "http://"):
		mark(Entity{Type: "text_link", URL: s.Link})
	case ours && id > 0:
		mark(Entity{Type: "text_mention", User: &User{ID: id, FirstName: s.Text}})
	case !s.When.IsZero():
		mark(Entity{Type: "date_time", UnixTime: s.When.Unix(), Format: showInstant})
	case s.Style&chat.Code != 0:
		if !bareCommand(s.Text) {
			mark(Entity{Type: "code"})
		}
		return
	}
	if s.Style&chat.Bold != 0 {
		mark(Entity{Type: "bold"})
	}
	if s.Style&chat.Italic != 0 {
		mark(Entity{Type: "italic"})
	}
}

// bareCommand tells whether s is a command and nothing else. Telegram makes it one that is sent when it is touched,
// unless it is code, which is copied.
func bareCommand(s string) bool {
	name, ok := strings.CutPrefix(s, "/")
	return ok && name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// A name after an @ becomes a mention of whoever has it, and rings there if they are in the group.
var atName = regexp.MustCompile(`@[A-Za-z0-9_]{3,}`)

// withoutMentions returns s with the @names in it as code, which Telegram leaves alone. Mentions that are
// meant have a User.
func withoutMentions(s chat.Span) chat.Text {
	id, ours := PersonID(s.User)
	meant := ours && id > 0 || s.Style&chat.Code != 0 || s.Link != "" || !s.When.IsZero()
	if meant {
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

// Clean returns s without what Telegram's server would take out or replace (tdlib's clean_input_string), so
// that lengths and offsets hold, and how many UTF-16 units that is.
func Clean(s string) (string, int) {
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
	return s, n + Units(s[n:])
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

// Units returns the length of s in UTF-16 units.
func Units(s string) int {
	n := ascii(s)
	for _, r := range s[n:] {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

const platform = "telegram:"

// UserID returns the chat.UserID of a person, a group or a channel.
func UserID(id int64) chat.UserID { return chat.UserID(platform + strconv.FormatInt(id, 10)) }

// PersonID returns the number in u, or false if u is not one of Telegram's.
func PersonID(u chat.UserID) (int64, bool) {
	rest, ok := strings.CutPrefix(string(u), platform)
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseInt(rest, 10, 64)
	return id, err == nil
}
