package text

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Tokenize splits text into words and looks each up.
func (v *Vocabulary) Tokenize(m *Tokens, text string) {
	m.Text, m.Words = text, m.Words[:0]
	brk := Sentence
	for i := 0; i < len(text); {
		kind, size := classify(text, i)
		switch kind {
		case letter:
			i = v.word(m, i, brk)
			brk = Joined
		case digit:
			i = v.number(m, i, brk)
			brk = Joined
		default:
			if kind == asks && len(m.Words) > 0 {
				m.Words[len(m.Words)-1].Asks = true
			}
			brk = max(brk, kind.breaks())
			i += size
		}
	}
}

// TokenizeParts splits the fields of a form into words, and looks each up.
func (v *Vocabulary) TokenizeParts(m *Tokens, parts []Part) {
	var text []byte
	var headings [][2]int // where each begins and ends
	for _, p := range parts {
		from := len(text)
		text = append(text, p.Heading...)
		headings = append(headings, [2]int{from, len(text)})
		text = append(append(append(text, ' '), p.Text...), '\n')
	}
	v.Tokenize(m, string(text))
	for i := range m.Words {
		for len(headings) > 0 && m.Words[i].Start >= headings[0][1] {
			headings = headings[1:]
		}
		m.Words[i].Given = len(headings) > 0 && m.Words[i].Start >= headings[0][0]
	}
}

// A charKind is what a character does in a text.
type charKind uint8

const (
	space charKind = iota
	letter
	digit
	comma
	clause
	stop
	asks
)

func (k charKind) breaks() Break {
	switch k {
	case comma:
		return Comma
	case clause:
		return Clause
	case stop, asks:
		return Sentence
	}
	return Joined
}

var asciiKinds = func() (t [utf8.RuneSelf]charKind) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = letter, letter
	}
	for c := byte('0'); c <= '9'; c++ {
		t[c] = digit
	}
	for _, c := range ",/" {
		t[c] = comma
	}
	for _, c := range ";:()[]{}=>|~*\"" {
		t[c] = clause
	}
	t['.'], t['!'], t['\n'], t['?'] = stop, stop, stop, asks
	t['&'] = letter
	return t
}()

// classify says what the character at i is and how many bytes it takes. A hyphen between letters
// joins, one between spaces sets off.
func classify(text string, i int) (charKind, int) {
	c := text[i]
	if c == '-' {
		if i > 0 && i+1 < len(text) && text[i-1] != ' ' && text[i+1] != ' ' && text[i+1] != '-' {
			return space, 1
		}
		return clause, 1
	}
	if c < utf8.RuneSelf {
		return asciiKinds[c], 1
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	switch {
	case r == '–' || r == '—' || r == '→':
		return clause, size
	case r == '…':
		return stop, size
	case fold(r) != 0 || unicode.IsLetter(r):
		return letter, size
	}
	return space, size
}

// word reads the word that begins at i, adds it and returns where it ends. Apostrophes within it
// are dropped: "can't" is read as "cant", as half of all lifters write it.
func (v *Vocabulary) word(m *Tokens, i int, brk Break) int {
	buf, start, end := m.scratch[:0], i, i
	for i < len(m.Text) {
		c := m.Text[i]
		switch {
		case c == '\'' || c == '`':
			i++
			continue
		case c < utf8.RuneSelf:
			if asciiKinds[c] != letter {
				goto done
			}
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			buf = append(buf, c)
			i++
		default:
			r, size := utf8.DecodeRuneInString(m.Text[i:])
			if r == '’' || r == '‘' || r == '\u0301' || r == '\u0308' || r == '\u200d' {
				i += size
				continue
			}
			f := fold(r)
			if f == 0 && !unicode.IsLetter(r) {
				goto done
			}
			buf, i = appendFolded(buf, r, f), i+size
		}
		end = i
	}
done:
	if len(buf) == 1 && buf[0] == 'w' && i < len(m.Text) && m.Text[i] == '/' {
		buf, i, end = v.with(m, buf, i)
	}
	m.scratch = buf
	sym := v.find(buf)
	m.Words = append(m.Words, Word{Start: start, End: end, Sym: sym, Break: brk, Number: value(sym)})
	return i
}

// with reads the rest of "w/" (with) and "w/o" (without), whose slash is at i.
func (v *Vocabulary) with(m *Tokens, buf []byte, i int) ([]byte, int, int) {
	if i+1 < len(m.Text) && m.Text[i+1]|0x20 == 'o' && (i+2 == len(m.Text) || asciiKinds[m.Text[i+2]&0x7f] != letter) {
		return append(buf[:0], "without"...), i + 2, i + 2
	}
	return append(buf[:0], "with"...), i + 1, i + 1
}

// number reads the number that begins at i: digits with at most dots, slashes or an x between them
// ("5x5", "8/10", "2.5"). Letters that follow are a word of their own ("12h", "90kg").
func (v *Vocabulary) number(m *Tokens, i int, brk Break) int {
	start := i
	for i < len(m.Text) {
		c := m.Text[i]
		joins := c == '.' || c == '/' || c == ':' || c == 'x' || c == ','
		if asciiKinds[c&0x7f] != digit || c >= utf8.RuneSelf {
			if !joins || i+1 >= len(m.Text) || m.Text[i+1] < '0' || m.Text[i+1] > '9' {
				break
			}
		}
		i++
	}
	text := m.Text[start:i]
	w := Word{Start: start, End: i, Break: brk, Number: -1}
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		w.Number = n
	}
	m.scratch = append(m.scratch[:0], text...)
	w.Sym = v.exact(m.scratch)
	if n, ok := outOfTen(text); ok {
		w.Sym = v.rating(n)
	}
	m.Words = append(m.Words, w)
	return i
}

// outOfTen reads "8/10" and "8.5/10".
func outOfTen(text string) (float64, bool) {
	const of = "/10"
	if len(text) <= len(of) || text[len(text)-len(of):] != of {
		return 0, false
	}
	n, err := strconv.ParseFloat(text[:len(text)-len(of)], 64)
	return n, err == nil
}

func appendFolded(buf []byte, r rune, f byte) []byte {
	if f == 0 {
		return utf8.AppendRune(buf, unicode.ToLower(r))
	}
	if r == 'ß' || r == 'æ' {
		buf = append(buf, f)
		if r == 'æ' {
			f = 'e'
		}
	}
	return append(buf, f)
}

// fold gives the plain lower-case letter of an accented or full-width one, 0 where there is none.
func fold(r rune) byte {
	const from, to = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿß", "aaaaaaaceeeeiiiinoooooouuuuyys"
	if r >= 'A' && r <= 'z' && r < utf8.RuneSelf {
		return byte(unicode.ToLower(r))
	}
	if r >= 'a'+0xfee0 && r <= 'z'+0xfee0 {
		return byte(r - 0xfee0)
	}
	if r < 0xc0 || r > 0xff {
		return 0
	}
	r, n := unicode.ToLower(r), 0
	for _, f := range from {
		if f == r {
			return to[n]
		}
		n++
	}
	return 0
}

// Learn makes the words of a text known, as they are, so that weight can be learned for them.
func (v *Vocabulary) Learn(text string) {
	v.learning = true
	defer func() { v.learning = false }()
	var m Tokens
	v.Tokenize(&m, text)
}
