package terminal

import (
	"strings"
	"unicode"
)

// The escapes of our own that may stand in text that clean has passed.
const (
	boldOn  = "\x1b[1m"
	boldOff = "\x1b[0m"
	redOn   = "\x1b[31m"
	redOff  = "\x1b[0m"
)

// clean returns s without what could act on a terminal: control characters, and the invisible ones
// that turn the direction of text around. Lines stay lines, and a tab becomes a space.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069', r == '\uFEFF':
			return -1
		}
		return r
	}, s)
}

// wrap breaks the lines of text so that none is wider than width columns, indent included. What
// continues a list item stands under its words. A word with a link stays whole, however wide.
func wrap(text string, width int, indent string) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		out = append(out, wrapLine(line, width, indent))
	}
	return strings.Join(out, "\n")
}

func wrapLine(line string, width int, indent string) string {
	lead := marker(line)
	if measure(indent+lead) > width/2 {
		lead = ""
		line = strings.TrimLeft(line, " ")
	}
	w := &wrapper{width: width, hang: indent + strings.Repeat(" ", measure(lead))}
	w.start(indent + lead)
	for rest := line[len(lead):]; rest != ""; {
		gap := len(rest) - len(strings.TrimLeft(rest, " "))
		end := len(rest)
		if n := strings.IndexByte(rest[gap:], ' '); n >= 0 {
			end = gap + n
		}
		w.word(rest[:gap], rest[gap:end])
		rest = rest[end:]
	}
	return strings.TrimRight(w.out.String(), " ")
}

// A wrapper fills lines word by word.
type wrapper struct {
	width int
	hang  string // before each line but the first
	out   strings.Builder
	col   int  // columns used in this line
	fresh bool // no word stands in this line yet
}

func (w *wrapper) start(lead string) {
	w.out.WriteString(lead)
	w.col, w.fresh = measure(lead), true
}

func (w *wrapper) word(gap, word string) {
	n := measure(word)
	if w.fresh {
		gap = ""
	}
	if w.col+len(gap)+n > w.width {
		if !w.fresh {
			w.out.WriteByte('\n')
			w.start(w.hang)
		}
		gap = ""
		for whole := strings.Contains(word, "://"); n > w.width-w.col && !whole; {
			head := cut(word, w.width-w.col)
			w.out.WriteString(head + "\n")
			w.start(w.hang)
			word, n = word[len(head):], n-measure(head)
		}
	}
	w.out.WriteString(gap + word)
	w.col += len(gap) + n
	w.fresh = w.fresh && word == ""
}

// marker returns what a list item begins with, "  - " or "12. ", or the spaces that line begins with.
func marker(line string) string {
	spaces := len(line) - len(strings.TrimLeft(line, " "))
	mark, _, _ := strings.Cut(line[spaces:], " ")
	switch {
	case mark == "-", mark == "*", mark == "•", mark == "–", numbered(mark):
	default:
		return line[:spaces]
	}
	end := spaces + len(mark)
	end += len(line[end:]) - len(strings.TrimLeft(line[end:], " "))
	return line[:end]
}

// numbered reports whether s is one to three digits and a point, a parenthesis, or in brackets.
func numbered(s string) bool {
	digits := strings.TrimRight(strings.TrimPrefix(s, "["), ".)]")
	return len(digits) >= 1 && len(digits) <= 3 && len(digits) < len(s) &&
		strings.Trim(digits, "0123456789") == ""
}

// measure returns how many columns s takes, our own escapes none. It errs to the wide side: a
// sequence of emoji that a terminal joins into one is counted one by one.
func measure(s string) int {
	n, escape := 0, false
	for _, r := range s {
		switch {
		case escape:
			escape = r != 'm'
		case r == '\x1b':
			escape = true
		default:
			n += columns(r)
		}
	}
	return n
}

// cut returns the longest beginning of s that fits into width columns, and at least one character.
func cut(s string, width int) string {
	n, escape := 0, false
	for i, r := range s {
		switch {
		case escape:
			escape = r != 'm'
			continue
		case r == '\x1b':
			escape = true
			continue
		}
		n += columns(r)
		if n > width && i > 0 {
			return s[:i]
		}
	}
	return s
}

// columns returns how many columns a terminal gives r.
func columns(r rune) int {
	switch {
	case r == '\uFE0F': // asks for the wide, coloured form of what stands before it
		return 1
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), r >= 0x1160 && r <= 0x11FF:
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// wide holds the characters of East Asian width W and F (Unicode Standard Annex 11), in rounded ranges.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115F, Stride: 1}, {Lo: 0x231A, Hi: 0x231B, Stride: 1}, {Lo: 0x23E9, Hi: 0x23F3, Stride: 1},
		{Lo: 0x25FD, Hi: 0x25FE, Stride: 1}, {Lo: 0x2614, Hi: 0x2615, Stride: 1}, {Lo: 0x2648, Hi: 0x2653, Stride: 1},
		{Lo: 0x267F, Hi: 0x27BF, Stride: 1}, {Lo: 0x2B1B, Hi: 0x2B1C, Stride: 1}, {Lo: 0x2B50, Hi: 0x2B55, Stride: 5},
		{Lo: 0x2E80, Hi: 0x303E, Stride: 1}, {Lo: 0x3041, Hi: 0x4DBF, Stride: 1}, {Lo: 0x4E00, Hi: 0xA4CF, Stride: 1},
		{Lo: 0xA960, Hi: 0xA97F, Stride: 1}, {Lo: 0xAC00, Hi: 0xD7A3, Stride: 1}, {Lo: 0xF900, Hi: 0xFAFF, Stride: 1},
		{Lo: 0xFE10, Hi: 0xFE19, Stride: 1}, {Lo: 0xFE30, Hi: 0xFE6F, Stride: 1}, {Lo: 0xFF00, Hi: 0xFF60, Stride: 1},
		{Lo: 0xFFE0, Hi: 0xFFE6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x16FE0, Hi: 0x18DFF, Stride: 1}, {Lo: 0x1AFF0, Hi: 0x1B2FF, Stride: 1}, {Lo: 0x1F004, Hi: 0x1F0CF, Stride: 0xCB},
		{Lo: 0x1F18E, Hi: 0x1F265, Stride: 1}, {Lo: 0x1F300, Hi: 0x1F64F, Stride: 1}, {Lo: 0x1F680, Hi: 0x1F6FF, Stride: 1},
		{Lo: 0x1F7E0, Hi: 0x1F7F0, Stride: 1}, {Lo: 0x1F900, Hi: 0x1FAFF, Stride: 1}, {Lo: 0x20000, Hi: 0x3FFFD, Stride: 1},
	},
}
