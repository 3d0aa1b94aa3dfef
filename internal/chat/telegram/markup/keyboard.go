package markup

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"spotter/internal/chat"
)

// A Keyboard is buttons under a message.
type Keyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

type Button struct {
	Text  string `json:"text"`
	URL   string `json:"url,omitempty"`
	Data  string `json:"callback_data,omitempty"`
	Style string `json:"style,omitempty"` // "danger"; clients before 2026 ignore it
}

// maxButtons is how many buttons one keyboard holds; the server refuses more.
const maxButtons = 100

// NewKeyboard returns a message's controls as a keyboard. A menu becomes buttons. Of both, as many stand in a row as
// their labels leave room for. A button for what is folded in the text is left out.
func NewKeyboard(m *chat.Message) Keyboard {
	var k Keyboard
	for _, c := range m.Folded().Controls {
		switch c := c.(type) {
		case chat.Buttons:
			k.Rows = append(k.Rows, buttonRows(c, tag(m))...)
		case *chat.Select:
			k.Rows = append(k.Rows, menuRows(c, tag(m))...)
		}
	}
	return k.first(maxButtons)
}

// first returns as many rows of k as hold n buttons.
func (k Keyboard) first(n int) Keyboard {
	for i, row := range k.Rows {
		if n -= len(row); n < 0 {
			return Keyboard{k.Rows[:i]}
		}
	}
	return k
}

// phoneRow is how many characters the labels of a row may have on a phone, where all of its buttons are as wide as the widest.
const phoneRow = 44

// buttonRows returns a row of buttons as rows that can be read on a phone.
func buttonRows(buttons chat.Buttons, mark string) (rows [][]Button) {
	first, widest := 0, 0
	for i, b := range buttons {
		widest = max(widest, utf8.RuneCountInString(b.Label))
		if i > first && (i-first+1)*widest > phoneRow {
			rows = append(rows, buttonRow(buttons[first:i], mark))
			first, widest = i, utf8.RuneCountInString(b.Label)
		}
	}
	return append(rows, buttonRow(buttons[first:], mark))
}

func buttonRow(buttons chat.Buttons, mark string) []Button {
	row := make([]Button, 0, len(buttons))
	for _, b := range buttons {
		key := Button{Text: b.Label, URL: b.URL}
		if b.URL == "" {
			key.Data = mark + b.Action.String()
		}
		if b.Danger {
			key.Style = "danger"
		}
		row = append(row, key)
	}
	return row
}

func menuRows(s *chat.Select, mark string) [][]Button {
	widest := 0
	for _, o := range s.Options {
		widest = max(widest, utf8.RuneCountInString(o.Label))
	}
	perRow := 1
	switch {
	case widest <= 8:
		perRow = 4
	case widest <= 16:
		perRow = 2
	}
	var rows [][]Button
	for i, o := range s.Options {
		if i%perRow == 0 {
			rows = append(rows, nil)
		}
		data := s.Action.String()
		if o.Value != "" {
			data += " " + o.Value
		}
		last := &rows[len(rows)-1]
		*last = append(*last, Button{Text: o.Label, Data: mark + data})
	}
	return rows
}

// A button's data is the action as typed. If the button has an owner, "~", the owner's number to the
// base of 36 and a blank stand before it: at most 13 of the 16 bytes that chat.MaxAction leaves, since
// Telegram's numbers of people have at most 52 bits. Data stays in chats for years: all forms must
// be understood for ever. "!" in place of "~" says that the owner chose to show the message to all.
const (
	ownerMark  = "~"
	sharedMark = "!"
)

// tag returns what stands before the actions of m.
func tag(m *chat.Message) string {
	id, ok := PersonID(m.Owner)
	switch {
	case !ok || id < 0: // who wrote as a group or a channel presses as somebody else
		return ""
	case m.Share && !m.Private:
		return sharedMark + strconv.FormatInt(id, 36) + " "
	}
	return ownerMark + strconv.FormatInt(id, 36) + " "
}

// Untag returns the owner's number, 0 if anyone may press, whether the owner shared the message, and the action.
func Untag(data string) (owner int64, shared bool, action string) {
	rest, tagged := strings.CutPrefix(data, ownerMark)
	if !tagged {
		rest, shared = strings.CutPrefix(data, sharedMark)
	}
	number, action, ok := strings.Cut(rest, " ")
	id, err := strconv.ParseInt(number, 36, 64)
	if !tagged && !shared || !ok || err != nil {
		return 0, false, data
	}
	return id, shared, action
}
