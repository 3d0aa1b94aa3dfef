package markup

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Limits of texts, in UTF-16 units, after entities are parsed (Bot API, sendMessage and sendPhoto).
const (
	MaxText    = 4096
	MaxCaption = 1024
	maxMarks   = 100 // entities of one message; the server drops those beyond
)

// Fits tells whether p can be one page.
func (p Page) Fits(limit int) bool {
	return len(p.Entities) <= maxMarks && (len(p.Text) <= limit || Units(p.Text) <= limit) // no unit takes less than a byte
}

// Split returns p as pages of at most limit units and maxMarks entities each: cut between paragraphs
// where possible, else lines, else words, else wherever no grapheme is torn.
func (p Page) Split(limit int) []Page {
	var all []Page
	p = p.Trim()
	if p.Text != "" && p.Fits(limit) {
		return []Page{p}
	}
	for p.Text != "" {
		n := len(p.Text)
		if end := p.room(limit); Units(p.Text) > end {
			n = cut(p.Text, end)
		}
		all = append(all, p.slice(0, n).Trim())
		p = p.slice(n, len(p.Text)).Trim()
	}
	return all
}

// room returns how many units of p may stand on one page: fewer than limit if there are too many entities.
func (p Page) room(limit int) int {
	if len(p.Entities) > maxMarks {
		limit = min(limit, max(p.Entities[maxMarks].Offset, 1))
	}
	return limit
}

// cut returns the best place, in bytes, to end a page of at most limit units. Any cut but the last
// resort leaves the page at least a quarter full.
func cut(s string, limit int) int {
	var paragraph, line, word, any int // the last good places, in bytes
	at, used, state := 0, 0, -1
	for rest := s; rest != ""; {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used += Units(g); used > limit {
			break
		}
		at += len(g)
		any = at
		if 4*used < limit {
			continue
		}
		switch {
		case strings.HasSuffix(s[:at], "\n\n"):
			paragraph = at
		case g == "\n":
			line = at
		case unicode.IsSpace([]rune(g)[0]):
			word = at
		}
	}
	for _, n := range []int{paragraph, line, word, any} {
		if n > 0 {
			return n
		}
	}
	return tear(s, limit)
}

// tear returns where to cut a single grapheme that is longer than a page: between two runes.
func tear(s string, limit int) int {
	used := 0
	for i, r := range s {
		if used += Units(string(r)); used > limit {
			return max(i, 1)
		}
	}
	return len(s)
}

// slice returns the page between two places in bytes, with the entities cut to fit.
func (p Page) slice(from, to int) Page {
	start := Units(p.Text[:from])
	end := start + Units(p.Text[from:to])
	part := Page{Text: p.Text[from:to]}
	for _, e := range p.Entities {
		first, last := max(e.Offset, start), min(e.Offset+e.Length, end)
		if first < last {
			e.Offset, e.Length = first-start, last-first
			part.Entities = append(part.Entities, e)
		}
	}
	return part
}

// Trim returns p without white space around it: the server would take it off.
func (p Page) Trim() Page {
	left := strings.TrimLeftFunc(p.Text, unicode.IsSpace)
	from := len(p.Text) - len(left)
	to := from + len(strings.TrimRightFunc(left, unicode.IsSpace))
	if from == 0 && to == len(p.Text) {
		return p
	}
	return p.slice(from, to)
}
