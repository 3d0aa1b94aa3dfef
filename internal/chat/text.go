package chat

import (
	"slices"
	"strings"
	"time"
)

// Text is prose as spans, never markup: user input cannot become formatting, and escaping is the
// adapter's business. Newlines separate lines; an empty line separates paragraphs.
type Text []Span

// A Span is a stretch of text in one style.
type Span struct {
	Text  string
	Style Style
	Named string    // of a command in Code: the same with its options named, where it can be written in no other way
	Link  string    // if set, Text links to it
	When  time.Time // an instant, shown in the reader's own zone; Text is the fallback
	User  UserID    // a mention of a person; Text is the fallback
	Role  string    // a mention of a group of people, by the platform's id; Text is the fallback
	Place Place     // where something is; Text is the fallback
}

// A Style is a set of text styles.
type Style uint8

// The styles. Adapters of platforms without one leave it out.
const (
	Bold Style = 1 << iota
	Italic
	Code
)

// Plain returns s as it is, in no style.
func Plain(s string) Text { return Text{{Text: s}} }

// Strong returns s in bold.
func Strong(s string) Text { return Text{{Text: s, Style: Bold}} }

// Rich parses text that we wrote ourselves: **bold**, *italic*, `code` and [words](https://link).
// It is for content, never for what users typed. What does not parse stays as it is.
func Rich(s string) Text {
	var t Text
	plain := func(s string) {
		if s != "" {
			t = append(t, Span{Text: s})
		}
	}
	for s != "" {
		i := strings.IndexAny(s, "*`[")
		if i < 0 {
			break
		}
		span, n := richSpan(s[i:])
		if n == 0 {
			plain(s[:i+1])
			s = s[i+1:]
			continue
		}
		plain(s[:i])
		t = append(t, span)
		s = s[i+n:]
	}
	plain(s)
	return t
}

// richSpan parses the marked span at the start of s and returns its length, or 0 if there is none.
func richSpan(s string) (Span, int) {
	for _, m := range []struct {
		mark  string
		style Style
	}{{"**", Bold}, {"*", Italic}, {"`", Code}} {
		if !strings.HasPrefix(s, m.mark) {
			continue
		}
		n := len(m.mark)
		if end := strings.Index(s[n:], m.mark); end > 0 {
			return Span{Text: s[n : n+end], Style: m.style}, end + 2*n
		}
		return Span{}, 0
	}
	words, rest, ok := strings.Cut(s[1:], "](")
	link, _, closed := strings.Cut(rest, ")")
	if ok && closed && strings.HasPrefix(link, "http") && !strings.Contains(words, "\n") {
		return Span{Text: words, Link: link}, len(words) + len(link) + 4
	}
	return Span{}, 0
}

// Join returns all texts as one.
func Join(texts ...Text) Text {
	return slices.Concat(texts...)
}

// At returns an instant, shown in the reader's own zone, with fallback for platforms that cannot.
func At(when time.Time, fallback string) Text { return Text{{Text: fallback, When: when}} }

// String returns the words alone.
func (t Text) String() string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.Text)
	}
	return b.String()
}
