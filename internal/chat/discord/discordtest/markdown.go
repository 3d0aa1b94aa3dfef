package discordtest

import (
	"regexp"
	"strings"
)

// A Mark is a stretch of text that Discord shows in a style, as a link or as a mention.
type Mark struct {
	Kind string // "bold", "italic", "underline", "strike", "spoiler", "code", "link", "mention", "time", "heading", "small", "quote", "list"
	Text string
	Link string // of a link
}

// Read reads Discord's markdown as its clients do: it returns the words as people see them, and what
// of them is marked. In doubt it marks.
func Read(content string) (string, []Mark) {
	r := &reader{}
	r.read(content, true)
	return strings.ReplaceAll(r.text.String(), "\u200b", ""), r.marks
}

type reader struct {
	text  strings.Builder
	marks []Mark
}

var (
	blocks = []struct {
		kind string
		at   *regexp.Regexp
	}{
		{"small", regexp.MustCompile(`^-# +(.+)`)},
		{"heading", regexp.MustCompile(`^ *#{1,3} +(.+)`)},
		{"quote", regexp.MustCompile(`^ *>>> ?([\s\S]+)`)},
		{"quote", regexp.MustCompile(`^ *> +(.*)`)},
		{"list", regexp.MustCompile(`^ *(?:[*-]|\d+\.) +(.+)`)},
	}
	inlines = []struct {
		kind string
		at   *regexp.Regexp
	}{
		{"code", regexp.MustCompile("^```([\\s\\S]+?)```")},
		{"code", regexp.MustCompile("^``([\\s\\S]+?)``")},
		{"code", regexp.MustCompile("^`([^`]+)`")},
		{"mention", regexp.MustCompile(`^<(?:@[!&]?|#)(\d+)>`)},
		{"mention", regexp.MustCompile(`^(@everyone|@here)\b`)},
		{"mention", regexp.MustCompile(`^<(?:a?:\w+:\d+|/[^>]+:\d+|id:\w+)>`)},
		{"time", regexp.MustCompile(`^<t:(-?\d+)(?::[tTdDfFR])?>`)},
		{"link", regexp.MustCompile(`^<([^: >]+:[^ >]+)>`)},
		{"link", regexp.MustCompile(`^(https?://[^\s<]+[^<.,:;"'\]\s])`)},
		{"link", regexp.MustCompile(`(?i)^(discord(?:\.gg|(?:app)?\.com/invite)/\w+)`)},
	}
	masked  = regexp.MustCompile(`^\[((?:\\.|[^\[\]\\])+)\]\(<?(https?://[^\s)>]+)>?\)`)
	escaped = regexp.MustCompile(`^\\([^0-9A-Za-z\s])`)
	styles  = []struct{ kind, mark string }{
		{"bold", "**"}, {"underline", "__"}, {"strike", "~~"}, {"spoiler", "||"}, {"italic", "*"}, {"italic", "_"},
	}
)

func (r *reader) read(s string, lineStart bool) {
	for s != "" {
		n := 0
		if lineStart {
			n = r.block(s)
		}
		if n == 0 {
			n = r.inline(s)
		}
		if n == 0 {
			n = 1
			r.text.WriteByte(s[0])
		}
		lineStart = s[n-1] == '\n'
		s = s[n:]
	}
}

// nested reads what stands in a mark.
func (r *reader) nested(kind, inner, link string) {
	from := r.text.Len()
	r.read(inner, false)
	r.marks = append(r.marks, Mark{kind, r.text.String()[from:], link})
}

// block reads what a line may begin with, and returns how much it read.
func (r *reader) block(s string) int {
	for _, b := range blocks {
		if m := b.at.FindStringSubmatch(s); m != nil {
			r.nested(b.kind, m[1], "")
			return len(m[0])
		}
	}
	return 0
}

func (r *reader) inline(s string) int {
	if m := escaped.FindStringSubmatch(s); m != nil {
		r.text.WriteString(m[1])
		return len(m[0])
	}
	for _, i := range inlines {
		if m := i.at.FindStringSubmatch(s); m != nil {
			shown := m[len(m)-1]
			r.text.WriteString(shown)
			r.marks = append(r.marks, Mark{i.kind, shown, ""})
			return len(m[0])
		}
	}
	if m := masked.FindStringSubmatch(s); m != nil {
		r.nested("link", m[1], m[2])
		return len(m[0])
	}
	for _, style := range styles {
		if inner, ok := between2(s, style.mark); ok {
			r.nested(style.kind, inner, "")
			return len(inner) + 2*len(style.mark)
		}
	}
	return 0
}

// between2 returns what stands between the mark at the start of s and the next one.
func between2(s, mark string) (string, bool) {
	rest, ok := strings.CutPrefix(s, mark)
	if !ok || rest == "" || mark == "*" && (rest[0] == ' ' || rest[0] == '\n') {
		return "", false
	}
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] == '\\':
			i++
		case strings.HasPrefix(rest[i:], mark) && i > 0:
			for strings.HasPrefix(rest[i+1:], mark) { // "***": the last two close
				i++
			}
			return rest[:i], true
		}
	}
	return "", false
}
