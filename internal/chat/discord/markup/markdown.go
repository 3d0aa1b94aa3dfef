package markup

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"spotter/internal/chat"
)

// invisible breaks up what Discord would otherwise read as something else: a zero-width space.
const invisible = "\u200b"

// markdown renders t in Discord's markdown as pieces of at most limit UTF-16 units each (Discord
// counts characters, of which there are never more). What people typed cannot format, mention or link.
func markdown(t chat.Text, limit int) []string {
	w := &writer{limit: limit, lineStart: true}
	for _, s := range t {
		w.span(s)
	}
	w.flush()
	return w.pieces
}

// inline renders t as one piece of at most limit units, cut with an ellipsis if it is longer.
func inline(t chat.Text, limit int) string {
	pieces := markdown(t, limit)
	switch len(pieces) {
	case 0:
		return ""
	case 1:
		return pieces[0]
	}
	return strings.TrimRightFunc(markdown(t, limit-1)[0], unicode.IsSpace) + "…"
}

// A writer collects rendered spans and cuts them into pieces.
type writer struct {
	limit     int
	b         strings.Builder
	used      int // units in b
	lineStart bool
	pieces    []string
}

func (w *writer) flush() {
	if s := strings.TrimSpace(w.b.String()); s != "" {
		w.pieces = append(w.pieces, s)
	}
	w.b.Reset()
	w.used, w.lineStart = 0, true
}

func (w *writer) span(s chat.Span) {
	if whole, ok := atom(s); ok {
		w.whole(whole)
		return
	}
	open, shut := marks(s.Style)
	link := address(s.Link)
	if link != "" {
		open, shut = "["+open, shut+"](<"+link+">)"
	}
	if link != "" && units(open+shut) > w.limit/2 {
		open, shut = "", "" // an address that long would leave no room for words
	}
	for text := written(s); text != ""; {
		text = w.part(text, s.Style&chat.Code != 0, open, shut)
	}
}

// atom returns the rendering of a span that cannot be cut: an instant or a mention.
func atom(s chat.Span) (string, bool) {
	if !s.When.IsZero() {
		return "<t:" + strconv.FormatInt(s.When.Unix(), 10) + ":f>", true
	}
	if id, ok := idOf(string(s.User)); ok {
		return "<@" + id + ">", true
	}
	if IsSnowflake(s.Role) {
		return "<@&" + s.Role + ">", true
	}
	if id, ok := idOf(string(s.Place)); ok {
		return "<#" + id + ">", true
	}
	return "", false
}

func (w *writer) whole(s string) {
	if w.used+units(s) > w.limit {
		w.flush()
	}
	w.write(s)
	w.lineStart = false
}

func (w *writer) write(s string) {
	w.b.WriteString(s)
	w.used += units(s)
}

// part writes as much of text as fits, between the marks, and returns the rest. It starts a new
// piece rather than break a word that would fit there.
func (w *writer) part(text string, code bool, open, shut string) string {
	lead := text[:len(text)-len(strings.TrimLeftFunc(text, unicode.IsSpace))]
	if open != "" && lead != "" {
		// Marks work only around what is not space.
		return w.part(lead, false, "", "") + text[len(lead):]
	}
	if open != "" && strings.HasSuffix(w.b.String(), open[:1]) {
		w.write(invisible) // or the marks would run together
	}
	room := w.limit - w.used - units(open) - units(shut)
	rendered, n, start := fit(text, code, w.lineStart && open == "", room)
	if n < len(text) && !breakable(text, n) && w.used > 0 {
		w.flush()
		return text
	}
	if n == 0 {
		w.flush()
		return text
	}
	body := strings.TrimRightFunc(rendered, unicode.IsSpace)
	w.write(open + body + shut + rendered[len(body):])
	w.lineStart = start
	if n < len(text) {
		w.flush()
		return strings.TrimLeft(text[n:], " \n")
	}
	return ""
}

// breakable reports whether text may be cut at n without breaking a word.
func breakable(text string, n int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:n])
	after, _ := utf8.DecodeRuneInString(text[n:])
	return n > 0 && (unicode.IsSpace(before) || unicode.IsSpace(after))
}

// fit renders the longest start of text that needs at most room units, preferably ending with a
// paragraph, a line or a word. It returns the rendering, how many bytes of text it holds, and whether a
// line begins after it.
func fit(text string, code, lineStart bool, room int) (string, int, bool) {
	var b strings.Builder
	b.Grow(min(len(text)+len(text)/8, 2*room+2))
	used := 0
	var best [4]cutting // by how good the place is: any, word, line, paragraph
	for i, r := range text {
		before, size := b.Len(), utf16.RuneLen(max(r, 0))
		if special(r) {
			s := escape(text, i, r, code, lineStart)
			size = units(s)
			b.WriteString(s)
		} else {
			b.WriteRune(r)
		}
		if used += size; used > room {
			return bestCut(b.String()[:before], best, cutting{before, i}, r)
		}
		if r > ' ' && r < 0x300 {
			best[0] = cutting{before, i}
		} else {
			note(&best, cutting{before, i}, text[i:], r)
		}
		lineStart = r == '\n' || lineStart && (unicode.IsSpace(r) || r >= '0' && r <= '9')
	}
	return b.String(), len(text), lineStart
}

// special reports whether r may need an escape.
func special(r rune) bool {
	return r < 0x80 && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != ' ' && r != ','
}

// note remembers that text, which begins with r, may be cut here.
func note(best *[4]cutting, here cutting, text string, r rune) {
	switch {
	case strings.HasPrefix(text, "\n\n"):
		best[3] = here
		fallthrough
	case r == '\n':
		best[2] = here
		fallthrough
	case unicode.IsSpace(r):
		best[1] = here
		fallthrough
	case whole(r):
		best[0] = here
	}
}

// A cutting is a place to cut: in the rendering and in the text.
type cutting struct{ rendered, text int }

// bestCut takes the best place that does not waste more than half of the rendering; at worst the
// end, before the rune r that no longer fits.
func bestCut(rendered string, best [4]cutting, end cutting, r rune) (string, int, bool) {
	for kind := 3; kind > 0; kind-- {
		if c := best[kind]; c.rendered > len(rendered)/2 {
			return rendered[:c.rendered], c.text, true
		}
	}
	if whole(r) {
		return rendered, end.text, true
	}
	if c := best[0]; c.text > 0 {
		return rendered[:c.rendered], c.text, true
	}
	return rendered, end.text, true
}

// whole reports whether a cut before r leaves no half character behind: r does not join or modify.
func whole(r rune) bool {
	return !unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) && r != 0x200d && r != 0xfe0f &&
		(r < 0x1f3fb || r > 0x1f3ff) && (r < 0x1f1e6 || r > 0x1f1ff)
}

// marks returns what stands around text in a style.
func marks(style chat.Style) (open, shut string) {
	if style&chat.Code != 0 {
		return "`", "`"
	}
	if style&chat.Bold != 0 {
		open, shut = "**", "**"
	}
	if style&chat.Italic != 0 {
		open, shut = open+"*", "*"+shut
	}
	return open, shut
}

// escape renders the rune r at text[i:] so that it means nothing but itself.
func escape(text string, i int, r rune, code, lineStart bool) string {
	s := text[i : i+1] // special runes are ASCII
	rest := text[i+1:]
	if code {
		if r == '`' {
			return "ˋ" // in code nothing can be escaped
		}
		return s
	}
	switch r {
	case '\\', '*', '_', '~', '`', '|', '[', ']', '<':
		return `\` + s
	case '#', '>', '-':
		if lineStart {
			return `\` + s
		}
	case '.':
		if lineStart || i >= 7 && strings.EqualFold(text[i-7:i], "discord") {
			return `\` + s // a numbered list, an invitation
		}
	case ':':
		if strings.HasPrefix(rest, "//") {
			return `\` + s // a web address
		}
	case '@':
		if next, _ := utf8.DecodeRuneInString(rest); unicode.IsLetter(next) || unicode.IsDigit(next) || strings.ContainsRune("!&", next) {
			return s + invisible
		}
	}
	return s
}

// address returns a web address as it may stand in a link, or "" if it is none.
func address(link string) string {
	if !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") {
		return ""
	}
	return strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", " ", "%20", `\`, "%5C",
		"\n", "", "\r", "", "\t", "").Replace(link)
}

// units returns how long s is in UTF-16 units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(max(r, 0))
	}
	return n
}

// Cut shortens s to at most so many characters, with an ellipsis.
func Cut(s string, most int) string {
	if units(s) <= most {
		return s
	}
	var b strings.Builder
	used := 0
	for _, r := range s {
		if used += utf16.RuneLen(max(r, 0)); used > most-1 {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimRightFunc(b.String(), unicode.IsSpace) + "…"
}
