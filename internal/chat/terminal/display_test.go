package terminal

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// A display shows what is written to it as a VT100 with endless lines and an endless roll does, so
// that tests see what a person sees.
type display struct {
	mu       sync.Mutex
	rows     [][]rune
	row, col int
	rest     []byte // of a sequence that was cut off
	escapes  map[string]int
}

func (d *display) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	b := append(d.rest, p...)
	for len(b) > 0 {
		n := d.key(b)
		if n == 0 {
			break
		}
		b = b[n:]
	}
	d.rest = append([]byte(nil), b...)
	return len(p), nil
}

// key shows what b begins with and returns its length, or 0 if it is not whole.
func (d *display) key(b []byte) int {
	switch b[0] {
	case '\r':
		d.col = 0
		return 1
	case '\n':
		d.row++
		return 1
	case 0x1b:
		end := strings.IndexFunc(string(b[1:]), func(r rune) bool { return r != '[' && (r < '0' || r > '9') && r != ';' })
		if end < 0 {
			return 0
		}
		d.escape(string(b[2:1+end]), b[1+end])
		return end + 2
	}
	if !utf8.FullRune(b) {
		return 0
	}
	r, n := utf8.DecodeRune(b)
	line := d.line()
	for len(*line) <= d.col {
		*line = append(*line, ' ')
	}
	(*line)[d.col] = r
	d.col++
	return n
}

func (d *display) escape(arg string, final byte) {
	if d.escapes == nil {
		d.escapes = map[string]int{}
	}
	d.escapes[arg+string(final)]++
	n := 0
	for _, c := range arg {
		n = n*10 + int(c-'0')
	}
	n = max(n, 1)
	switch final {
	case 'A':
		d.row -= n
	case 'B':
		d.row += n
	case 'C':
		d.col += n
	case 'D':
		d.col = max(0, d.col-n)
	case 'K':
		if line := d.line(); d.col < len(*line) {
			*line = (*line)[:d.col]
		}
	}
}

func (d *display) line() *[]rune {
	for len(d.rows) <= d.row {
		d.rows = append(d.rows, nil)
	}
	return &d.rows[d.row]
}

// String returns what stands on the display, without spaces at the ends of lines.
func (d *display) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []string
	for _, r := range d.rows {
		all = append(all, strings.TrimRight(string(r), " "))
	}
	return strings.TrimRight(strings.Join(all, "\n"), "\n")
}

// count returns how often an escape sequence was written.
func (d *display) count(escape string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.escapes[escape]
}
