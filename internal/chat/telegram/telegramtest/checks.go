package telegramtest

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// An Entity marks a stretch of text, in UTF-16 units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	User     *User  `json:"user,omitempty"`
	UnixTime int64  `json:"unix_time,omitempty"`
	Format   string `json:"date_time_format,omitempty"`
}

// A Keyboard is buttons under a message.
type Keyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

// A Button is one of a Keyboard.
type Button struct {
	Text  string `json:"text"`
	URL   string `json:"url,omitempty"`
	Data  string `json:"callback_data,omitempty"`
	Style string `json:"style,omitempty"`
}

// text returns a text parameter and its entities, if Telegram takes them.
func (s *Server) text(req *request, name, marks string, limit int) (string, []Entity, *refusal) {
	if mode := req.params["parse_mode"]; mode != "" {
		s.tb.Errorf("parse_mode %s: not modelled", mode)
	}
	entities, refused := recall(s.entities, req, marks)
	if refused != nil {
		return "", nil, refused
	}
	return checkText(req.params[name], entities, limit, s.old)
}

func checkText(text string, entities []Entity, limit int, old bool) (string, []Entity, *refusal) {
	n := length16(text)
	var units []uint16 // none if no character takes more than one
	if n > utf8.RuneCountInString(text) {
		units = utf16.Encode([]rune(text))
	}
	for i, e := range entities {
		if refused := checkEntity(units, n, e, old); refused != nil {
			return "", nil, refused
		}
		for _, o := range entities[:i] {
			if refused := checkPair(o, e); refused != nil {
				return "", nil, refused
			}
		}
	}
	trimmed := strings.TrimRightFunc(text, unicode.IsSpace)
	cut := 0
	if trimmed != text {
		cut = n - length16(trimmed)
	}
	trimmed = strings.TrimLeftFunc(trimmed, unicode.IsSpace)
	if n-cut > limit {
		if limit == 1024 {
			return "", nil, bad("message caption is too long")
		}
		return "", nil, bad("message is too long")
	}
	return trimmed, entities, nil
}

var entityTypes = map[string]bool{"bold": true, "italic": true, "underline": true, "strikethrough": true, "spoiler": true,
	"code": true, "pre": true, "text_link": true, "text_mention": true, "date_time": true, "blockquote": true, "expandable_blockquote": true}

// checkEntity is stricter than Telegram, which mends some of it in silence: then something else is
// shown than was meant.
func checkEntity(units []uint16, n int, e Entity, old bool) *refusal {
	switch {
	case !entityTypes[e.Type] || e.Type == "date_time" && old:
		return bad("can't parse MessageEntity: Unsupported type specified")
	case e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > n:
		return bad("ENTITY_BOUNDS_INVALID")
	case lowSurrogate(units, e.Offset) || lowSurrogate(units, e.Offset+e.Length):
		return bad("entity begins or ends in the middle of a character")
	case e.Type == "text_mention" && (e.User == nil || e.User.ID <= 0):
		return bad("can't parse MessageEntity: user not found")
	case e.Type == "date_time" && e.UnixTime == 0:
		return bad("can't parse MessageEntity: unix_time is missing")
	case e.Type == "text_link":
		if u, err := url.Parse(e.URL); err != nil || u.Host == "" {
			return bad("can't parse MessageEntity: wrong URL")
		}
	}
	return nil
}

func lowSurrogate(units []uint16, i int) bool {
	return i < len(units) && units[i] >= 0xdc00 && units[i] <= 0xdfff
}

// checkPair refuses entities that overlap in part, and any within or around code.
func checkPair(a, b Entity) *refusal {
	aEnd, bEnd := a.Offset+a.Length, b.Offset+b.Length
	if aEnd <= b.Offset || bEnd <= a.Offset {
		return nil
	}
	nested := a.Offset <= b.Offset && bEnd <= aEnd || b.Offset <= a.Offset && aEnd <= bEnd
	solitary := func(t string) bool { return t == "code" || t == "pre" }
	exclusive := func(t string) bool { return t == "text_link" || t == "text_mention" || t == "date_time" }
	quote := func(t string) bool { return t == "blockquote" || t == "expandable_blockquote" }
	if quote(a.Type) && quote(b.Type) {
		return bad("entities %s and %s overlap", a.Type, b.Type)
	}
	if nested && (quote(a.Type) && a.Length >= b.Length || quote(b.Type) && b.Length >= a.Length) {
		return nil // a quote holds whatever stands in it
	}
	if !nested || solitary(a.Type) || solitary(b.Type) || exclusive(a.Type) && exclusive(b.Type) {
		return bad("entities %s and %s overlap", a.Type, b.Type)
	}
	return nil
}

// checkKeyboard refuses what Telegram refuses in an inline keyboard.
func checkKeyboard(rows [][]Button) *refusal {
	count := 0
	for _, row := range rows {
		if count += len(row); len(row) > 8 {
			return bad("too many buttons in a row")
		}
		for _, b := range row {
			if refused := checkButton(b); refused != nil {
				return refused
			}
		}
	}
	if count > 100 {
		return bad("reply markup is too long")
	}
	return nil
}

func checkButton(b Button) *refusal {
	switch {
	case b.Text == "":
		return bad("can't parse inline keyboard button: Field \"text\" must be non-empty")
	case b.URL == "" && b.Data == "":
		return bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case b.URL != "" && b.Data != "":
		return bad("can't parse inline keyboard button: more than one kind")
	case len(b.Data) > 64:
		return bad("BUTTON_DATA_INVALID")
	case b.Style != "" && b.Style != "danger" && b.Style != "success" && b.Style != "primary":
		return bad("can't parse inline keyboard button: wrong style")
	}
	if u, err := url.Parse(b.URL); b.URL != "" && (err != nil || u.Host == "") {
		return bad("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", b.URL)
	}
	return nil
}

// length16 returns the length of text in UTF-16 units.
func length16(text string) int {
	n := 0
	for _, r := range text {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// slice16 returns a stretch of text given in UTF-16 units.
func slice16(text string, offset, length int) string {
	units := utf16.Encode([]rune(text))
	if offset < 0 || length < 0 || offset+length > len(units) {
		return ""
	}
	return string(utf16.Decode(units[offset : offset+length]))
}

// Marked returns the stretch of m's words that e marks.
func (m *Message) Marked(e Entity) string { return slice16(m.Words(), e.Offset, e.Length) }
